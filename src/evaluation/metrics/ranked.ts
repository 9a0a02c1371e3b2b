/** What the metrics of one ranked list have in common: how it is checked, cut, and read. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkWhole } from '../options.ts'

/** The items that count as right: a set, or a map from item to its gain (a number of at least 0; what has gain 0 is not relevant). */
export type Relevant = ReadonlySet<string> | ReadonlyMap<string, number>

/** Options of the metrics that look at the top of a list. */
export interface CutOptions {
  /** Only the first `k` places are looked at. Default: the whole list. */
  readonly k?: number
}

/** What is right, as one map from item to gain; of a set every item has gain 1. */
export function gainsOf(relevant: unknown): ReadonlyMap<string, number> {
  if (relevant instanceof Set) return new Map(Array.from(relevant as Set<string>, (id) => [id, 1]))
  if (!(relevant instanceof Map))
    throw invalidArgument('relevant', relevant, 'Pass a Set of item ids, or a Map from item id to gain.')
  let clean = true
  for (const [id, gain] of relevant as Map<string, number>) {
    if (typeof gain !== 'number' || !(gain >= 0 && gain < Number.POSITIVE_INFINITY))
      throw invalidArgument(`relevant.${id}`, gain, 'A gain is a finite number of at least 0.')
    if (gain === 0) clean = false
  }
  if (clean) return relevant as Map<string, number>
  return new Map([...(relevant as Map<string, number>)].filter(([, gain]) => gain > 0))
}

/** How many items are right. */
export function countRelevant(relevant: Relevant): number {
  return relevant instanceof Set ? relevant.size : gainsOf(relevant).size
}

/** Checks the list and options, and gives the number of places to look at, which may exceed the list. */
export function readCut(ranked: unknown, options: CutOptions, known: readonly string[] = []): number {
  checkList(ranked, 'ranked')
  checkNames(options, ['k', ...known])
  return options.k === undefined ? Number.POSITIVE_INFINITY : checkWhole(options.k, 'k')
}

/** Throws unless the value is a list. */
export function checkList(list: unknown, field: string): asserts list is readonly string[] {
  if (!Array.isArray(list)) throw invalidArgument(field, list, 'Pass an array of item ids, best first.')
}

/**
 * The gain at each of the first `k` places. An item that is repeated counts at its first place only; the later place is still taken up.
 */
export function gainsAt(ranked: readonly string[], relevant: Relevant, k: number): number[] {
  const gains = gainsOf(relevant)
  const met = new Set<string>()
  const places: number[] = []
  for (let place = 0; place < ranked.length && place < k; place++) {
    const id = ranked[place]!
    const gain = gains.get(id)
    if (gain === undefined || met.has(id)) places.push(0)
    else {
      met.add(id)
      places.push(gain)
    }
  }
  return places
}

/** How many right items are among the first `k` places, each counted once. */
export function hitsAt(ranked: readonly string[], relevant: Relevant, k: number): number {
  let hits = 0
  for (const gain of gainsAt(ranked, relevant, k)) if (gain > 0) hits++
  return hits
}
