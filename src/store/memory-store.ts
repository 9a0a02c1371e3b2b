/** Everything that is known, in memory: the catalogue, the log of behaviour, and the sums that follow from them. */

import type { ResolvedBehavior } from '../events/behavior.ts'
import { Catalogue, type ItemIndex } from '../events/catalogue.ts'
import type { CheckedInteraction } from '../events/interaction.ts'
import type { CheckedDescription } from '../events/item.ts'
import { InteractionLog, type LoggedInteraction } from '../events/log.ts'
import { type CataloguePopularity, Popularity, praise } from '../retrieve/popular.ts'
import type { packItems, unpackItems } from '../snapshot/items.ts'
import { jsonPart, nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'

/** State as a function of what was added and observed: what is derived can be made again from the catalogue and the log. */
export class MemoryStore<TItem extends { readonly id: string }> {
  readonly catalogue: Catalogue<TItem> = new Catalogue<TItem>()
  readonly #behaviors: readonly ResolvedBehavior[]
  #log: InteractionLog
  #popularity = new Popularity()
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

  get log(): InteractionLog {
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

  /** Records an event; gives its place in the log. */
  addEvent(event: CheckedInteraction): number {
    const place = this.#log.append(event)
    const item = this.#log.itemOf(place)
    if (item < 0) return place
    this.#count(place, item)
    const index = this.catalogue.indexOf(this.#log.items.at(item))
    if (index !== undefined) this.#link(index, item)
    return place
  }

  /** The events of a user, oldest first; at most the newest `limit`. */
  eventsOf(userId: string, limit?: number): LoggedInteraction[] {
    return Array.from(this.#log.eventsOf(this.#log.userIndex(userId), limit), (event) => this.#log.read(event))
  }

  /** Whether a user has commented on anything. */
  hasComments(userId: string): boolean {
    return this.#log
      .eventsOf(this.#log.userIndex(userId))
      .some((event) => this.#behaviors[this.#log.typeOf(event)]!.type === 'comment')
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

  /** Whether some cleaning has said which events count for others. */
  get cleaned(): boolean {
    return this.#leftOut !== undefined
  }

  /** Leaves these events, by id, out of all that follows for others than their user; those left out before count again. Unknown ids are passed over. */
  leaveOut(eventIds: Iterable<string>): void {
    const ids = new Set(eventIds)
    const leftOut = new Set<number>()
    for (let event = 0; event < this.#log.size; event++) if (ids.has(this.#log.idOf(event))) leftOut.add(event)
    this.#leftOut = leftOut
    this.#derive()
  }

  /** Takes a user's events out, and everything that followed from them: all is as if they had never been. Returns how many there were. */
  forget(userId: string): number {
    const user = this.#log.userIndex(userId)
    return user < 0 ? 0 : this.#keep((event) => this.#log.userOf(event) !== user)
  }

  /** Takes one event out, by its id, and all that followed from it. False where there is no such event. */
  undo(eventId: string): boolean {
    const user = this.#log.userIndex(eventId.slice(0, eventId.lastIndexOf('#')))
    const undone = this.#log.eventsOf(user).find((event) => this.#log.idOf(event) === eventId)
    return undone !== undefined && this.#keep((event) => event !== undone) > 0
  }

  /** Closes the gaps of removed items; gives the moves. */
  compact(): Int32Array {
    const moved = this.catalogue.compact()
    for (const [index] of this.catalogue.entries()) this.#link(index)
    return moved
  }

  /** The catalogue must be without gaps. `pack` comes from the snapshot code, which is loaded when it is needed. */
  save(pack: typeof packItems): SnapshotParts {
    const { catalogue } = this
    const items = Array.from(catalogue.entries(), ([, item]) => item)
    const times = (timeOf: (index: number) => number): Float64Array =>
      Float64Array.from(items, (_, index) => timeOf(index))
    return {
      ...nestParts('items', pack(items)),
      createdAt: times((index) => catalogue.createdAt(index)),
      expiresAt: times((index) => catalogue.expiresAt(index)),
      domains: { json: items.map((_, index) => catalogue.domain(index) ?? null) },
      ...(this.#leftOut && { leftOut: Int32Array.from(this.#leftOut) }),
      ...nestParts('log', this.#log.save()),
    }
  }

  /** Takes over what `save` gave, into a store that is empty. */
  load(parts: SnapshotParts, unpack: typeof unpackItems): void {
    this.#log = InteractionLog.load(unnestParts('log', parts), this.#log.types)
    const items = unpack<TItem>(unnestParts('items', parts))
    if (parts['leftOut'] !== undefined) this.#leftOut = new Set(parts['leftOut'] as Int32Array)
    const createdAt = parts['createdAt'] as Float64Array
    const expiresAt = parts['expiresAt'] as Float64Array
    const domains = jsonPart(parts, 'domains') as readonly (string | null)[]
    items.forEach((item, index) => {
      const domain = domains[index] ?? undefined
      this.catalogue.set(item.id, item, { createdAt: createdAt[index]!, expiresAt: expiresAt[index]!, domain })
    })
    this.#derive()
  }

  /** Leaves only these events; all is as if the others had never been. Returns how many went. */
  #keep(stays: (event: number) => boolean): number {
    const { size } = this.#log
    const kept = this.#log.filter(stays)
    if (kept.size === size) return 0
    if (this.#leftOut !== undefined) this.#leftOut = moved(this.#leftOut, size, stays)
    this.#log = kept
    this.#derive()
    return size - kept.size
  }

  /** Makes anew what follows from the log, event by event in the order of the log: the same to the last bit as if it had grown with it. */
  #derive(): void {
    this.#popularity = new Popularity()
    for (let event = 0; event < this.#log.size; event++) {
      const item = this.#log.itemOf(event)
      if (item >= 0 && !this.#leftOut?.has(event)) this.#count(event, item)
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

  #count(event: number, item: number): void {
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
