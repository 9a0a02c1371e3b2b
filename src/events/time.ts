/** Points in time: `Date` or epoch milliseconds at the door, epoch milliseconds inside. */

import { invalidArgument } from '../errors.ts'

/** Milliseconds in a day. */
export const DAY = 86_400_000

// Plain numbers in these ranges are times of 2001 to 2286 in seconds, or of any year after 1973 in microseconds.
const SECONDS_FROM = 1e9
const SECONDS_TO = 1e10
const MICROSECONDS_FROM = 1e14

/**
 * Epoch milliseconds of `value`. A `Date` is taken as it is; a number must be milliseconds: one that is plausible only as seconds
 * (1e9 to 1e10) or as microseconds (1e14 and more) is refused, since as milliseconds it would silently mean 1970 or the far future.
 */
export function toMilliseconds(value: unknown, field: string): number {
  if (value instanceof Date) {
    const time = value.getTime()
    if (Number.isNaN(time)) throw invalidArgument(field, value, 'Pass a valid Date or epoch milliseconds.')
    return time
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalidArgument(field, value, 'Pass a Date or epoch milliseconds.')
  }
  if (value >= SECONDS_FROM && value < SECONDS_TO) {
    throw invalidArgument(
      field,
      value,
      'This looks like seconds: multiply by 1000 (or pass a Date if you mean early 1970).',
    )
  }
  if (Math.abs(value) >= MICROSECONDS_FROM) {
    throw invalidArgument(field, value, 'This looks like microseconds or nanoseconds: pass epoch milliseconds.')
  }
  return value
}

/** Days of a half-life given as days or as a string such as `'30d'`, `'12h'`, `'45m'`, `'2w'`. */
export function halfLifeDays(value: unknown, field: string): number {
  const remedy = "Pass a positive number of days, or a string such as '30d', '12h', '45m' or '2w'."
  if (typeof value === 'number') {
    if (value > 0 && !Number.isNaN(value)) return value
    throw invalidArgument(field, value, remedy)
  }
  const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*([mhdw])\s*$/.exec(value) : null
  const amount = Number(match?.[1])
  if (match === null || !(amount > 0)) throw invalidArgument(field, value, remedy)
  const unit = match[2] as 'm' | 'h' | 'd' | 'w'
  return amount * { m: 1 / 1440, h: 1 / 24, d: 1, w: 7 }[unit]
}

/** What is left of 1 after `milliseconds` with this half-life: 2^(-age / half-life); 1 for what lies in the future. */
export function decay(milliseconds: number, halfLife: number): number {
  return milliseconds <= 0 ? 1 : 2 ** (-milliseconds / (halfLife * DAY))
}
