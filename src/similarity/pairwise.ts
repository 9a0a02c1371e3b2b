/** Every row of one matrix against every row of another, or of its own. */

import type { DenseMatrix } from '../encode/matrix.ts'
import { RecommenderError } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { type Matrix, takeMatrix } from './matrix.ts'
import { type Metric, type MetricOptions, metricOptionNames, planScores } from './metrics.ts'
import { scoreRows } from './score-rows.ts'

/** More scores than this do not fit into one array in every browser. */
const MOST_SCORES = 2 ** 29

/**
 * A measure of every row of `a` against every row of `b`: row `i`, column `j` of the result is `metric(a[i], b[j])`, the very number that the function of that
 * name gives for the two rows, as a float. Without `b`, the rows of `a` among themselves.
 *
 * The result takes `4 * a.rows * b.rows` bytes; where only the closest are wanted, use {@link topK}, which keeps no more than those.
 *
 * Throws `invalid-argument` for matrices that do not fit together, `NaN` and infinite values, and negative numbers where the measure
 * has no meaning for them; `limit-exceeded` for more than 2^29 scores.
 *
 * @example
 * ```ts
 * const matrix = { rows: 2, columns: 2, values: Float32Array.of(1, 0, 1, 1) }
 * pairwise('cosine', matrix).values // [1, 0.7071, 0.7071, 1]
 * pairwise('jensenShannon', genres, genres, { base: 2 })
 * ```
 */
export function pairwise(metric: Metric, a: Matrix, b: Matrix = a, options: MetricOptions = {}): DenseMatrix {
  checkNames(options, metricOptionNames)
  const left = takeMatrix(a, 'a')
  const right = a === b ? left : takeMatrix(b, 'b')
  const plan = planScores(metric, left, right, options, ['a', 'b'])
  if (left.rows * right.rows > MOST_SCORES) {
    const message = `${left.rows} rows against ${right.rows} are more than ${MOST_SCORES} scores. Give parts of \`a\`, or use topK, which keeps only the closest.`
    throw new RecommenderError('limit-exceeded', message, { field: 'a.rows', value: left.rows })
  }
  const values = new Float32Array(left.rows * right.rows)
  scoreRows(plan, (row, first, scores, start, count) => {
    values.set(scores.subarray(start, start + count), row * right.rows + first)
  })
  return { kind: 'dense', rows: left.rows, columns: right.rows, values }
}
