/** Times in another unit, times that are a placeholder, times ahead of the clock, and histories that are not in the order of their times. */

import { DAY } from '../time.ts'
import type { InteractionTable } from './interaction-table.ts'
import { applyFixes, type Found, type Rule } from './rule.ts'
import { EARLIEST, isPlausible, type OtherUnit, otherUnit, showTime } from './time-unit.ts'

/** Seconds, as Unix and most data sets have them: read as milliseconds they lie in early 1970. */
export const timesInSeconds: Rule<InteractionTable> = {
  name: 'timesInSeconds',
  describe: 'times in seconds where milliseconds are meant',
  severity: 'error',
  action: 'repair',
  alone: true,
  find: (table, { now }) => findUnits(table, now, ({ unit }) => unit === 'seconds'),
  repair: applyFixes,
}

/** Microseconds or nanoseconds, as databases and tracers have them. */
export const timesInMicroseconds: Rule<InteractionTable> = {
  name: 'timesInMicroseconds',
  describe: 'times in microseconds or nanoseconds where milliseconds are meant',
  severity: 'error',
  action: 'repair',
  alone: true,
  find: (table, { now }) => findUnits(table, now, ({ unit }) => unit !== 'seconds'),
  repair: applyFixes,
}

function findUnits({ records, time }: InteractionTable, now: number, wanted: (unit: OtherUnit) => boolean): Found[] {
  const found: Found[] = []
  for (let row = 0; row < time.length; row++) {
    const other = otherUnit(time[row]!)
    if (other === undefined || !wanted(other)) continue
    const { unit, milliseconds } = other
    const why = `\`timestamp\` is ${time[row]}: in ${unit} that is ${showTime(milliseconds)}`
    const value = records[row]!.timestamp instanceof Date ? new Date(milliseconds) : milliseconds
    // A time that is in the future in its own unit as well is no slip of units, and nobody knows what was meant.
    const fixes = isPlausible(milliseconds, now) ? { fixes: [{ path: ['timestamp'], value }] } : {}
    found.push({ row, why, ...fixes })
  }
  return found
}

/** 0, -1 and other stand-ins for "unknown": they would make the event decades old. Left out, the time would be now, which is as wrong. */
export const zeroTimes: Rule<InteractionTable> = {
  name: 'zeroTimes',
  describe: 'times that are zero, negative or before 1980: stand-ins for an unknown time',
  severity: 'warning',
  action: 'report',
  alone: true,
  find({ time }) {
    const found: Found[] = []
    for (let row = 0; row < time.length; row++) {
      const at = time[row]!
      if (at < EARLIEST && otherUnit(at) === undefined)
        found.push({ row, why: `\`timestamp\` is ${at}, which is ${showTime(at)}` })
    }
    return found
  },
}

/** More than a day ahead of the clock; `observe` refuses it. */
export const futureTimes: Rule<InteractionTable> = {
  name: 'futureTimes',
  describe: 'times more than a day ahead of now',
  severity: 'error',
  action: 'report',
  alone: true,
  find({ time }, { now }) {
    const found: Found[] = []
    for (let row = 0; row < time.length; row++) {
      const at = time[row]!
      if (at > now + DAY && otherUnit(at) === undefined)
        found.push({ row, why: `\`timestamp\` is ${showTime(at)}, and now is ${showTime(now)}` })
    }
    return found
  },
}

/**
 * Events that stand before or after their time among the same user's. Only as many are named as would have to move: all but a longest
 * run that is in order. Times that other rules find fault with are not compared.
 */
export const unorderedTimes: Rule<InteractionTable> = {
  name: 'unorderedTimes',
  describe: 'events that are out of order among those of their user',
  severity: 'info',
  action: 'repair',
  async find(table, { now, pacer }) {
    const found: Found[] = []
    const { starts, rows } = table.byUser
    const total = starts.length - 1
    for (let user = 0; user < total; user++) {
      if ((user & 15) === 0 && pacer.due()) await pacer.pause({ phase: 'unorderedTimes', done: user, total })
      const timed = rows.subarray(starts[user], starts[user + 1]).filter((row) => isPlausible(table.time[row]!, now))
      for (const row of outOfOrder(timed, table.time)) {
        found.push({
          row,
          why: `${showTime(table.time[row]!)} stands among other times of ${table.userNames.at(user)}`,
        })
      }
    }
    return found.sort((a, b) => a.row - b.row)
  },
  reorder(table) {
    const order = Int32Array.from(table.records, (_, row) => row)
    const { starts, rows } = table.byUser
    for (let user = 0; user + 1 < starts.length; user++) {
      const places = rows.subarray(starts[user], starts[user + 1]).filter((row) => table.time[row]! >= EARLIEST)
      const sorted = places.slice().sort((a, b) => table.time[a]! - table.time[b]! || a - b)
      for (const [at, place] of places.entries()) order[place] = sorted[at]!
    }
    return order
  },
}

/** The fewest rows whose removal leaves the others in order of time: those outside a longest non-decreasing subsequence (patience sorting). */
function outOfOrder(rows: Int32Array, time: Float64Array): number[] {
  let ordered = true
  for (let at = 1; at < rows.length && ordered; at++) ordered = time[rows[at]!]! >= time[rows[at - 1]!]!
  if (ordered) return []
  // tails[length - 1]: where the subsequence of that length with the earliest end ends; previous: its chain.
  const tails: number[] = []
  const previous = new Int32Array(rows.length)
  for (let at = 0; at < rows.length; at++) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (time[rows[tails[middle]!]!]! <= time[rows[at]!]!) low = middle + 1
      else high = middle
    }
    previous[at] = low === 0 ? -1 : tails[low - 1]!
    tails[low] = at
  }
  const kept = new Uint8Array(rows.length)
  for (let at = tails.at(-1)!; at >= 0; at = previous[at]!) kept[at] = 1
  return Array.from(rows).filter((_, at) => kept[at] === 0)
}
