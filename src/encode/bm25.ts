/**
 * BM25 (Robertson and others 1994) in five variants: how well a text answers a query, worked out ahead as one sparse row a text, so
 * that a score is a dot product. The formulas are those of Kamphuis and others 2020, as `bm25s` has them.
 */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { jsonPart, type SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { EncodeOptions, Encoder } from './encoder.ts'
import type { SparseMatrix } from './matrix.ts'
import {
  type AnalyzerOptions,
  analyzerNames,
  oneOf,
  type ResolvedOptions,
  resolveAnalyzer,
  resolveVocabulary,
  strings,
} from './options.ts'
import { readTextsPaced } from './terms/count-texts.ts'
import { CountedTerms } from './terms/counted-terms.ts'
import { loadReader, openReader } from './terms/reader.ts'
import { RowCounter } from './terms/row-counter.ts'
import { sortRows } from './terms/sort-rows.ts'
import type { TermLookup } from './terms/term-pool.ts'

/** Options of {@link Bm25Encoder}. */
export interface Bm25Options extends AnalyzerOptions {
  /**
   * The formula. `'lucene'`: as search engines have it, never negative. `'robertson'`: the first one; terms of more than half of the texts count nothing. `'atire'`: idf without smoothing.
   * `'bm25+'` and `'bm25l'`: keep long texts from losing too much. Default `'lucene'`.
   */
  readonly variant?: 'lucene' | 'robertson' | 'atire' | 'bm25+' | 'bm25l'
  /** How long repetition goes on counting: 0 counts a term once, from 1.2 to 2 is usual. At least 0. Default 1.5. */
  readonly k1?: number
  /** How much the length of a text counts against it, from 0 (not at all) to 1. Default 0.75. */
  readonly b?: number
  /** The least that an occurrence adds in `'bm25+'` and `'bm25l'`. At least 0. Default 0.5. */
  readonly delta?: number
}

interface State {
  readonly collection: CountedTerms
  /** The number of words in all texts of the collection. */
  words: number
}

/** Texts as counts of term ids, with how many words each has in all. */
interface Counted {
  readonly counts: SparseMatrix
  readonly lengths: readonly number[]
}

/**
 * Gives each text a sparse row of BM25 weights, and each query (`kind: 'query'`) a row of term counts; their dot product is the score.
 *
 * `fit` takes a collection of texts; `add` and `remove` change it. Rows rest on the collection's idf and mean length at the time: encode texts anew when it has changed much.
 * `'bm25+'` and `'bm25l'` also give a text something for each query word that it lacks. That is the same for all texts, so it is left out of the rows
 * and of the dot product; `scores` adds it.
 *
 * @example
 * ```ts
 * const encoder = new Bm25Encoder()
 * const texts = ['a cat is a feline and likes to purr', 'a dog is our best friend', 'a bird can fly']
 * const matrix = await encoder.fitEncode(texts)
 * encoder.scores('does the cat purr', matrix) // Float64Array [0.68..., 0, 0]
 * ```
 */
export class Bm25Encoder implements Encoder {
  readonly id: string
  readonly output = 'sparse'
  readonly metric = 'dot'
  readonly accepts: readonly ['text'] = ['text']

  readonly #analyzer: ResolvedOptions
  readonly #variant: Variant
  readonly #k1: number
  readonly #b: number
  readonly #delta: number
  /** Replaced as one by `fit` and `load`. */
  #state: State

  constructor(options: Bm25Options = {}) {
    checkNames(options, [...analyzerNames, 'variant', 'k1', 'b', 'delta'])
    const { variant = 'lucene', k1 = 1.5, b = 0.75, delta = 0.5 } = options
    oneOf('variant', variant, Object.keys(VARIANTS))
    if (!(k1 >= 0 && k1 < Number.POSITIVE_INFINITY)) throw invalidArgument('k1', k1, 'Expected a number from 0.')
    if (!(b >= 0 && b <= 1)) throw invalidArgument('b', b, 'Expected a number from 0 to 1.')
    if (!(delta >= 0 && delta < Number.POSITIVE_INFINITY))
      throw invalidArgument('delta', delta, 'Expected a number from 0.')
    this.#analyzer = resolveAnalyzer(options)
    this.#variant = VARIANTS[variant]
    this.#k1 = k1
    this.#b = b
    this.#delta = delta
    this.#state = { collection: new CountedTerms(resolveVocabulary({}), this.#variant.idf), words: 0 }
    this.id = `bm25@1(${this.#analyzer.id};${variant},k1:${k1},b:${b},delta:${delta})`
  }

  /** The number of columns; 0 before anything is known. */
  get dimensions(): number {
    return this.#state.collection.columns
  }

  /** Terms and their columns: in code-point order after `fit`, new ones at the end after `add`. */
  get vocabulary(): ReadonlyMap<string, number> {
    return this.#state.collection.vocabulary
  }

  /** The idf of each column. */
  get idf(): Float64Array {
    const collection = this.#state.collection
    return Float64Array.from({ length: collection.columns }, (_, column) =>
      collection.weight(collection.termOf(column)),
    )
  }

  /** Loads what reading needs: code, where terms are characters. `fit`, `add` and `encode` do it themselves; `scores` after `load` does not. */
  async ready(): Promise<void> {
    await loadReader(this.#analyzer)
  }

  /** Makes these texts the collection. Throws `invalid-argument`, with nothing changed, if there are none or they hold no term. */
  async fit(texts: readonly string[], options: WorkOptions = {}): Promise<void> {
    await this.#learn(texts, options)
  }

  /** Rows of weights for texts (`kind: 'document'`, the default), of term counts for queries. Throws `not-fitted` before `fit` or `add`. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<SparseMatrix> {
    strings('texts', texts)
    this.#checkFitted()
    const state = this.#state
    const counted = await this.#countPaced(texts, state.collection.known, options, 'encode')
    const rows = options.kind === 'query' ? counted.counts : this.#weigh(counted, state)
    return this.#toColumns(rows, state.collection)
  }

  /** `fit` and `encode` of the same texts, reading them once. */
  async fitEncode(texts: readonly string[], options: WorkOptions = {}): Promise<SparseMatrix> {
    const counted = await this.#learn(texts, options)
    return this.#toColumns(this.#weigh(counted, this.#state), this.#state.collection)
  }

  /** Takes these texts into the collection, at the cost of these texts alone. */
  async add(texts: readonly string[]): Promise<void> {
    strings('texts', texts)
    await this.ready()
    const { counts, lengths } = this.#count(texts, this.#state.collection.minting)
    this.#state.collection.add(counts)
    this.#state.words += sum(lengths)
  }

  /** Takes texts out of the collection that were in it. Throws `invalid-argument`, with nothing changed, where that shows to be untrue. */
  async remove(texts: readonly string[]): Promise<void> {
    strings('texts', texts)
    await this.ready()
    // Terms that nobody has count as well, so that a text that was never added shows.
    const { counts, lengths } = this.#count(texts, this.#state.collection.minting)
    this.#state.collection.remove(counts)
    this.#state.words -= sum(lengths)
  }

  /** The score of every row of `documents` for a query; each occurrence of a word in the query counts. Words that no text has count nothing. */
  scores(query: string, documents: SparseMatrix): Float64Array {
    if (typeof query !== 'string') throw invalidArgument('query', query, 'Expected a text.')
    this.#checkFitted()
    const collection = this.#state.collection
    const { counts } = this.#count([query], collection.known)
    const perColumn = new Float64Array(Math.max(collection.columns, documents.columns))
    let absent = 0
    for (const [at, id] of counts.indices.entries()) {
      const column = collection.columnOf(id)
      if (column < 0) continue
      perColumn[column] = counts.values[at]!
      absent += counts.values[at]! * collection.weight(id) * this.#absent()
    }
    const scores = new Float64Array(documents.rows).fill(absent)
    for (let row = 0, at = 0; row < documents.rows; row++) {
      for (const end = documents.indptr[row + 1]!; at < end; at++)
        scores[row]! += documents.values[at]! * perColumn[documents.indices[at]!]!
    }
    return scores
  }

  /** Tells two collections apart. */
  get stateHash(): string {
    return `${this.#state.collection.hash}-${this.#state.words}`
  }

  save(): SnapshotParts {
    return { encoder: { json: this.id }, words: { json: this.#state.words }, ...this.#state.collection.save() }
  }

  load(parts: SnapshotParts): void {
    const saved = jsonPart(parts, 'encoder')
    if (saved !== this.id) {
      const message = `The state was saved by another encoder.\nsaved: ${String(saved)}\nhere:  ${this.id}\nUse the same options, or fit again.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'encoder', value: saved })
    }
    const words = jsonPart(parts, 'words')
    if (typeof words !== 'number' || !Number.isSafeInteger(words) || words < 0)
      throw new RecommenderError(
        'snapshot-corrupt',
        'The saved number of words is not a count. Fit again and save anew.',
      )
    this.#state = { collection: CountedTerms.load(resolveVocabulary({}), this.#variant.idf, parts), words }
  }

  async #learn(texts: readonly string[], options: WorkOptions): Promise<Counted> {
    strings('texts', texts)
    if (texts.length === 0) throw invalidArgument('texts', texts, 'Give at least one text to learn from.')
    const collection = new CountedTerms(resolveVocabulary({}), this.#variant.idf)
    const counted = await this.#countPaced(texts, collection.minting, options, 'fit')
    if (collection.terms === 0)
      throw invalidArgument('texts', texts, 'They hold no term: are they empty, or of stop words alone?')
    collection.add(counted.counts)
    collection.sortColumns()
    this.#state = { collection, words: sum(counted.lengths) }
    return counted
  }

  #checkFitted(): void {
    if (this.#state.collection.size > 0) return
    throw new RecommenderError('not-fitted', 'The encoder has no texts to weigh terms by. Call `fit` or `add` first.')
  }

  #count(texts: readonly string[], lookup: TermLookup): Counted {
    const reader = openReader(this.#analyzer, lookup)
    const rows = new RowCounter(texts.length)
    const lengths = texts.map((text) => {
      const length = reader.read(text)
      rows.addRow(reader.ids, length, lookup.size)
      return length
    })
    return { counts: rows.matrix(lookup.size), lengths }
  }

  async #countPaced(
    texts: readonly string[],
    lookup: TermLookup,
    options: WorkOptions,
    phase: string,
  ): Promise<Counted> {
    const rows = new RowCounter(texts.length)
    const lengths: number[] = []
    await readTextsPaced(texts, this.#analyzer, lookup, options, phase, (ids, length) => {
      rows.addRow(ids, length, lookup.size)
      lengths.push(length)
    })
    return { counts: rows.matrix(lookup.size), lengths }
  }

  /** The share that a query word gives to a text without it, as a factor of its idf. */
  #absent(): number {
    return this.#variant.saturation(0, 1, this.#k1, this.#delta)
  }

  /** Counts to weights, in place: idf times the saturated count, less what texts without the term get too. */
  #weigh({ counts, lengths }: Counted, { collection, words }: State): SparseMatrix {
    const { rows, indptr, indices, values } = counts
    const { weights } = collection
    const meanLength = words / collection.size
    const absent = this.#absent()
    for (let row = 0, at = 0; row < rows; row++) {
      const relativeLength = 1 - this.#b + (this.#b * lengths[row]!) / meanLength
      for (const end = indptr[row + 1]!; at < end; at++) {
        const saturated = this.#variant.saturation(values[at]!, relativeLength, this.#k1, this.#delta)
        values[at] = weights[indices[at]!]! * (saturated - absent)
      }
    }
    return counts
  }

  /** Rows by term id to rows by column, without the terms that the collection no longer has. */
  #toColumns(counts: SparseMatrix, collection: CountedTerms): SparseMatrix {
    const { rows, indptr, indices, values } = counts
    let filled = 0
    for (let row = 0, at = 0; row < rows; row++) {
      for (const end = indptr[row + 1]!; at < end; at++) {
        const column = collection.columnOf(indices[at]!)
        if (column < 0 || values[at] === 0) continue
        indices[filled] = column
        values[filled++] = values[at]!
      }
      indptr[row + 1] = filled
    }
    const { columns } = collection
    return sortRows({
      kind: 'sparse',
      rows,
      columns,
      indptr,
      indices: indices.subarray(0, filled),
      values: values.subarray(0, filled),
    })
  }
}

/** One of the formulas: the idf of a term that `documents` of `size` texts hold, and what its count in a text comes to. */
interface Variant {
  idf(size: number, documents: number): number
  /** `length` is 1 - b + b · (the text's length / the mean length). */
  saturation(count: number, length: number, k1: number, delta: number): number
}

const VARIANTS: Readonly<Record<NonNullable<Bm25Options['variant']>, Variant>> = {
  lucene: {
    idf: (size, documents) => Math.log(1 + (size - documents + 0.5) / (documents + 0.5)),
    saturation: (count, length, k1) => (count === 0 ? 0 : count / (k1 * length + count)),
  },
  robertson: {
    idf: (size, documents) => Math.log(Math.max(1, (size - documents + 0.5) / (documents + 0.5))),
    saturation: (count, length, k1) => (count === 0 ? 0 : count / (k1 * length + count)),
  },
  atire: {
    idf: (size, documents) => Math.log(size / documents),
    saturation: (count, length, k1) => (count === 0 ? 0 : (count * (k1 + 1)) / (count + k1 * length)),
  },
  'bm25+': {
    idf: (size, documents) => Math.log((size + 1) / documents),
    saturation: (count, length, k1, delta) => (count === 0 ? 0 : (count * (k1 + 1)) / (count + k1 * length)) + delta,
  },
  bm25l: {
    idf: (size, documents) => Math.log((size + 1) / (documents + 0.5)),
    saturation: (count, length, k1, delta) => {
      const shifted = count / length + delta
      return shifted === 0 ? 0 : ((k1 + 1) * shifted) / (k1 + shifted)
    },
  },
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
