/** The time of day and of the week as a context: what was done at such times counts more. */

import { invalidArgument } from '../errors.ts'
import { DAY } from '../events/time.ts'
import { checkNames } from '../option-names.ts'

/** Options of {@link timeContext}. */
export interface TimeContextOptions {
  /** The time now, in epoch milliseconds. */
  readonly now: number
  /** How much the time of day matters, from 0 (not at all): at the other end of the day an event counts e^-`day` times as much. Default 1. */
  readonly day?: number
  /** The same for the time of the week. Default 0. */
  readonly week?: number
}

/**
 * Factors from 0 to 1 for events by their times (epoch milliseconds): `exp(day (cos(a) - 1) / 2 + week (cos(b) - 1) / 2)`, a and b being the angles between an event and now on a clock of a day and of a week. They depend on
 * differences of time alone, so that the time zone does not matter as long as the user stays in it. Multiplied by how much each event says, they are weights for `interestVectors`.
 */
export function timeContext(times: ArrayLike<number>, options: TimeContextOptions): Float64Array {
  checkNames(options, ['now', 'day', 'week'])
  const { now, day = 1, week = 0 } = options
  if (!Number.isFinite(now)) throw invalidArgument('now', now, 'Pass epoch milliseconds.')
  for (const [name, value] of Object.entries({ day, week }))
    if (!(Number.isFinite(value) && value >= 0))
      throw invalidArgument(name, value, 'Pass a finite number of at least 0.')
  return Float64Array.from(times, (time, at) => {
    if (!Number.isFinite(time)) throw invalidArgument(`times[${at}]`, time, 'Pass epoch milliseconds.')
    const apart = (period: number): number => (Math.cos((2 * Math.PI * (now - time)) / period) - 1) / 2
    return Math.exp(day * apart(DAY) + week * apart(7 * DAY))
  })
}
