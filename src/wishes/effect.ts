/** What a user's wishes do to a list: rules, a source, and whether a surprise is wanted. */

import type { CheckedDescription } from '../events/item.ts'
import { labelledItem } from '../labelled-item.ts'
import type { Retriever } from '../retrieve/retriever.ts'
import type { State } from '../state.ts'
import { wishesInForce } from './in-force.ts'
import { hardRules, type TestedItem } from './rules.ts'
import { vocabularyOf } from './vocabulary-of.ts'
import { WishSource } from './wish-source.ts'

/** The effect of all wishes that are in force. */
export interface WishEffect {
  readonly eligible: ((item: number) => boolean) | undefined
  readonly retrievers: readonly Retriever[]
  readonly surprise: boolean
}

/** Reads the user's wishes and says what they do. */
export function effectOfWishes<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  now: number,
): WishEffect {
  const { store, sources } = state
  const wishes = wishesInForce(store.eventsOf(userId), now)
  const labelled = (item: number): TestedItem => {
    const { itemId, tags = [], attributes = {} } = labelledItem(state, item)
    return { itemId, description: { tags, attributes: attributes as CheckedDescription['attributes'] } }
  }
  const passes = hardRules(wishes)
  const unseen = wishes.some(({ subject }) => subject.kind === 'unseen')
  const seen = unseen ? store.seenBy(userId) : new Set<number>()
  const soft = wishes.filter(
    // "Not this again" is about this one, not about its like.
    ({ kind, subject }) =>
      kind === 'more' || kind === 'less' || subject.kind === 'words' || (kind === 'only' && subject.kind === 'item'),
  )
  const { content, labels } = sources
  return {
    eligible:
      passes === undefined && !unseen
        ? undefined
        : (item) => !seen.has(item) && (passes === undefined || passes(labelled(item))),
    retrievers:
      soft.length === 0
        ? []
        : [
            new WishSource(soft, {
              content,
              labels,
              describe: labelled,
              numbersOf: (name) => vocabularyOf(state).numbersOf(name),
            }),
          ],
    surprise: wishes.some(({ subject }) => subject.kind === 'surprise'),
  }
}
