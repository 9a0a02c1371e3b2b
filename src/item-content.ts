/** What collaborative models are told of the items of a recommender. Loaded with the first `fit` that has a model. */

import { featureVectors } from './collaborative/content/content-rows.ts'
import type { FeatureRow, FitOptions, TrainingData } from './collaborative/model.ts'
import { attributesOf, tagsOf } from './encode/features.ts'
import type { State } from './state.ts'

/** Latent dimensions of labels and words. */
const DIMENSIONS = 128

/** What models are told of the items: their labels, and, where there are items without behaviour, vectors of labels and words from which those are scored. */
export async function contentOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  warm: ReadonlySet<string>,
  options: FitOptions,
): Promise<Omit<TrainingData, 'interactions'>> {
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
  const given = [...state.sources.all].reverse().find((source) => {
    const first = present.find((item) => source.vectorOf(item) !== undefined)
    return first !== undefined && !('indices' in source.vectorOf(first)!)
  })
  const vectors =
    given === undefined
      ? await featureVectors(
          present.map((item, at) => withWords(labels[at]!, item, state)),
          ids,
          DIMENSIONS,
          options,
        )
      : new Map(
          present.flatMap((item, at) => {
            const vector = given.vectorOf(item)
            return vector === undefined ? [] : [[ids[at]!, vector as ArrayLike<number>] as const]
          }),
        )
  return { items: labels.filter(({ id }) => warm.has(id)), vectors }
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
