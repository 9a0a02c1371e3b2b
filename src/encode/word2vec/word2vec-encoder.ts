/** Texts to vectors by their words' vectors: the mean, weighted by rarity or not. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import { Fingerprint } from '../../math/fingerprint.ts'
import { checkNames } from '../../option-names.ts'
import { createTokenizer } from '../../preprocess/index.ts'
import type { JsonValue, SnapshotParts } from '../../snapshot/parts.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import type { EncodeOptions, Encoder } from '../encoder.ts'
import type { DenseMatrix } from '../matrix.ts'
import { resolveOptions, type Word2VecOptions, word2VecNames } from './options.ts'
import { firstDirection } from './principal-direction.ts'
import { trainWord2Vec } from './train-word2vec.ts'
import { Word2Vec } from './word2vec.ts'

/** How the words of a text are weighed. */
export type WordWeighting = 'mean' | 'tfidf' | 'sif'

/** Options of {@link Word2VecEncoder}: those of the training, and how texts are made of words. */
export interface Word2VecEncoderOptions extends Word2VecOptions {
  /** A trained model; `fit` then learns only the weights of words. Default: `fit` trains one on its texts. */
  readonly model?: Word2Vec
  /**
   * `'mean'`: all words alike. `'tfidf'`: by ln((1 + texts) / (1 + texts with the word)) + 1. `'sif'`: by a / (a + share of the word), and the
   * direction that all texts have in common taken out (Arora et al. 2017), from ten texts on. Default `'sif'`.
   */
  readonly weighting?: WordWeighting
  /** The a of SIF: the smaller, the less frequent words count. Default 1e-3. */
  readonly smoothing?: number
}

/** What fewer texts have in common is what they are about. */
const FEWEST_TEXTS = 10

const encoderId = (resolved: object, options: Word2VecEncoderOptions): string => {
  const { model, weighting = 'sif', smoothing = 1e-3, tokenizer } = options
  const settings = model === undefined ? resolved : { model: modelHash(model) }
  const words = tokenizer === undefined ? {} : { tokenizer: 'custom' }
  return `word2vec/1 ${JSON.stringify({ ...settings, ...words, weighting, ...(weighting === 'sif' && { smoothing }) })}`
}

/**
 * An `Encoder` over word vectors. A text without a known word gives the zero vector; with sub-words unseen words count by their n-grams.
 *
 * `fit` trains on the texts (in which even words that occur once are kept, unlike in `trainWord2Vec`: `minCount` defaults to 1), unless a
 * `model` is given. With `'mean'` and a given model nothing needs to be fitted.
 *
 * @example
 * ```ts
 * const encoder = new Word2VecEncoder({ dimensions: 50 })
 * await encoder.fit(texts)
 * const { rows, columns } = await encoder.encode(['a castle by the sea']) // 1, 50
 * ```
 */
export class Word2VecEncoder implements Encoder {
  readonly id: string
  readonly output = 'dense'
  readonly metric = 'cosine'
  readonly dimensions: number
  readonly #options: Word2VecEncoderOptions
  readonly #weighting: WordWeighting
  readonly #smoothing: number
  readonly #tokenize: (text: string) => readonly string[]
  #fitted: Fitted | undefined

  constructor(options: Word2VecEncoderOptions = {}) {
    if (options instanceof Word2Vec) throw invalidArgument('options', options, 'Pass it by name: { model }.')
    checkNames(options, [...word2VecNames, 'model', 'weighting', 'smoothing'])
    const { model, weighting = 'sif', smoothing = 1e-3 } = options
    if (model !== undefined && !(model instanceof Word2Vec)) {
      throw invalidArgument(
        'model',
        model,
        'Expected a Word2Vec model: await trainWord2Vec(corpus), or one that was read from a file.',
      )
    }
    const idle = word2VecNames.find((name) => name !== 'tokenizer' && options[name] !== undefined)
    if (model !== undefined && idle !== undefined) {
      throw invalidArgument(
        idle,
        options[idle],
        'It is for training, and `model` is trained. Leave out one of the two.',
      )
    }
    if (!['mean', 'tfidf', 'sif'].includes(weighting)) {
      throw invalidArgument('weighting', weighting, "Expected 'mean', 'tfidf' or 'sif'.")
    }
    if (!(smoothing > 0 && smoothing <= 1))
      throw invalidArgument('smoothing', smoothing, 'Expected a number above 0, up to 1.')
    const resolved = resolveOptions({ minCount: 1, ...withoutModel(options) })
    this.#options = options
    this.#weighting = weighting
    this.#smoothing = smoothing
    this.#tokenize = options.tokenizer ?? createTokenizer({ stopWords: false })
    this.dimensions = model?.dimensions ?? resolved.dimensions
    this.id = encoderId(resolved, options)
    if (model !== undefined && weighting === 'mean')
      this.#fitted = { model, weights: new Map(), unseen: 1, common: undefined }
  }

  /** The model in use: the one given, or the one that the last `fit` trained. */
  get model(): Word2Vec | undefined {
    return this.#fitted?.model ?? this.#options.model
  }

  get stateHash(): string {
    if (this.#fitted === undefined) return ''
    const { model, weights, unseen, common } = this.#fitted
    const hash = new Fingerprint().text(modelHash(model)).numbers(bits([unseen, ...(common ?? [])]))
    for (const [word, weight] of weights) hash.text(word).numbers(bits([weight]))
    return hash.toString()
  }

  async fit(texts: readonly string[], options: WorkOptions = {}): Promise<void> {
    checkTexts(texts)
    if (texts.length === 0) throw invalidArgument('texts', texts, 'Give at least one text to learn from.')
    const sentences = texts.map((text) => this.#tokenize(text))
    if (sentences.every((words) => words.length === 0))
      throw invalidArgument('texts', texts, 'They hold no words. Are they empty?')
    const controls = {
      ...(options.signal && { signal: options.signal }),
      ...(options.onProgress && { onProgress: options.onProgress }),
    }
    const model =
      this.#options.model ??
      (await trainWord2Vec(sentences, { minCount: 1, ...withoutModel(this.#options), ...controls }))
    const fitted: Fitted = { model, ...this.#weigh(sentences, model), common: undefined }
    const rows = await this.#encodeWith(fitted, sentences, options)
    // Only now, so that a failed or aborted fit leaves the encoder as it was.
    const hasCommon = this.#weighting === 'sif' && texts.length >= FEWEST_TEXTS
    this.#fitted = hasCommon ? { ...fitted, common: firstDirection(rows, this.dimensions) } : fitted
  }

  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<DenseMatrix> {
    const fitted = this.#fitted
    if (fitted === undefined) {
      throw new RecommenderError(
        'not-fitted',
        `The encoder does not know its words' weights yet. Call \`fit\` with the texts first.`,
      )
    }
    checkTexts(texts)
    const sentences = texts.map((text) => this.#tokenize(text))
    const values = await this.#encodeWith(fitted, sentences, options)
    return { kind: 'dense', rows: texts.length, columns: this.dimensions, values }
  }

  save(): SnapshotParts {
    const parts: Record<string, SnapshotParts[string]> = { encoder: { json: this.id } }
    if (this.#fitted === undefined) return parts
    const { model, weights, unseen, common } = this.#fitted
    for (const [name, part] of Object.entries(model.save())) parts[`model.${name}`] = part
    parts['weightWords'] = { json: [...weights.keys()] }
    parts['weights'] = Float64Array.from(weights.values())
    parts['unseen'] = { json: unseen }
    if (common !== undefined) parts['common'] = common
    return parts
  }

  load(parts: SnapshotParts): void {
    const json = (name: string): JsonValue | undefined => {
      const part = parts[name]
      return part !== undefined && 'json' in part ? part.json : undefined
    }
    const saved = json('encoder')
    if (saved !== this.id) {
      const message = `The state was saved by another encoder.\nsaved: ${String(saved)}\nhere:  ${this.id}\nUse the same options, or fit again.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'encoder', value: saved })
    }
    const words = json('weightWords')
    if (words === undefined) {
      this.#fitted = undefined
      return
    }
    const modelParts = Object.entries(parts).flatMap(([name, part]) =>
      name.startsWith('model.') ? [[name.slice('model.'.length), part] as const] : [],
    )
    const { weights, common } = parts
    const unseen = json('unseen')
    const isWhole =
      Array.isArray(words) &&
      weights instanceof Float64Array &&
      weights.length === words.length &&
      typeof unseen === 'number'
    if (!isWhole || !(common === undefined || (common instanceof Float32Array && common.length === this.dimensions))) {
      throw new RecommenderError(
        'snapshot-corrupt',
        "The encoder's word weights are missing or have the wrong size. Fit again.",
        { field: 'weights' },
      )
    }
    const model = Word2Vec.load(Object.fromEntries(modelParts))
    this.#fitted = {
      model,
      weights: new Map((words as string[]).map((word, i) => [word, weights[i]!])),
      unseen,
      common,
    }
  }

  /** What each word of the texts counts; words that are not there count `unseen`. */
  #weigh(sentences: readonly (readonly string[])[], model: Word2Vec): Pick<Fitted, 'weights' | 'unseen'> {
    const weights = new Map<string, number>()
    if (this.#weighting === 'mean') return { weights, unseen: 1 }
    if (this.#weighting === 'tfidf') {
      for (const words of sentences) for (const word of new Set(words)) weights.set(word, (weights.get(word) ?? 0) + 1)
      for (const [word, texts] of weights) weights.set(word, Math.log((1 + sentences.length) / (1 + texts)) + 1)
      return { weights, unseen: Math.log(1 + sentences.length) + 1 }
    }
    // The shares of words in what the model was trained on, where it knows; otherwise in these texts.
    let total = 0
    for (const word of model.words) {
      const count = model.count(word)
      if (count > 0) weights.set(word, count)
      total += count
    }
    if (total === 0) {
      for (const words of sentences) {
        for (const word of words) weights.set(word, (weights.get(word) ?? 0) + 1)
        total += words.length
      }
    }
    for (const [word, count] of weights) weights.set(word, this.#smoothing / (this.#smoothing + count / total))
    return { weights, unseen: 1 }
  }

  async #encodeWith(
    fitted: Fitted,
    sentences: readonly (readonly string[])[],
    options: WorkOptions,
  ): Promise<Float32Array> {
    const pacer = new Pacer(options)
    const values = new Float32Array(sentences.length * this.dimensions)
    for (const [row, words] of sentences.entries()) {
      values.set(encodeWords(fitted, words, this.dimensions), row * this.dimensions)
      if (pacer.due()) await pacer.pause({ phase: 'encode', done: row + 1, total: sentences.length })
    }
    pacer.report({ phase: 'encode', done: sentences.length, total: sentences.length })
    return values
  }
}

interface Fitted {
  readonly model: Word2Vec
  readonly weights: ReadonlyMap<string, number>
  /** The weight of words outside `weights`. */
  readonly unseen: number
  /** SIF: the unit direction that is taken out. */
  readonly common: Float32Array | undefined
}

function encodeWords(
  { model, weights, unseen, common }: Fitted,
  words: readonly string[],
  dimensions: number,
): Float32Array {
  const sum = new Float64Array(dimensions)
  let total = 0
  for (const word of words) {
    const vector = model.vector(word)
    if (vector === undefined) continue
    const weight = weights.get(word) ?? unseen
    total += weight
    for (let j = 0; j < dimensions; j += 1) sum[j]! += weight * vector[j]!
  }
  if (total === 0) return new Float32Array(dimensions)
  for (let j = 0; j < dimensions; j += 1) sum[j]! /= total
  if (common !== undefined) {
    let along = 0
    for (let j = 0; j < dimensions; j += 1) along += sum[j]! * common[j]!
    for (let j = 0; j < dimensions; j += 1) sum[j]! -= along * common[j]!
  }
  return Float32Array.from(sum)
}

function checkTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts))
    throw invalidArgument('texts', texts, 'Expected a list of texts: wrap a single one as [text].')
  for (const [index, text] of texts.entries()) {
    if (typeof text !== 'string') throw invalidArgument(`texts[${index}]`, text, 'Expected a text.')
  }
}

function withoutModel({ model, weighting, smoothing, ...rest }: Word2VecEncoderOptions): Word2VecOptions {
  return rest
}

/** The bits of numbers, for fingerprints. */
function bits(numbers: readonly number[]): Int32Array {
  return new Int32Array(Float64Array.from(numbers).buffer)
}

const hashes = new WeakMap<Word2Vec, { words: readonly string[]; hash: string }>()

/** Tells models apart by words and vectors; an updated model has another words list. */
function modelHash(model: Word2Vec): string {
  const known = hashes.get(model)
  if (known?.words === model.words) return known.hash
  const hash = new Fingerprint()
  for (const word of model.words) {
    hash.text(word)
    const vector = model.vector(word)!
    hash.numbers(new Int32Array(vector.buffer, vector.byteOffset, vector.length))
  }
  hashes.set(model, { words: model.words, hash: hash.toString() })
  return hash.toString()
}
