/** Terms to columns by a hash: nothing is learned or kept, and every text can be encoded at once; which term a column stands for is not known. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import type { EncodeOptions, Encoder } from './encoder.ts'
import type { SparseMatrix } from './matrix.ts'
import {
  type AnalyzerOptions,
  analyzerNames,
  flag,
  oneOf,
  type ResolvedOptions,
  resolveAnalyzer,
  strings,
} from './options.ts'
import { readTextsPaced } from './terms/count-texts.ts'
import { grownFloat32, grownInt32 } from './terms/growable.ts'
import { murmur3 } from './terms/murmur.ts'
import { scaleRow } from './terms/scale-row.ts'
import type { TermLookup } from './terms/term-pool.ts'

/** Options of {@link HashingEncoder}. */
export interface HashingOptions extends AnalyzerOptions {
  /** The number of columns, from 1 to 2³⁰. More columns, fewer terms that share one. Default 2²⁰. */
  readonly dimensions?: number
  /** Counts every term of a text once. Default `false`. */
  readonly binary?: boolean
  /** Gives half of the terms a negative sign, so that terms which share a column cancel out on average instead of adding up. Default `true`. */
  readonly alternateSign?: boolean
  /** Brings each row to length 1 in this norm. Default `'l2'`. */
  readonly norm?: 'l1' | 'l2' | false
}

/**
 * Gives each text a sparse row of term counts, with columns chosen by a hash of the term (MurmurHash3; Weinberger et al. 2009). For streams and vocabularies too large to
 * keep; where there is a vocabulary to keep, `TfidfEncoder` finds better and can say why. The same numbers as scikit-learn's `HashingVectorizer` for the same options.
 *
 * @example
 * ```ts
 * const encoder = new HashingEncoder({ dimensions: 2 ** 16 })
 * const matrix = await encoder.encode(['no fit needed'])
 * matrix.columns // 65536
 * ```
 */
export class HashingEncoder implements Encoder {
  readonly id: string
  readonly output = 'sparse'
  readonly dimensions: number
  readonly metric = 'cosine'
  readonly accepts: readonly ['text'] = ['text']

  readonly #analyzer: ResolvedOptions
  readonly #lookup: TermLookup
  readonly #binary: boolean
  readonly #norm: 'l1' | 'l2' | false

  constructor(options: HashingOptions = {}) {
    checkNames(options, [...analyzerNames, 'dimensions', 'binary', 'alternateSign', 'norm'])
    const { dimensions = 2 ** 20, binary = false, alternateSign = true, norm = 'l2' } = options
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 2 ** 30)
      throw invalidArgument('dimensions', dimensions, 'Expected an integer from 1 to 2 ** 30.')
    flag('binary', binary)
    flag('alternateSign', alternateSign)
    oneOf('norm', norm, ['l1', 'l2', false])
    this.#analyzer = resolveAnalyzer(options)
    this.dimensions = dimensions
    this.#binary = binary
    this.#norm = norm
    this.#lookup = new HashedColumns(dimensions, alternateSign)
    const flags = [...(binary ? ['binary'] : []), ...(alternateSign ? ['signs'] : []), `norm:${norm || 'none'}`]
    this.id = `hashing@1(${this.#analyzer.id};${dimensions};${flags.join(',')})`
  }

  /** Encodes texts, in order. A text without a term gives a zero row. Terms that cancel out leave a stored zero, as in scikit-learn. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<SparseMatrix> {
    strings('texts', texts)
    const indptr = new Int32Array(texts.length + 1)
    let indices: Int32Array<ArrayBufferLike> = new Int32Array(256)
    let values: Float32Array<ArrayBufferLike> = new Float32Array(256)
    let row = 0
    let filled = 0
    await readTextsPaced(texts, this.#analyzer, this.#lookup, options, 'encode', (ids, length) => {
      indices = grownInt32(indices, filled + length)
      values = grownFloat32(values, filled + length)
      const start = filled
      const codes = ids.subarray(0, length).sort()
      for (let at = 0; at < length; ) {
        const column = codes[at]! >> 1
        let sum = 0
        for (; at < length && codes[at]! >> 1 === column; at++) sum += (codes[at]! & 1) === 0 ? 1 : -1
        indices[filled] = column
        values[filled++] = this.#binary ? 1 : sum
      }
      scaleRow(values, start, filled, this.#norm)
      indptr[++row] = filled
    })
    return {
      kind: 'sparse',
      rows: texts.length,
      columns: this.dimensions,
      indptr,
      indices: indices.slice(0, filled),
      values: values.slice(0, filled),
    }
  }
}

/** Gives a term a code of twice its column, plus 1 where its sign is negative. */
class HashedColumns implements TermLookup {
  readonly size: number
  readonly #columns: number
  readonly #alternateSign: boolean

  constructor(columns: number, alternateSign: boolean) {
    this.size = 2 * columns
    this.#columns = columns
    this.#alternateSign = alternateSign
  }

  idOf(units: Uint16Array, start: number, end: number): number {
    const hash = murmur3(units, start, end)
    return (Math.abs(hash) % this.#columns) * 2 + (hash < 0 && this.#alternateSign ? 1 : 0)
  }
}
