/** Records that say again what another says, or the opposite: copies, bursts, contradictions. */

import type { InteractionTable } from './interaction-table.ts'
import type { Found, Pace, Rule } from './rule.ts'

const compared = ['value', 'text', 'sessionId', 'recommendationId', 'position'] as const

/**
 * Copies in every field that the library reads. Without a time two equal records may be two events (two views), so that they are copies only where a
 * second event would count nothing: where its behaviour's weight alone reaches its cap (a rating, a like).
 */
export const exactDuplicates: Rule<InteractionTable> = {
  name: 'exactDuplicates',
  describe: 'records that are equal to an earlier one in every field',
  severity: 'warning',
  action: 'drop',
  async find(table, { pacer }) {
    const found: Found[] = []
    // An open hash table of rows: a slot holds a row + 1, and a copy is found by walking on from the slot of its hash.
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * table.size + 2)))
    for (let row = 0; row < table.size; row++) {
      if ((row & 1023) === 0 && pacer.due())
        await pacer.pause({ phase: 'exactDuplicates', done: row, total: table.size })
      if (Number.isNaN(table.time[row]!) && !countsOnce(table, row)) continue
      let slot = hashOf(table, row) & (slots.length - 1)
      while (slots[slot] !== 0 && !areEqual(table, slots[slot]! - 1, row)) slot = (slot + 1) & (slots.length - 1)
      if (slots[slot] === 0) slots[slot] = row + 1
      else found.push({ row, related: [slots[slot]! - 1], why: 'every field is that of an earlier record' })
    }
    return found
  },
}

function countsOnce(table: InteractionTable, row: number): boolean {
  const behavior = table.behavior(row)
  return behavior !== undefined && Math.abs(behavior.weight) >= behavior.cap
}

/** A hash of the columns that tell most records apart. */
function hashOf(table: InteractionTable, row: number): number {
  const time = table.time[row]!
  let hash = Math.imul(table.user[row]! ^ 0x9e3779b9, 0x85ebca6b) ^ table.item[row]!
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ (Number.isNaN(time) ? 1 : time % 0x7fffffff)
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f) ^ table.type[row]!
  hash = Math.imul(hash ^ (hash >>> 16), 0x9e3779b1)
  return hash ^ (hash >>> 15)
}

function areEqual(table: InteractionTable, a: number, b: number): boolean {
  // The columns first, which tell nearly all apart.
  const { user, item, type, time } = table
  if (user[a] !== user[b] || item[a] !== item[b] || type[a] !== type[b] || !Object.is(time[a], time[b])) return false
  const [one, other] = [table.records[a]!, table.records[b]!]
  if (!compared.every((field) => Object.is(one[field], other[field]))) return false
  return one.attribute === other.attribute || JSON.stringify(one.attribute) === JSON.stringify(other.attribute)
}

/** The same again too soon to be meant: double clicks, reloads, retries. The first of a burst stands. */
export const bursts: Rule<InteractionTable> = {
  name: 'bursts',
  describe: 'the same user, item, type and value again within seconds',
  severity: 'warning',
  action: 'drop',
  async find(table, { settings: { burstSeconds }, pacer }) {
    const found: Found[] = []
    const window = burstSeconds * 1000
    const types = table.typeNames.size
    await forEachUserInTime(table, pacer, 'bursts', (rows) => {
      // By item and type: the event that began the burst, and the last of it. A burst lasts as long as each event follows soon upon the one before.
      const running = new Map<number, { first: number; last: number }>()
      for (const row of rows) {
        const time = table.time[row]!
        if (Number.isNaN(time)) break
        const { text, attribute } = table.records[row]!
        if (table.item[row]! < 0 || text !== undefined || attribute !== undefined) continue
        const key = table.item[row]! * types + table.type[row]!
        const burst = running.get(key)
        const again = burst !== undefined && Object.is(table.value[row], table.value[burst.last])
        if (!again || time - table.time[burst.last]! > window) {
          running.set(key, { first: row, last: row })
          continue
        }
        const seconds = (time - table.time[burst.last]!) / 1000
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
  async find(table, { settings: { contradictionSeconds }, pacer }) {
    const found: Found[] = []
    const window = contradictionSeconds * 1000
    await forEachUserInTime(table, pacer, 'contradictions', (rows) => {
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

async function forEachUserInTime(
  table: InteractionTable,
  pacer: Pace,
  phase: string,
  visit: (rows: Int32Array) => void,
): Promise<void> {
  const { starts, rows } = table.byUserInTime
  const total = starts.length - 1
  for (let user = 0; user < total; user++) {
    if ((user & 15) === 0 && pacer.due()) await pacer.pause({ phase, done: user, total })
    visit(rows.subarray(starts[user], starts[user + 1]))
  }
}
