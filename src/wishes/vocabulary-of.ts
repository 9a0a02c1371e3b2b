/** The vocabulary of a recommender's catalogue, made once for each of its states. */

import { titleOf } from '../encode/fields.ts'
import type { State } from '../state.ts'
import { Vocabulary } from './vocabulary.ts'

const made = new WeakMap<object, { readonly version: number; readonly vocabulary: Vocabulary }>()

/** Reads the whole catalogue where it has changed since the last call. */
export function vocabularyOf<TItem extends { readonly id: string }>(state: State<TItem>): Vocabulary {
  const { catalogue } = state.store
  const { version } = catalogue
  const known = made.get(state)
  if (known?.version === version) return known.vocabulary
  const items = Array.from(catalogue.entries(), ([index, { id }]) => {
    const description = state.describe(index)
    return { id, title: titleOf(id, description), description }
  })
  const vocabulary = new Vocabulary(items)
  made.set(state, { version, vocabulary })
  return vocabulary
}
