/** A split as questions: each held-out user with the history that may be known, and the items that are right. */

import type { HistoryEntry, Pair } from '../collaborative/model.ts'
import { randomNumbers, shuffled } from './random.ts'
import { HeldOutPart, type Split, TrainPart } from './split/split.ts'
import { pairAt, type Table } from './split/table.ts'
import type { Question } from './subject.ts'

/** How questions are made. */
export interface QuestionSettings {
  readonly part: 'test' | 'validation'
  /** The value from which a held-out interaction is right. */
  readonly relevantFrom: number | undefined
  /** Whether values are gains. */
  readonly graded: boolean
  /** Whether items of the history cannot be recommended, and so cannot be right. */
  readonly excludeSeen: boolean
  /** The share of users who are asked, drawn by the seed. */
  readonly share: number
  readonly seed: number
}

/** The questions with what is right, and what the training part says of items. */
export interface Questions {
  readonly table: Table
  readonly asked: readonly Question[]
  readonly relevant: readonly ReadonlyMap<string, number>[]
  /** Right items that were left out, since the history has them. */
  readonly repeats: number
  /** How many users of the training part had to do with each item, by its number. */
  readonly popularity: Float64Array
  readonly trainUsers: number
  /** The latest time in what may be known. */
  readonly now: number | undefined
}

/** Reads a split. */
export function readQuestions(split: Split, settings: QuestionSettings): Questions {
  const { part, relevantFrom, graded, excludeSeen, share, seed } = settings
  const { table, rows: trainRows } = TrainPart.open(split.train)
  const held = HeldOutPart.open(part === 'test' ? split.test : split.validation!)
  // At the test the validation part is known, though not learned; a cold user's given interactions come before both.
  const later =
    part === 'test' && split.validation !== undefined ? HeldOutPart.open(split.validation).rows : new Int32Array()
  const { userOf, itemOf, values } = table

  const rightOf = new Map<number, Map<number, number>>()
  for (const row of held.rows) {
    const value = values[row]!
    if (relevantFrom !== undefined && !(value >= relevantFrom)) continue
    const gain = graded ? (Number.isNaN(value) ? 1 : value) : 1
    if (!(gain > 0)) continue
    const own = rightOf.get(userOf[row]!) ?? new Map<number, number>()
    rightOf.set(userOf[row]!, own)
    own.set(itemOf[row]!, Math.max(gain, own.get(itemOf[row]!) ?? 0))
  }
  const historyOf = new Map<number, { known: number[]; later: number[] }>()
  for (const user of rightOf.keys()) historyOf.set(user, { known: [], later: [] })
  for (const row of trainRows) historyOf.get(userOf[row]!)?.known.push(row)
  for (const row of held.given) historyOf.get(userOf[row]!)?.later.push(row)
  for (const row of later) historyOf.get(userOf[row]!)?.later.push(row)

  const users = [...rightOf.keys()]
  const chosen = new Set(
    share >= 1
      ? users.keys()
      : shuffled(users.length, randomNumbers(seed, 2)).subarray(0, Math.ceil(users.length * share)),
  )
  const asked: Question[] = []
  const relevant: ReadonlyMap<string, number>[] = []
  let repeats = 0
  for (const [at, user] of users.entries()) {
    if (!chosen.has(at)) continue
    const { known, later: after } = historyOf.get(user)!
    const rows = [...inOrder(table, known), ...inOrder(table, after)]
    const right = rightOf.get(user)!
    if (excludeSeen) for (const row of rows) if (right.delete(itemOf[row]!)) repeats++
    if (right.size === 0) continue
    const pairs = rows.map((row) => pairAt(table, row))
    asked.push({
      userId: table.users.at(user),
      history: pairs.map(({ itemId }) => itemId),
      entries: pairs.map(entryOf),
      later: pairs.slice(known.length),
    })
    relevant.push(new Map(Array.from(right, ([item, gain]) => [table.items.at(item), gain])))
  }
  return { table, asked, relevant, repeats, ...readPopularity(table, trainRows), now: latest(table, trainRows, later) }
}

/** Items of held-out users that must not be known, user by user. */
export function* readHeldOut(split: Split): Generator<{ userId: string; itemIds: ReadonlySet<string> }> {
  const { table, rows } = TrainPart.open(split.train)
  const known = new Set<number>()
  const size = table.items.size
  for (const row of rows) known.add(table.userOf[row]! * size + table.itemOf[row]!)
  const secret = new Map<number, Set<string>>()
  for (const part of [split.test, split.validation]) {
    if (part === undefined) continue
    for (const row of HeldOutPart.open(part).rows) {
      const user = table.userOf[row]!
      if (known.has(user * size + table.itemOf[row]!)) continue
      const own = secret.get(user) ?? new Set<string>()
      secret.set(user, own.add(table.items.at(table.itemOf[row]!)))
    }
  }
  for (const [user, itemIds] of secret) yield { userId: table.users.at(user), itemIds }
}

function inOrder({ times }: Table, rows: number[]): number[] {
  if (rows.some((row) => Number.isNaN(times[row]))) return rows
  return rows.sort((a, b) => times[a]! - times[b]! || a - b)
}

function entryOf({ itemId, value, timestamp }: Pair): HistoryEntry {
  if (value === undefined && timestamp === undefined) return itemId
  return { itemId, ...(value === undefined ? {} : { value }), ...(timestamp === undefined ? {} : { timestamp }) }
}

function readPopularity(
  { users, items, userOf, itemOf }: Table,
  rows: Int32Array,
): Pick<Questions, 'popularity' | 'trainUsers'> {
  const popularity = new Float64Array(items.size)
  const met = new Set<number>()
  const active = new Uint8Array(users.size)
  let trainUsers = 0
  for (const row of rows) {
    const [user, item] = [userOf[row]!, itemOf[row]!]
    trainUsers += 1 - active[user]!
    active[user] = 1
    const key = user * items.size + item
    if (met.has(key)) continue
    met.add(key)
    popularity[item] = popularity[item]! + 1
  }
  return { popularity, trainUsers }
}

function latest({ times }: Table, ...parts: Int32Array[]): number | undefined {
  let now = Number.NEGATIVE_INFINITY
  for (const rows of parts) for (const row of rows) if (times[row]! > now) now = times[row]!
  return now === Number.NEGATIVE_INFINITY ? undefined : now
}
