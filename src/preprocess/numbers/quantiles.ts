/** Quantiles of sorted values as numpy computes them, and evenly spaced numbers. */

/**
 * How a quantile between two values is chosen: the nine definitions of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical
 * packages" (1996). `'linear'` is type 7, `'averaged-inverted-cdf'` type 2.
 */
export type QuantileMethod =
  | 'inverted-cdf'
  | 'averaged-inverted-cdf'
  | 'closest-observation'
  | 'interpolated-inverted-cdf'
  | 'hazen'
  | 'weibull'
  | 'linear'
  | 'median-unbiased'
  | 'normal-unbiased'

/** The methods that {@link quantile} knows. */
export const QUANTILE_METHODS: readonly QuantileMethod[] = [
  'inverted-cdf',
  'averaged-inverted-cdf',
  'closest-observation',
  'interpolated-inverted-cdf',
  'hazen',
  'weibull',
  'linear',
  'median-unbiased',
  'normal-unbiased',
]

/** The plotting positions (alpha, beta) of the methods that interpolate between them. */
const POSITIONS = {
  'interpolated-inverted-cdf': [0, 1],
  hazen: [0.5, 0.5],
  weibull: [0, 0],
  'median-unbiased': [1 / 3, 1 / 3],
  'normal-unbiased': [3 / 8, 3 / 8],
} as const

/** The quantile of `sorted` (rising, no NaN) at `q` in 0..1; NaN of an empty list. */
export function quantile(sorted: Float64Array, q: number, method: QuantileMethod = 'linear'): number {
  const n = sorted.length
  if (n === 0) return Number.NaN
  switch (method) {
    case 'linear':
      return interpolated(sorted, (n - 1) * q)
    case 'inverted-cdf':
      return stepped(sorted, n * q - 1, (share) => share === 0)
    case 'closest-observation':
      return stepped(sorted, n * q - 1.5, (share, index) => share === 0 && Math.abs(index % 2) === 1)
    case 'averaged-inverted-cdf': {
      const position = n * q - 1
      return interpolated(sorted, position, position === Math.floor(position) ? 0.5 : 1)
    }
    default: {
      const [alpha, beta] = POSITIONS[method]
      return interpolated(sorted, n * q + (alpha + q * (1 - alpha - beta)) - 1)
    }
  }
}

/** The median of `sorted`; NaN of an empty list. */
export function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle]!
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value at a fractional position; `share` of the way from the one below to the one above. */
function interpolated(sorted: Float64Array, position: number, share: number = position - Math.floor(position)): number {
  const last = sorted.length - 1
  if (position >= last) return sorted[last]!
  if (position < 0) return sorted[0]!
  const below = sorted[Math.floor(position)]!
  const above = sorted[Math.floor(position) + 1]!
  // From the nearer end, so that neither end is missed by rounding.
  return share >= 0.5 ? above - (above - below) * (1 - share) : below + (above - below) * share
}

function stepped(sorted: Float64Array, position: number, stays: (share: number, index: number) => boolean): number {
  const index = Math.floor(position)
  const chosen = stays(position - index, index) ? index : index + 1
  return sorted[Math.max(0, chosen)]!
}

/**
 * The quantile of weighted values: the first whose cumulative weight reaches `q` of the whole; where `averaged`, the mean of it and the next one
 * if that share is met exactly. `order` sorts `values`.
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array,
  order: Int32Array,
  q: number,
  averaged: boolean,
): number {
  const cumulative = new Float64Array(order.length)
  let sum = 0
  for (let i = 0; i < order.length; i++) {
    sum += weights[order[i]!]!
    cumulative[i] = sum
  }
  // At 0 the smallest value with any weight, not the smallest of all.
  const wanted = q * sum === 0 ? Number.MIN_VALUE : q * sum
  const at = Math.min(firstAtLeast(cumulative, wanted), order.length - 1)
  const value = values[order[at]!]!
  if (!averaged || cumulative[at]! - wanted > Number.EPSILON) return value
  let next = Math.min(at + 1, order.length - 1)
  // A next value of no weight is none.
  while (weights[order[next]!] === 0 && next < order.length - 1) next++
  return (value + values[order[weights[order[next]!] === 0 ? at : next]!]!) / 2
}

/** The first index at which rising `sorted` is at least `value`; its length if nowhere. */
function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The first index at which rising `sorted` is above `value`; its length if nowhere. */
export function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** `count` numbers from `start` to `stop`, evenly spaced, both ends exact. */
export function evenlySpaced(start: number, stop: number, count: number): Float64Array {
  const step = (stop - start) / (count - 1)
  const numbers = Float64Array.from({ length: count }, (_, i) => i * step + start)
  if (count > 1) numbers[count - 1] = stop
  else numbers[0] = start
  return numbers
}
