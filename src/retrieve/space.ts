/** The contract of a space in which items, and what is known of a user, are vectors: how they get in, and how they are compared. */

import type { CheckedDescription } from '../events/item.ts'
import type { Subject } from '../profile/signals.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'

/** What of two vectors agrees: a word or a label, and its part of their product. */
export interface Match {
  readonly term: string
  /** Set where the term is a label: a tag (`tags`) or an attribute. */
  readonly name?: string
  readonly amount: number
}

/** The catalogue as `learn` reads it. */
export interface Learnable {
  readonly descriptions: readonly CheckedDescription[]
  /** The items' indexes as they are when called, right before their vectors are replaced; -1 for those that were removed meanwhile. */
  indexes(): Int32Array
}

/** A subject that is not an item. */
export type Words = Exclude<Subject, { kind: 'item' }>

/**
 * Items as vectors of one kind. `TVector` is the space's own business. In a space of cosines all of them have length 1; in one of dot products they are as
 * the encoder gives them, since there the length of an item's vector is part of what it says.
 */
export interface Space<TVector, TPrepared> {
  /** The name of the part of a score that comes from here. */
  readonly name: string
  /** The usual length of an item's vector (root mean square, empty ones left out): what a product has to be compared with to be called large. 1 in a space of cosines. */
  readonly usualLength: number
  /** Reads descriptions; changes nothing that a search can see. A promise only where the encoder has to compute elsewhere. */
  prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): TPrepared | Promise<TPrepared>
  /** Puts prepared items in, in the place of what they had. */
  set(items: readonly number[], prepared: TPrepared): void
  remove(items: readonly number[]): void
  /** The vector of an item; undefined where it says nothing here. */
  vectorOf(item: number): TVector | undefined
  /** Vectors of words and labels; undefined for those that this space cannot read. */
  read(words: readonly Words[]): readonly (TVector | undefined)[] | Promise<readonly (TVector | undefined)[]>
  /** The length of a vector; 1 for all of a space of cosines. */
  lengthOf(vector: TVector): number
  /** The weighted sum, and its length. */
  sum(vectors: readonly TVector[], weights: readonly number[]): { readonly vector: TVector; readonly norm: number }
  /** The product with every item, by item index; in the memory of `spare`, if that is given and fits. */
  scores(vector: TVector, spare?: Float64Array): Float64Array
  /** The products of several vectors with one. */
  products(vectors: readonly TVector[], vector: TVector): Float64Array
  /** What two vectors agree (or, with negative amounts, disagree) in, the most telling first; empty where columns have no names. */
  matches(a: TVector, b: TVector, limit: number): readonly Match[]
  /** The strongest entries of a vector, by name; empty where columns have no names. */
  describe(vector: TVector, limit: number): readonly Match[]
  /** Learns from all items, and gives them their new vectors at once. Absent where nothing is learned apart from what items bring along. */
  learn?(items: () => Learnable, options?: WorkOptions): Promise<void>
  /** Carries out the moves of `Catalogue.compact`. */
  compact(moved: Int32Array): void
  save(): SnapshotParts
  load(parts: SnapshotParts): void
  /** Bytes in use. */
  readonly bytes: number
}
