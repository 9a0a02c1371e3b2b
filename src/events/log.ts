/**
 * The log of all behaviour, by column: one typed array a field, ids kept once. Events are only ever appended; removing some means a new
 * log without them, in which every index is as if they had never been.
 */

import type { CheckedInteraction } from './interaction.ts'
import { StringTable } from './string-table.ts'

declare const eventIndex: unique symbol
/** The place of an event in the log, from 0. Event ids, which callers see, count per user instead. */
export type EventIndex = number & { readonly [eventIndex]: true }

/** An event as it is handed out: the interaction that was observed, with its id. */
export interface LoggedInteraction extends Omit<CheckedInteraction, 'itemId'> {
  readonly eventId: string
  readonly itemId: string | undefined
}

const NONE = -1
const FIRST_CAPACITY = 256

/** Room for `needed` entries: half as much again while small, a quarter when large, so that little memory lies idle. */
function grownCapacity(capacity: number, needed: number): number {
  let grown = Math.max(capacity, FIRST_CAPACITY)
  while (grown < needed) grown = Math.ceil(grown * (grown < 1 << 20 ? 1.5 : 1.2))
  return grown
}

function resized<T extends Float64Array | Int32Array | Uint8Array>(column: T, capacity: number): T {
  const larger = new (column.constructor as new (length: number) => T)(capacity)
  larger.set(column.subarray(0, Math.min(column.length, capacity)))
  return larger
}

/** The columns of what few events have; kept apart so that the others do not pay for it. */
export interface Extras {
  text: Int32Array
  attributeName: Int32Array
  attributeValue: Int32Array
  session: Int32Array
  recommendation: Int32Array
  position: Int32Array
}
/** Their names. */
export const extraColumns = [
  'text',
  'attributeName',
  'attributeValue',
  'session',
  'recommendation',
  'position',
] as const

/** All columns of a log; what follows from them is left out. */
export interface LogColumns {
  readonly users: StringTable
  readonly items: StringTable
  readonly strings: StringTable
  readonly user: Int32Array
  readonly item: Int32Array
  readonly type: Uint8Array
  readonly value: Float64Array
  readonly time: Float64Array
  readonly ordinal: Int32Array
  readonly extra: Int32Array | undefined
  readonly extras: Extras
}

/** A columnar, append-only log of interactions. */
export class InteractionLog {
  readonly #types: readonly string[]
  readonly #typeIndexes: ReadonlyMap<string, number>
  #users = new StringTable()
  #items = new StringTable()
  #strings = new StringTable()
  #size = 0
  #capacity = 0
  #user: Int32Array = new Int32Array(0)
  #item: Int32Array = new Int32Array(0)
  #type: Uint8Array = new Uint8Array(0)
  #value: Float64Array = new Float64Array(0)
  #time: Float64Array = new Float64Array(0)
  /** The event's number among its user's, from 1. */
  #ordinal: Int32Array = new Int32Array(0)
  /** The same user's event before this one. */
  #previous: Int32Array = new Int32Array(0)
  /** Row in the extras. */
  #extra: Int32Array | undefined
  #extras: Extras = emptyExtras()
  #extraCount = 0
  /** By user: the newest event, the number of events, the highest ordinal given out. */
  #newest: Int32Array = new Int32Array(0)
  #counts: Int32Array = new Int32Array(0)
  #ordinals: Int32Array = new Int32Array(0)
  /** By item (-1 for none): its events, as far as somebody asked. */
  readonly #about = new Map<number, number[]>()
  #sorted = 0

  constructor(types: Iterable<string>) {
    this.#types = [...types]
    this.#typeIndexes = new Map(this.#types.map((type, index) => [type, index]))
  }

  /** The ids of those who did something, by user index. */
  get users(): StringTable {
    return this.#users
  }

  /** The ids of what something was done with, by the log's own item index. */
  get items(): StringTable {
    return this.#items
  }

  /** How many events there are. */
  get size(): number {
    return this.#size
  }

  /** The names of the types, by type index. */
  get types(): readonly string[] {
    return this.#types
  }

  /** Bytes of the columns in use (without the strings and the free room). */
  get bytes(): number {
    const extras = this.#extra === undefined ? 0 : 4 * this.#size + 4 * extraColumns.length * this.#extraCount
    return this.#size * 33 + extras + this.#users.size * 12
  }

  /** Appends an event. Its type must be one of those given to the constructor. */
  append(event: CheckedInteraction): EventIndex {
    const type = this.#typeIndexes.get(event.type)
    if (type === undefined) throw new RangeError(`Unknown type ${event.type}`)
    const index = this.#size
    if (index === this.#capacity) this.#grow(index + 1)
    const user = this.#users.intern(event.userId)
    if (user >= this.#newest.length) this.#growUsers(user + 1)
    this.#user[index] = user
    this.#item[index] = event.itemId === undefined ? NONE : this.#items.intern(event.itemId)
    this.#type[index] = type
    this.#value[index] = event.value ?? Number.NaN
    this.#time[index] = event.timestamp
    this.#link(index, user, this.#ordinals[user]! + 1)
    const { text, attribute, sessionId, recommendationId, position } = event
    const plain =
      text === undefined &&
      attribute === undefined &&
      sessionId === undefined &&
      recommendationId === undefined &&
      position === undefined
    if (!plain) this.#appendExtra(index, event)
    else if (this.#extra !== undefined) this.#extra[index] = NONE
    this.#size = index + 1
    return index as EventIndex
  }

  /** The index of this user, or -1 if there is no event of theirs. */
  userIndex(userId: string): number {
    return this.#users.indexOf(userId)
  }

  /** How many events this user has. */
  countOf(user: number): number {
    return user < 0 ? 0 : this.#counts[user]!
  }

  /** This user's events, oldest first (in the order they were observed); at most the newest `limit` of them. */
  eventsOf(user: number, limit: number = Number.POSITIVE_INFINITY): Int32Array {
    const count = Math.min(this.countOf(user), limit)
    const events = new Int32Array(count)
    let event = count === 0 ? NONE : this.#newest[user]!
    for (let place = count - 1; place >= 0; place--) {
      events[place] = event
      event = this.#previous[event]!
    }
    return events
  }

  /** All events about an item, oldest first. The first such question costs a pass over the log, each later one the events that came since, and the item's own. */
  eventsAbout(item: number): readonly number[] {
    for (; this.#sorted < this.#size; this.#sorted++) {
      const about = this.#item[this.#sorted]!
      const events = this.#about.get(about)
      if (events) events.push(this.#sorted)
      else this.#about.set(about, [this.#sorted])
    }
    return this.#about.get(item) ?? []
  }

  /** Takes an event out of its user's, at the cost of those. In the columns it stays until a `filter` leaves it out. */
  unlink(event: number): void {
    const user = this.#user[event]!
    let next = NONE
    for (let own = this.#newest[user]!; own !== event; own = this.#previous[own]!) next = own
    const before = this.#previous[event]!
    this.#counts[user]!--
    if (next !== NONE) this.#previous[next] = before
    else {
      this.#newest[user] = before
      this.#ordinals[user] = this.#ordinal[before] ?? 0
    }
  }

  userOf(event: number): number {
    return this.#user[event]!
  }

  /** Index into `items` of what the event is about, or -1. */
  itemOf(event: number): number {
    return this.#item[event]!
  }

  /** Index into `types`. */
  typeOf(event: number): number {
    return this.#type[event]!
  }

  /** The value, or `NaN`. */
  valueOf(event: number): number {
    return this.#value[event]!
  }

  /** Epoch milliseconds. */
  timeOf(event: number): number {
    return this.#time[event]!
  }

  /** The id that callers know the event by: the user's id and the event's number among that user's. */
  idOf(event: number): string {
    return `${this.#users.at(this.#user[event]!)}#${this.#ordinal[event]!}`
  }

  /** What the user wrote, if anything. */
  textOf(event: number): string | undefined {
    return this.#stringOf('text', event)
  }

  /** The attribute that the event is about, if it is about one. */
  attributeOf(event: number): { readonly name: string; readonly value: string } | undefined {
    const name = this.#stringOf('attributeName', event)
    const value = this.#stringOf('attributeValue', event)
    return name === undefined || value === undefined ? undefined : { name, value }
  }

  /** The whole event. */
  read(event: number): LoggedInteraction {
    const item = this.#item[event]!
    const value = this.#value[event]!
    const row = this.#extra?.[event] ?? NONE
    const position = row === NONE ? NONE : this.#extras.position[row]!
    return {
      eventId: this.idOf(event),
      userId: this.#users.at(this.#user[event]!),
      itemId: item === NONE ? undefined : this.#items.at(item),
      type: this.#types[this.#type[event]!]!,
      value: Number.isNaN(value) ? undefined : value,
      text: this.textOf(event),
      attribute: this.attributeOf(event),
      sessionId: this.#stringOf('session', event),
      timestamp: this.#time[event]!,
      recommendationId: this.#stringOf('recommendation', event),
      position: position === NONE ? undefined : position,
    }
  }

  /** A log of the events that `keep` says yes to, as if the others had never been observed; their ids stay. */
  filter(keep: (event: EventIndex) => boolean): InteractionLog {
    const kept = new InteractionLog(this.#types)
    for (let event = 0; event < this.#size; event++) {
      if (!keep(event as EventIndex)) continue
      const copy = kept.append(this.read(event))
      kept.#ordinal[copy] = this.#ordinal[event]!
      kept.#ordinals[kept.#user[copy]!] = this.#ordinal[event]!
    }
    return kept
  }

  /** The columns as they are, which are the whole state; views, valid until the next event. */
  get columns(): LogColumns {
    const cut = <T extends Float64Array | Int32Array | Uint8Array>(column: T): T => column.subarray(0, this.#size) as T
    const extras = { ...this.#extras }
    for (const name of extraColumns) extras[name] = extras[name].subarray(0, this.#extraCount)
    return {
      users: this.#users,
      items: this.#items,
      strings: this.#strings,
      user: cut(this.#user),
      item: cut(this.#item),
      type: cut(this.#type),
      value: cut(this.#value),
      time: cut(this.#time),
      ordinal: cut(this.#ordinal),
      extra: this.#extra && cut(this.#extra),
      extras,
    }
  }

  /** The log that has these columns; they are its own from now on. */
  static of(types: Iterable<string>, columns: LogColumns): InteractionLog {
    const log = new InteractionLog(types)
    const { user, ordinal } = columns
    log.#users = columns.users
    log.#items = columns.items
    log.#strings = columns.strings
    log.#size = user.length
    log.#capacity = user.length
    log.#user = user
    log.#item = columns.item
    log.#type = columns.type
    log.#value = columns.value
    log.#time = columns.time
    log.#ordinal = ordinal
    log.#extra = columns.extra
    log.#extras = columns.extras
    log.#extraCount = columns.extras.text.length
    log.#previous = new Int32Array(user.length)
    log.#growUsers(log.#users.size)
    for (let event = 0; event < user.length; event++) log.#link(event, user[event]!, ordinal[event]!)
    return log
  }

  /** Makes `event` the newest of `user`. */
  #link(event: number, user: number, ordinal: number): void {
    this.#previous[event] = this.#counts[user] === 0 ? NONE : this.#newest[user]!
    this.#newest[user] = event
    this.#counts[user]!++
    this.#ordinal[event] = ordinal
    this.#ordinals[user] = ordinal
  }

  #stringOf(column: Exclude<keyof Extras, 'position'>, event: number): string | undefined {
    const row = this.#extra?.[event] ?? NONE
    const index = row === NONE ? NONE : this.#extras[column][row]!
    return index === NONE ? undefined : this.#strings.at(index)
  }

  #appendExtra(event: number, { text, attribute, sessionId, recommendationId, position }: CheckedInteraction): void {
    this.#extra ??= new Int32Array(this.#capacity).fill(NONE)
    const row = this.#extraCount++
    const extras = this.#extras
    if (row === extras.text.length) {
      const capacity = grownCapacity(row, row + 1)
      for (const name of extraColumns) extras[name] = resized(extras[name], capacity)
    }
    const intern = (string: string | undefined): number => (string === undefined ? NONE : this.#strings.intern(string))
    this.#extra[event] = row
    extras.text[row] = intern(text)
    extras.attributeName[row] = intern(attribute?.name)
    extras.attributeValue[row] = intern(attribute?.value)
    extras.session[row] = intern(sessionId)
    extras.recommendation[row] = intern(recommendationId)
    extras.position[row] = position ?? NONE
  }

  #grow(needed: number): void {
    const capacity = grownCapacity(this.#capacity, needed)
    this.#user = resized(this.#user, capacity)
    this.#item = resized(this.#item, capacity)
    this.#type = resized(this.#type, capacity)
    this.#value = resized(this.#value, capacity)
    this.#time = resized(this.#time, capacity)
    this.#ordinal = resized(this.#ordinal, capacity)
    this.#previous = resized(this.#previous, capacity)
    if (this.#extra !== undefined) this.#extra = resized(this.#extra, capacity)
    this.#capacity = capacity
  }

  #growUsers(needed: number): void {
    const capacity = grownCapacity(this.#newest.length, needed)
    this.#newest = resized(this.#newest, capacity)
    this.#counts = resized(this.#counts, capacity)
    this.#ordinals = resized(this.#ordinals, capacity)
  }
}

function emptyExtras(): Extras {
  const none = (): Int32Array => new Int32Array(0)
  return {
    text: none(),
    attributeName: none(),
    attributeValue: none(),
    session: none(),
    recommendation: none(),
    position: none(),
  }
}
