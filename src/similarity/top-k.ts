/** The closest rows of a matrix for each query, by any measure. */

import { checkNames } from '../option-names.ts'
import { isSparse, type Matrix, takeMatrix } from './matrix.ts'
import { isDistance, type Metric, type MetricOptions, metricOptionNames, planScores } from './metrics.ts'
import { drainAll, openHeaps, PreparedMatrix, type SearchOptions, type TopKMatches } from './prepared-matrix.ts'
import { scoreRows } from './score-rows.ts'

/** Options of {@link topK}. */
export interface TopKOptions extends MetricOptions, SearchOptions {
  /** What is compared. Default `'cosine'`. */
  readonly metric?: Metric
}

/**
 * The `k` rows of a matrix that are closest to each query, best first: the most similar, or with a distance the nearest. Exact: every row is
 * compared. Of equal scores the smaller row comes first; scores are compared as the floats in which they are given.
 *
 * Dense matrices by cosine or dot product are searched as {@link prepareMatrix} does, which is the way to go where the same matrix is asked more than
 * once. Both matrices may also be sparse; one of each works, written out.
 *
 * Throws `invalid-argument` for matrices that do not fit together, `NaN` and infinite values, negative numbers where the measure has
 * no meaning for them, and a `k` that is no whole number from 1.
 *
 * @example
 * ```ts
 * const { k, indices, scores } = topK(queries, matrix, 10, { metric: 'euclidean' })
 * for (let place = 0; place < k; place++) console.log(indices[place], scores[place]) // of the first query
 * ```
 */
export function topK(queries: Matrix, matrix: Matrix, k: number, options: TopKOptions = {}): TopKMatches {
  checkNames(options, [...metricOptionNames, 'metric', 'filter'])
  const { metric = 'cosine', filter } = options
  if (!isSparse(queries) && !isSparse(matrix) && (metric === 'cosine' || metric === 'dot')) {
    return new PreparedMatrix(matrix, { metric }).search(queries, k, filter && { filter })
  }
  const a = takeMatrix(queries, 'queries')
  const b = takeMatrix(matrix, 'matrix')
  const plan = planScores(metric, a, b, options, ['queries', 'matrix'])
  const heaps = openHeaps(a.rows, k)
  const sign = isDistance(metric) ? -1 : 1
  scoreRows(plan, (query, first, scores, start, count) => {
    const heap = heaps[query]!
    let threshold = heap.threshold
    for (let n = 0; n < count; n++) {
      const score = Math.fround(sign * scores[start + n]!)
      // Rows come in rising order, so an equal score cannot enter; but where the heap is not full, everything does.
      if (score <= threshold && threshold !== Number.NEGATIVE_INFINITY) continue
      if (filter?.(first + n) === false) continue
      heap.offer(first + n, score)
      threshold = heap.threshold
    }
  })
  return drainAll(heaps, sign)
}
