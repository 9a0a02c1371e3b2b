/** Location and spread that a few wild values can't move: median, MAD, quartiles. */

/** 1 / 0.6745: makes the MAD of normal values their standard deviation. */
export const MAD_TO_DEVIATION = 1.482602218505602
/** sqrt(pi / 2): the same for the mean absolute deviation. */
const MEAN_TO_DEVIATION = 1.2533141373155001

/** The value below which the share `q` lies, interpolated between neighbours as numpy does; `NaN` of nothing. `sorted` rises. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = q * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (place - below)
}

/** The middle value; `NaN` of nothing. */
export function median(values: ArrayLike<number>): number {
  return quantile(Float64Array.from(values).sort(), 0.5)
}

/** A median and a spread on the scale of a standard deviation. */
export interface RobustScale {
  readonly center: number
  /** 0 where all values are equal. */
  readonly spread: number
}

/**
 * Median and scaled MAD. Where more than half of the values are equal the MAD is 0 and says nothing; then the mean absolute deviation stands in
 * (Iglewicz and Hoaglin 1993).
 */
export function robustScale(values: ArrayLike<number>): RobustScale {
  const center = median(values)
  const deviations = Float64Array.from(values, (value) => Math.abs(value - center))
  const spread = MAD_TO_DEVIATION * median(deviations)
  if (spread > 0) return { center, spread }
  let sum = 0
  for (const deviation of deviations) sum += deviation
  return { center, spread: deviations.length === 0 ? 0 : (MEAN_TO_DEVIATION * sum) / deviations.length }
}

/** How many spreads `value` lies from the center; 0 where there is no spread. */
export function robustZ(value: number, { center, spread }: RobustScale): number {
  return spread > 0 ? (value - center) / spread : 0
}
