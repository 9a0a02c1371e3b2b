/** How good an adapter is on what it was not trained on. */

import type { HeldOut } from './examples.ts'

/** The length of the lists that recall is measured in, where there are documents enough: a tenth of them at most. */
const LIST = 20

/**
 * The mean over queries of the share of relevant documents among the k best, of k at most (so that 1 can be reached); k is 20, or a tenth of the documents where that is less.
 * Of equal cosines the earlier document counts as better.
 */
export function recallAmong(cosines: Float32Array, { documents, queries, starts, relevant }: HeldOut): number {
  const k = Math.min(LIST, Math.ceil(documents.length / 10))
  let total = 0
  for (let query = 0; query < queries.length; query++) {
    const row = cosines.subarray(query * documents.length, (query + 1) * documents.length)
    const threshold = Float32Array.from(row).sort()[documents.length - k]!
    // Those at the threshold itself, in order, fill what room is left.
    let above = 0
    for (const cosine of row) if (cosine > threshold) above += 1
    let room = k - above
    let hits = 0
    const isRelevant = new Set(relevant.subarray(starts[query]!, starts[query + 1]!))
    for (const [document, cosine] of row.entries()) {
      const isIn = cosine > threshold || (cosine === threshold && room-- > 0)
      if (isIn && isRelevant.has(document)) hits += 1
    }
    total += hits / Math.min(k, isRelevant.size)
  }
  return total / queries.length
}

/** Pearson's correlation of the cosines of the held-out pairs with their scores; 0 where either does not vary. */
export function correlation(cosines: Float32Array, { documents, queries, starts, relevant, scores }: HeldOut): number {
  const a: number[] = []
  const b: number[] = []
  for (let query = 0; query < queries.length; query++) {
    for (let at = starts[query]!; at < starts[query + 1]!; at++) {
      a.push(cosines[query * documents.length + relevant[at]!]!)
      b.push(scores![at]!)
    }
  }
  return pearson(a, b)
}

/** Pearson's correlation; 0 where either side does not vary. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = a.length
  let meanA = 0
  let meanB = 0
  for (let at = 0; at < size; at++) {
    meanA += a[at]! / size
    meanB += b[at]! / size
  }
  let ab = 0
  let aa = 0
  let bb = 0
  for (let at = 0; at < size; at++) {
    const x = a[at]! - meanA
    const y = b[at]! - meanB
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}
