/** Texts to vectors by a transformer. Wires the parts of this folder: tokens, batches, pooling, cache, whitening. */

import type { EncodeOptions, Encoder } from '../encode/encoder.ts'
import type { DenseMatrix } from '../encode/matrix.ts'
import { invalidArgument, RecommenderError } from '../errors.ts'
import { Fingerprint } from '../math/fingerprint.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { throwIfAborted, type WorkOptions } from '../work.ts'
import { contentKey } from './cache/content-key.ts'
import { checkTexts } from './check-options.ts'
import { HeldModel } from './held-model.ts'
import { fromInt8, type Int8Matrix, toInt8 } from './int8.ts'
import { type BertOptions, type ResolvedBertOptions, resolveBertOptions } from './options.ts'
import { normalizeRows } from './pooling.ts'
import { TextEncoding } from './text-encoding.ts'
import type { TransformerModel } from './transformer-model.ts'
import { learnWhitening, loadWhitening, saveWhitening, type Whitening, whiten } from './whitening.ts'

/**
 * Gives each text the vector that a BERT-like sentence encoder has for it, run by `@huggingface/transformers` or `@xenova/transformers` in Node and in browsers.
 *
 * - The model is loaded by the first `encode`, or by `ready`; `dimensions` is 0 until then, unless given.
 * - An empty text, or one of white space alone, gives the zero row, and so does one without a token. Lone surrogates count as U+FFFD. Of a long text no more is read than is needed.
 * - Equal texts are encoded once. Rows of one text differ by some 1e-7 with what it was batched with; with 8-bit weights (`dtype: 'q8'`) by some 1e-2, since the runtime chooses the scale of a
 *   batch's numbers from the whole batch. `batchTokens: 1` runs each text alone, and then they are the same.
 * - In Node the runtime computes in this thread, one batch at a time; the event loop runs between batches, `signal` is looked at there, and smaller `batchTokens` shorten the wait.
 *   With `workers` it computes in threads of its own instead.
 * - With `whitening` it has to learn: `fit` first.
 *
 * @example
 * ```ts
 * const encoder = new BertEncoder({ model: 'Xenova/all-MiniLM-L6-v2' })
 * const { rows, columns } = await encoder.encode(['a castle by the sea']) // 1, 384
 * ```
 */
export class BertEncoder implements Encoder {
  /** Fingerprint of the model's name and of every option that changes vectors. Of a local model the folder's name counts, not its files: give another `revision` when they change. */
  readonly id: string
  readonly output = 'dense'
  readonly metric = 'cosine'
  readonly accepts: readonly ['text'] = ['text']
  /** Learns the whitening from texts; only there with `whitening`. */
  readonly fit?: (texts: readonly string[], options?: WorkOptions) => Promise<void>
  /** The learned whitening, for a snapshot; only there with `whitening`. */
  readonly save?: () => SnapshotParts
  /** Takes over what `save` gave; only there with `whitening`. */
  readonly load?: (parts: SnapshotParts) => void

  readonly #options: BertOptions
  readonly #resolved: ResolvedBertOptions
  /** What cached vectors depend on. */
  readonly #cacheName: string
  readonly #model: HeldModel<TextEncoding>
  #dimensions: number
  #whitening: Whitening | undefined

  constructor(options: BertOptions) {
    const resolved = resolveBertOptions(options)
    this.#options = options
    this.#resolved = resolved
    this.#model = new HeldModel('feature-extraction', options, (model) => this.#open(model))
    this.#dimensions = resolved.dimensions ?? 0
    const cached = cachedSettings(options, resolved)
    this.#cacheName = new Fingerprint().text(JSON.stringify(cached)).toString()
    const { whitening, dimensions, normalize, output, prefix } = resolved
    this.id = `bert@1 ${JSON.stringify({ ...cached, prefix, ...(whitening && { whitening, dimensions, normalize }), ...(output === 'int8' && { output }) })}`
    if (!whitening) return
    this.fit = (texts, work) => this.#fit(texts, work)
    this.save = () => ({ encoder: { json: this.id }, ...(this.#whitening && saveWhitening(this.#whitening)) })
    this.load = (parts) => this.#load(parts)
  }

  /** The length of the rows; 0 until it is known. */
  get dimensions(): number {
    return this.#dimensions
  }

  /** Tells two fitted states apart; only where something is learned. */
  get stateHash(): string {
    if (!this.#resolved.whitening || this.#whitening === undefined) return ''
    const { mean, kernel } = this.#whitening
    const bits = (values: Float64Array): Int32Array => new Int32Array(Float64Array.from(values).buffer)
    return new Fingerprint().numbers(bits(mean)).numbers(bits(kernel)).toString()
  }

  /** Loads the model. Throws `missing-dependency` or `model-not-loaded`; a later call tries again. */
  async ready(): Promise<void> {
    await this.#model.ready()
  }

  /** One row a text, in order. Throws `aborted` within one batch of a fired signal; what was encoded by then stays in the cache. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<DenseMatrix> {
    const { output } = this.#resolved
    const values = await this.#encode(texts, options)
    const columns = this.dimensions
    return {
      kind: 'dense',
      rows: texts.length,
      columns,
      values: output === 'int8' ? fromInt8(toInt8(values, columns)) : values,
    }
  }

  /** The same rows in one byte a number, with a scale each. */
  async encodeInt8(texts: readonly string[], options: EncodeOptions = {}): Promise<Int8Matrix> {
    return toInt8(await this.#encode(texts, options), this.dimensions)
  }

  /** Frees the model's memory; a later `encode` loads it again. A pipeline that was given is the caller's and stays. */
  async dispose(): Promise<void> {
    await this.#model.dispose()
  }

  async #encode(texts: readonly string[], options: EncodeOptions): Promise<Float32Array> {
    checkTexts(texts)
    throwIfAborted(options.signal)
    if (this.#resolved.whitening && this.#whitening === undefined)
      throw new RecommenderError(
        'not-fitted',
        'The encoder has not learned its whitening yet. Call `fit` with the texts first.',
      )
    const pooled = await this.#pooled(texts, options)
    if (this.#whitening === undefined) return pooled
    const values = whiten(pooled, this.#whitening)
    zeroBlankRows(pooled, this.#whitening.columns, values, this.#whitening.dimensions)
    if (this.#resolved.normalize) normalizeRows(values, this.#whitening.dimensions)
    return values
  }

  /** What the model and the pooling give, from the cache where it is there. */
  async #pooled(texts: readonly string[], options: EncodeOptions): Promise<Float32Array> {
    const { kind = 'document' } = options
    if (kind !== 'document' && kind !== 'query') throw invalidArgument('kind', kind, "Expected 'document' or 'query'.")
    const encoding = await this.#model.ready()
    throwIfAborted(options.signal)
    const prefix = this.#resolved.prefix[kind]
    const { cache } = this.#resolved
    const name = `${this.#cacheName}-${new Fingerprint().text(prefix)}`
    return encoding.encode(texts, {
      ...options,
      prefix,
      cache,
      key: (text) => contentKey(name, text),
      // A user's own words leave no trace that outlives the program.
      mayStore: kind === 'document' || cache?.persistent === false,
    })
  }

  async #fit(texts: readonly string[], options: WorkOptions = {}): Promise<void> {
    checkTexts(texts)
    if (texts.length === 0) throw invalidArgument('texts', texts, 'Give at least two texts to learn from.')
    const pooled = await this.#pooled(texts, options)
    const encoding = await this.#model.ready()
    const { columns } = encoding
    const { dimensions = columns } = this.#resolved
    const told = withoutBlankRows(pooled, columns)
    this.#whitening = await learnWhitening(told, columns, dimensions, options)
  }

  #load(parts: SnapshotParts): void {
    const saved = parts['encoder']
    if (saved === undefined || !('json' in saved) || saved.json !== this.id) {
      const message = `The state was saved by another encoder than ${this.id}. Use the same options, or fit again.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'encoder', value: saved })
    }
    const whitening = loadWhitening(parts)
    this.#whitening = whitening
    if (whitening !== undefined) this.#dimensions = whitening.dimensions
  }

  async #open(model: TransformerModel): Promise<TextEncoding> {
    const { isUseKnown, onWarning, pooling, dimensions, whitening } = this.#resolved
    const encoding = await TextEncoding.open(model, this.#resolved)
    if (!isUseKnown)
      onWarning({
        code: 'unknown-model',
        message: `How ${this.#options.model} pools its tokens is not known; '${pooling}' is used. Give \`pooling\` (and \`prefix\`, if it wants one) as its makers say.`,
      })
    if (dimensions !== undefined && dimensions > encoding.size)
      throw invalidArgument(
        'dimensions',
        dimensions,
        `The model's vectors have ${encoding.size} numbers; give that or less.`,
      )
    this.#dimensions = dimensions ?? (whitening ? (this.#whitening?.dimensions ?? encoding.size) : encoding.columns)
    return encoding
  }
}

/** All that a pooled vector depends on but the prefix, which is part of a text's key. */
function cachedSettings(options: BertOptions, resolved: ResolvedBertOptions): Record<string, unknown> {
  const { model, revision, dtype = 'fp32' } = options
  const { pooling, maxTokens, longText, overlap, whitening, dimensions, normalize } = resolved
  // A folder may stand elsewhere on another machine; its name stays.
  const name = /^([\\/.]|[a-z]:)/i.test(model)
    ? model
        .replace(/[\\/]+$/, '')
        .split(/[\\/]/)
        .at(-1)
    : model
  return {
    ...{ model: name, revision, dtype, pooling, maxTokens, longText },
    ...(longText === 'chunk' && { overlap }),
    ...(!whitening && { dimensions, normalize }),
  }
}

const isBlank = (values: Float32Array, start: number, columns: number): boolean => {
  for (let at = start; at < start + columns; at++) if (values[at] !== 0) return false
  return true
}

/** A text that says nothing stays a row of zeros, though the mean is taken off. */
function zeroBlankRows(from: Float32Array, columns: number, to: Float32Array, dimensions: number): void {
  for (let row = 0; row * columns < from.length; row++)
    if (isBlank(from, row * columns, columns)) to.fill(0, row * dimensions, (row + 1) * dimensions)
}

function withoutBlankRows(values: Float32Array, columns: number): Float32Array {
  const kept = new Float32Array(values.length)
  let length = 0
  for (let start = 0; start < values.length; start += columns) {
    if (isBlank(values, start, columns)) continue
    kept.set(values.subarray(start, start + columns), length)
    length += columns
  }
  return kept.subarray(0, length)
}
