/**
 * How many texts of a collection hold each term, and which of the terms make up the vocabulary. Everything is counted in whole numbers, so that adding and removing
 * are exact opposites; what rests on the whole (shares, the most frequent terms) is worked out when it is next asked for.
 */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import { Fingerprint } from '../../math/fingerprint.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import type { SparseMatrix } from '../matrix.ts'
import type { ResolvedVocabulary } from '../options.ts'
import { grownFloat64, grownInt32 } from './growable.ts'
import { sortByTerm } from './term-order.ts'
import { type TermLookup, TermPool } from './term-pool.ts'

/** The weight of a term that `documents` of `size` texts hold. */
export type TermWeighting = (size: number, documents: number) => number

export class CountedTerms {
  readonly #bounds: ResolvedVocabulary
  readonly #weighting: TermWeighting
  /** True where one text more or less can move terms into or out of the vocabulary that it does not hold. */
  readonly #moving: boolean
  #pool: TermPool
  #size = 0
  /** By term id: the number of texts with the term. */
  #documents: Int32Array<ArrayBufferLike> = new Int32Array(64)
  /** By term id: how often it occurs in all; kept only for `maxFeatures`. */
  #occurrences: Float64Array<ArrayBufferLike> = new Float64Array(0)
  /** By term id: its column plus one, 0 for none. */
  #columnOf: Int32Array<ArrayBufferLike> = new Int32Array(64)
  #termOf: Int32Array<ArrayBufferLike> = new Int32Array(64)
  #columns = 0
  /** By term id: 1 for the most frequent terms; only with `maxFeatures`. */
  #chosen: Uint8Array | undefined
  #settled = true
  #weights: Float64Array | undefined
  #vocabulary: ReadonlyMap<string, number> | undefined
  #hash: string | undefined

  constructor(bounds: ResolvedVocabulary, weighting: TermWeighting) {
    this.#bounds = bounds
    this.#weighting = weighting
    this.#moving = bounds.minimum < 1 || bounds.maximum < 1 || Number.isFinite(bounds.maxFeatures)
    this.#pool = TermPool.of(bounds.fixed ?? [])
    if (bounds.fixed !== undefined) for (let id = 0; id < this.#pool.size; id++) this.#giveColumn(id)
  }

  /** How many texts have been counted. */
  get size(): number {
    return this.#size
  }

  /** How many term ids there are. */
  get terms(): number {
    return this.#pool.size
  }

  /** How many columns there are. */
  get columns(): number {
    this.#settle()
    return this.#columns
  }

  /** Finds the terms of queries. */
  get known(): TermLookup {
    return this.#pool.known
  }

  /** Finds the terms of texts that will be counted, new ones included unless the vocabulary is fixed. */
  get minting(): TermLookup {
    return this.#bounds.fixed === undefined ? this.#pool : this.#pool.known
  }

  /** The term with this id. */
  term(id: number): string {
    return this.#pool.term(id)
  }

  /** The id of the term in this column. */
  termOf(column: number): number {
    return this.#termOf[column]!
  }

  /** By term id: its column plus one. Tells nothing of terms outside the vocabulary, whose {@link weight} is 0. */
  get columnsAfter(): Int32Array {
    this.#settle()
    return this.#columnOf
  }

  /** The column of this term id, -1 if it is not in the vocabulary. */
  columnOf(id: number): number {
    return this.includes(id) ? this.#columnOf[id]! - 1 : -1
  }

  /** How many texts hold the term with this id. */
  documents(id: number): number {
    return this.#documents[id] ?? 0
  }

  /** Whether the term with this id is in the vocabulary of the collection as it is now. */
  includes(id: number): boolean {
    this.#settle()
    return this.#isIncluded(id)
  }

  /** The weight of the term with this id; 0 outside the vocabulary. */
  weight(id: number): number {
    return this.includes(id) ? this.#weighting(this.#size, this.documents(id)) : 0
  }

  /** The weight of every term id, worked out when first asked for after a change. */
  get weights(): Float64Array {
    if (this.#weights === undefined || this.#weights.length !== this.terms) {
      this.#weights = new Float64Array(this.terms)
      for (let id = 0; id < this.terms; id++) this.#weights[id] = this.weight(id)
    }
    return this.#weights
  }

  /** Whether {@link weights} is at hand. */
  get weighed(): boolean {
    return this.#weights !== undefined && this.#weights.length === this.terms
  }

  /** Terms and their columns: those in the vocabulary, by rising column. */
  get vocabulary(): ReadonlyMap<string, number> {
    this.#settle()
    this.#vocabulary ??= this.#buildVocabulary()
    return this.#vocabulary
  }

  /** Counts rows of counts by term id (at least 1 where not 0) as members of the collection. */
  add(counts: SparseMatrix): void {
    // The first texts are many, as a rule: their terms get columns when somebody asks.
    const later = this.#moving || this.#size === 0
    if (!later) this.#settle()
    this.#count(counts, 1)
    this.#size += counts.rows
    if (later) {
      this.#settled = false
    } else {
      this.#giveColumns(counts.indices)
    }
    this.#changed()
  }

  /** The exact opposite of {@link add}; refused, with nothing changed, if the collection cannot hold these rows. */
  remove(counts: SparseMatrix): void {
    this.#count(counts, -1)
    const { indices, rows } = counts
    if (rows > this.#size || indices.some((id) => this.#documents[id]! < 0 || this.#occurrences[id]! < 0)) {
      this.#count(counts, 1)
      throw invalidArgument('texts', rows, 'They are not all in the collection: remove only texts that were added.')
    }
    this.#size -= rows
    if (this.#moving) this.#settled = false
    // A term that was in too many texts for a maximum count may come in again. What is not settled yet gets its columns when somebody asks.
    else if (this.#settled) this.#giveColumns(indices)
    this.#changed()
  }

  /** Gives the columns anew: one for each term of the vocabulary, in code-point order, or as `vocabulary` gave them. */
  sortColumns(): void {
    if (this.#bounds.fixed !== undefined) return
    this.#settle()
    const ids = sortByTerm(
      this.#idsWhere((id) => this.#isIncluded(id)),
      this.#pool,
    )
    this.#columnOf = new Int32Array(Math.max(64, this.#pool.size))
    this.#columns = 0
    for (const id of ids) this.#giveColumn(id)
    this.#changed()
  }

  /**
   * The same collection without the terms that no text holds any more, the ids of the others closed up in their order, and with columns in code-point
   * order. `newIds` gives the new id of each old one, -1 for the forgotten.
   */
  compacted(): { readonly collection: CountedTerms; readonly newIds: Int32Array } {
    const terms = this.#pool.size
    const collection = new CountedTerms(this.#bounds, this.#weighting)
    const kept = this.#idsWhere((id) => this.#bounds.fixed !== undefined || this.documents(id) > 0)
    const newIds = new Int32Array(terms).fill(-1)
    for (const [id, oldId] of kept.entries()) newIds[oldId] = id
    collection.#pool = this.#pool.pick(kept)
    collection.#size = this.#size
    collection.#documents = grownInt32(
      kept.map((id) => this.documents(id)),
      64,
    )
    if (this.#occurrences.length > 0)
      collection.#occurrences = Float64Array.from(kept, (id) => this.#occurrences[id] ?? 0)
    collection.#settled = !this.#moving
    collection.sortColumns()
    return { collection, newIds }
  }

  /** Tells two states apart. */
  get hash(): string {
    this.#hash ??= this.#fingerprint()
    return this.#hash
  }

  save(): SnapshotParts {
    this.#settle()
    const { units, starts } = this.#pool.contents()
    const terms = this.#pool.size
    return {
      collection: { json: { size: this.#size, hash: this.hash } },
      characters: units.slice(),
      starts: starts.slice(),
      documents: grownInt32(this.#documents, terms).slice(0, terms),
      occurrences: this.#countedOccurrences().slice(),
      columns: this.#termOf.slice(0, this.#columns),
    }
  }

  /** A collection as {@link save} gave it. Throws `snapshot-corrupt` if the parts do not fit together. */
  static load(bounds: ResolvedVocabulary, weighting: TermWeighting, parts: SnapshotParts): CountedTerms {
    const collection = new CountedTerms(bounds, weighting)
    collection.#restore(parts)
    return collection
  }

  #restore(parts: SnapshotParts): void {
    const { collection, characters, starts, documents, occurrences, columns } = parts
    if (collection === undefined || !('json' in collection)) throw corrupt('collection')
    const state = collection.json
    if (typeof state !== 'object' || state === null || !('size' in state) || !('hash' in state))
      throw corrupt('collection')
    const { size, hash } = state
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || typeof hash !== 'string')
      throw corrupt('collection')
    if (!(characters instanceof Uint16Array)) throw corrupt('characters')
    if (!(starts instanceof Int32Array) || starts.length === 0) throw corrupt('starts')
    const terms = starts.length - 1
    if (!(documents instanceof Int32Array) || documents.length !== terms) throw corrupt('documents')
    if (!(occurrences instanceof Float64Array) || occurrences.length !== this.#countedLength(terms))
      throw corrupt('occurrences')
    if (!(columns instanceof Int32Array) || columns.length > terms) throw corrupt('columns')
    if (starts[0] !== 0 || starts[terms] !== characters.length) throw corrupt('starts')
    if (documents.some((count) => count < 0 || count > size)) throw corrupt('documents')

    const pool = new TermPool()
    for (let id = 0; id < terms; id++) {
      const start = starts[id]!
      const end = starts[id + 1]!
      if (end < start || end > characters.length || pool.addUnits(characters, start, end) !== id)
        throw corrupt('starts')
    }
    const columnOf = new Int32Array(Math.max(64, terms))
    for (const [column, id] of columns.entries()) {
      if (id < 0 || id >= terms || columnOf[id] !== 0) throw corrupt('columns')
      columnOf[id] = column + 1
    }
    this.#pool = pool
    this.#size = size
    this.#documents = grownInt32(documents.slice(), 64)
    this.#occurrences = occurrences.slice()
    this.#columnOf = columnOf
    this.#termOf = grownInt32(columns.slice(), 64)
    this.#columns = columns.length
    // Not settled before the hash is checked: that would mend columns that were cut.
    if (this.hash !== hash) throw corrupt('collection')
    this.#settled = !this.#moving
  }

  #count({ indices, values }: SparseMatrix, step: 1 | -1): void {
    const terms = this.#pool.size
    this.#documents = grownInt32(this.#documents, terms)
    this.#columnOf = grownInt32(this.#columnOf, terms)
    const documents = this.#documents
    for (let at = 0; at < indices.length; at++) if (values[at] !== 0) documents[indices[at]!]! += step
    if (!Number.isFinite(this.#bounds.maxFeatures)) return
    this.#occurrences = grownFloat64(this.#occurrences, terms)
    for (let at = 0; at < indices.length; at++) this.#occurrences[indices[at]!]! += step * values[at]!
  }

  #isIncluded(id: number): boolean {
    if (this.#bounds.fixed !== undefined) return true
    const documents = this.documents(id)
    const { minimum, maximum } = this.#bounds
    if (documents === 0 || documents < (minimum < 1 ? minimum * this.#size : minimum)) return false
    if (documents > (maximum > 1 ? maximum : maximum * this.#size)) return false
    return this.#chosen === undefined || this.#chosen[id] === 1
  }

  /** Brings up to date what a change anywhere may have moved. */
  #settle(): void {
    if (this.#settled) return
    this.#settled = true
    this.#chosen = undefined
    const { maxFeatures } = this.#bounds
    let included = this.#idsWhere((id) => this.#isIncluded(id))
    if (included.length > maxFeatures) {
      // Sorted by term first: of equally frequent terms, those that come first are kept.
      sortByTerm(included, this.#pool)
      included.sort((a, b) => this.#occurrences[b]! - this.#occurrences[a]!)
      included = included.subarray(0, maxFeatures)
      this.#chosen = new Uint8Array(this.#pool.size)
      for (const id of included) this.#chosen[id] = 1
      included.sort()
    }
    for (const id of included) if (this.#columnOf[id] === 0) this.#giveColumn(id)
  }

  /** Gives columns to those of these terms that are in the vocabulary and have none. */
  #giveColumns(ids: Int32Array): void {
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at]!
      if (this.#columnOf[id] === 0 && this.#isIncluded(id)) this.#giveColumn(id)
    }
  }

  #giveColumn(id: number): void {
    this.#columnOf = grownInt32(this.#columnOf, id + 1)
    this.#termOf = grownInt32(this.#termOf, this.#columns + 1)
    this.#termOf[this.#columns++] = id
    this.#columnOf[id] = this.#columns
  }

  #idsWhere(test: (id: number) => boolean): Int32Array {
    const ids = new Int32Array(this.#pool.size)
    let found = 0
    for (let id = 0; id < ids.length; id++) if (test(id)) ids[found++] = id
    return ids.slice(0, found)
  }

  #buildVocabulary(): ReadonlyMap<string, number> {
    const vocabulary = new Map<string, number>()
    for (let column = 0; column < this.#columns; column++) {
      const id = this.#termOf[column]!
      if (this.#isIncluded(id)) vocabulary.set(this.term(id), column)
    }
    return vocabulary
  }

  #fingerprint(): string {
    this.#settle()
    const { units, starts } = this.#pool.contents()
    return new Fingerprint()
      .number(this.#size)
      .numbers(units)
      .numbers(starts)
      .numbers(grownInt32(this.#documents, this.terms).subarray(0, this.terms))
      .numbers(this.#countedOccurrences())
      .numbers(this.#termOf.subarray(0, this.#columns))
      .toString()
  }

  #countedLength(terms: number): number {
    return Number.isFinite(this.#bounds.maxFeatures) ? terms : 0
  }

  #countedOccurrences(): Float64Array {
    const length = this.#countedLength(this.terms)
    return grownFloat64(this.#occurrences, length).subarray(0, length)
  }

  #changed(): void {
    this.#weights = undefined
    this.#vocabulary = undefined
    this.#hash = undefined
  }
}

function corrupt(part: string): RecommenderError {
  return new RecommenderError(
    'snapshot-corrupt',
    `The saved terms do not fit together (\`${part}\`). Fit again and save anew.`,
    {
      field: part,
    },
  )
}
