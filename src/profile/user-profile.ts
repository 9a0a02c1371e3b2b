/** What the system believes of a user, readable. */

import { TAGS } from '../encode/features.ts'
import type { Wish } from '../wishes/wish.ts'
import type { Signal } from './signals.ts'

/** Something that a user is drawn to (positive weight) or away from (negative). */
export interface Inclination {
  readonly value: string
  readonly weight: number
}

/** The readable profile of one user. Weights compare within one list; the largest (in size) come first. */
export interface UserProfile {
  readonly userId: string
  /** How many events are stored. */
  readonly events: number
  /** Events by type. */
  readonly behaviors: Readonly<Record<string, number>>
  /** Words of the texts that the user is drawn to or away from. Empty where the encoder's columns have no names. */
  readonly terms: readonly Inclination[]
  readonly tags: readonly Inclination[]
  /** By attribute name (`author`, `brand`). */
  readonly attributes: Readonly<Record<string, readonly Inclination[]>>
  /** The items that say most, by id. */
  readonly items: readonly Inclination[]
  /** What the user said in plain words and is in force; `undo(id)` withdraws one. */
  readonly wishes: readonly Wish[]
}

/** Everything that is stored about one user. */
export interface UserExport<TEvent> {
  readonly userId: string
  /** The events in the order in which they were observed. */
  readonly events: readonly TEvent[]
}

/** A word or label that signals add up to; `name` is set for labels. */
interface Weighed {
  readonly name?: string
  readonly term: string
  readonly amount: number
}

/** Puts a profile together out of a user's events, the signals in them, and the words and labels that those add up to. */
export function profileOf(
  userId: string,
  events: readonly { readonly type: string }[],
  signals: readonly Signal[],
  terms: readonly Weighed[],
  labels: readonly Weighed[],
): Omit<UserProfile, 'wishes'> {
  // Names are the app's: as keys of a plain object, `constructor` and its like would hit upon what every object has.
  const behaviors = new Map<string, number>()
  for (const { type } of events) behaviors.set(type, (behaviors.get(type) ?? 0) + 1)
  const attributes = new Map<string, Inclination[]>([[TAGS, []]])
  for (const { name = TAGS, term, amount } of labels) {
    const values = attributes.get(name) ?? []
    attributes.set(name, values)
    values.push({ value: term, weight: amount })
  }
  const tags = attributes.get(TAGS)!
  attributes.delete(TAGS)
  return {
    userId,
    events: events.length,
    behaviors: Object.fromEntries(behaviors),
    terms: terms.map(({ term, amount }) => ({ value: term, weight: amount })),
    tags,
    attributes: Object.fromEntries(attributes),
    items: itemInclinations(signals),
  }
}

/** The items that say most of a user, by how much. */
function itemInclinations(signals: readonly Signal[]): Inclination[] {
  const weights = new Map<string, number>()
  for (const { subject, weight } of signals) {
    if (subject.kind === 'item') weights.set(subject.itemId, (weights.get(subject.itemId) ?? 0) + weight)
  }
  const inclinations = Array.from(weights, ([value, weight]) => ({ value, weight }))
  return inclinations.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 20)
}
