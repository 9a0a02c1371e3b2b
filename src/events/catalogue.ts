/** The items that can be recommended: the app's own objects in the order in which they came, each known by a dense index. */

import type { CheckedDescription } from './item.ts'

declare const itemIndex: unique symbol
/** The dense index of an item, minted here and nowhere else; valid until the next {@link Catalogue.compact}. */
export type ItemIndex = number & { readonly [itemIndex]: true }

/** Items by id and by index. A removed item leaves a gap, so that indexes keep the order of insertion; `compact` closes the gaps. */
export class Catalogue<TItem extends { readonly id: string }> {
  readonly #indexes = new Map<string, ItemIndex>()
  #ids: string[] = []
  #items: (TItem | undefined)[] = []
  #createdAt: Float64Array = new Float64Array(0)
  #expiresAt: number[] = []
  #domains: (string | undefined)[] = []
  #latest = Number.NEGATIVE_INFINITY
  /** Counts the changes: what was made of the items holds while it stays the same. */
  version = 0

  /** How many items there are. */
  get size(): number {
    return this.#indexes.size
  }

  /** How many indexes have been minted, gaps included: all indexes are below this. */
  get slots(): number {
    return this.#items.length
  }

  /** The index of the item with this id. */
  indexOf(id: string): ItemIndex | undefined {
    return this.#indexes.get(id)
  }

  /** Whether there is an item at this index (it may have been removed). */
  has(index: number): boolean {
    return this.#items[index] !== undefined
  }

  /** The item at this index. */
  at(index: number): TItem {
    const item = this.#items[index]
    if (item === undefined) throw new RangeError(`No item has index ${index}`)
    return item
  }

  /** The id of the item at this index. */
  idOf(index: number): string {
    return this.#ids[index]!
  }

  /** When the item came to be, or `NaN`. */
  createdAt(index: number): number {
    return this.#createdAt[index]!
  }

  /** {@link createdAt} of all indexes; a view, valid until the catalogue changes. */
  get creationTimes(): Float64Array {
    return this.#createdAt.subarray(0, this.slots)
  }

  /** A time that no item is younger than; -Infinity where no item says when it came to be. */
  get latest(): number {
    return this.#latest
  }

  /** From when on it is not to be recommended, or `NaN`. */
  expiresAt(index: number): number {
    return this.#expiresAt[index]!
  }

  domain(index: number): string | undefined {
    return this.#domains[index]
  }

  /** Adds an item, or puts it in the place of the one with the same id. Returns its index. */
  set(
    id: string,
    item: TItem,
    { createdAt, expiresAt, domain }: Pick<CheckedDescription, 'createdAt' | 'expiresAt' | 'domain'>,
  ): ItemIndex {
    this.version++
    const index = this.#indexes.get(id) ?? (this.#items.length as ItemIndex)
    this.#indexes.set(id, index)
    this.#ids[index] = id
    this.#items[index] = item
    if (index >= this.#createdAt.length) {
      const larger = new Float64Array(Math.max(256, Math.ceil((index + 1) * 1.5)))
      larger.set(this.#createdAt)
      this.#createdAt = larger
    }
    this.#createdAt[index] = createdAt
    if (createdAt > this.#latest) this.#latest = createdAt
    this.#expiresAt[index] = expiresAt
    this.#domains[index] = domain
    return index
  }

  /** Takes the item out; its index stays unused. Returns that index. */
  delete(id: string): ItemIndex | undefined {
    const index = this.#indexes.get(id)
    if (index === undefined) return undefined
    this.version++
    this.#indexes.delete(id)
    this.#items[index] = undefined
    this.#domains[index] = undefined
    return index
  }

  /** Every item with its index, in order of insertion. */
  *entries(): Generator<[ItemIndex, TItem]> {
    for (let index = 0; index < this.#items.length; index++) {
      const item = this.#items[index]
      if (item !== undefined) yield [index as ItemIndex, item]
    }
  }

  /** Closes the gaps that removed items left. Returns the map from old index to new, -1 for the removed. */
  compact(): Int32Array {
    this.version++
    const moved = new Int32Array(this.#items.length).fill(-1)
    let next = 0
    for (let index = 0; index < this.#items.length; index++) {
      const item = this.#items[index]
      if (item === undefined) continue
      moved[index] = next
      const id = this.#ids[index]!
      this.#indexes.set(id, next as ItemIndex)
      this.#ids[next] = id
      this.#items[next] = item
      this.#createdAt[next] = this.#createdAt[index]!
      this.#expiresAt[next] = this.#expiresAt[index]!
      this.#domains[next] = this.#domains[index]
      next++
    }
    for (const column of [this.#ids, this.#items, this.#expiresAt, this.#domains]) column.length = next
    return moved
  }
}
