/** The sources that stand on vectors: those of an encoder, and those that items bring along. Loaded with the first vector. */

import type { Encoder } from '../encode/encoder.ts'
import type { FieldWeights } from '../encode/fields.ts'
import { SimilarItems } from './similar.ts'
import type { ItemSource } from './sources.ts'
import { SparseSpace } from './sparse-space.ts'
import { EncodedSpace, GivenSpace } from './vector-space.ts'

type IndexOf = (itemId: string) => number | undefined

/** The source of an encoder that does not count terms. */
export function encodedSource(
  name: string,
  encoder: Encoder,
  fields: FieldWeights,
  indexOf: IndexOf,
  onUnfitted: () => void,
): ItemSource {
  return encoder.output === 'sparse'
    ? new SimilarItems(new SparseSpace(name, encoder, fields, onUnfitted), indexOf)
    : new SimilarItems(new EncodedSpace(name, encoder, fields, onUnfitted), indexOf)
}

/** The source of given vectors, and their length. */
export function givenSource(
  name: string,
  indexOf: IndexOf,
): { readonly source: ItemSource; readonly length: () => number | undefined } {
  const space = new GivenSpace(name)
  return { source: new SimilarItems(space, indexOf), length: () => space.length }
}
