/** How lists differ: between users (personalisation), and from one time to the next (churn). */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkWhole } from '../options.ts'
import { checkLists, type Lists, type ListsOptions } from './lists.ts'

/**
 * One minus the mean cosine of all pairs of users' lists, read as sets: `1 - mean of |A and B| / sqrt(|A| |B|)`, from 0 (everybody gets the same) to 1 (nobody shares an
 * item). Exact over all pairs, in time that grows with the places and not with the pairs. Empty lists are left out; 0 for fewer than two lists.
 */
export function personalization(lists: Lists, options: ListsOptions = {}): number {
  const k = readLists(lists, options)
  const sums = new Map<string, number>()
  let users = 0
  for (const list of lists) {
    const items = new Set(list.slice(0, k))
    if (items.size === 0) continue
    users++
    for (const id of items) sums.set(id, (sums.get(id) ?? 0) + 1 / Math.sqrt(items.size))
  }
  return personalizationOf(sums.values(), users)
}

/** {@link personalization} out of each item's sum of `1 / sqrt(|list|)`: the pairs' cosines add up to `(|sum of unit vectors|^2 - users) / 2`. */
export function personalizationOf(sums: Iterable<number>, users: number): number {
  if (users < 2) return 0
  let square = 0
  for (const sum of sums) square += sum * sum
  return Math.min(1, Math.max(0, 1 - (square - users) / (users * (users - 1))))
}

/**
 * How much of the lists is new: the mean over users of the share of the later list that the earlier did not have, from 0 (the same items, in any order) to 1. The lists
 * of one user stand at one place; users whose later list is empty are left out. 0 where nobody is left. Source: Lathia et al. 2010, "Temporal diversity in recommender systems".
 *
 * @example
 * ```ts
 * churn([['a', 'b']], [['b', 'c']]) // 0.5
 * ```
 */
export function churn(before: Lists, after: Lists, options: ListsOptions = {}): number {
  const k = readLists(before, options)
  readLists(after, options)
  if (before.length !== after.length)
    throw invalidArgument('after', after, `Give one list for each of the ${before.length} users of \`before\`.`)
  let sum = 0
  let users = 0
  for (const [at, list] of after.entries()) {
    const now = new Set(list.slice(0, k))
    if (now.size === 0) continue
    const then = new Set(before[at]!.slice(0, k))
    let fresh = 0
    for (const id of now) if (!then.has(id)) fresh++
    sum += fresh / now.size
    users++
  }
  return users === 0 ? 0 : sum / users
}

function readLists(lists: unknown, options: ListsOptions): number {
  checkNames(options, ['k'])
  checkLists(lists, 'lists')
  return options.k === undefined ? Number.POSITIVE_INFINITY : checkWhole(options.k, 'k')
}
