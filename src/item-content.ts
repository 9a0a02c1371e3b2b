/** What collaborative models are told of the items of a recommender. Loaded with the first `fit` that has a model. */

import { featureVectors } from './collaborative/content/content-rows.ts'
import type { FeatureRow, FitOptions, TrainingData } from './collaborative/model.ts'
import { attributesOf, tagsOf } from './encode/features.ts'
import type { ItemSource } from './retrieve/sources.ts'
import type { State } from './state.ts'

/** Latent dimensions of labels and words. */
const DIMENSIONS = 128

/** What models are told, and the name of the source of the vectors where each comes from a source. */
export interface ItemContent extends Omit<TrainingData, 'interactions'> {
  readonly source?: string
}

/** What models are told of the items: their labels, and, where there are items without behaviour, vectors of labels and words from which those are scored. */
export async function contentOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  warm: ReadonlySet<string>,
  options: FitOptions,
): Promise<ItemContent> {
  const { catalogue } = state.store
  const present = Array.from({ length: catalogue.slots }, (_, item) => item).filter((item) => catalogue.has(item))
  const ids = present.map((item) => catalogue.idOf(item))
  const labels = present.map((item, at): FeatureRow => {
    const description = state.describe(item)
    const features = [...tagsOf(description), ...attributesOf(description)]
    return { id: ids[at]!, features: features.map(({ name, value }) => `${name}=${value.trim().toLowerCase()}`) }
  })
  if (ids.every((id) => warm.has(id))) return { items: labels.filter(({ id }) => warm.has(id)), vectors: new Map() }
  // An encoder's or the app's own vectors, where there are any; else what labels and words have in common.
  const source = denseSource(state)
  const vectors =
    source === undefined
      ? await featureVectors(
          present.map((item, at) => withWords(labels[at]!, item, state)),
          ids,
          DIMENSIONS,
          options,
        )
      : denseVectors(state, source.name, () => true)
  return { items: labels.filter(({ id }) => warm.has(id)), vectors, ...(source && { source: source.name }) }
}

/** The vectors of the items that are wanted, from the source of this name; none where it gives none. */
export function denseVectors<TItem extends { readonly id: string }>(
  state: State<TItem>,
  name: string,
  isWanted: (itemId: string) => boolean,
): Map<string, ArrayLike<number>> {
  const { catalogue } = state.store
  const source = state.sources.all.find((one) => one.name === name)
  const vectors = new Map<string, ArrayLike<number>>()
  for (let item = 0; item < catalogue.slots; item++) {
    if (!catalogue.has(item) || !isWanted(catalogue.idOf(item))) continue
    const vector = source?.vectorOf(item)
    if (vector !== undefined && !('indices' in vector)) vectors.set(catalogue.idOf(item), vector)
  }
  return vectors
}

/** The last source whose vectors are dense. */
function denseSource<TItem extends { readonly id: string }>({ store, sources }: State<TItem>): ItemSource | undefined {
  return [...sources.all].reverse().find((source) => {
    for (let item = 0; item < store.catalogue.slots; item++) {
      const vector = store.catalogue.has(item) ? source.vectorOf(item) : undefined
      if (vector !== undefined) return !('indices' in vector)
    }
    return false
  })
}

/** The labels of an item, and beside them the terms of its texts with their weights. */
function withWords<TItem extends { readonly id: string }>(
  { id, features }: FeatureRow,
  item: number,
  state: State<TItem>,
): FeatureRow {
  const weights: Record<string, number> = Object.fromEntries((features as readonly string[]).map((name) => [name, 1]))
  for (const source of state.sources.content) {
    const vector = source.vectorOf(item)
    if (vector === undefined || !('indices' in vector)) continue
    for (let at = 0; at < vector.indices.length; at++)
      weights[`${source.name} ${vector.indices[at]!}`] = vector.values[at]!
  }
  return { id, features: weights }
}
