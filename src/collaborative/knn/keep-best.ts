/** Of a list of candidates, those with the k best scores, by partial sorting: no heap, no allocation. */

/** Chooses among candidates; keeps its working memory from call to call. */
export class KeepBest {
  #work = new Float32Array(1024)

  /**
   * Moves the `k` best of the first `count` candidates to the front of `indices` and `scores`, in no order, and returns how many they are. Of equal scores the smaller
   * index is better.
   */
  select(indices: Int32Array, scores: Float32Array, count: number, k: number): number {
    if (count <= k) return count
    if (this.#work.length < count) this.#work = new Float32Array(count * 2)
    const work = this.#work
    for (let at = 0; at < count; at++) work[at] = scores[at]!
    const threshold = nthLargest(work, count, k)
    let kept = 0
    let equal = 0
    for (let at = 0; at < count; at++) {
      const score = scores[at]!
      if (score > threshold) {
        const index = indices[at]!
        indices[at] = indices[kept]!
        scores[at] = scores[kept]!
        indices[kept] = index
        scores[kept++] = score
      } else if (score === threshold) equal++
    }
    // Those at the threshold: all of them where they fit, else the smallest indices.
    if (equal === 0) return kept
    const ties = new Int32Array(equal)
    let tie = 0
    for (let at = kept; at < count; at++) if (scores[at] === threshold) ties[tie++] = indices[at]!
    ties.sort()
    for (let at = 0; kept < k; at++) {
      indices[kept] = ties[at]!
      scores[kept++] = threshold
    }
    return kept
  }
}

/** The k-th largest of the first `count` numbers, which are reordered (Hoare's quickselect, the pivot a median of three). */
function nthLargest(numbers: Float32Array, count: number, k: number): number {
  let left = 0
  let right = count - 1
  const goal = k - 1
  while (left < right) {
    const a = numbers[left]!
    const b = numbers[(left + right) >> 1]!
    const c = numbers[right]!
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
    let low = left
    let high = right
    while (low <= high) {
      while (numbers[low]! > pivot) low++
      while (numbers[high]! < pivot) high--
      if (low <= high) {
        const swap = numbers[low]!
        numbers[low++] = numbers[high]!
        numbers[high--] = swap
      }
    }
    if (goal <= high) right = high
    else if (goal >= low) left = low
    else break
  }
  return numbers[goal]!
}
