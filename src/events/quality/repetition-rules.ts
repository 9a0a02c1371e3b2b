/** Records that say again what another says, or the opposite: copies, bursts, contradictions. */

import type { InteractionTable, RawInteraction } from './interaction-table.ts'
import { timeOf } from './interaction-table.ts'
import type { Found, Rule } from './rule.ts'

const compared = ['userId', 'itemId', 'type', 'value', 'text', 'sessionId', 'recommendationId', 'position'] as const

/**
 * Copies in every field that the library reads. Without a time two equal records may be two events (two views), so that they are copies only where a
 * second event would count nothing: where its behaviour's weight alone reaches its cap (a rating, a like).
 */
export const exactDuplicates: Rule<InteractionTable> = {
  name: 'exactDuplicates',
  describe: 'records that are equal to an earlier one in every field',
  severity: 'warning',
  action: 'drop',
  find(table) {
    const found: Found[] = []
    const firsts = new Map<number, number[]>()
    for (let row = 0; row < table.size; row++) {
      if (Number.isNaN(table.time[row]!) && !countsOnce(table, row)) continue
      const key = keyOf(table, row)
      const seen = firsts.get(key)
      if (seen === undefined) {
        firsts.set(key, [row])
        continue
      }
      const first = seen.find((other) => areEqual(table.records[other]!, table.records[row]!))
      if (first === undefined) seen.push(row)
      else found.push({ row, related: [first], why: 'every field is that of an earlier record' })
    }
    return found
  },
}

function countsOnce(table: InteractionTable, row: number): boolean {
  const behavior = table.behavior(row)
  return behavior !== undefined && Math.abs(behavior.weight) >= behavior.cap
}

/** A 53-bit hash of the columns; equal keys are compared in full. */
function keyOf(table: InteractionTable, row: number): number {
  const time = table.time[row]!
  const value = table.value[row]!
  let low = Math.imul(table.user[row]! ^ 0x9e3779b9, 0x85ebca6b) ^ table.item[row]!
  low = Math.imul(low ^ (low >>> 15), 0xc2b2ae35) ^ (Number.isNaN(time) ? 1 : time % 0x7fffffff)
  low = Math.imul(low ^ (low >>> 13), 0x27d4eb2f) ^ table.type[row]!
  let high = Math.imul(table.item[row]! ^ 0x165667b1, 0x9e3779b1) ^ table.user[row]!
  high = Math.imul(high ^ (high >>> 16), 0x85ebca77) ^ (Number.isNaN(value) ? 3 : value * 1000)
  high = Math.imul(high ^ (high >>> 14), 0xc2b2ae3d)
  return (low >>> 0) + (high & 0x1fffff) * 0x100000000
}

function areEqual(a: RawInteraction, b: RawInteraction): boolean {
  if (!compared.every((field) => Object.is(a[field], b[field]))) return false
  if (!Object.is(timeOf(a.timestamp), timeOf(b.timestamp))) return false
  return a.attribute === b.attribute || JSON.stringify(a.attribute) === JSON.stringify(b.attribute)
}

/** The same again too soon to be meant: double clicks, reloads, retries. The first of a burst stands. */
export const bursts: Rule<InteractionTable> = {
  name: 'bursts',
  describe: 'the same user, item, type and value again within seconds',
  severity: 'warning',
  action: 'drop',
  find(table, { settings: { burstSeconds } }) {
    const found: Found[] = []
    const window = burstSeconds * 1000
    // By item and type: the event that began the burst, and the last of it. A burst lasts as long as each event follows soon upon the one before.
    forEachUserInTime(table, (rows) => {
      const running = new Map<string, { first: number; last: number }>()
      for (const row of rows) {
        if (Number.isNaN(table.time[row]!)) break
        const { text, attribute } = table.records[row]!
        if (table.item[row]! < 0 || text !== undefined || attribute !== undefined) continue
        const key = `${table.item[row]} ${table.type[row]} ${table.value[row]}`
        const burst = running.get(key)
        if (burst === undefined || table.time[row]! - table.time[burst.last]! > window) {
          running.set(key, { first: row, last: row })
          continue
        }
        const seconds = (table.time[row]! - table.time[burst.last]!) / 1000
        burst.last = row
        found.push({ row, related: [burst.first], why: `the same again after ${seconds} s` })
      }
    })
    return found.sort((a, b) => a.row - b.row)
  },
}

/** How much an event must say, either way, to be an opinion: a like does, a view does not; neither does a skip. */
const LIKING = 3
const DISLIKING = -1

/** A like and a dislike of one item at the same time, or two ratings. The later stands; at the same time, the one further down. */
export const contradictions: Rule<InteractionTable> = {
  name: 'contradictions',
  describe: 'opinions of one user on one item that contradict each other within a minute',
  severity: 'warning',
  action: 'drop',
  find(table, { settings: { contradictionSeconds } }) {
    const found: Found[] = []
    const window = contradictionSeconds * 1000
    forEachUserInTime(table, (rows) => {
      const opinions = new Map<number, number>()
      for (const row of rows) {
        const item = table.item[row]!
        if (item < 0 || opinionOf(table, row) === 0) continue
        const earlier = opinions.get(item)
        opinions.set(item, row)
        if (earlier === undefined || !contradict(table, earlier, row)) continue
        const gap = table.time[row]! - table.time[earlier]!
        const timeless = Number.isNaN(table.time[row]!) && Number.isNaN(table.time[earlier]!)
        if (!timeless && !(gap <= window)) continue
        const [before, after] = [earlier, row].map((one) => showOpinion(table, one))
        const when = timeless ? 'later in the list' : `${gap / 1000} s later`
        found.push({ row: earlier, related: [row], why: `${before}, and ${after} ${when}, which stands` })
      }
    })
    return found.sort((a, b) => a.row - b.row)
  },
}

/** 1 for, -1 against, 0 for what is no opinion. A rating in the middle of its scale is one too, but on neither side. */
function opinionOf(table: InteractionTable, row: number): number {
  const behavior = table.behavior(row)
  if (behavior === undefined) return 0
  const { weight, signed, scale } = behavior
  if (signed && scale !== undefined) {
    const value = table.value[row]!
    if (Number.isNaN(value)) return 0
    const side = Math.sign(value - (scale[0] + scale[1]) / 2) * Math.sign(weight)
    return side === 0 ? 0.5 : side
  }
  if (weight >= LIKING) return 1
  return weight <= DISLIKING ? -1 : 0
}

function contradict(table: InteractionTable, a: number, b: number): boolean {
  const twoRatings = table.type[a] === table.type[b] && table.behavior(a)?.signed
  if (twoRatings) return table.value[a] !== table.value[b]
  return opinionOf(table, a) * opinionOf(table, b) === -1
}

function showOpinion(table: InteractionTable, row: number): string {
  const name = table.typeNames.at(table.type[row]!)
  const value = table.value[row]!
  return Number.isNaN(value) ? name : `${name} ${value}`
}

function forEachUserInTime(table: InteractionTable, visit: (rows: Int32Array) => void): void {
  const { starts, rows } = table.byUserInTime
  for (let user = 0; user + 1 < starts.length; user++) visit(rows.subarray(starts[user], starts[user + 1]))
}
