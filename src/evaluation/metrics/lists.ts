/** How many lists share their places among the items of the catalogue: coverage, Gini index, entropy. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkWhole } from '../options.ts'
import { checkList } from './ranked.ts'

/** The lists of many users, each best first. */
export type Lists = readonly (readonly string[])[]

/** The catalogue, or how many items it has. */
export type Catalogue = number | ReadonlySet<string> | readonly string[]

/** Options of metrics over many lists. */
export interface ListsOptions {
  /** Only the first `k` places of each list are looked at. Default: whole lists. */
  readonly k?: number
}

/**
 * Catalogue coverage: the share of the catalogue that appears in at least one list, from 0 to 1. Source: Herlocker et al. 2004; Ge et al. 2010.
 *
 * @example
 * ```ts
 * coverage([['a', 'b'], ['a', 'c']], 10) // 0.3
 * ```
 */
export function coverage(lists: Lists, catalogue: Catalogue, options: ListsOptions = {}): number {
  const { counts, size } = exposure(lists, catalogue, options)
  return counts.length / size
}

/**
 * The Gini index of exposure: 0 where every item of the catalogue has equally many places, towards 1 where one item has them all:
 * `sum of (2 i - n - 1) c_i / (n sum of c)`, the counts `c` in rising order and items that are never shown among them. 0 for no lists.
 * (Some libraries, and Castells et al. 2022 in one table, divide by `n - 1` instead of `n`.) Source: Fleder and Hosanagar 2009.
 */
export function gini(lists: Lists, catalogue: Catalogue, options: ListsOptions = {}): number {
  const { counts, size } = exposure(lists, catalogue, options)
  return giniOf(Float64Array.from(counts), size)
}

/** {@link gini} of counts, `size` items in all, those beyond the counts having none. Sorts the counts. */
export function giniOf(counts: Float64Array, size: number): number {
  counts.sort()
  let total = 0
  let weighted = 0
  const unseen = size - counts.length
  for (let at = 0; at < counts.length; at++) {
    total += counts[at]!
    weighted += (2 * (unseen + at + 1) - size - 1) * counts[at]!
  }
  return total === 0 ? 0 : weighted / (size * total)
}

/** Options of {@link entropy}. */
export interface EntropyOptions extends ListsOptions {
  /** Divides by the most there can be, `log2(catalogue)`, so that it lies between 0 and 1. Default false. */
  readonly normalize?: boolean
}

/** Shannon entropy of exposure, in bits: `-sum of p_i log2 p_i`, with `p_i` an item's share of all places. 0 where one item has them all, and for no lists. */
export function entropy(lists: Lists, catalogue: Catalogue, options: EntropyOptions = {}): number {
  const { normalize = false, ...rest } = options
  const { counts, size } = exposure(lists, catalogue, rest)
  const bits = entropyOf(counts)
  return normalize ? (size < 2 ? 0 : bits / Math.log2(size)) : bits
}

/** Entropy of weights, in bits. */
export function entropyOf(weights: Iterable<number>): number {
  let total = 0
  let sum = 0
  for (const weight of weights) {
    if (weight <= 0) continue
    total += weight
    sum += weight * Math.log2(weight)
  }
  return total === 0 ? 0 : Math.max(0, Math.log2(total) - sum / total)
}

/** How often each item that appears is shown, and how many items there are. */
function exposure(lists: Lists, catalogue: Catalogue, options: ListsOptions): { counts: number[]; size: number } {
  checkNames(options, ['k'])
  checkLists(lists, 'lists')
  const k = options.k === undefined ? Number.POSITIVE_INFINITY : checkWhole(options.k, 'k')
  const known = typeof catalogue === 'number' ? undefined : readCatalogue(catalogue)
  const size = known?.size ?? checkWhole(catalogue, 'catalogue')
  const counts = new Map<string, number>()
  for (const list of lists) {
    for (let place = 0; place < list.length && place < k; place++) {
      const id = list[place]!
      if (known !== undefined && !known.has(id))
        throw invalidArgument('lists', id, 'This item is not in the catalogue.')
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
  if (counts.size > size)
    throw invalidArgument('catalogue', size, `The lists alone show ${counts.size} different items.`)
  return { counts: [...counts.values()], size }
}

function readCatalogue(catalogue: unknown): ReadonlySet<string> {
  const known = Array.isArray(catalogue) ? new Set<string>(catalogue) : catalogue
  if (known instanceof Set && known.size > 0) return known
  throw invalidArgument('catalogue', catalogue, 'Pass the number of items, or their ids.')
}

/** Throws unless the value is a list of lists. */
export function checkLists(lists: unknown, field: string): asserts lists is Lists {
  if (!Array.isArray(lists)) throw invalidArgument(field, lists, 'Pass an array of lists of item ids.')
  for (const [at, list] of lists.entries()) checkList(list, `${field}[${at}]`)
}
