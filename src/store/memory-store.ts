/** Everything that is known, in memory: the catalogue, the log of behaviour, and the sums that follow from them. */

import type { ResolvedBehavior } from '../events/behavior.ts'
import { Catalogue, type ItemIndex } from '../events/catalogue.ts'
import type { CheckedInteraction } from '../events/interaction.ts'
import type { CheckedDescription } from '../events/item.ts'
import { InteractionLog, type LoggedInteraction } from '../events/log.ts'
import { type CataloguePopularity, Popularity, praise } from '../retrieve/popular.ts'

/** State as a function of what was added and observed: what is derived can be made again from the catalogue and the log. */
export class MemoryStore<TItem extends { readonly id: string }> {
  readonly catalogue: Catalogue<TItem> = new Catalogue<TItem>()
  readonly #behaviors: readonly ResolvedBehavior[]
  #log: InteractionLog
  #popularity = new Popularity()
  /** Events that were taken back: they stand in the columns of the log until it is wanted as a whole. */
  readonly #undone = new Set<number>()
  /** Events that the cleaning of the whole log left out in the last `fit`; undefined where nothing was cleaned. */
  #leftOut: ReadonlySet<number> | undefined
  /** From the catalogue's item index to the log's; -1 for items that no event is about. */
  #logIndexes: Int32Array = new Int32Array(0)
  /** By the catalogue's item index: how popular the item is. */
  #levels: Float64Array = new Float64Array(0)

  constructor(behaviors: ReadonlyMap<string, ResolvedBehavior>) {
    this.#behaviors = [...behaviors.values()]
    this.#log = new InteractionLog(behaviors.keys())
  }

  /** The log as a whole; the first look after an `undo` costs a pass over it. */
  get log(): InteractionLog {
    if (this.#undone.size > 0) this.#keep((event) => !this.#undone.has(event))
    return this.#log
  }

  /** What all users do, by item; its arrays are views, valid until the catalogue changes. */
  get popularity(): CataloguePopularity {
    const { slots } = this.catalogue
    return {
      popularity: this.#popularity,
      logIndexes: this.#logIndexes.subarray(0, slots),
      levels: this.#levels.subarray(0, slots),
    }
  }

  /** Adds or replaces an item; events that came before it count from now on. */
  setItem(id: string, item: TItem, description: CheckedDescription): ItemIndex {
    const index = this.catalogue.set(id, item, description)
    this.#link(index)
    return index
  }

  /** Records an event; gives its id. */
  addEvent(event: CheckedInteraction): string {
    const place = this.#log.append(event)
    const item = this.#log.itemOf(place)
    if (item >= 0) {
      this.#count(place, item)
      this.#relink(item)
    }
    return this.#log.idOf(place)
  }

  /** The events of a user, oldest first; at most the newest `limit`. */
  eventsOf(userId: string, limit?: number): LoggedInteraction[] {
    return Array.from(this.#log.eventsOf(this.#log.userIndex(userId), limit), (event) => this.#log.read(event))
  }

  /** Whether a user has done anything of these types. */
  hasDone(userId: string, types: readonly string[]): boolean {
    return this.#log
      .eventsOf(this.#log.userIndex(userId))
      .some((event) => types.includes(this.#behaviors[this.#log.typeOf(event)]!.type))
  }

  /** Catalogue items that a user has dealt with. */
  seenBy(userId: string): Set<number> {
    const seen = new Set<number>()
    for (const event of this.#log.eventsOf(this.#log.userIndex(userId))) {
      const item = this.#log.itemOf(event)
      if (item < 0 || !this.#behaviors[this.#log.typeOf(event)]!.seen) continue
      const index = this.catalogue.indexOf(this.#log.items.at(item))
      if (index !== undefined) seen.add(index)
    }
    return seen
  }

  /** Whether an event counts for others than its user. */
  counts(event: number): boolean {
    return !this.#leftOut?.has(event)
  }

  /** Takes a user's events out, and everything that followed from them: all is as if they had never been. Returns how many there were. */
  forget(userId: string): number {
    const user = this.log.userIndex(userId)
    return user < 0 ? 0 : this.#keep((event) => this.#log.userOf(event) !== user)
  }

  /** Takes one event out, by its id, and all that followed from it, at the cost of its user's events and its item's. False where there is no such event. */
  undo(eventId: string): boolean {
    const user = this.#log.userIndex(eventId.slice(0, eventId.lastIndexOf('#')))
    const undone = this.#log.eventsOf(user).find((event) => this.#log.idOf(event) === eventId)
    if (undone === undefined) return false
    this.#log.unlink(undone)
    this.#undone.add(undone)
    const item = this.#log.itemOf(undone)
    if (item < 0) return true
    // Summed anew in the order of the log: the same to the last bit as if it had never been.
    this.#popularity.reset(item)
    for (const event of this.#log.eventsAbout(item)) this.#count(event, item)
    this.#relink(item)
    return true
  }

  /** Closes the gaps of removed items; gives the moves. */
  compact(): Int32Array {
    const moved = this.catalogue.compact()
    for (const [index] of this.catalogue.entries()) this.#link(index)
    return moved
  }

  /** Events, by place in the log, that a cleaning left out; undefined where nothing was cleaned. */
  get leftOut(): ReadonlySet<number> | undefined {
    return this.#leftOut
  }

  /** Takes over a log, and makes anew what follows from it. */
  restore(log: InteractionLog, leftOut: ReadonlySet<number> | undefined): void {
    this.#log = log
    this.#leftOut = leftOut
    this.#undone.clear()
    this.#derive()
  }

  /** Leaves only these events; all is as if the others had never been. Returns how many went. */
  #keep(stays: (event: number) => boolean): number {
    const { size } = this.#log
    const kept = this.#log.filter(stays)
    if (kept.size === size) return 0
    this.restore(kept, this.#leftOut && moved(this.#leftOut, size, stays))
    return size - kept.size
  }

  /** Makes anew what follows from the log, event by event in the order of the log: the same to the last bit as if it had grown with it. */
  #derive(): void {
    this.#popularity = new Popularity()
    // A list in the making still reads the arrays that belong to what was.
    this.#logIndexes = new Int32Array(this.#logIndexes.length)
    this.#levels = new Float64Array(this.#levels.length)
    for (let event = 0; event < this.#log.size; event++) {
      const item = this.#log.itemOf(event)
      if (item >= 0) this.#count(event, item)
    }
    for (const [index] of this.catalogue.entries()) this.#link(index)
  }

  /** Notes where the log has the item, and how popular it is. */
  #link(index: ItemIndex, logIndex: number = this.#log.items.indexOf(this.catalogue.idOf(index))): void {
    if (index >= this.#logIndexes.length) {
      const capacity = Math.max(256, Math.ceil((index + 1) * 1.5))
      const logIndexes = new Int32Array(capacity)
      logIndexes.set(this.#logIndexes)
      const levels = new Float64Array(capacity)
      levels.set(this.#levels)
      this.#logIndexes = logIndexes
      this.#levels = levels
    }
    this.#logIndexes[index] = logIndex
    this.#levels[index] = this.#popularity.levelOf(logIndex)
  }

  /** Brings what the catalogue has of an item of the log up to date. */
  #relink(item: number): void {
    const index = this.catalogue.indexOf(this.#log.items.at(item))
    if (index !== undefined) this.#link(index, item)
  }

  /** Counts an event for its item, unless it was left out or taken back. */
  #count(event: number, item: number): void {
    if (this.#leftOut?.has(event) || this.#undone.has(event)) return
    const behavior = this.#behaviors[this.#log.typeOf(event)]!
    this.#popularity.observe(item, praise(behavior, this.#log.valueOf(event)), this.#log.timeOf(event))
  }
}

/** Places among those that stay. */
function moved(places: ReadonlySet<number>, size: number, stays: (place: number) => boolean): ReadonlySet<number> {
  const after = new Set<number>()
  for (let place = 0, next = 0; place < size; place++) {
    if (!stays(place)) continue
    if (places.has(place)) after.add(next)
    next++
  }
  return after
}
