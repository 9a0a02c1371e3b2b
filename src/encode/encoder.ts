/** The contract of everything that turns content into vectors. Implementations sit beside this file and know only it. */

import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { DenseMatrix, SparseMatrix } from './matrix.ts'

/** Options of {@link Encoder.encode}. */
export interface EncodeOptions extends WorkOptions {
  /** What the texts are. Some encoders treat a search differently from a text to be found. Default `'document'`. */
  readonly kind?: 'query' | 'document'
}

/**
 * Turns texts into vectors whose closeness stands for likeness of content.
 *
 * `encode` gives one row a text, in order; an empty text, or one without a known word, gives the zero row; the same text gives the
 * same row, alone or in a batch; nothing that was passed in is changed.
 */
export interface Encoder {
  /** Fingerprint of the configuration: name, version, options, number type. Two encoders with the same id, fitted alike, give the same vectors. */
  readonly id: string
  /** Length of the vectors; 0 while it is not known yet (before `ready` or `fit`). */
  readonly dimensions: number
  /** Whether `encode` gives sparse or dense rows. */
  readonly output: 'dense' | 'sparse'
  /** How two vectors are to be compared. Default `'cosine'`. */
  readonly metric?: 'cosine' | 'dot'
  /** What can be encoded. Default `['text']`. */
  readonly accepts?: readonly ('text' | 'image' | 'audio')[]
  /** Tells two learned states of the same configuration apart; absent where nothing is learned. */
  readonly stateHash?: string
  /** Loads what is needed before the first `encode` (weights, for example). */
  ready?(): Promise<void>
  /** Learns from texts; a second call replaces what the first has learned. Absent where nothing is learned. */
  fit?(texts: readonly string[], options?: WorkOptions): Promise<void>
  /** One row a text. Throws `not-fitted` where something must be learned first. */
  encode(texts: readonly string[], options?: EncodeOptions): Promise<SparseMatrix | DenseMatrix>
  /** The learned state, for a snapshot. */
  save?(): SnapshotParts
  /** Takes over a state that `save` gave, on an encoder with the same `id`; checks it whole before anything is changed. */
  load?(parts: SnapshotParts): void
}

/**
 * The terms of a collection, known by stable ids, with a weight each that follows the collection (an idf). An inverted index keeps the
 * counts and asks for the weights when it searches, so that adding a text costs that text alone.
 *
 * Ids are minted in order of first appearance and never reused until {@link compactTerms}.
 */
export interface TermCollection {
  /** How many term ids have been minted; ids run from 0 to here. */
  readonly termCount: number
  /** The term with this id. */
  term(id: number): string
  /** Counts these rows as members of the collection: each non-zero is one more document with that term. */
  addCounts(counts: SparseMatrix): void
  /** The exact opposite of {@link addCounts}. */
  removeCounts(counts: SparseMatrix): void
  /** The weight of each term id for the collection as it is now; 0 for a term outside the vocabulary. Valid until the collection changes. */
  termWeights(): Float64Array
  /**
   * Forgets the terms that no member has any more and closes the gaps in the ids, keeping their order (sums over terms then keep their last bit).
   * Returns the map from old id to new, -1 for the forgotten.
   */
  compactTerms(): Int32Array
}

/** A sparse encoder whose vectors are counts of terms times the weights of a {@link TermCollection} (TF-IDF). Term ids are not the columns of `encode`. */
export interface TermEncoder extends Encoder, TermCollection {
  readonly output: 'sparse'
  /**
   * The local weights of each text (its counts; 1 where `binary`; 1 + ln(count) where `sublinearTf`) by term id, rising within a row; `columns` is
   * `termCount`. For documents new terms get ids; for queries unknown terms are left out. Does not change the collection.
   */
  countTerms(texts: readonly string[], kind: 'query' | 'document'): SparseMatrix
}

/** True for encoders that offer counts by term. */
export function isTermEncoder(encoder: Encoder): encoder is TermEncoder {
  return 'countTerms' in encoder && typeof encoder.countTerms === 'function'
}
