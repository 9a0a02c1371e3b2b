/** The sources of likeness that a recommender is made with: one for each encoder, one for given vectors, one each for tags and attributes. */

import { type Encoder, isTermEncoder } from '../encode/encoder.ts'
import { attributesOf, tagsOf } from '../encode/features.ts'
import type { FieldWeights } from '../encode/fields.ts'
import type { CheckedDescription } from '../events/item.ts'
import type { Signal } from '../profile/signals.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { Retriever } from './retriever.ts'
import { type Commit, SimilarItems } from './similar.ts'
import type { Learnable, Match } from './space.ts'
import { LabelSpace, SparseSpace, TextSpace } from './term-space.ts'
import { EncodedSpace, GivenSpace } from './vector-space.ts'

/** A source that items get into: what the recommender does with each of them, whatever its vectors are. */
export interface ItemSource extends Retriever {
  readonly bytes: number
  prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): Commit | Promise<Commit>
  remove(items: readonly number[]): void
  learn(items: () => Learnable, options?: WorkOptions): Promise<void>
  describe(signals: readonly Signal[], limit: number): Promise<readonly Match[]>
  compact(moved: Int32Array): void
  save(): SnapshotParts
  load(parts: SnapshotParts): void
}

/** The sources of a recommender. */
export interface ItemSources {
  /** All of them, in the order in which their parts are listed. */
  readonly all: readonly ItemSource[]
  /** Those that read texts. */
  readonly content: readonly ItemSource[]
  readonly labels: readonly ItemSource[]
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
    if (isTermEncoder(encoder)) return new SimilarItems(new TextSpace(name, encoder, fields), indexOf)
    const unfitted = (): void => onUnfitted(name)
    if (encoder.output === 'sparse') return new SimilarItems(new SparseSpace(name, encoder, fields, unfitted), indexOf)
    return new SimilarItems(new EncodedSpace(name, encoder, fields, unfitted), indexOf)
  })
  const given = new GivenSpace('vector')
  const labels = [new LabelSpace('tags', tagsOf), new LabelSpace('attributes', attributesOf)].map(
    (space) => new SimilarItems(space, indexOf, { byLabel: true }),
  )
  return {
    all: [...content, new SimilarItems(given, indexOf), ...labels],
    content,
    labels,
    checkVector: (description, length) => given.check(description, length),
  }
}
