/** Columns centred on the median and divided by the distance of two quantiles: outliers do not move them. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { normalQuantile } from './normal.ts'
import { checkBoolean } from './options.ts'
import { median, quantile } from './quantiles.ts'
import { type NumberMatrix, presentValues } from './rows.ts'
import { readTransformer } from './state-json.ts'
import {
  type FittedState,
  InvertibleTransformer,
  multiplyThenShift,
  safeScale,
  shiftThenDivide,
} from './transformer.ts'

/** Options of {@link RobustScaler}. */
export interface RobustScalerOptions {
  /** Subtract the median. Default true. */
  readonly withCentering?: boolean
  /** Divide by the distance of the two quantiles. Default true. */
  readonly withScaling?: boolean
  /** The two quantiles in percent, 0 to 100, the smaller first. Default `[25, 75]`. */
  readonly quantileRange?: readonly [number, number]
  /** Make the divisor such that normally distributed columns get variance 1. Default false. */
  readonly unitVariance?: boolean
}

interface State extends FittedState {
  readonly center: Float64Array
  readonly scale: Float64Array
}

/**
 * Subtracts each column's median and divides by its interquartile range (or the range between two other quantiles).
 *
 * Where the two quantiles coincide the divisor is 1. Missing values (`NaN`) are left out and stay missing. Numbers as of
 * scikit-learn's class of this name.
 *
 * @example
 * ```ts
 * new RobustScaler().fitTransform([[1], [2], [3], [4], [1000]]) // [[-1], [-0.5], [0], [0.5], [498.5]]
 * ```
 */
export class RobustScaler extends InvertibleTransformer<State> {
  protected override readonly kind = 'RobustScaler'
  protected override readonly settings: Required<RobustScalerOptions>

  constructor(options: RobustScalerOptions = {}) {
    super()
    checkNames(options, ['withCentering', 'withScaling', 'quantileRange', 'unitVariance'])
    const { withCentering = true, withScaling = true, quantileRange = [25, 75], unitVariance = false } = options
    checkBoolean('withCentering', withCentering)
    checkBoolean('withScaling', withScaling)
    checkBoolean('unitVariance', unitVariance)
    const [low, high] = Array.isArray(quantileRange) ? (quantileRange as readonly [number, number]) : []
    if (!(low! >= 0 && low! <= high! && high! <= 100) || quantileRange.length !== 2) {
      throw invalidArgument('quantileRange', quantileRange, 'Pass two percentages, the smaller first: [25, 75].')
    }
    if (unitVariance && !(low! > 0 && low! < high! && high! < 100)) {
      throw invalidArgument(
        'quantileRange',
        quantileRange,
        'With `unitVariance` both have to lie between 0 and 100, and differ.',
      )
    }
    this.settings = { withCentering, withScaling, quantileRange: [low!, high!], unitVariance }
  }

  /** The scaler that `toJSON` described. */
  static fromJSON(json: unknown): RobustScaler {
    const { options, state } = readTransformer<RobustScalerOptions>('RobustScaler', json)
    const scaler = new RobustScaler(options)
    if (state === undefined) return scaler
    const columns = state.integer('columns', 1)
    scaler.state = { columns, center: state.numbers('center', columns), scale: state.numbers('scale', columns) }
    return scaler
  }

  /** Median of each column; NaN where it has no value. */
  get center(): Float64Array {
    return this.state.center.slice()
  }

  /** What each column is divided by where `withScaling`. */
  get scale(): Float64Array {
    return this.state.scale.slice()
  }

  protected override learn(matrix: NumberMatrix): State {
    const { columns } = matrix
    const { quantileRange, unitVariance } = this.settings
    const [low, high] = [quantileRange[0] / 100, quantileRange[1] / 100]
    const center = new Float64Array(columns)
    const range = new Float64Array(columns)
    for (let c = 0; c < columns; c++) {
      const sorted = presentValues(matrix, c).sort()
      center[c] = median(sorted)
      range[c] = quantile(sorted, high) - quantile(sorted, low)
    }
    const adjust = unitVariance ? normalQuantile(high) - normalQuantile(low) : 1
    return { columns, center, scale: safeScale(range).map((scale) => scale / adjust) }
  }

  protected override apply(matrix: NumberMatrix, state: State): void {
    const { withCentering, withScaling } = this.settings
    shiftThenDivide(matrix, withCentering ? state.center : undefined, withScaling ? state.scale : undefined)
  }

  protected override revert(matrix: NumberMatrix, state: State): void {
    const { withCentering, withScaling } = this.settings
    multiplyThenShift(matrix, withCentering ? state.center : undefined, withScaling ? state.scale : undefined)
  }
}
