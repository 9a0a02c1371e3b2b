/** How sure a mean is, whether two differ, and what is left of that after many comparisons. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { checkOneOf, checkSeed, checkWhole } from './options.ts'
import { randomNumbers } from './random.ts'

/** From this many values on, the bootstrap's interval of a mean and the normal one are the same in all digits that are printed, and the latter is computed. */
const MANY = 10_000

/** A figure with its interval. */
export interface Estimate {
  readonly value: number
  /** The ends of the interval. Absent where there is none: figures of all lists together, such as coverage. */
  readonly low?: number
  readonly high?: number
}

/** Options of {@link bootstrapMean}. */
export interface BootstrapOptions {
  /** How often the values are drawn anew. Default 1,000. */
  readonly resamples?: number
  /** The share of cases in which the interval should hold the truth, above 0 and below 1. Default 0.95. */
  readonly confidence?: number
  /** Drives all chance. Default 0. */
  readonly seed?: number
}

/**
 * The mean of values with its percentile bootstrap interval: users are drawn with replacement, and the middle share of the means is kept. With 10,000 values and more it is
 * the normal interval `mean ± z s / sqrt(n)`, which is the same there. Source: Efron 1979; Sakai 2006 for retrieval.
 */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions = {}): Estimate {
  const { resamples, confidence, seed } = readBootstrap(options)
  const size = values.length
  const value = meanOf(values)
  if (size < 2) return { value, low: value, high: value }
  if (size >= MANY) {
    const half = (normalQuantile((1 + confidence) / 2) * Math.sqrt(varianceOf(values, value))) / Math.sqrt(size)
    return { value, low: value - half, high: value + half }
  }
  const random = randomNumbers(seed)
  const means = new Float64Array(resamples)
  for (let sample = 0; sample < resamples; sample++) {
    let sum = 0
    for (let draw = 0; draw < size; draw++) sum += values[Math.floor(random() * size)]!
    means[sample] = sum / size
  }
  means.sort()
  return { value, low: quantileOf(means, (1 - confidence) / 2), high: quantileOf(means, (1 + confidence) / 2) }
}

/** Bootstrap options with nothing left open. */
export function readBootstrap(options: BootstrapOptions, known: readonly string[] = []): Required<BootstrapOptions> {
  checkNames(options, ['resamples', 'confidence', 'seed', ...known])
  const { confidence = 0.95 } = options
  if (!(typeof confidence === 'number' && confidence > 0 && confidence < 1))
    throw invalidArgument('confidence', confidence, 'Give a share above 0 and below 1.')
  return {
    resamples: checkWhole(options.resamples ?? 1000, 'resamples', 20),
    confidence,
    seed: checkSeed(options.seed ?? 0),
  }
}

/** How two recommenders are compared, user by user. */
export type TestMethod = 'permutation' | 'wilcoxon' | 'bootstrap'

/** Options of {@link pairedTest}. */
export interface PairedTestOptions {
  /**
   * `'permutation'` (default): which of the two a user's figures belong to is drawn anew, and counted how often the mean difference is as large. `'bootstrap'`: differences
   * are drawn with replacement about a mean of 0. `'wilcoxon'`: the signed-rank test, which asks for the typical user rather than the mean.
   */
  readonly method?: TestMethod
  /** How often chance is asked. Default 9,999. From 10,000 users on, the normal approximation of the same test takes its place. */
  readonly resamples?: number
  /** Drives all chance. Default 0. */
  readonly seed?: number
}

/**
 * The two-sided p-value of the difference between figures of the same users: how likely a difference this large is where there is none. 1 where all are equal.
 * Source: Smucker et al. 2007 (permutation and bootstrap for retrieval), Wilcoxon 1945 (zeros left out, ties by mean ranks, normal with continuity correction).
 */
export function pairedTest(a: ArrayLike<number>, b: ArrayLike<number>, options: PairedTestOptions = {}): number {
  checkNames(options, ['method', 'resamples', 'seed'])
  const method = checkOneOf(options.method ?? 'permutation', 'method', ['permutation', 'wilcoxon', 'bootstrap'])
  const resamples = checkWhole(options.resamples ?? 9999, 'resamples', 99)
  const seed = checkSeed(options.seed ?? 0)
  if (a.length !== b.length)
    throw invalidArgument('b', b, `Give one figure for each of the ${a.length} users, in the same order.`)
  const differences = Float64Array.from(a, (value, at) => value - b[at]!)
  if (differences.every((difference) => difference === 0)) return 1
  if (method === 'wilcoxon') return wilcoxon(differences)
  const mean = meanOf(differences)
  if (differences.length >= MANY) {
    let square = 0
    for (const difference of differences) square += (difference - (method === 'bootstrap' ? mean : 0)) ** 2
    return twoSided((mean * differences.length) / Math.sqrt(square))
  }
  return method === 'permutation'
    ? permutation(differences, resamples, seed)
    : shiftedBootstrap(differences, mean, resamples, seed)
}

/** How often the sum is as far from 0 when signs are drawn anew. */
function permutation(differences: Float64Array, resamples: number, seed: number): number {
  const random = randomNumbers(seed)
  const moved = differences.filter((difference) => difference !== 0)
  // Rounding must not tell the observed order apart from another with the same sum.
  const least = Math.abs(sumOf(moved)) * (1 - 1e-12)
  let asFar = 0
  for (let sample = 0; sample < resamples; sample++) {
    let sum = 0
    let bits = 0
    for (let at = 0; at < moved.length; at++) {
      if ((at & 31) === 0) bits = (random() * 2 ** 32) | 0
      sum += bits & 1 ? moved[at]! : -moved[at]!
      bits >>>= 1
    }
    if (Math.abs(sum) >= least) asFar++
  }
  return (asFar + 1) / (resamples + 1)
}

function shiftedBootstrap(differences: Float64Array, mean: number, resamples: number, seed: number): number {
  const random = randomNumbers(seed)
  const size = differences.length
  const least = Math.abs(mean) * (1 - 1e-12)
  let asFar = 0
  for (let sample = 0; sample < resamples; sample++) {
    let sum = 0
    for (let draw = 0; draw < size; draw++) sum += differences[Math.floor(random() * size)]!
    if (Math.abs(sum / size - mean) >= least) asFar++
  }
  return (asFar + 1) / (resamples + 1)
}

/** The signed-rank test by its normal approximation, as `scipy.stats.wilcoxon(zero_method='wilcox', correction=True, method='asymptotic')`. */
function wilcoxon(differences: Float64Array): number {
  const moved = Array.from(differences)
    .filter((difference) => difference !== 0)
    .sort((x, y) => Math.abs(x) - Math.abs(y))
  const size = moved.length
  let positive = 0
  let tied = 0
  for (let from = 0; from < size; ) {
    let to = from + 1
    while (to < size && Math.abs(moved[to]!) === Math.abs(moved[from]!)) to++
    const rank = (from + 1 + to) / 2
    for (let at = from; at < to; at++) if (moved[at]! > 0) positive += rank
    tied += (to - from) ** 3 - (to - from)
    from = to
  }
  const mean = (size * (size + 1)) / 4
  const deviation = Math.sqrt((size * (size + 1) * (2 * size + 1)) / 24 - tied / 48)
  const away = Math.max(0, Math.abs(positive - mean) - 0.5)
  return twoSided(away / deviation)
}

/**
 * p-values corrected for their number: sorted, the smallest is multiplied by how many there are, the next by one fewer, and none falls below the one before. All that stay
 * below a level can be believed together at that level. Source: Holm 1979.
 *
 * @example
 * ```ts
 * holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  for (const [at, p] of pValues.entries())
    if (!(p >= 0 && p <= 1)) throw invalidArgument(`pValues[${at}]`, p, 'A p-value lies between 0 and 1.')
  const order = pValues.map((_, at) => at).sort((x, y) => pValues[x]! - pValues[y]!)
  const corrected = new Array<number>(pValues.length)
  let least = 0
  for (const [place, at] of order.entries()) {
    least = Math.max(least, Math.min(1, pValues[at]! * (pValues.length - place)))
    corrected[at] = least
  }
  return corrected
}

/** The mean; 0 of nothing. */
export function meanOf(values: ArrayLike<number>): number {
  return values.length === 0 ? 0 : sumOf(values) / values.length
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return sum
}

/** The variance of a sample (divided by n - 1); 0 below two values. */
export function varianceOf(values: ArrayLike<number>, mean: number): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += (values[at]! - mean) ** 2
  return values.length < 2 ? 0 : sum / (values.length - 1)
}

/** The value below which a share of the sorted values lies, with linear interpolation. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const value = sorted[low]!
  return value + (at - low) * ((sorted[Math.min(sorted.length - 1, low + 1)] ?? value) - value)
}

function twoSided(z: number): number {
  return Math.min(1, 2 * normalTail(Math.abs(z)))
}

/** The chance that a standard normal value is above `x >= 0`: a continued fraction far out, the series of erf near 0. */
function normalTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x > 4) {
    let fraction = 0
    for (let term = 60; term >= 1; term--) fraction = term / (x + fraction)
    return density / (x + fraction)
  }
  let sum = x
  let term = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (x * x) / (2 * n + 1)
    sum += term
  }
  return 0.5 - density * sum
}

/** The standard normal value below which a share (above one half) lies, by halving. */
export function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share)
  let [low, high] = [0, 40]
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2
    if (1 - normalTail(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
