/** Columns of mean 0 and standard deviation 1. */

import { checkNames } from '../../option-names.ts'
import { addMoments, type Moments, standardScale } from './moments.ts'
import { checkBoolean } from './options.ts'
import { type NumberMatrix, type NumberRows, readNumbers, readSampleWeight, type SameForm } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, multiplyThenShift, StreamingTransformer, shiftThenDivide } from './transformer.ts'

/** Options of {@link StandardScaler}. */
export interface StandardScalerOptions {
  /** Subtract the mean. Default true. */
  readonly withMean?: boolean
  /** Divide by the standard deviation. Default true. */
  readonly withStd?: boolean
}

/** What the rows count. */
export interface SampleWeightOptions {
  /** One weight of 0 or more a row. Default: every row counts 1. */
  readonly sampleWeight?: ArrayLike<number>
}

interface State extends FittedState, Moments {
  readonly scale: Float64Array
}

/**
 * Subtracts each column's mean and divides by its standard deviation: `(x - mean) / scale`.
 *
 * A column that is constant (but for rounding) is centred only, its divisor being 1. Missing values (`NaN`) are left out of the
 * statistics and stay missing; a column without any value stays all `NaN`. The deviation divides by n, not n - 1. Numbers as of scikit-learn's class of this
 * name, but that `partialFit` of a batch in which a column has no value leaves that column's statistics alone (there they become NaN).
 *
 * @example
 * ```ts
 * new StandardScaler().fitTransform([[1, 10], [3, 30]]) // [[-1, -1], [1, 1]]
 * ```
 */
export class StandardScaler extends StreamingTransformer<State> {
  protected override readonly kind = 'StandardScaler'
  protected override readonly settings: Required<StandardScalerOptions>

  constructor(options: StandardScalerOptions = {}) {
    super()
    checkNames(options, ['withMean', 'withStd'])
    const { withMean = true, withStd = true } = options
    checkBoolean('withMean', withMean)
    checkBoolean('withStd', withStd)
    this.settings = { withMean, withStd }
  }

  /** The scaler that `toJSON` described. */
  static fromJSON(json: unknown): StandardScaler {
    const { options, state } = readTransformer<StandardScalerOptions>('StandardScaler', json)
    const scaler = new StandardScaler(options)
    if (state === undefined) return scaler
    const columns = state.integer('columns', 1)
    scaler.state = {
      columns,
      counts: state.numbers('counts', columns),
      mean: state.numbers('mean', columns),
      variance: state.numbers('variance', columns),
      scale: state.numbers('scale', columns),
    }
    return scaler
  }

  /** Learns means and deviations from `rows`; a second call replaces what the first has learned. */
  override fit(rows: NumberRows, options: SampleWeightOptions = {}): this {
    return this.#learn(rows, undefined, options)
  }

  /** Learns from `rows` on top of what was learned before, in whatever batches: the statistics are those of all rows together. */
  override partialFit(rows: NumberRows, options: SampleWeightOptions = {}): this {
    return this.#learn(rows, this.stateIfFitted, options)
  }

  /** `fit(rows, options)`, then `transform(rows)`. */
  override fitTransform<Rows extends NumberRows>(rows: Rows, options: SampleWeightOptions = {}): SameForm<Rows> {
    return this.fit(rows, options).transform(rows)
  }

  /** Mean of each column; NaN where it has no value. */
  get mean(): Float64Array {
    return this.state.mean.slice()
  }

  /** Variance of each column. */
  get variance(): Float64Array {
    return this.state.variance.slice()
  }

  /** What each column is divided by where `withStd`. */
  get scale(): Float64Array {
    return this.state.scale.slice()
  }

  /** Present values seen in each column, or their summed weights. */
  get samplesSeen(): Float64Array {
    return this.state.counts.slice()
  }

  #learn(rows: NumberRows, before: State | undefined, { sampleWeight }: SampleWeightOptions): this {
    const columns = before === undefined ? {} : { columns: before.columns }
    const matrix = readNumbers(rows, { missing: this.missing, atLeast: 1, ...columns })
    this.state = this.learn(matrix, before, readSampleWeight(sampleWeight, matrix.rows))
    return this
  }

  protected override learn(matrix: NumberMatrix, before?: State, weights?: Float64Array): State {
    const moments = addMoments(before, matrix, weights)
    return { columns: matrix.columns, ...moments, scale: standardScale(moments) }
  }

  protected override apply(matrix: NumberMatrix, state: State): void {
    const { withMean, withStd } = this.settings
    shiftThenDivide(matrix, withMean ? state.mean : undefined, withStd ? state.scale : undefined)
  }

  protected override revert(matrix: NumberMatrix, state: State): void {
    const { withMean, withStd } = this.settings
    multiplyThenShift(matrix, withMean ? state.mean : undefined, withStd ? state.scale : undefined)
  }
}
