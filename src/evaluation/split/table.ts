/** Behaviour as splits hold it: one row an interaction, ids by number, in the order given. */

import type { Pair } from '../../collaborative/model.ts'
import { invalidArgument } from '../../errors.ts'
import { checkId } from '../../events/ids.ts'
import { StringTable } from '../../events/string-table.ts'
import { toMilliseconds } from '../../events/time.ts'

/** All interactions that are split. */
export interface Table {
  readonly users: StringTable
  readonly items: StringTable
  readonly userOf: Int32Array
  readonly itemOf: Int32Array
  /** NaN where a pair has none. */
  readonly values: Float64Array
  /** Epoch milliseconds, NaN where a pair has none. */
  readonly times: Float64Array
}

/** Reads and checks pairs; throws at the first that cannot be right, naming its place. */
export function readTable(interactions: unknown): Table {
  if (typeof interactions !== 'object' || interactions === null || !(Symbol.iterator in interactions))
    throw invalidArgument('interactions', interactions, 'Pass a list of { userId, itemId, value, timestamp }.')
  const users = new StringTable()
  const items = new StringTable()
  const userOf: number[] = []
  const itemOf: number[] = []
  const values: number[] = []
  const times: number[] = []
  let row = 0
  for (const pair of interactions as Iterable<unknown>) {
    const field = `interactions[${row++}]`
    if (typeof pair !== 'object' || pair === null) throw invalidArgument(field, pair, 'Pass { userId, itemId }.')
    const { userId, itemId, value, timestamp } = pair as Pair
    if (value !== undefined && !Number.isFinite(value))
      throw invalidArgument(`${field}.value`, value, 'A value is a finite number.')
    userOf.push(users.intern(checkId(userId, `${field}.userId`)))
    itemOf.push(items.intern(checkId(itemId, `${field}.itemId`)))
    values.push(value ?? Number.NaN)
    times.push(timestamp === undefined ? Number.NaN : toMilliseconds(timestamp, `${field}.timestamp`))
  }
  if (row === 0) throw invalidArgument('interactions', interactions, 'There is nothing to split.')
  return {
    users,
    items,
    userOf: Int32Array.from(userOf),
    itemOf: Int32Array.from(itemOf),
    values: Float64Array.from(values),
    times: Float64Array.from(times),
  }
}

/** A row as a pair again. */
export function pairAt({ users, items, userOf, itemOf, values, times }: Table, row: number): Pair {
  const value = values[row]!
  const timestamp = times[row]!
  return Object.freeze({
    userId: users.at(userOf[row]!),
    itemId: items.at(itemOf[row]!),
    ...(Number.isNaN(value) ? {} : { value }),
    ...(Number.isNaN(timestamp) ? {} : { timestamp }),
  })
}

/** Throws unless all rows have a time. */
export function needTimes({ times }: Table, what: string): void {
  const at = times.findIndex((time) => Number.isNaN(time))
  if (at >= 0)
    throw invalidArgument(
      `interactions[${at}].timestamp`,
      undefined,
      `${what} goes by time: give every interaction one.`,
    )
}

/** The rows of each user: by time where all have one, else in the order given. */
export function rowsByUser(table: Table): Int32Array[] {
  const { users, userOf, times } = table
  const rows: number[][] = Array.from({ length: users.size }, () => [])
  for (let row = 0; row < userOf.length; row++) rows[userOf[row]!]!.push(row)
  const timed = !times.some((time) => Number.isNaN(time))
  return rows.map((own) => Int32Array.from(timed ? own.sort((a, b) => times[a]! - times[b]! || a - b) : own))
}
