/** BM25: how well a document answers a query, from how often it has the query's terms. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { type Matrix, type Rows, takeMatrix } from './matrix.ts'
import { loadPair, measureLoaded } from './pair.ts'
import { dotOf } from './products.ts'
import { checkPerPosition, type Vector } from './vector.ts'

/** The formulas of {@link bm25}, named as in `bm25s`. */
export type Bm25Variant = 'lucene' | 'robertson' | 'atire' | 'bm25+' | 'bm25l'

/** Options of {@link bm25}. */
export interface Bm25ScoreOptions {
  /** The formula; see {@link bm25}. Default `'lucene'`. */
  readonly variant?: Bm25Variant
  /** How soon repetitions of a term stop counting: at 0 only whether a term occurs matters, 1.2 to 2 is usual. Default 1.5. */
  readonly k1?: number
  /** How much long documents are held back, 0 (not at all) to 1 (in full). Default 0.75. */
  readonly b?: number
  /** The least that an occurrence adds in `'bm25+'` and `'bm25l'`, so that very long documents are not held back too far; from 0. Default 0.5. */
  readonly delta?: number
  /**
   * The weight of each term. Default in {@link bm25}: 1 for every term; in {@link pairwise} and {@link topK}: what {@link bm25Statistics}
   * makes of the documents.
   */
  readonly idf?: ArrayLike<number>
  /** Mean length of the documents, the sum of their counts. Default in {@link bm25}: this document's, so that `b` does not act; elsewhere: that of the documents. */
  readonly averageLength?: number
}

/** Names of the options of {@link Bm25ScoreOptions}. */
export const bm25OptionNames: readonly (keyof Bm25ScoreOptions)[] = [
  'variant',
  'k1',
  'b',
  'delta',
  'idf',
  'averageLength',
]

/**
 * BM25 score of a document for a query, both as counts of terms (position `n` of both is term `n`): a similarity from 0 without upper
 * end, and not symmetric. Every occurrence of a term in the query counts.
 *
 * With `tf` the count of a term in the document, `d` the sum of the document's counts and `norm = 1 - b + b · d / averageLength`, the term adds `idf` times:
 *
 * - `'lucene'`, `'robertson'`: `tf / (tf + k1 · norm)`; the two differ in their idf
 * - `'atire'`: `(k1 + 1) · tf / (tf + k1 · norm)`
 * - `'bm25+'`: the same `+ delta`
 * - `'bm25l'`: `(k1 + 1) · (c + delta) / (k1 + c + delta)` with `c = tf / norm`
 *
 * The last two give something, the same to every document, for a query's term that a document lacks. Scores are those of `Bm25Encoder`'s `scores` for the same options.
 *
 * Kamphuis and others, "Which BM25 Do You Mean?" (2020). Agrees with `bm25s`. Throws `invalid-argument` for negative numbers, different lengths, `NaN` and infinite values,
 * and options out of range.
 *
 * @example
 * ```ts
 * const documents = await counts.fitEncode(texts) // of a CountEncoder
 * bm25(query, document, bm25Statistics(documents))
 * ```
 */
export function bm25(query: Vector, document: Vector, options: Bm25ScoreOptions = {}): number {
  checkNames(options, bm25OptionNames)
  const { left, right } = loadPair(query, document)
  left.refuseNegative('bm25')
  right.refuseNegative('bm25')
  left.refuseNotFinite()
  right.refuseNotFinite()
  const { base, weigh } = termWeights(options, right.length)
  const floor = base(left.values, 0, left.count, left.sparse ? left.indices : undefined)
  weigh(right.values, 0, right.count, right.sparse ? right.indices : undefined)
  return floor + measureLoaded(dotOf)
}

/** What {@link bm25} has to know of a collection. */
export interface Bm25Statistics {
  /** The weight of each term. */
  readonly idf: Float64Array
  /** Mean length of the documents, the sum of their counts. */
  readonly averageLength: number
}

/**
 * The weight of each term in a collection of `N` documents of which `df` have it, and the documents' mean length:
 *
 * - `'lucene'`: `ln(1 + (N - df + 0.5) / (df + 0.5))`
 * - `'robertson'`: `ln((N - df + 0.5) / (df + 0.5))`, but not below 0
 * - `'atire'`: `ln(N / df)`
 * - `'bm25+'`: `ln((N + 1) / df)`
 * - `'bm25l'`: `ln((N + 1) / (df + 0.5))`
 *
 * A term that no document has weighs 0.
 */
export function bm25Statistics(documents: Matrix, options: { readonly variant?: Bm25Variant } = {}): Bm25Statistics {
  const { variant = 'lucene' } = options
  return statisticsOf(takeMatrix(documents, 'documents'), variant)
}

/** {@link bm25Statistics} of rows that were taken in. */
export function statisticsOf(documents: Rows, variant: Bm25Variant): Bm25Statistics {
  const { idf } = formulasOf(variant)
  const { rows, columns, values } = documents
  const weights = new Float64Array(columns)
  let total = 0
  for (let place = 0; place < values.length; place++) {
    const count = values[place]!
    total += count
    if (count !== 0) weights[documents.kind === 'sparse' ? documents.indices[place]! : place % columns]!++
  }
  for (let column = 0; column < columns; column++) {
    const df = weights[column]!
    weights[column] = df === 0 ? 0 : idf(rows, df)
  }
  return { idf: weights, averageLength: rows === 0 ? 0 : total / rows }
}

/** The score as a dot product plus a number for each query. `indices` are those of a sparse row, at the same places as its values. */
export interface TermWeights {
  /** What a query's terms give to every document. */
  base(query: Float64Array, start: number, count: number, indices?: Int32Array): number
  /** Turns a document's counts, in place, into weights: what each term gives above the base. */
  weigh(document: Float64Array, start: number, count: number, indices?: Int32Array): void
}

/** Checks the options and gives the weighing of rows with so many columns. */
export function termWeights(options: Bm25ScoreOptions, columns: number): TermWeights {
  const { variant = 'lucene', k1 = 1.5, b = 0.75, delta = 0.5, idf, averageLength } = options
  const { gain } = formulasOf(variant)
  checkRange('k1', k1, Number.MAX_VALUE, 'Give a number from 0; 1.5 is usual.')
  checkRange('b', b, 1, 'Give a number from 0 to 1; 0.75 is usual.')
  checkRange('delta', delta, Number.MAX_VALUE, 'Give a number from 0; 0.5 is usual.')
  if (averageLength !== undefined) {
    checkRange('averageLength', averageLength, Number.MAX_VALUE, 'Give the mean sum of counts of the documents.')
  }
  if (idf !== undefined) checkPerPosition('idf', idf, columns)

  const absent = gain(0, 1, k1, delta)
  const weightAt = (place: number, start: number, indices: Int32Array | undefined): number =>
    idf === undefined ? 1 : idf[indices === undefined ? place - start : indices[place]!]!

  return {
    base(query, start, count, indices) {
      if (absent === 0) return 0
      let sum = 0
      for (let place = start; place < start + count; place++) sum += query[place]! * weightAt(place, start, indices)
      return sum * absent
    },
    weigh(document, start, count, indices) {
      let length = 0
      for (let place = start; place < start + count; place++) length += document[place]!
      // Without an average (no documents, or only empty ones) none is long or short.
      const norm = averageLength ? 1 - b + (b * length) / averageLength : 1
      for (let place = start; place < start + count; place++) {
        const tf = document[place]!
        if (tf > 0) document[place] = weightAt(place, start, indices) * (gain(tf, norm, k1, delta) - absent)
      }
    },
  }
}

interface Formulas {
  /** The weight of a term that `df` of `documents` documents have. */
  idf(documents: number, df: number): number
  /** What `tf` occurrences of a term are worth, before its idf. */
  gain(tf: number, norm: number, k1: number, delta: number): number
}

function formulasOf(variant: Bm25Variant): Formulas {
  switch (variant) {
    case 'lucene':
      return { gain: saturated, idf: (documents, df) => Math.log(1 + (documents - df + 0.5) / (df + 0.5)) }
    case 'robertson':
      return { gain: saturated, idf: (documents, df) => Math.max(0, Math.log((documents - df + 0.5) / (df + 0.5))) }
    case 'atire':
      return { gain: scaled, idf: (documents, df) => Math.log(documents / df) }
    case 'bm25+':
      return {
        gain: (tf, norm, k1, delta) => scaled(tf, norm, k1) + delta,
        idf: (documents, df) => Math.log((documents + 1) / df),
      }
    case 'bm25l':
      return { gain: shifted, idf: (documents, df) => Math.log((documents + 1) / (df + 0.5)) }
    default:
      throw invalidArgument(
        'variant',
        variant satisfies never,
        "Give 'lucene', 'robertson', 'atire', 'bm25+' or 'bm25l'.",
      )
  }
}

const saturated = (tf: number, norm: number, k1: number): number => (tf === 0 ? 0 : tf / (tf + k1 * norm))

const scaled = (tf: number, norm: number, k1: number): number => (k1 + 1) * saturated(tf, norm, k1)

function shifted(tf: number, norm: number, k1: number, delta: number): number {
  // A term that occurs has a document of some length, so `norm` is 0 for no occurrence alone.
  const count = (tf === 0 ? 0 : tf / norm) + delta
  return count === 0 ? 0 : ((k1 + 1) * count) / (k1 + count)
}

function checkRange(field: string, value: number, most: number, remedy: string): void {
  if (!(value >= 0 && value <= most)) throw invalidArgument(field, value, remedy)
}
