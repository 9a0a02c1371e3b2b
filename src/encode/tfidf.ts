/**
 * TF-IDF: texts to rows of term counts, each weighted by how rare its term is in the collection (Spärck Jones 1972; the formulas and defaults are
 * scikit-learn's). Unlike there, texts can be added and removed one by one.
 */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { jsonPart, type SnapshotParts } from '../snapshot/parts.ts'
import { throwIfAborted, type WorkOptions } from '../work.ts'
import type { EncodeOptions, TermEncoder } from './encoder.ts'
import type { SparseMatrix } from './matrix.ts'
import {
  flag,
  oneOf,
  type ResolvedOptions,
  resolveAnalyzer,
  resolveVocabulary,
  strings,
  type TfidfOptions,
  tfidfNames,
} from './options.ts'
import { countTexts, countTextsPaced } from './terms/count-texts.ts'
import { CountedTerms, type TermWeighting } from './terms/counted-terms.ts'
import { loadReader } from './terms/reader.ts'
import { sortRows } from './terms/sort-rows.ts'

/** A term and what it weighs in a text. */
export interface TermWeight {
  readonly term: string
  readonly weight: number
}

/** A term that two texts share, and how much it adds to the dot product of their rows (to their cosine, where `norm` is `'l2'`). */
export interface TermContribution {
  readonly term: string
  readonly share: number
}

/** One row of a sparse matrix; a matrix of one row is one. */
export interface SparseRow {
  readonly indices: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/**
 * Gives each text a sparse row: one column a term, its value the term's count times its idf, the row brought to length 1.
 *
 * `fit` takes a collection of texts and `encode` weighs any text by it. `add` and `remove` change the collection afterwards, each at the cost of
 * its own texts: idf and rows are then, term by term, what a fresh `fit` on the texts that are left would give. Columns stand in code-point order of
 * terms after `fit`; terms that come later get columns at the end, and a term that leaves the vocabulary leaves an empty column, until `compact`.
 *
 * The same numbers as scikit-learn's `TfidfVectorizer` for the same options, in float32; only what a word is differs by
 * default (give `tokenPattern: 'scikit-learn'` for its rule), and with `smoothIdf: false` a term of `vocabulary` that no text has weighs 0, not infinity.
 *
 * @example
 * ```ts
 * const encoder = new TfidfEncoder()
 * const matrix = await encoder.fitEncode(['a red apple', 'a green apple', 'the blue sky'])
 * matrix.rows // 3
 * encoder.topTerms('a red apple', 1) // [{ term: 'red', weight: 0.79... }]
 * ```
 */
export class TfidfEncoder implements TermEncoder {
  readonly id: string
  readonly output = 'sparse'
  readonly metric: 'cosine' | 'dot' = 'cosine'
  readonly accepts: readonly ['text'] = ['text']
  /** Loads the code that cuts texts into characters; absent where terms are words. The other methods that return promises call it themselves. */
  readonly ready?: () => Promise<void>

  readonly #analyzer: ResolvedOptions
  readonly #bounds: ReturnType<typeof resolveVocabulary>
  readonly #binary: boolean
  readonly #sublinearTf: boolean
  readonly #weighting: TermWeighting
  readonly #norm: 'l1' | 'l2' | false
  #collection: CountedTerms

  constructor(options: TfidfOptions = {}) {
    checkNames(options, tfidfNames)
    const { binary = false, sublinearTf = false, useIdf = true, smoothIdf = true, norm = 'l2' } = options
    const analyzer = resolveAnalyzer(options)
    this.#analyzer = analyzer
    if (analyzer.analyzer !== 'word') this.ready = async () => loadReader(analyzer)
    this.#bounds = resolveVocabulary(options)
    flag('binary', binary)
    flag('sublinearTf', sublinearTf)
    flag('useIdf', useIdf)
    flag('smoothIdf', smoothIdf)
    oneOf('norm', norm, ['l1', 'l2', false])
    this.#binary = binary
    this.#sublinearTf = sublinearTf
    this.#weighting = !useIdf ? unweighted : smoothIdf ? smoothWeight : plainWeight
    this.#norm = norm
    const flags = [
      ...(binary ? ['binary'] : []),
      ...(sublinearTf ? ['sublinear'] : []),
      useIdf ? (smoothIdf ? 'idf:smooth' : 'idf:plain') : 'idf:none',
      norm === false ? 'norm:none' : `norm:${norm}`,
    ]
    this.id = `tfidf@1(${this.#analyzer.id};${this.#bounds.id};${flags.join(',')})`
    this.#collection = new CountedTerms(this.#bounds, this.#weighting)
  }

  /** The number of columns of `encode`; 0 before anything is known. Grows with `add` until `compact`. */
  get dimensions(): number {
    return this.#collection.columns
  }

  /** Terms and their columns, by rising column. */
  get vocabulary(): ReadonlyMap<string, number> {
    return this.#collection.vocabulary
  }

  /** The idf of each column; all 1 where `useIdf` is off, 0 for a column whose term has left the vocabulary. */
  get idf(): Float64Array {
    const collection = this.#collection
    return Float64Array.from({ length: collection.columns }, (_, column) =>
      collection.weight(collection.termOf(column)),
    )
  }

  /** How many texts the collection has. */
  get documentCount(): number {
    return this.#collection.size
  }

  /**
   * Makes these texts the collection, instead of what was there.
   *
   * @throws RecommenderError `invalid-argument` if there are no texts, or no term is left by the options; `aborted`. Then nothing has changed.
   */
  async fit(texts: readonly string[], options: WorkOptions = {}): Promise<void> {
    const { collection } = await this.#learn(texts, options)
    this.#collection = collection
  }

  /** Encodes texts, in order. A text without a known term gives a zero row. Throws `not-fitted` where there is no collection yet. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<SparseMatrix> {
    strings('texts', texts)
    throwIfAborted(options.signal)
    this.#checkFitted()
    const collection = this.#collection
    const counts = await countTextsPaced(texts, this.#analyzer, collection.known, options, 'encode')
    return this.#weigh(this.#flatten(counts), collection)
  }

  /** `fit` and `encode` of the same texts, reading them once. */
  async fitEncode(texts: readonly string[], options: WorkOptions = {}): Promise<SparseMatrix> {
    const { collection, counts } = await this.#learn(texts, options)
    this.#collection = collection
    return this.#weigh(counts, collection)
  }

  /** Takes these texts into the collection, at the cost of these texts alone. */
  async add(texts: readonly string[]): Promise<void> {
    strings('texts', texts)
    if (this.ready) await this.ready()
    this.#collection.add(this.#count(texts, this.#collection.minting))
  }

  /** Takes texts out of the collection that were in it. Throws `invalid-argument`, with nothing changed, where that shows to be untrue. */
  async remove(texts: readonly string[]): Promise<void> {
    strings('texts', texts)
    if (this.ready) await this.ready()
    // Terms that nobody has count as well, so that a text that was never added shows.
    const counts = this.#count(texts, this.#collection.minting)
    this.#collection.remove(counts)
  }

  /** Gives the columns anew, in code-point order and without empty ones, after adds and removes; what was encoded before has the old ones. */
  compact(): void {
    this.compactTerms()
  }

  /** The `n` terms of a text that weigh most, heaviest first; equals in the order of columns. `row` is a text or one of the rows that `encode` gave. */
  topTerms(row: string | SparseRow, n = 10): TermWeight[] {
    if (!Number.isInteger(n) || n < 0) throw invalidArgument('n', n, 'Expected an integer from 0.')
    const { indices, values } = this.#row('row', row)
    return Array.from(indices, (column, at) => ({ column, weight: values[at]! }))
      .sort((a, b) => b.weight - a.weight || a.column - b.column)
      .slice(0, n)
      .map(({ column, weight }) => ({ term: this.#collection.term(this.#collection.termOf(column)), weight }))
  }

  /**
   * The terms that two texts share, with what each adds to the dot product of their rows, most first; the shares sum to it. Each of `a` and `b` is a text or
   * one of the rows that `encode` gave.
   */
  termContributions(a: string | SparseRow, b: string | SparseRow): TermContribution[] {
    const first = this.#row('a', a)
    const second = this.#row('b', b)
    const shared: { column: number; share: number }[] = []
    for (let at = 0, other = 0; at < first.indices.length && other < second.indices.length; ) {
      const gap = first.indices[at]! - second.indices[other]!
      if (gap === 0) shared.push({ column: first.indices[at]!, share: first.values[at]! * second.values[other]! })
      if (gap <= 0) at++
      if (gap >= 0) other++
    }
    return shared
      .sort((x, y) => y.share - x.share || x.column - y.column)
      .map(({ column, share }) => ({ term: this.#collection.term(this.#collection.termOf(column)), share }))
  }

  // ------------------------------------------------------------------------------------------------ by term id, for an inverted index

  get termCount(): number {
    return this.#collection.terms
  }

  countTerms(texts: readonly string[], kind: 'query' | 'document'): SparseMatrix {
    strings('texts', texts)
    const { minting, known } = this.#collection
    const counts = this.#count(texts, kind === 'document' ? minting : known)
    if (this.#sublinearTf)
      for (let at = 0; at < counts.values.length; at++) counts.values[at] = Math.log(counts.values[at]!) + 1
    return sortRows({ ...counts, columns: this.termCount })
  }

  addCounts(counts: SparseMatrix): void {
    this.#collection.add(this.#ones(counts))
  }

  removeCounts(counts: SparseMatrix): void {
    this.#collection.remove(this.#ones(counts))
  }

  termWeights(): Float64Array {
    return this.#collection.weights
  }

  term(id: number): string {
    if (!Number.isInteger(id) || id < 0 || id >= this.termCount)
      throw invalidArgument('id', id, `Expected a term id from 0 to ${this.termCount - 1}.`)
    return this.#collection.term(id)
  }

  compactTerms(): Int32Array {
    const { collection, newIds } = this.#collection.compacted()
    this.#collection = collection
    return newIds
  }

  // ------------------------------------------------------------------------------------------------ state

  /** Tells two collections apart. */
  get stateHash(): string {
    return this.#collection.hash
  }

  save(): SnapshotParts {
    return { encoder: { json: this.id }, ...this.#collection.save() }
  }

  load(parts: SnapshotParts): void {
    const saved = jsonPart(parts, 'encoder')
    if (saved !== this.id) {
      const message = `The state was saved by another encoder.\nsaved: ${String(saved)}\nhere:  ${this.id}\nUse the same options, or fit again.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'encoder', value: saved })
    }
    this.#collection = CountedTerms.load(this.#bounds, this.#weighting, parts)
  }

  // ------------------------------------------------------------------------------------------------ inside

  async #learn(
    texts: readonly string[],
    options: WorkOptions,
  ): Promise<{ collection: CountedTerms; counts: SparseMatrix }> {
    strings('texts', texts)
    if (texts.length === 0) throw invalidArgument('texts', texts, 'Give at least one text to learn from.')
    const collection = new CountedTerms(this.#bounds, this.#weighting)
    const counts = this.#flatten(await countTextsPaced(texts, this.#analyzer, collection.minting, options, 'fit'))
    if (collection.terms === 0)
      throw invalidArgument('texts', texts, 'They hold no term: are they empty, or of stop words alone?')
    collection.add(counts)
    collection.sortColumns()
    if (collection.columns === 0) {
      const remedy = 'No term is left: lower `minDocumentFrequency` or raise `maxDocumentFrequency`.'
      throw invalidArgument('texts', texts, remedy)
    }
    return { collection, counts }
  }

  #checkFitted(): void {
    if (this.#collection.size > 0 || (this.#bounds.fixed !== undefined && this.#weighting === unweighted)) return
    throw new RecommenderError('not-fitted', 'The encoder has no texts to weigh terms by. Call `fit` or `add` first.')
  }

  /** Counts of terms by id, ones where `binary`. */
  #count(texts: readonly string[], lookup: CountedTerms['known']): SparseMatrix {
    return this.#flatten(countTexts(texts, this.#analyzer, lookup))
  }

  #flatten(counts: SparseMatrix): SparseMatrix {
    if (this.#binary) counts.values.fill(1)
    return counts
  }

  /** Rows that came from outside, checked; each non-zero stands for one text, whatever its weight. */
  #ones(counts: SparseMatrix): SparseMatrix {
    for (const id of counts.indices) {
      if (id >= 0 && id < this.termCount) continue
      throw invalidArgument(
        'counts',
        id,
        `It is no term id of this encoder (${this.termCount} terms): use rows that its \`countTerms\` gave.`,
      )
    }
    return { ...counts, values: counts.values.map((value) => (value === 0 ? 0 : 1)) }
  }

  /** Counts by term id to weighted rows by column. The counts are overwritten. */
  #weigh(counts: SparseMatrix, collection: CountedTerms): SparseMatrix {
    const { rows, indptr, indices, values } = counts
    // All weights at once cost the whole vocabulary, which a few short texts do not pay for.
    const weights = collection.weighed || indices.length * 4 > collection.terms ? collection.weights : undefined
    const { columnsAfter } = collection
    const sublinearTf = this.#sublinearTf
    const norm = this.#norm
    let filled = 0
    for (let row = 0, at = 0; row < rows; row++) {
      const start = filled
      let total = 0
      for (const end = indptr[row + 1]!; at < end; at++) {
        const id = indices[at]!
        const weight = weights === undefined ? collection.weight(id) : weights[id]!
        if (weight === 0) continue
        const count = values[at]!
        const value = sublinearTf ? (Math.log(count) + 1) * weight : count * weight
        total += norm === 'l2' ? value * value : value
        indices[filled] = columnsAfter[id]! - 1
        values[filled++] = value
      }
      // Summed in the order of the text, so that a row does not depend on which columns its terms have.
      if (norm !== false && total > 0) {
        const scale = 1 / (norm === 'l2' ? Math.sqrt(total) : total)
        for (let to = start; to < filled; to++) values[to]! *= scale
      }
      indptr[row + 1] = filled
    }
    return sortRows({
      kind: 'sparse',
      rows,
      columns: collection.columns,
      indptr,
      indices: indices.subarray(0, filled),
      values: values.subarray(0, filled),
    })
  }

  #row(field: string, row: string | SparseRow): SparseRow {
    if (typeof row === 'string') {
      this.#checkFitted()
      return this.#weigh(this.#count([row], this.#collection.known), this.#collection)
    }
    if ('rows' in row && row.rows !== 1)
      throw invalidArgument(field, row, 'Expected one row: a text, a matrix of one row, or its `{ indices, values }`.')
    return row
  }
}

const unweighted: TermWeighting = () => 1

// idf = ln((1 + n) / (1 + df)) + 1
const smoothWeight: TermWeighting = (size, documents) => Math.log((1 + size) / (1 + documents)) + 1

// idf = ln(n / df) + 1
const plainWeight: TermWeighting = (size, documents) => (documents === 0 ? 0 : Math.log(size / documents) + 1)
