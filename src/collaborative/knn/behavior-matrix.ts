/** Who did how much with what, by user and by item, growing as behaviour comes. */

import type { SnapshotParts } from '../../snapshot/parts.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import { GrowingRows } from '../growing-rows.ts'
import type { Interactions } from '../interactions.ts'

/** Both sides of the same entries; repeated events add up, and entries of 0 are left out. */
export class BehaviorMatrix {
  readonly byUser: GrowingRows
  readonly byItem: GrowingRows
  /** The sum of the squares of an item's values, or with `sets` the number of its users. */
  itemSizes: Float64Array
  readonly #sets: boolean

  /** @param sets - Every value is 1. */
  constructor(byUser: GrowingRows, byItem: GrowingRows, sets: boolean) {
    this.byUser = byUser
    this.byItem = byItem
    this.#sets = sets
    this.itemSizes = new Float64Array(byItem.rows)
    for (let item = 0; item < byItem.rows; item++) this.#measure(item)
  }

  static async from(interactions: Interactions, sets: boolean, options: WorkOptions): Promise<BehaviorMatrix> {
    const pacer = new Pacer(options)
    const byUser = await summedRows(interactions, sets, pacer)
    const byItem = await exchanged(byUser, interactions.items.size, pacer)
    return new BehaviorMatrix(byUser, byItem, sets)
  }

  get bytes(): number {
    return this.byUser.bytes + this.byItem.bytes + this.itemSizes.byteLength
  }

  /** Adds behaviour whose users and items have these numbers here; returns the items whose entries have changed. */
  add({ starts, itemOf, values }: Interactions, users: Int32Array, items: Int32Array, itemCount: number): Set<number> {
    this.byUser.reserveRows(users.reduce((most, user) => Math.max(most, user + 1), this.byUser.rows))
    this.byItem.reserveRows(itemCount)
    const changed = new Set<number>()
    for (const [user, index] of users.entries()) {
      for (let event = starts[user]!; event < starts[user + 1]!; event++) {
        const item = items[itemOf[event]!]!
        const value = values[event]!
        if (value === 0) continue
        const size = this.byUser.sizes[index]!
        const start = this.byUser.starts[index]!
        if (this.#sets && this.byUser.indices.subarray(start, start + size).includes(item)) continue
        const amount = this.#sets ? 1 : value
        this.byUser.add(index, item, amount)
        this.byItem.add(item, index, amount)
        changed.add(item)
      }
    }
    const sizes = new Float64Array(this.byItem.rows)
    sizes.set(this.itemSizes)
    this.itemSizes = sizes
    for (const item of changed) this.#measure(item)
    return changed
  }

  save(): SnapshotParts {
    return { ...this.byUser.saveAs('byUser'), ...this.byItem.saveAs('byItem') }
  }

  static load(parts: SnapshotParts, sets: boolean): BehaviorMatrix {
    return new BehaviorMatrix(GrowingRows.load('byUser', parts), GrowingRows.load('byItem', parts), sets)
  }

  #measure(item: number): void {
    const { starts, sizes, values } = this.byItem
    let sum = 0
    for (let at = starts[item]!; at < starts[item]! + sizes[item]!; at++) sum += values[at]! * values[at]!
    this.itemSizes[item] = sum
  }
}

/** So many rows go between two looks at the clock. */
const STRETCH = 256

/** Users by items: the sums of repeated events, columns rising; with `sets` 1 where a sum is above 0. */
async function summedRows(interactions: Interactions, sets: boolean, pacer: Pacer): Promise<GrowingRows> {
  const { users, items, starts, itemOf, values } = interactions
  const sums = new Float64Array(items.size)
  const metBy = new Int32Array(items.size).fill(-1)
  const columns = new Int32Array(itemOf.length)
  const weights = new Float32Array(itemOf.length)
  const sizes = new Int32Array(users.size)
  let size = 0
  for (let user = 0; user < users.size; user++) {
    const first = size
    for (let event = starts[user]!; event < starts[user + 1]!; event++) {
      const item = itemOf[event]!
      if (metBy[item] !== user) {
        metBy[item] = user
        sums[item] = 0
        columns[size++] = item
      }
      sums[item]! += values[event]!
    }
    columns.subarray(first, size).sort()
    const last = size
    size = first
    for (let at = first; at < last; at++) {
      const sum = Math.fround(sums[columns[at]!]!)
      if (sum === 0) continue
      columns[size] = columns[at]!
      weights[size++] = sets ? 1 : sum
    }
    sizes[user] = size - first
    if (user % STRETCH === 0 && pacer.due()) await pacer.pause({ phase: 'interactions', done: itemOf.length })
  }
  return GrowingRows.of(sizes, columns.slice(0, size), weights.slice(0, size))
}

/** The same entries with rows and columns exchanged. */
async function exchanged(from: GrowingRows, columns: number, pacer: Pacer): Promise<GrowingRows> {
  const { rows, starts, sizes, indices, values } = from
  const counts = new Int32Array(columns)
  for (const column of indices) counts[column]!++
  const next = new Float64Array(columns)
  for (let column = 1; column < columns; column++) next[column] = next[column - 1]! + counts[column - 1]!
  const rowOf = new Int32Array(indices.length)
  const moved = new Float32Array(indices.length)
  for (let row = 0; row < rows; row++) {
    const end = starts[row]! + sizes[row]!
    for (let at = starts[row]!; at < end; at++) {
      const to = next[indices[at]!]!++
      rowOf[to] = row
      moved[to] = values[at]!
    }
    if (row % STRETCH === 0 && pacer.due()) await pacer.pause({ phase: 'interactions', done: indices.length })
  }
  return GrowingRows.of(counts, rowOf, moved)
}
