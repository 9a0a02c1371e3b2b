/** What a user would not have found alone: serendipity and unexpectedness. */

import { invalidArgument } from '../../errors.ts'
import { checkOneOf } from '../options.ts'
import type { Distance } from './categories.ts'
import { type CutOptions, gainsAt, type Relevant, readCut } from './ranked.ts'
import { checkDistance } from './variety.ts'

/**
 * The share of the list that is right and was not to be expected: `|relevant in the first k, not expected| / min(k, length)`, from 0 to 1. `expected` is what a primitive
 * recommender would have shown, usually the most popular items. 0 for an empty list. Source: Ge et al. 2010, "Beyond accuracy"; Murakami et al. 2008.
 */
export function serendipity(
  ranked: readonly string[],
  relevant: Relevant,
  expected: ReadonlySet<string>,
  options: CutOptions = {},
): number {
  const k = readCut(ranked, options)
  if (!(expected instanceof Set)) throw invalidArgument('expected', expected, 'Pass a Set of item ids.')
  const gains = gainsAt(ranked, relevant, k)
  const found = gains.filter((gain, place) => gain > 0 && !expected.has(ranked[place]!)).length
  return gains.length === 0 ? 0 : found / gains.length
}

/** Options of {@link unexpectedness}. */
export interface UnexpectednessOptions extends CutOptions {
  /** `'nearest'` (default): the distance to the item of the history that is nearest. `'mean'`: the mean distance to all of them. */
  readonly to?: 'nearest' | 'mean'
}

/**
 * How far the list is from what the user knows: the mean over its items of the distance to the nearest item of the history (or to all of them). 0 for an empty list or
 * an empty history. Source: Kaminskas and Bridge 2016, content-based surprise (nearest); Vargas and Castells 2011, distance-based novelty (mean).
 */
export function unexpectedness(
  ranked: readonly string[],
  history: readonly string[],
  distance: Distance,
  options: UnexpectednessOptions = {},
): number {
  const k = readCut(ranked, options, ['to'])
  readCut(history, {})
  const to = checkOneOf(options.to ?? 'nearest', 'to', ['nearest', 'mean'])
  checkDistance(distance)
  const size = Math.min(ranked.length, k)
  if (size === 0 || history.length === 0) return 0
  let sum = 0
  for (let place = 0; place < size; place++) {
    let nearest = Number.POSITIVE_INFINITY
    let all = 0
    for (const known of history) {
      const found = distance(ranked[place]!, known)
      all += found
      if (found < nearest) nearest = found
    }
    sum += to === 'nearest' ? nearest : all / history.length
  }
  return sum / size
}
