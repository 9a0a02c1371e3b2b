/** Who did how much with what, by user and by item, growing as behaviour comes. */

import type { SnapshotParts } from '../../snapshot/parts.ts'
import { type Interactions, transposed, userItemMatrix } from '../interactions.ts'
import { GrowingRows } from './growing-rows.ts'

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

  static from(interactions: Interactions, sets: boolean): BehaviorMatrix {
    const matrix = userItemMatrix(interactions, 'sum')
    if (sets) for (const [at, value] of matrix.values.entries()) matrix.values[at] = value > 0 ? 1 : 0
    return new BehaviorMatrix(GrowingRows.from(matrix), GrowingRows.from(transposed(matrix)), sets)
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
