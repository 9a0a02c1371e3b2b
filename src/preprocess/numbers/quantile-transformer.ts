/** Columns spread evenly, or normally, by rank. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { checkInteger, checkOneOf, checkSeed, checkSubsample } from './options.ts'
import { evenlySpaced, firstAbove, quantile } from './quantiles.ts'
import { drawWithout } from './random.ts'
import { type NumberMatrix, presentValues } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, InvertibleTransformer } from './transformer.ts'

/** Options of {@link QuantileTransformer}. */
export interface QuantileTransformerOptions {
  /** How many quantiles describe a column, 1 or more; at most the number of rows. Default 1000. */
  readonly quantiles?: number
  /** What the outcome is distributed like: evenly over 0 to 1 (default), or normally with mean 0 and deviation 1. */
  readonly outputDistribution?: 'uniform' | 'normal'
  /** Learn from that many rows, drawn by `seed`, where there are more; `false` for all of them. Not below `quantiles`. Default 10,000. */
  readonly subsample?: number | false
  /** Seed of the draw. Default 0. */
  readonly seed?: number
}

interface State extends FittedState {
  /** The quantiles of each column at the shares {@link QuantileTransformer.references}. */
  readonly quantiles: readonly Float64Array[]
}

/** Nearer than this to an end counts as the end where the outcome is normal. */
const AT_THE_END = 1e-7

/**
 * Replaces each value by the share of the fitted values that lie below it, so that every column gets the same distribution
 * whatever it had: outliers lose their pull, order stays.
 *
 * Values outside of what `fit` saw go to the ends (0 and 1; about -5.2 and 5.2 where normal). Missing values (`NaN`) are left out and stay missing; a
 * column without any value gives `NaN` for all later ones. Numbers as of scikit-learn's class of this name as long as no subsample is drawn
 * (the draws differ: their generator is not ours).
 *
 * @example
 * ```ts
 * new QuantileTransformer().fitTransform([[1], [2], [3], [4], [1000]]) // [[0], [0.25], [0.5], [0.75], [1]]
 * ```
 */
export class QuantileTransformer extends InvertibleTransformer<State> {
  protected override readonly kind = 'QuantileTransformer'
  protected override readonly settings: Required<QuantileTransformerOptions>

  constructor(options: QuantileTransformerOptions = {}) {
    super()
    checkNames(options, ['quantiles', 'outputDistribution', 'subsample', 'seed'])
    const { quantiles = 1000, outputDistribution = 'uniform', subsample = 10_000, seed = 0 } = options
    checkInteger('quantiles', quantiles, 1)
    checkOneOf('outputDistribution', outputDistribution, ['uniform', 'normal'])
    checkSubsample('subsample', subsample)
    checkSeed(seed)
    if (subsample !== false && quantiles > subsample) {
      throw invalidArgument(
        'quantiles',
        quantiles,
        `Pass at most \`subsample\` (${subsample}), the rows that are learned from.`,
      )
    }
    this.settings = { quantiles, outputDistribution, subsample, seed }
  }

  /** The transformer that `toJSON` described. */
  static fromJSON(json: unknown): QuantileTransformer {
    const { options, state } = readTransformer<QuantileTransformerOptions>('QuantileTransformer', json)
    const transformer = new QuantileTransformer(options)
    if (state === undefined) return transformer
    const columns = state.integer('columns', 1)
    const quantiles = state.numberLists('quantiles', columns)
    if (quantiles.some((list) => list.length === 0 || list.length !== quantiles[0]!.length)) {
      throw state.fault('quantiles', 'Every column should have equally many.')
    }
    transformer.state = { columns, quantiles }
    return transformer
  }

  /** The quantiles of each column, at the shares `references`. */
  get quantiles(): Float64Array[] {
    return this.state.quantiles.map((list) => list.slice())
  }

  /** The shares, from 0 to 1, at which the quantiles were taken. */
  get references(): Float64Array {
    return evenlySpaced(0, 1, this.state.quantiles[0]!.length)
  }

  protected override learn(matrix: NumberMatrix): State {
    const { quantiles, subsample, seed } = this.settings
    const { columns } = matrix
    const count = Math.min(quantiles, matrix.rows)
    const drawn = subsample !== false && subsample < matrix.rows ? drawWithout(matrix, subsample, seed) : matrix
    const references = evenlySpaced(0, 1, count)
    const perColumn = Array.from({ length: columns }, (_, c) => {
      const sorted = presentValues(drawn, c).sort()
      // By way of percent, as scikit-learn: the rounding decides on which side of equal values a quantile falls.
      return references.map((share) => quantile(sorted, (share * 100) / 100))
    })
    return { columns, quantiles: perColumn }
  }

  protected override apply(matrix: NumberMatrix, state: State): void {
    const normal = this.settings.outputDistribution === 'normal'
    const slack = normal ? AT_THE_END : 0
    const lowest = normalQuantile(AT_THE_END - Number.EPSILON)
    const highest = normalQuantile(1 - (AT_THE_END - Number.EPSILON))
    const { references } = this
    const downReferences = mirrored(references)
    for (let c = 0; c < state.columns; c++) {
      const quantiles = state.quantiles[c]!
      const downQuantiles = mirrored(quantiles)
      const low = quantiles[0]!
      const high = quantiles[quantiles.length - 1]!
      eachInColumn(matrix, c, (x) => {
        let share: number
        if (normal ? x - slack < low : x === low) share = 0
        else if (normal ? x + slack > high : x === high) share = 1
        else {
          // Upwards and downwards, so that the middle of a run of equal quantiles is met.
          share = 0.5 * (interpolate(x, quantiles, references) - interpolate(-x, downQuantiles, downReferences))
        }
        return normal ? Math.min(highest, Math.max(lowest, normalQuantile(share))) : share
      })
    }
  }

  protected override revert(matrix: NumberMatrix, state: State): void {
    const normal = this.settings.outputDistribution === 'normal'
    const { references } = this
    for (let c = 0; c < state.columns; c++) {
      const quantiles = state.quantiles[c]!
      eachInColumn(matrix, c, (y) => {
        const share = normal ? normalCdf(y) : y
        if (normal ? share - AT_THE_END < 0 : share === 0) return quantiles[0]!
        if (normal ? share + AT_THE_END > 1 : share === 1) return quantiles[quantiles.length - 1]!
        return interpolate(share, references, quantiles)
      })
    }
  }
}

/** Replaces the present values of a column. */
function eachInColumn(matrix: NumberMatrix, column: number, replace: (value: number) => number): void {
  const { columns, values } = matrix
  for (let i = column; i < values.length; i += columns) {
    if (!Number.isNaN(values[i]!)) values[i] = replace(values[i]!)
  }
}

/** The list back to front with the signs turned: rising again. */
function mirrored(list: Float64Array): Float64Array {
  return list.map((value) => -value).reverse()
}

/** The height at `x` of the line through the points (`xs`, `ys`), `xs` rising; flat beyond the ends; NaN where the points are NaN. */
function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  if (xs.length === 1) return ys[0]!
  if (Number.isNaN(xs[0]!)) return Number.NaN
  const below = firstAbove(xs, x) - 1
  if (below < 0) return ys[0]!
  if (below >= xs.length - 1) return ys[xs.length - 1]!
  const [x0, y0] = [xs[below]!, ys[below]!]
  const slope = (ys[below + 1]! - y0) / (xs[below + 1]! - x0)
  // Points too close together for a slope are one point.
  return x0 === x || !Number.isFinite(slope) ? y0 : slope * (x - x0) + y0
}
