/**
 * Texts to vectors by a table: the vectors of a text's tokens are added and the sum is brought to length 1. No network is run, so a text costs microseconds. The
 * table is distilled from a sentence transformer beforehand (the idea of Model2Vec, Tulkens and van Dongen 2024, of MinishLab).
 */

import type { EncodeOptions, Encoder } from '../encode/encoder.ts'
import type { DenseMatrix } from '../encode/matrix.ts'
import { strings } from '../encode/options.ts'
import { Pacer } from '../work.ts'
import { type CompactModel, readCompact, writeCompact } from './compact.ts'
import { type Model2VecFiles, readFolder, readModel2Vec } from './model2vec.ts'
import type { TokenTable } from './table.ts'
import { TokenBuffer } from './token-buffer.ts'
import type { Tokenizer } from './tokenizer.ts'

/** What a {@link StaticEncoder} is made of. */
export interface StaticModel {
  /** Fingerprint of the tokeniser and the table together. */
  readonly id: string
  readonly tokenizer: Tokenizer
  readonly table: TokenTable
  /** Whether sums are brought to length 1; otherwise they become means. */
  readonly normalize: boolean
  /** The model in its stored form. */
  readonly stored: () => CompactModel
}

/** How many tokens of one text are added at a time. */
const TEXTS_BETWEEN_LOOKS = 32

/**
 * An encoder that looks its vectors up in a table: of a Model2Vec model, or of a compact file.
 *
 * The row of a text has length 1. A text that is empty, or white space alone, or without a known token, gives the zero row. What the vocabulary cannot spell
 * counts for nothing; half a surrogate pair reads as U+FFFD. A text may have any length: all of its tokens count. Word order does not.
 *
 * @example
 * ```ts
 * const encoder = await StaticEncoder.fromFolder('models/potion-base-8M')
 * const { rows, columns } = await encoder.encode(['a film about space', 'a space opera'])
 * ```
 */
export class StaticEncoder implements Encoder {
  /** Fingerprint: the kind, and a hash of the whole table and of the tokeniser. */
  readonly id: string
  readonly dimensions: number
  readonly output = 'dense' as const
  readonly metric = 'cosine' as const
  readonly #model: StaticModel
  readonly #tokens = new TokenBuffer()

  /** Internal: use {@link StaticEncoder.fromBytes}, {@link StaticEncoder.fromModel2Vec} or {@link StaticEncoder.fromFolder}. @internal */
  constructor(model: StaticModel) {
    this.#model = model
    this.id = model.id
    this.dimensions = model.table.dimensions
  }

  /** Reads the compact format that {@link toBytes} writes. Throws `snapshot-corrupt` where the bytes are not that. */
  static fromBytes(bytes: Uint8Array): StaticEncoder {
    return new StaticEncoder(readCompact(bytes))
  }

  /**
   * Reads a Model2Vec model from its files. Tokenisers of the kinds WordPiece and Unigram are read, with the normalisers and word rules of BERT and XLM-R; another
   * kind is an error that names it. `config` is optional: its `normalize` is obeyed.
   */
  static fromModel2Vec(files: Model2VecFiles): StaticEncoder {
    return new StaticEncoder(readModel2Vec(files))
  }

  /** Reads a Model2Vec folder (`model.safetensors`, `tokenizer.json`, and `config.json` if there) from the disk. In Node only; elsewhere use {@link fromModel2Vec}. */
  static async fromFolder(folder: string): Promise<StaticEncoder> {
    return StaticEncoder.fromModel2Vec(await readFolder(folder))
  }

  /** One row a text, in order. `kind` makes no difference. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<DenseMatrix> {
    strings('texts', texts)
    const pacer = new Pacer(options)
    const { dimensions } = this
    const values = new Float32Array(texts.length * dimensions)
    for (let row = 0; row < texts.length; row++) {
      this.#encodeInto(texts[row]!, values.subarray(row * dimensions, (row + 1) * dimensions))
      if (row % TEXTS_BETWEEN_LOOKS === TEXTS_BETWEEN_LOOKS - 1 && pacer.due())
        await pacer.pause({ phase: 'encode', done: row + 1, total: texts.length })
    }
    pacer.report({ phase: 'encode', done: texts.length, total: texts.length })
    return { kind: 'dense', rows: texts.length, columns: dimensions, values }
  }

  /**
   * The model as one compact file: rows of 4 bits with a scale each (from a table of floats, the nearest that 4 bits allow), and the tokeniser. Reading it gives an
   * encoder with an id of its own.
   */
  toBytes(): Uint8Array {
    return writeCompact(this.#model.stored())
  }

  #encodeInto(text: string, row: Float32Array): void {
    const { tokenizer, table, normalize } = this.#model
    const tokens = this.#tokens
    tokens.clear()
    tokenizer.tokenize(text, tokens)
    // What is unknown, or beyond the table, has no vector.
    let kept = 0
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens.ids[at]!
      if (token !== tokenizer.unknown && token < table.rows) tokens.ids[kept++] = token
    }
    if (kept === 0 || isBlank(text)) return
    table.addUp(tokens.ids, kept, row)
    let scale = 1 / kept
    if (normalize) {
      let square = 0
      for (let at = 0; at < row.length; at++) square += row[at]! * row[at]!
      scale = square === 0 ? 0 : 1 / Math.sqrt(square)
    }
    for (let at = 0; at < row.length; at++) row[at]! *= scale
  }
}

/** Whether there is nothing but white space. */
function isBlank(text: string): boolean {
  return text.trimStart() === ''
}
