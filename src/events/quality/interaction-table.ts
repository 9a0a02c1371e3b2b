/** Interactions by column, read with tolerance: what has the wrong type is missing here, so that rules can go on to what they are about. */

import type { ResolvedBehavior } from '../behavior.ts'
import type { Interaction } from '../interaction.ts'
import { StringTable } from '../string-table.ts'
import type { Pace } from './rule.ts'

/** An interaction as it comes from a file or a database, before anybody has looked at it: the fields of an {@link Interaction}, of any type. */
export type RawInteraction = { readonly [Field in keyof Interaction]?: unknown }

/** A list that was shown: what `recommendationId` and `position` refer to. */
export interface ShownList {
  readonly id: string
  /** The ids of its items in order; without them only the id is checked. */
  readonly itemIds?: readonly string[]
}

/** What interactions are judged against. */
export interface InteractionWorld {
  readonly behaviors: ReadonlyMap<string, ResolvedBehavior>
  /** The ids of the catalogue, where it is given. */
  readonly itemIds: ReadonlySet<string> | undefined
  /** The ids of all users, where they are given. */
  readonly userIds: ReadonlySet<string> | undefined
  /** The lists that were shown, where they are given. */
  readonly lists: ReadonlyMap<string, ShownList> | undefined
}

/** Rows in groups: those of group g are `rows[starts[g] .. starts[g + 1])`. */
export interface RowGroups {
  readonly starts: Int32Array
  readonly rows: Int32Array
}

const NONE = -1

/** All interactions, by column. A row is a place in `records`. */
export class InteractionTable {
  readonly records: readonly RawInteraction[]
  readonly world: InteractionWorld
  readonly userNames: StringTable = new StringTable()
  readonly itemNames: StringTable = new StringTable()
  readonly typeNames: StringTable = new StringTable()
  /** Dense index of the user, the item, the type; -1 where there is none. */
  readonly user: Int32Array
  readonly item: Int32Array
  readonly type: Int32Array
  /** Epoch milliseconds; `NaN` where the time is missing or no time. */
  readonly time: Float64Array
  /** `NaN` where the value is missing or no number. */
  readonly value: Float64Array
  #byUser: RowGroups | undefined
  #byUserInTime: RowGroups | undefined

  /** A table of records that are read at once, or (see {@link InteractionTable.read}) bit by bit. */
  constructor(records: readonly RawInteraction[], world: InteractionWorld, readNow = true) {
    this.records = records
    this.world = world
    const size = records.length
    this.user = new Int32Array(size)
    this.item = new Int32Array(size)
    this.type = new Int32Array(size)
    this.time = new Float64Array(size)
    this.value = new Float64Array(size)
    if (readNow) for (let row = 0; row < size; row++) this.#readRow(row)
  }

  /** Reads many records, giving way to the event loop. */
  static async read(
    records: readonly RawInteraction[],
    world: InteractionWorld,
    pacer: Pace,
  ): Promise<InteractionTable> {
    const table = new InteractionTable(records, world, false)
    for (let row = 0; row < records.length; row++) {
      if ((row & 1023) === 0 && pacer.due()) {
        await pacer.pause({ phase: 'interactions', done: row, total: records.length })
      }
      table.#readRow(row)
    }
    return table
  }

  #readRow(row: number): void {
    const record: unknown = this.records[row]
    const fields: RawInteraction = typeof record === 'object' && record !== null ? record : {}
    this.user[row] = indexIn(this.userNames, fields.userId)
    this.item[row] = indexIn(this.itemNames, fields.itemId)
    this.type[row] = indexIn(this.typeNames, fields.type)
    this.time[row] = timeOf(fields.timestamp)
    this.value[row] = typeof fields.value === 'number' ? fields.value : Number.NaN
  }

  get size(): number {
    return this.records.length
  }

  /** The behaviour of this row's type, if that is declared. */
  behavior(row: number): ResolvedBehavior | undefined {
    const type = this.type[row]!
    return type === NONE ? undefined : this.world.behaviors.get(this.typeNames.at(type))
  }

  /** The rows of each user in the order in which they came; rows without a user are left out. */
  get byUser(): RowGroups {
    this.#byUser ??= grouped(this.user, this.userNames.size)
    return this.#byUser
  }

  /** The rows of each user by time; equal times keep their order, and rows without a time come last. */
  get byUserInTime(): RowGroups {
    if (this.#byUserInTime !== undefined) return this.#byUserInTime
    const { starts, rows } = this.byUser
    const sorted = rows.slice()
    const { time } = this
    const later = (a: number, b: number): number => {
      const difference = time[a]! - time[b]!
      if (difference !== 0 && !Number.isNaN(difference)) return difference
      return Number(Number.isNaN(time[a]!)) - Number(Number.isNaN(time[b]!)) || a - b
    }
    for (let user = 0; user + 1 < starts.length; user++) sorted.subarray(starts[user], starts[user + 1]).sort(later)
    this.#byUserInTime = { starts, rows: sorted }
    return this.#byUserInTime
  }
}

/** Epoch milliseconds of a number or a `Date`; `NaN` of everything else. */
export function timeOf(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN
  return value instanceof Date ? value.getTime() : Number.NaN
}

function indexIn(table: StringTable, value: unknown): number {
  return typeof value === 'string' && value !== '' ? table.intern(value) : NONE
}

/** Counting sort of rows by key; keys below 0 are left out. */
export function grouped(keys: Int32Array, groups: number): RowGroups {
  const starts = new Int32Array(groups + 1)
  for (const key of keys) if (key >= 0) starts[key + 1]!++
  for (let group = 0; group < groups; group++) starts[group + 1]! += starts[group]!
  const next = starts.slice()
  const rows = new Int32Array(starts[groups]!)
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!
    if (key >= 0) rows[next[key]!++] = row
  }
  return { starts, rows }
}
