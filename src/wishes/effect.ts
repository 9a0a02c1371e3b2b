/** What a user's wishes do to a list: rules, a source, and whether a surprise is wanted. */

import type { ItemTest } from '../item-labels.ts'
import type { State } from '../state.ts'
import { wishesInForce } from './in-force.ts'
import { columnOf } from './number-column.ts'
import { aboutTest, hardRules, refusing } from './rules.ts'
import type { Wish, WishSubject } from './wish.ts'
import { WishSource } from './wish-source.ts'

/** The effect of all wishes that are in force. */
export interface WishEffect {
  readonly eligible: ItemTest | undefined
  /** What the soft ones pull up and down. */
  readonly source: WishSource | undefined
  readonly surprise: boolean
}

/** Reads the user's wishes and says what they do, the one of the event `without` left out. */
export function effectOfWishes<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  now: number,
  without?: string,
): WishEffect {
  const { store, sources } = state
  const events = store.eventsOf(userId).filter(({ eventId }) => eventId !== without)
  const wishes = wishesInForce(events, now)
  const about = (subject: WishSubject): ItemTest => aboutTest(state, subject)
  const passes = hardRules(wishes, about)
  const unseen = wishes.some(({ subject }) => subject.kind === 'unseen')
  const seen = unseen ? store.seenBy(userId) : new Set<number>()
  const soft = wishes.filter(
    // "Not this again" is about this one, not about its like.
    ({ kind, subject }) =>
      kind === 'more' || kind === 'less' || subject.kind === 'words' || (kind === 'only' && subject.kind === 'item'),
  )
  const { content, labels } = sources
  return {
    eligible: unseen ? (item) => !seen.has(item) && (passes === undefined || passes(item)) : passes,
    source:
      soft.length === 0
        ? undefined
        : new WishSource(soft, {
            content,
            labels,
            items: store.catalogue.size,
            about,
            column: (name) => columnOf(state, name),
          }),
    surprise: wishes.some(({ subject }) => subject.kind === 'surprise'),
  }
}

/** The user's wishes that keep an item out, the one of the event `without` left out. */
export function wishesAgainst<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  now: number,
  item: number,
  without?: string,
): readonly Wish[] {
  const events = state.store.eventsOf(userId).filter(({ eventId }) => eventId !== without)
  const wishes = wishesInForce(events, now)
  const isSeen = state.store.seenBy(userId).has(item)
  const unseen = wishes.filter(({ subject }) => isSeen && subject.kind === 'unseen')
  return [...refusing(wishes, (subject) => aboutTest(state, subject), item), ...unseen]
}
