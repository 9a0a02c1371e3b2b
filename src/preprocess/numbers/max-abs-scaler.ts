/** Columns divided by their largest absolute value. */

import { checkNames } from '../../option-names.ts'
import { checkBoolean } from './options.ts'
import type { NumberMatrix } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, multiplyThenShift, StreamingTransformer, safeScale, shiftThenDivide } from './transformer.ts'

/** Options of {@link MaxAbsScaler}. */
export interface MaxAbsScalerOptions {
  /** Cut later values that lie outside what `fit` saw to [-1, 1]. Default false. */
  readonly clip?: boolean
}

interface State extends FittedState {
  readonly samples: number
  readonly maxAbs: Float64Array
}

/**
 * Divides each column by its largest absolute value, so that it lies within [-1, 1] and zeros stay zeros.
 *
 * A column of zeros stays as it is. Missing values (`NaN`) are left out and stay missing. Numbers as of scikit-learn's class of this
 * name, but that `partialFit` of a batch in which a column has no value leaves that column alone (there it becomes NaN).
 *
 * @example
 * ```ts
 * new MaxAbsScaler().fitTransform([[1, -4], [2, 2]]) // [[0.5, -1], [1, 0.5]]
 * ```
 */
export class MaxAbsScaler extends StreamingTransformer<State> {
  protected override readonly kind = 'MaxAbsScaler'
  protected override readonly settings: Required<MaxAbsScalerOptions>

  constructor(options: MaxAbsScalerOptions = {}) {
    super()
    checkNames(options, ['clip'])
    const { clip = false } = options
    checkBoolean('clip', clip)
    this.settings = { clip }
  }

  /** The scaler that `toJSON` described. */
  static fromJSON(json: unknown): MaxAbsScaler {
    const { options, state } = readTransformer<MaxAbsScalerOptions>('MaxAbsScaler', json)
    const scaler = new MaxAbsScaler(options)
    if (state === undefined) return scaler
    const columns = state.integer('columns', 1)
    scaler.state = { columns, samples: state.integer('samples', 1), maxAbs: state.numbers('maxAbs', columns) }
    return scaler
  }

  /** Largest absolute value of each column; NaN where it has none. */
  get maxAbs(): Float64Array {
    return this.state.maxAbs.slice()
  }

  /** What each column is divided by. */
  get scale(): Float64Array {
    return safeScale(this.state.maxAbs)
  }

  /** Rows seen. */
  get samplesSeen(): number {
    return this.state.samples
  }

  protected override learn(matrix: NumberMatrix, before?: State): State {
    const { rows, columns, values } = matrix
    const maxAbs = before?.maxAbs.slice() ?? new Float64Array(columns).fill(Number.NaN)
    for (let i = 0; i < values.length; i++) {
      const size = Math.abs(values[i]!)
      if (!(maxAbs[i % columns]! >= size) && !Number.isNaN(size)) maxAbs[i % columns] = size
    }
    return { columns, samples: (before?.samples ?? 0) + rows, maxAbs }
  }

  protected override apply(matrix: NumberMatrix): void {
    shiftThenDivide(matrix, undefined, this.scale)
    if (!this.settings.clip) return
    const { values } = matrix
    for (let i = 0; i < values.length; i++) {
      if (values[i]! > 1) values[i] = 1
      else if (values[i]! < -1) values[i] = -1
    }
  }

  protected override revert(matrix: NumberMatrix): void {
    multiplyThenShift(matrix, undefined, this.scale)
  }
}
