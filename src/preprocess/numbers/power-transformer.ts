/** Columns bent towards the normal distribution by a power. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { minimizeBetween, minimizeFrom } from './minimize.ts'
import { addMoments, isConstant, type Moments, standardScale } from './moments.ts'
import { checkBoolean, checkOneOf } from './options.ts'
import { type NumberMatrix, presentValues } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { pairwiseSum, variance } from './sums.ts'
import { type FittedState, InvertibleTransformer, multiplyThenShift, shiftThenDivide } from './transformer.ts'

/** Options of {@link PowerTransformer}. */
export interface PowerTransformerOptions {
  /** `'yeo-johnson'` (default) takes any number; `'box-cox'` only numbers above 0. */
  readonly method?: 'yeo-johnson' | 'box-cox'
  /** Give the outcome mean 0 and standard deviation 1. Default true. */
  readonly standardize?: boolean
}

interface State extends FittedState {
  readonly lambdas: Float64Array
  /** Mean and divisor of the bent columns; there where `standardize`. */
  readonly mean?: Float64Array
  readonly scale?: Float64Array
}

type Bend = (x: number, lambda: number) => number

/**
 * Raises each column to the power (`lambda`) at which it looks most normal, by maximum likelihood; good for prices, counts and other
 * skewed numbers.
 *
 * A constant column keeps its shape (lambda 1). Missing values (`NaN`) are left out and stay missing; a column without any value is refused. Numbers as of
 * scikit-learn's class of this name, which refuses a constant column under Box-Cox.
 * I.-K. Yeo, R. A. Johnson, "A new family of power transformations" (2000); G. E. P. Box, D. R. Cox, "An analysis of transformations" (1964).
 *
 * @example
 * ```ts
 * const power = new PowerTransformer().fit([[1], [2], [4], [8], [100]])
 * power.lambdas // Float64Array [ -0.4... ]
 * ```
 */
export class PowerTransformer extends InvertibleTransformer<State> {
  protected override readonly kind = 'PowerTransformer'
  protected override readonly settings: Required<PowerTransformerOptions>

  constructor(options: PowerTransformerOptions = {}) {
    super()
    checkNames(options, ['method', 'standardize'])
    const { method = 'yeo-johnson', standardize = true } = options
    checkOneOf('method', method, ['yeo-johnson', 'box-cox'])
    checkBoolean('standardize', standardize)
    this.settings = { method, standardize }
  }

  /** The transformer that `toJSON` described. */
  static fromJSON(json: unknown): PowerTransformer {
    const { options, state } = readTransformer<PowerTransformerOptions>('PowerTransformer', json)
    const transformer = new PowerTransformer(options)
    if (state === undefined) return transformer
    const columns = state.integer('columns', 1)
    const bent = { columns, lambdas: state.numbers('lambdas', columns) }
    transformer.state = transformer.settings.standardize
      ? { ...bent, mean: state.numbers('mean', columns), scale: state.numbers('scale', columns) }
      : bent
    return transformer
  }

  /** The power of each column. */
  get lambdas(): Float64Array {
    return this.state.lambdas.slice()
  }

  protected override learn(matrix: NumberMatrix): State {
    const { method, standardize } = this.settings
    const { columns } = matrix
    const moments = addMoments(undefined, matrix)
    this.#checkPositive(matrix)
    const lambdas = new Float64Array(columns)
    for (let c = 0; c < columns; c++) lambdas[c] = bestLambda(presentValues(matrix, c), c, moments, method)
    if (!standardize) return { columns, lambdas }
    bendColumns(matrix, lambdas, BENDS[method])
    const bent = addMoments(undefined, matrix)
    return { columns, lambdas, mean: bent.mean, scale: standardScale(bent) }
  }

  protected override apply(matrix: NumberMatrix, state: State): void {
    this.#checkPositive(matrix)
    bendColumns(matrix, state.lambdas, BENDS[this.settings.method])
    shiftThenDivide(matrix, state.mean, state.scale)
  }

  /** Undoes the standardisation and the power; NaN where no number has that power (values far outside of what `fit` saw). */
  protected override revert(matrix: NumberMatrix, state: State): void {
    multiplyThenShift(matrix, state.mean, state.scale)
    bendColumns(matrix, state.lambdas, UNBENDS[this.settings.method])
  }

  #checkPositive(matrix: NumberMatrix): void {
    if (this.settings.method !== 'box-cox') return
    const { columns, values } = matrix
    const at = values.findIndex((value) => value <= 0)
    if (at < 0) return
    throw invalidArgument(
      `rows[${Math.floor(at / columns)}][${at % columns}]`,
      values[at],
      "Box-Cox takes numbers above 0; use method 'yeo-johnson'.",
    )
  }
}

function bendColumns(matrix: NumberMatrix, lambdas: Float64Array, bend: Bend): void {
  const { columns, values } = matrix
  for (let i = 0; i < values.length; i++) values[i] = bend(values[i]!, lambdas[i % columns]!)
}

function bestLambda(values: Float64Array, column: number, moments: Moments, method: 'yeo-johnson' | 'box-cox'): number {
  if (values.length === 0) {
    throw invalidArgument(
      `rows column ${column}`,
      'all NaN',
      'Leave the column out, or fill it first (SimpleImputer does).',
    )
  }
  if (isConstant(moments.variance[column]!, moments.mean[column]!, values.length)) return 1
  return method === 'box-cox' ? boxCoxLambda(values) : yeoJohnsonLambda(values)
}

// ((x + 1)^λ - 1) / λ for x >= 0, its mirror image with 2 - λ below
function yeoJohnson(x: number, lambda: number): number {
  if (x >= 0) return Math.abs(lambda) < Number.EPSILON ? Math.log1p(x) : Math.expm1(lambda * Math.log1p(x)) / lambda
  const mirrored = 2 - lambda
  return Math.abs(mirrored) > Number.EPSILON ? -Math.expm1(mirrored * Math.log1p(-x)) / mirrored : -Math.log1p(-x)
}

function yeoJohnsonInverse(y: number, lambda: number): number {
  if (y >= 0) return Math.abs(lambda) < Number.EPSILON ? Math.expm1(y) : Math.expm1(Math.log1p(y * lambda) / lambda)
  const mirrored = 2 - lambda
  return Math.abs(mirrored) > Number.EPSILON ? -Math.expm1(Math.log1p(-mirrored * y) / mirrored) : -Math.expm1(-y)
}

// (x^λ - 1) / λ
function boxCox(x: number, lambda: number): number {
  const logarithm = Math.log(x)
  if (Math.abs(lambda) < 1e-19) return logarithm
  const power = lambda * logarithm
  if (power < 709.78) return Math.expm1(power) / lambda
  // e^power alone would overflow.
  return Math.sign(lambda) * Math.exp(power - Math.log(Math.abs(lambda))) - 1 / lambda
}

function boxCoxInverse(y: number, lambda: number): number {
  return lambda === 0 ? Math.exp(y) : Math.exp(Math.log1p(lambda * y) / lambda)
}

const BENDS = { 'yeo-johnson': yeoJohnson, 'box-cox': boxCox } as const
const UNBENDS = { 'yeo-johnson': yeoJohnsonInverse, 'box-cox': boxCoxInverse } as const

/** Largest and smallest normal doubles. */
const LARGEST = Number.MAX_VALUE
const SMALLEST = 2.2250738585072014e-308

/** The lambda of highest likelihood, within what no power takes out of the range of doubles; as scipy's `yeojohnson_normmax`. */
function yeoJohnsonLambda(x: Float64Array): number {
  let largest = 0
  let anyNegative = false
  let allNegative = true
  for (const value of x) {
    largest = Math.max(largest, Math.abs(value))
    if (value < 0) anyNegative = true
    else allNegative = false
  }
  const logs = pairwiseSum(x.map((value) => Math.sign(value) * Math.log1p(Math.abs(value))))
  const reach = Math.log1p(20 * largest)
  let low = (Math.log(SMALLEST) - Math.log(Number.EPSILON)) / 2 / reach
  let high = (Math.log(LARGEST) + Math.log(Number.EPSILON)) / 2 / reach
  if (allNegative) [low, high] = [2 - high, 2 - low]
  else if (anyNegative) [low, high] = [Math.max(2 - high, low), Math.min(2 - low, high)]
  const bent = new Float64Array(x.length)
  const cost = (lambda: number): number => {
    for (let i = 0; i < x.length; i++) bent[i] = yeoJohnson(x[i]!, lambda)
    const spread = variance(bent)
    // No spread left: the worst fit, not the best (log 0).
    if (!(spread >= SMALLEST)) return Number.POSITIVE_INFINITY
    return (x.length / 2) * Math.log(spread) - (lambda - 1) * logs
  }
  return minimizeBetween(cost, low, high, 1.48e-8)
}

/** The lambda of highest likelihood, drawn back where it would overflow; as scipy's `boxcox_normmax`. */
function boxCoxLambda(x: Float64Array): number {
  const logarithms = x.map(Math.log)
  const logs = pairwiseSum(logarithms)
  const powers = new Float64Array(x.length)
  const cost = (lambda: number): number =>
    (x.length / 2) * logVarianceOfPowers(logarithms, lambda, powers) - (lambda - 1) * logs
  const lambda = minimizeFrom(cost, -2, 2)
  const max = x.reduce((most, value) => Math.max(most, value))
  const min = x.reduce((least, value) => Math.min(least, value))
  const extreme = min >= 1 ? max : max <= 1 ? min : boxCox(max, lambda) > Math.abs(boxCox(min, lambda)) ? max : min
  const limit = LARGEST / 10000
  if (!(Math.abs(boxCox(extreme, lambda)) > limit)) return lambda
  // Halve the way between the overflowing lambda and 0, which never overflows, down to one double.
  let [inside, outside] = [0, lambda]
  for (let i = 0; i < 200; i++) {
    const middle = (inside + outside) / 2
    if (Math.abs(boxCox(extreme, middle)) > limit) outside = middle
    else inside = middle
  }
  return inside
}

/** log of the variance of x^λ / λ, from log x, without leaving the range of doubles. */
function logVarianceOfPowers(logarithms: Float64Array, lambda: number, powers: Float64Array): number {
  if (lambda === 0) return Math.log(variance(logarithms))
  let most = Number.NEGATIVE_INFINITY
  for (const value of logarithms) most = Math.max(most, lambda * value)
  for (let i = 0; i < powers.length; i++) powers[i] = Math.expm1(lambda * logarithms[i]! - most)
  return Math.log(variance(powers)) + 2 * most - 2 * Math.log(Math.abs(lambda))
}
