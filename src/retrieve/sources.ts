/** The sources of likeness that a recommender is made with: one for each encoder, one for given vectors, one each for tags and attributes. */

import { type Encoder, isTermEncoder } from '../encode/encoder.ts'
import { attributesOf, tagsOf } from '../encode/features.ts'
import type { FieldWeights } from '../encode/fields.ts'
import { type CheckedDescription, checkLength } from '../events/item.ts'
import type { Signal } from '../profile/signals.ts'
import type { CandidateVector } from '../rerank/reranker.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import { LazySource } from './lazy-source.ts'
import type { Retriever } from './retriever.ts'
import { type Commit, SimilarItems } from './similar.ts'
import type { Learnable, Match } from './space.ts'
import { LabelSpace, TextSpace } from './term-space.ts'

/** A source that items get into: what the recommender does with each of them, whatever its vectors are. */
export interface ItemSource extends Retriever {
  readonly bytes: number
  prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): Commit | Promise<Commit>
  remove(items: readonly number[]): void
  /** Where the item stands in the space of this source; undefined where it says nothing here. */
  vectorOf(item: number): CandidateVector | undefined
  learn(items: () => Learnable, options?: WorkOptions): Promise<void>
  describe(signals: readonly Signal[], limit: number): Promise<readonly Match[]>
  compact(moved: Int32Array): void
  save(): SnapshotParts
  load(parts: SnapshotParts): void | Promise<void>
}

/** The sources of a recommender. */
export interface ItemSources {
  /** All of them, in the order in which their parts are listed. */
  readonly all: readonly ItemSource[]
  /** Those that read texts. */
  readonly content: readonly ItemSource[]
  readonly labels: readonly ItemSource[]
  /** What the latter stand on: tags, and attributes. */
  readonly labelSpaces: readonly LabelSpace[]
  /** Throws if an item's own vector does not fit those before it, or, if there are none, is not of this length. */
  checkVector(description: CheckedDescription, length?: number): void
}

/** Makes the sources; `indexOf` finds items by id, `onUnfitted` is told of encoders that must learn first. */
export function makeSources(
  encoders: Readonly<Record<string, Encoder>>,
  fields: FieldWeights,
  indexOf: (itemId: string) => number | undefined,
  onUnfitted: (encoder: string) => void,
): ItemSources {
  const content = Object.entries(encoders).map(([name, encoder]): ItemSource => {
    const ofTerms = isTermEncoder(encoder) && new SimilarItems(new TextSpace(name, encoder, fields), indexOf)
    if (ofTerms && !encoder.ready) return ofTerms
    const load = async (): Promise<ItemSource> => {
      if (!ofTerms)
        return (await import('./encoded-sources.ts')).encodedSource(name, encoder, fields, indexOf, () =>
          onUnfitted(name),
        )
      await encoder.ready?.()
      return ofTerms
    }
    return new LazySource(name, load, ({ text }) => Object.keys(text).length > 0)
  })
  let givenLength = (): number | undefined => undefined
  const loadGiven = async (): Promise<ItemSource> => {
    const { source, length } = (await import('./encoded-sources.ts')).givenSource('vector', indexOf)
    givenLength = length
    return source
  }
  const given = new LazySource('vector', loadGiven, ({ vector }) => vector !== undefined)
  const labelSpaces = [new LabelSpace('tags', tagsOf), new LabelSpace('attributes', attributesOf)]
  const labels = labelSpaces.map((space) => new SimilarItems(space, indexOf, { byLabel: true }))
  return {
    all: [...content, given, ...labels],
    content,
    labels,
    labelSpaces,
    checkVector({ vector }, length) {
      const expected = givenLength() ?? length
      if (vector !== undefined && expected !== undefined) checkLength(vector.length, expected, 'vector')
    },
  }
}
