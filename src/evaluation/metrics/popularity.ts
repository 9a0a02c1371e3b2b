/** How well known the recommended items are: novelty, average popularity, the share from the long tail. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkBetween, checkWhole } from '../options.ts'
import { checkList, readCut } from './ranked.ts'

/** How many users had to do with each item in the training data. Items that are missing have 0. */
export type Popularity = ReadonlyMap<string, number>

/** Options of {@link novelty}. */
export interface NoveltyOptions {
  /** How many users there are in the training data. */
  readonly users: number
  /** Only the first `k` places. Default: the whole list. */
  readonly k?: number
}

/**
 * The mean self-information of a list, in bits: `mean of -log2(n_i / users)`, with `n_i` the users who had to do with the item; 0 for items that everybody knows,
 * `log2(users)` for those known to one user or none (an item without users counts as one with one user, where the formula has no value). 0 for an empty list.
 * Source: Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma"; Castells et al. 2022.
 *
 * @example
 * ```ts
 * novelty(['a', 'b'], new Map([['a', 8], ['b', 2]]), { users: 8 }) // (0 + 2) / 2 = 1
 * ```
 */
export function novelty(ranked: readonly string[], popularity: Popularity, options: NoveltyOptions): number {
  checkNames(options, ['users', 'k'])
  const users = checkWhole(options.users, 'users')
  const { k } = options
  return meanAtTop(ranked, popularity, k === undefined ? {} : { k }, (count) => selfInformation(count, users))
}

/** `-log2(count / users)`, a count below 1 taken as 1 and one above `users` as `users`. */
export function selfInformation(count: number, users: number): number {
  return Math.log2(users / Math.min(users, Math.max(1, count)))
}

/** The mean number of users of the recommended items (ARP); 0 for an empty list. Source: Yin et al. 2012, "Challenging the long tail recommendation". */
export function averagePopularity(
  ranked: readonly string[],
  popularity: Popularity,
  options: { readonly k?: number } = {},
): number {
  return meanAtTop(ranked, popularity, options, (count) => count)
}

/** Options of {@link longTail}. */
export interface LongTailOptions {
  /** The share of all interactions that the head holds. Default 0.8. */
  readonly head?: number
}

/**
 * The items of the long tail: all but the most popular ones that together hold the share `head` of all interactions. The item with which the head reaches its share
 * belongs to it; of equally popular items the earlier in the map come first. Source: Abdollahpouri et al. 2019 (head of 20 % of the interactions or more; 80 % is Pareto's).
 */
export function longTail(popularity: Popularity, options: LongTailOptions = {}): Set<string> {
  checkNames(options, ['head'])
  const share = checkBetween(options.head ?? 0.8, 'head', 0, 1)
  checkPopularity(popularity)
  const sorted = [...popularity].sort(([, a], [, b]) => b - a)
  let total = 0
  for (const [, count] of sorted) total += count
  let held = 0
  let size = 0
  while (size < sorted.length && held < share * total) held += sorted[size++]![1]
  return new Set(sorted.slice(size).map(([id]) => id))
}

/** The share of the list that is in the long tail (see {@link longTail}), from 0 to 1 (APLT); 0 for an empty list. Source: Abdollahpouri et al. 2019. */
export function longTailShare(
  ranked: readonly string[],
  tail: ReadonlySet<string>,
  options: { readonly k?: number } = {},
): number {
  const k = readCut(ranked, options)
  if (!(tail instanceof Set)) throw invalidArgument('tail', tail, 'Pass the Set that longTail(popularity) gives.')
  const top = ranked.slice(0, k)
  return top.length === 0 ? 0 : top.filter((id) => tail.has(id)).length / top.length
}

function meanAtTop(
  ranked: readonly string[],
  popularity: Popularity,
  options: { readonly k?: number },
  value: (count: number) => number,
): number {
  checkList(ranked, 'ranked')
  const k = readCut(ranked, options)
  checkPopularity(popularity)
  const places = Math.min(ranked.length, k)
  let sum = 0
  for (let place = 0; place < places; place++) sum += value(popularity.get(ranked[place]!) ?? 0)
  return places === 0 ? 0 : sum / places
}

function checkPopularity(popularity: unknown): void {
  if (!(popularity instanceof Map))
    throw invalidArgument('popularity', popularity, 'Pass a Map from item id to the number of its users.')
}
