/** Spaces of sparse vectors over an inverted index: items by the words of their texts, and by their labels. */

import type { TermCollection, TermEncoder } from '../encode/encoder.ts'
import { type Feature, FeatureCollection, TAGS } from '../encode/features.ts'
import { combineSparse, type FieldWeights, fieldTexts } from '../encode/fields.ts'
import type { SparseMatrix } from '../encode/matrix.ts'
import type { CheckedDescription } from '../events/item.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { Match, Space, Words } from './space.ts'
import { TermIndex, type TermVector } from './term-index.ts'
import { largestTerms, sumTerms, termMatches, termProducts } from './term-vectors.ts'

/** What an encoder or a collection of labels has to offer to be saved with its space. */
interface Saved {
  save?(): SnapshotParts
  load?(parts: SnapshotParts): void
}

/** What these spaces share; what a description says in one of them is said by its subclass. */
export abstract class TermSpace implements Space<TermVector, SparseMatrix> {
  readonly name: string
  protected readonly index: TermIndex
  readonly #collection: TermCollection
  readonly #learned: Saved
  readonly #metric: 'cosine' | 'dot'

  constructor(name: string, collection: TermCollection, learned: Saved, metric: 'cosine' | 'dot' = 'cosine') {
    this.name = name
    this.#collection = collection
    this.#learned = learned
    this.#metric = metric
    this.index = new TermIndex(collection, metric)
  }

  abstract prepare(
    descriptions: readonly CheckedDescription[],
    options?: WorkOptions,
  ): SparseMatrix | Promise<SparseMatrix>
  abstract read(
    words: readonly Words[],
  ): readonly (TermVector | undefined)[] | Promise<readonly (TermVector | undefined)[]>
  protected abstract nameOf(id: number): Omit<Match, 'amount'>

  get bytes(): number {
    return this.index.bytes
  }

  get usualLength(): number {
    return this.index.usualLength
  }

  set(items: readonly number[], rows: SparseMatrix): void {
    this.index.set(items, rows)
  }

  remove(items: readonly number[]): void {
    this.index.remove(items)
  }

  vectorOf(item: number): TermVector | undefined {
    const vector = this.index.vectorOf(item)
    return vector.indices.length === 0 ? undefined : vector
  }

  lengthOf({ values }: TermVector): number {
    if (this.#metric === 'cosine') return 1
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  }

  sum(vectors: readonly TermVector[], weights: readonly number[]): { vector: TermVector; norm: number } {
    return sumTerms(vectors, weights, this.#collection.termCount)
  }

  scores(vector: TermVector, spare?: Float64Array): Float64Array {
    return this.index.scores(vector, spare)
  }

  products(vectors: readonly TermVector[], vector: TermVector): Float64Array {
    return termProducts(vectors, vector)
  }

  matches(a: TermVector, b: TermVector, limit: number): Match[] {
    return termMatches(a, b, limit, (id) => this.nameOf(id))
  }

  describe(vector: TermVector, limit: number): Match[] {
    return largestTerms(vector, limit, (id) => this.nameOf(id))
  }

  compact(moved: Int32Array): void {
    this.index.compact(moved, this.#collection.compactTerms())
  }

  save(): SnapshotParts {
    return { ...nestParts('index', this.index.save()), ...nestParts('learned', this.#learned.save?.() ?? {}) }
  }

  load(parts: SnapshotParts): void {
    this.#learned.load?.(unnestParts('learned', parts))
    this.index.load(unnestParts('index', parts))
  }
}

/** Items by the words of their texts, over an encoder that counts terms (TF-IDF): an item costs its own text when it comes or goes. */
export class TextSpace extends TermSpace {
  readonly #encoder: TermEncoder
  readonly #fields: FieldWeights

  constructor(name: string, encoder: TermEncoder, fields: FieldWeights) {
    super(name, encoder, encoder, encoder.metric)
    this.#encoder = encoder
    this.#fields = fields
  }

  prepare(descriptions: readonly CheckedDescription[]): SparseMatrix {
    const texts = fieldTexts(descriptions, this.#fields)
    return combineSparse(this.#encoder.countTerms(texts.texts, 'document'), texts)
  }

  read(words: readonly Words[]): (TermVector | undefined)[] {
    return words.map((subject) => {
      if (subject.kind !== 'text') return undefined
      const vector = this.index.weigh(this.#encoder.countTerms([subject.text], 'query'), 0)
      return vector.indices.length === 0 ? undefined : vector
    })
  }

  protected nameOf(id: number): Omit<Match, 'amount'> {
    return { term: this.#encoder.term(id) }
  }
}

/** Items by labels of one kind (their tags, or their attributes), rare labels counting more. */
export class LabelSpace extends TermSpace {
  /** The labels that items have or had. */
  readonly features: FeatureCollection
  readonly #labelsOf: (description: CheckedDescription) => readonly Feature[]

  constructor(name: string, labelsOf: (description: CheckedDescription) => readonly Feature[]) {
    const features = new FeatureCollection()
    super(name, features, features)
    this.features = features
    this.#labelsOf = labelsOf
  }

  prepare(descriptions: readonly CheckedDescription[]): SparseMatrix {
    return this.features.count(descriptions.map(this.#labelsOf))
  }

  /** A label is itself; a text speaks for the tags that stand in it, by all of them alike. */
  read(words: readonly Words[]): (TermVector | undefined)[] {
    return words.map((subject) => {
      const ids =
        subject.kind === 'text'
          ? this.features.idsIn(subject.text, TAGS)
          : [this.features.idOf(subject)].filter((id) => id >= 0)
      if (ids.length === 0) return undefined
      return { indices: Int32Array.from(ids), values: new Float64Array(ids.length).fill(1 / Math.sqrt(ids.length)) }
    })
  }

  /** The ids of an item's labels; a view, valid until items change. */
  idsOf(item: number): Int32Array {
    return this.index.termsOf(item)
  }

  protected nameOf(id: number): Omit<Match, 'amount'> {
    const { name, value } = this.features.feature(id)
    return { term: value, name }
  }
}
