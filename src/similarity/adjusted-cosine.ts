/** Cosine after the habits of the raters are taken out: for ratings, where one user's 4 is another's 5. */

import { checkedResult, loadPair } from './pair.ts'
import { cosineOf } from './products.ts'
import { checkPerPosition, reserveFloats, type Vector } from './vector.ts'

/**
 * Adjusted cosine of two items' ratings, -1 to 1: the cosine after `means[user]` is taken from every rating of that user. Position `n` of
 * both vectors is user `n`.
 *
 * A sparse vector holds ratings: only the users who rated both items count, a stored 0 is a rating, and what is not stored is no
 * rating. (In all other measures what is not stored is 0.) In a dense vector every position is a rating. 0 where no user
 * rated both, or where one item's ratings are all at their users' means.
 *
 * Sarwar et al., "Item-Based Collaborative Filtering Recommendation Algorithms" (2001), equation 3. Throws `invalid-argument`
 * for different lengths, `NaN` and infinite values.
 *
 * @param means - Each user's mean rating.
 * @example
 * ```ts
 * const means = [4, 2, 3] // of three users
 * adjustedCosine([5, 3, 2], [4.5, 2.5, 3], means) // 0.8164...
 * ```
 */
export function adjustedCosine(a: Vector, b: Vector, means: ArrayLike<number>): number {
  const { left, right } = loadPair(a, b, true)
  checkPerPosition('means', means, left.length)
  const room = left.sparse && right.sparse ? Math.min(left.count, right.count) : Math.max(left.count, right.count)
  x = reserveFloats(x, room)
  y = reserveFloats(y, room)

  let count = 0
  let i = 0
  let j = 0
  while (i < left.count && j < right.count) {
    // In a dense vector the place is the index.
    const leftIndex = left.sparse ? left.indices[i]! : i
    const rightIndex = right.sparse ? right.indices[j]! : j
    if (leftIndex === rightIndex) {
      x[count] = left.values[i]! - means[leftIndex]!
      y[count++] = right.values[j]! - means[leftIndex]!
    }
    if (leftIndex <= rightIndex) i++
    if (rightIndex <= leftIndex) j++
  }
  left.refuseNotFinite()
  right.refuseNotFinite()
  return checkedResult(cosineOf(x, 0, y, 0, count))
}

let x: Float64Array = new Float64Array(0)
let y: Float64Array = new Float64Array(0)
