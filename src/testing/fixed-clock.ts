/** A clock that moves only when told to, for the `clock` option. */

import { halfLifeDays, toMilliseconds } from '../events/time.ts'

/** What {@link fixedClock} gives: call it for the time in epoch milliseconds. */
export interface FixedClock {
  (): number
  /** Moves on by days, or by a string such as `'12h'` or `'30d'`. */
  advance(by: number | string): void
  /** Sets the time: epoch milliseconds or a `Date`. */
  set(time: number | Date): void
}

/**
 * A clock that stands at `start` (epoch milliseconds or a `Date`; by default the first moment of 2026, UTC) until it is moved. With it as the
 * `clock` option, lists and their ids are the same in every run.
 *
 * @example
 * ```ts
 * const clock = fixedClock(Date.UTC(2026, 0, 1))
 * const recommender = new Recommender({ clock })
 * clock.advance('30d') // what was observed before is a month old now
 * ```
 */
export function fixedClock(start: number | Date = Date.UTC(2026, 0, 1)): FixedClock {
  let now = toMilliseconds(start, 'start')
  const clock = (): number => now
  return Object.assign(clock, {
    advance: (by: number | string) => {
      now += halfLifeDays(by, 'by') * 86_400_000
    },
    set: (time: number | Date) => {
      now = toMilliseconds(time, 'time')
    },
  })
}
