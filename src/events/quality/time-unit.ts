/** Which unit a point in time was given in. Shared by the rules of interactions and of items. */

import { DAY } from '../time.ts'

/** Times before this, in milliseconds, cannot be told from seconds of 1979; nothing that an app records is older. */
export const EARLIEST: number = Date.UTC(1980, 0, 1)

// As milliseconds 3e8 to 1e10 lie in January to April 1970, as seconds in 1979 to 2286; 1e14 and more lie after the year 5138.
const SECONDS_FROM = 3e8
const SECONDS_TO = 1e10
const MICROSECONDS_FROM = 1e14
const NANOSECONDS_FROM = 1e17

/** A unit other than milliseconds, and what a time in it is in milliseconds. */
export interface OtherUnit {
  readonly unit: 'seconds' | 'microseconds' | 'nanoseconds'
  readonly milliseconds: number
}

/** The unit of `time` if it makes sense only in another one than milliseconds. */
export function otherUnit(time: number): OtherUnit | undefined {
  if (time >= SECONDS_FROM && time < SECONDS_TO) return { unit: 'seconds', milliseconds: time * 1000 }
  if (time >= NANOSECONDS_FROM) return { unit: 'nanoseconds', milliseconds: Math.round(time / 1e6) }
  if (time >= MICROSECONDS_FROM) return { unit: 'microseconds', milliseconds: Math.round(time / 1000) }
  return undefined
}

/** Whether the clock may show this time: since 1980, and at most a day ahead of now (clocks differ). */
export function isPlausible(time: number, now: number): boolean {
  return time >= EARLIEST && time <= now + DAY
}

/** A time as messages show it; any number, however wild. */
export function showTime(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}
