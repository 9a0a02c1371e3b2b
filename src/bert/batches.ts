/** Which sequences run together: those of like length, as many as a budget of tokens allows, so that little is computed on padding. */

/**
 * Groups sequences into batches by length, longest first (what does not fit into memory fails at once, not at the end). A batch's longest sequence times its size is at most
 * `budget`, but a sequence longer than that has a batch of its own. Gives indices into `lengths`.
 */
export function planBatches(lengths: ArrayLike<number>, budget: number): number[][] {
  const order = Array.from({ length: lengths.length }, (_, index) => index)
  order.sort((a, b) => lengths[b]! - lengths[a]! || a - b)
  const batches: number[][] = []
  let batch: number[] = []
  for (const index of order) {
    // The first of a batch is its longest.
    if (batch.length > 0 && lengths[batch[0]!]! * (batch.length + 1) > budget) {
      batches.push(batch)
      batch = []
    }
    batch.push(index)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
