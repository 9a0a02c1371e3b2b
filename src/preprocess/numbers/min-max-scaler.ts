/** Columns squeezed into one range. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkBoolean } from './options.ts'
import type { NumberMatrix } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, StreamingTransformer, safeScale } from './transformer.ts'

/** Options of {@link MinMaxScaler}. */
export interface MinMaxScalerOptions {
  /** Where the smallest and the largest value of each column go. Default `[0, 1]`. */
  readonly featureRange?: readonly [number, number]
  /** Cut later values that lie outside what `fit` saw to the range. Default false. */
  readonly clip?: boolean
}

interface State extends FittedState {
  readonly samples: number
  readonly dataMin: Float64Array
  readonly dataMax: Float64Array
}

/**
 * Maps each column's smallest value to the lower end of `featureRange` and its largest to the upper end.
 *
 * A constant column goes to the lower end. Missing values (`NaN`) are left out and stay missing. Numbers as of scikit-learn's class of this
 * name, but that `partialFit` of a batch in which a column has no value leaves that column alone (there it becomes NaN).
 *
 * @example
 * ```ts
 * new MinMaxScaler().fitTransform([[1, 10], [2, 30], [3, 20]]) // [[0, 0], [0.5, 1], [1, 0.5]]
 * ```
 */
export class MinMaxScaler extends StreamingTransformer<State> {
  protected override readonly kind = 'MinMaxScaler'
  protected override readonly settings: Required<MinMaxScalerOptions>

  constructor(options: MinMaxScalerOptions = {}) {
    super()
    checkNames(options, ['featureRange', 'clip'])
    const { featureRange = [0, 1], clip = false } = options
    const [low, high] = Array.isArray(featureRange) ? (featureRange as readonly [number, number]) : []
    if (!(Number.isFinite(low) && Number.isFinite(high) && low! < high!) || featureRange.length !== 2) {
      throw invalidArgument('featureRange', featureRange, 'Pass two finite numbers, the smaller first: [0, 1].')
    }
    checkBoolean('clip', clip)
    this.settings = { featureRange: [low!, high!], clip }
  }

  /** The scaler that `toJSON` described. */
  static fromJSON(json: unknown): MinMaxScaler {
    const { options, state } = readTransformer<MinMaxScalerOptions>('MinMaxScaler', json)
    const scaler = new MinMaxScaler(options)
    if (state === undefined) return scaler
    const columns = state.integer('columns', 1)
    scaler.state = {
      columns,
      samples: state.integer('samples', 1),
      dataMin: state.numbers('dataMin', columns),
      dataMax: state.numbers('dataMax', columns),
    }
    return scaler
  }

  /** Smallest value of each column; NaN where it has none. */
  get dataMin(): Float64Array {
    return this.state.dataMin.slice()
  }

  /** Largest value of each column; NaN where it has none. */
  get dataMax(): Float64Array {
    return this.state.dataMax.slice()
  }

  /** `dataMax - dataMin`. */
  get dataRange(): Float64Array {
    const { dataMin, dataMax } = this.state
    return dataMax.map((max, c) => max - dataMin[c]!)
  }

  /** What each column is multiplied by, before `offset` is added. */
  get scale(): Float64Array {
    const [low, high] = this.settings.featureRange
    return safeScale(this.dataRange).map((range) => (high - low) / range)
  }

  /** What is added after the multiplication. */
  get offset(): Float64Array {
    const { dataMin } = this.state
    return this.scale.map((scale, c) => this.settings.featureRange[0] - dataMin[c]! * scale)
  }

  /** Rows seen. */
  get samplesSeen(): number {
    return this.state.samples
  }

  protected override learn(matrix: NumberMatrix, before?: State): State {
    const { rows, columns, values } = matrix
    const dataMin = before?.dataMin.slice() ?? new Float64Array(columns).fill(Number.NaN)
    const dataMax = before?.dataMax.slice() ?? new Float64Array(columns).fill(Number.NaN)
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      const c = i % columns
      // Written so that a NaN on the left gives way and one on the right does not.
      if (!(dataMin[c]! <= value) && !Number.isNaN(value)) dataMin[c] = value
      if (!(dataMax[c]! >= value) && !Number.isNaN(value)) dataMax[c] = value
    }
    return { columns, samples: (before?.samples ?? 0) + rows, dataMin, dataMax }
  }

  protected override apply(matrix: NumberMatrix): void {
    const { columns, values } = matrix
    const { scale, offset } = this
    const { featureRange, clip } = this.settings
    const [low, high] = featureRange
    for (let i = 0; i < values.length; i++) {
      const value = values[i]! * scale[i % columns]! + offset[i % columns]!
      // Comparisons, not Math.min: NaN has to stay.
      values[i] = clip && value < low ? low : clip && value > high ? high : value
    }
  }

  protected override revert(matrix: NumberMatrix): void {
    const { columns, values } = matrix
    const { scale, offset } = this
    for (let i = 0; i < values.length; i++) values[i] = (values[i]! - offset[i % columns]!) / scale[i % columns]!
  }
}
