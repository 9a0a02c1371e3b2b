/** A finished model of word (or item) vectors: look words up, ask for neighbours, evaluate, go on training, write and read. */

import { invalidArgument, RecommenderError, show } from '../../errors.ts'
import { TopK } from '../../math/top-k.ts'
import { checkNames } from '../../option-names.ts'
import { packSnapshot, unpackSnapshot } from '../../snapshot/container.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { joinBytes, readBinary, writeBinary } from './binary-format.ts'
import type { Corpus } from './corpus.ts'
import {
  type AnalogiesResult,
  type EvaluationOptions,
  evaluateAnalogyQuestions,
  evaluatePairs,
  type WordPairsResult,
} from './evaluation.ts'
import type { ModelState } from './model-state.ts'
import { cosineOf, NearestWords, normalize } from './nearest.ts'
import { oneOf, resolveOptions, type Word2VecOptions, whole } from './options.ts'
import { trainModel } from './plan.ts'
import { loadState, saveState } from './state.ts'
import { bucketRow, ngramBuckets } from './subwords.ts'
import { type ReadVectors, readText, writeText } from './text-format.ts'
import type { TrainingReport } from './training-plan.ts'
import { Vocabulary } from './vocabulary.ts'
import { FloatVectors, quantizeVectors } from './word-vectors.ts'

/** A word and how close it is. */
export interface SimilarWord {
  readonly word: string
  /** The cosine; for the method `'multiply'` the product of cosines shifted to 0..1. */
  readonly score: number
}

/** How {@link Word2Vec.mostSimilar} looks. */
export interface SimilarWordsOptions {
  /** How many words to return. Default 10. */
  readonly k?: number
  /** Search only the so many most frequent words. Default: all. */
  readonly restrict?: number
  /** `'add'` sums unit vectors (3CosAdd), `'multiply'` multiplies cosines (3CosMul, Levy and Goldberg 2014). Default `'add'`. */
  readonly method?: 'add' | 'multiply'
}

/** What {@link Word2Vec.mostSimilar} looks for. */
export interface SimilarWordsQuery extends SimilarWordsOptions {
  /** Words (or vectors) that the answer should be close to. */
  readonly positive?: readonly (string | Float32Array)[]
  /** Words (or vectors) that it should be far from. */
  readonly negative?: readonly (string | Float32Array)[]
}

const optionNames: readonly (keyof SimilarWordsOptions)[] = ['k', 'restrict', 'method']

/**
 * Vectors of words, learned by {@link trainWord2Vec} or read from a file.
 *
 * @example
 * ```ts
 * const model = await trainWord2Vec(sentences)
 * model.mostSimilar('king', { k: 3 }) // [{ word: 'queen', score: 0.81 }, ...]
 * model.mostSimilar({ positive: ['king', 'woman'], negative: ['man'], k: 3 })
 * ```
 */
export class Word2Vec {
  #state: ModelState
  #nearest: NearestWords
  #isUpdating = false

  /** @internal Use `trainWord2Vec`, `fromText`, `fromBinary` or `fromSnapshot`. */
  constructor(state: ModelState) {
    this.#state = state
    this.#nearest = new NearestWords(state.vectors, state.vocabulary)
  }

  /** Length of the vectors. */
  get dimensions(): number {
    return this.#state.vectors.dimensions
  }

  /** All words by falling frequency; of a model read from a file, in its order. */
  get words(): readonly string[] {
    return this.#state.vocabulary.words
  }

  /** How the last training went; undefined for a model that was read from a file. */
  get report(): TrainingReport | undefined {
    return this.#state.training?.report
  }

  /** Bytes that vectors, output vectors and sub-words take. */
  get bytes(): number {
    const { vectors, subwords, training } = this.#state
    const input = training?.weights.input.byteLength ?? subwords?.rows.byteLength ?? 0
    const shared = vectors.kind === 'float' && subwords === undefined ? input : 0
    return vectors.bytes + input - shared + (training?.weights.output.byteLength ?? 0)
  }

  /** True where the word is in the vocabulary (an unseen word may still have a vector by its sub-words). */
  has(word: string): boolean {
    return this.#state.vocabulary.index(word) !== undefined
  }

  /** How often the word occurred in training; 0 where it is unknown or was read from a file. */
  count(word: string): number {
    const index = this.#state.vocabulary.index(word)
    return index === undefined ? 0 : this.#state.vocabulary.counts[index]!
  }

  /** A copy of the word's vector. An unseen word's is the mean of its known n-grams where the model has sub-words; otherwise undefined. */
  vector(word: string): Float32Array | undefined {
    const index = this.#state.vocabulary.index(word)
    if (index !== undefined) return this.#state.vectors.at(index)
    return this.#composed(word)
  }

  /** The cosine of two words; 0 where a vector is zero. Throws `unknown-word` for a word without a vector. */
  similarity(a: string, b: string): number {
    return cosineOf(this.#known(a, 'a'), this.#known(b, 'b'))
  }

  /** The cosine of the means of two sets of words. */
  nSimilarity(first: readonly string[], second: readonly string[]): number {
    return cosineOf(this.#mean(first, 'first', false), this.#mean(second, 'second', false))
  }

  /**
   * The words closest to a word, or to `positive` and away from `negative` words; the words asked for are left out, ties go to the more
   * frequent. Options may stand in the query, or after it. Throws `unknown-word` for a word without a vector.
   */
  mostSimilar(query: string | SimilarWordsQuery, options: SimilarWordsOptions = {}): SimilarWord[] {
    const asked = typeof query === 'string' ? { positive: [query] } : query
    checkNames(asked, ['positive', 'negative', ...optionNames], 'query')
    checkNames(options, optionNames)
    const given: SimilarWordsQuery = { ...asked, ...options }
    const { positive = [], negative = [], k = 10, restrict = this.words.length, method = 'add' } = given
    oneOf('method', method, ['add', 'multiply'])
    whole('k', k, 1, Number.MAX_SAFE_INTEGER)
    whole('restrict', restrict, 1, Number.MAX_SAFE_INTEGER)
    for (const [field, list] of [
      ['positive', positive],
      ['negative', negative],
    ] as const) {
      if (!Array.isArray(list)) throw invalidArgument(field, list, 'Expected a list of words.')
    }
    if (positive.length + negative.length === 0) throw invalidArgument('positive', positive, 'Give at least one word.')
    const close = positive.map((word, i) => this.#asked(word, `positive[${i}]`))
    const far = negative.map((word, i) => this.#asked(word, `negative[${i}]`))
    const scores =
      method === 'add' ? this.#scoresByAdding(close, far, restrict) : this.#scoresByMultiplying(close, far, restrict)
    const left = new Set(
      [...positive, ...negative].map((word) =>
        typeof word === 'string' ? this.#state.vocabulary.index(word) : undefined,
      ),
    )
    const best = new TopK(k)
    for (let word = 0; word < scores.length; word += 1) {
      if (scores[word]! > best.threshold && !left.has(word)) best.offer(word, scores[word]!)
    }
    const { indices, scores: found } = best.drain()
    return Array.from(indices, (word, i) => ({ word: this.words[word]!, score: found[i]! }))
  }

  /** What is to `c` as `b` is to `a`: `analogy('man', 'king', 'woman')`. */
  analogy(
    a: string,
    b: string,
    c: string,
    options: { readonly k?: number; readonly restrict?: number } = {},
  ): SimilarWord[] {
    return this.mostSimilar({ positive: [b, c], negative: [a] }, options)
  }

  /** The word that is furthest from the mean of all; unknown words are passed over. Of equals the later. */
  doesntMatch(words: readonly string[]): string {
    if (!Array.isArray(words)) throw invalidArgument('words', words, 'Expected a list of words.')
    const known = words.filter((word) => this.vector(word) !== undefined)
    const mean = this.#mean(known, 'words', true)
    let odd = known[0]!
    let lowest = Number.POSITIVE_INFINITY
    for (const word of known) {
      const cosine = cosineOf(this.vector(word)!, mean)
      if (cosine > lowest) continue
      lowest = cosine
      odd = word
    }
    return odd
  }

  /** The words that are closer to `word` than `other` is, nearest first. */
  closerThan(word: string, other: string): string[] {
    const cosines = this.#nearest.cosines(this.#known(word, 'word'))
    const place = this.#index(other, 'other')
    const self = this.#state.vocabulary.index(word)
    const closer: number[] = []
    for (let i = 0; i < cosines.length; i += 1) {
      if (i !== self && i !== place && cosines[i]! > cosines[place]!) closer.push(i)
    }
    closer.sort((a, b) => cosines[b]! - cosines[a]! || a - b)
    return closer.map((index) => this.words[index]!)
  }

  /** The place of `other` among the neighbours of `word`, from 1. */
  rankOf(word: string, other: string): number {
    return this.closerThan(word, other).length + 1
  }

  /** How the cosines of word pairs agree with given scores (WordSim-353 and the like), by gensim's rules. */
  evaluateWordPairs(
    pairs: readonly (readonly [string, string, number])[],
    options: EvaluationOptions = {},
  ): WordPairsResult {
    return evaluatePairs(this.#evaluated(), pairs, options)
  }

  /** How many analogies `[a, b, c, expected]` are solved, by gensim's rules: a is to b as c is to ?. */
  evaluateAnalogies(
    questions: readonly (readonly [string, string, string, string])[],
    options: EvaluationOptions = {},
  ): AnalogiesResult {
    return evaluateAnalogyQuestions(this.#evaluated(), questions, options)
  }

  /**
   * Goes on learning from more text: new words that occur `minCount` times there join, known ones keep their vectors as a start. Options not
   * given are those of the first training; architecture, dimensions, loss and sub-words stay. If it fails or is aborted, the model is as it was. Throws `not-trained` for a model that was read from vectors alone.
   */
  async update(corpus: Corpus, options: Word2VecOptions = {}): Promise<void> {
    const before = this.#state
    if (before.training === undefined) {
      throw new RecommenderError(
        'not-trained',
        'This model has vectors alone and cannot go on learning. Update the model that `trainWord2Vec` gave, or one that was saved by `toSnapshot` (not `toInt8`).',
      )
    }
    if (this.#isUpdating)
      throw new RecommenderError('busy', 'Another `update` is running. Wait for it, then call again.')
    const { architecture, dimensions, loss, subwords } = before.training.options
    const resolved = resolveOptions({ ...unresolved(before.training.options, options), ...options })
    for (const [field, kept] of Object.entries({ architecture, dimensions, loss, subwords })) {
      const wanted = resolved[field as 'architecture' | 'dimensions' | 'loss' | 'subwords']
      if (JSON.stringify(wanted) !== JSON.stringify(kept)) {
        throw invalidArgument(field, wanted, `An update keeps it at ${show(kept)}. Train a new model to change it.`)
      }
    }
    this.#isUpdating = true
    try {
      this.#state = await trainModel(corpus, resolved, options, before)
      this.#nearest = new NearestWords(this.#state.vectors, this.#state.vocabulary)
    } finally {
      this.#isUpdating = false
    }
  }

  /** The same words with vectors in 8 bits: a quarter of the memory, cosines within about 0.01. It answers everything, but cannot be updated. */
  toInt8(): Word2Vec {
    const { vocabulary, vectors, subwords } = this.#state
    return new Word2Vec({
      vocabulary,
      vectors: quantizeVectors(vectors, vocabulary.size),
      subwords,
      training: undefined,
    })
  }

  /** Lines (without line ends) of the word2vec text format, or of GloVe's. Throws for a word with a blank, which they cannot hold. */
  toText(options: { readonly format?: 'word2vec' | 'glove' } = {}): Iterable<string> {
    checkNames(options, ['format'])
    return writeText(this.#state.vocabulary, this.#state.vectors, options.format ?? 'word2vec')
  }

  /** The binary format of word2vec. */
  toBinary(): Uint8Array {
    return joinBytes(this.toBinaryPieces())
  }

  /** The same piece by piece, to stream a large model into a file. */
  toBinaryPieces(): Iterable<Uint8Array> {
    return writeBinary(this.#state.vocabulary, this.#state.vectors)
  }

  /**
   * Reads word2vec text, fastText `.vec` or GloVe text, line by line. Of a word that comes twice the first vector stands.
   * Throws `invalid-argument` with the line for wrong counts, a wrong number of fields, and numbers that are none.
   */
  static async fromText(lines: Iterable<string> | AsyncIterable<string>): Promise<Word2Vec> {
    return fromVectors(await readText(lines))
  }

  /** Reads the binary format of word2vec from its bytes, or piece by piece from a stream. Throws `invalid-argument` for truncated or damaged bytes. */
  static async fromBinary(bytes: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Word2Vec> {
    return fromVectors(await readBinary(bytes))
  }

  /** Everything, sub-words and what `update` needs included, as the parts of a snapshot. */
  save(): SnapshotParts {
    return saveState(this.#state)
  }

  /** The model that {@link save} gave. Throws `snapshot-corrupt` where parts are missing or do not fit together. */
  static load(parts: SnapshotParts): Word2Vec {
    return new Word2Vec(loadState(parts))
  }

  /** What {@link save} gives, in one binary. */
  toSnapshot(): Uint8Array {
    return packSnapshot(this.save())
  }

  /** Reads what {@link toSnapshot} gave. Throws `snapshot-corrupt` for changed or missing bytes. */
  static fromSnapshot(bytes: Uint8Array): Word2Vec {
    return Word2Vec.load(unpackSnapshot(bytes))
  }

  #composed(word: string): Float32Array | undefined {
    const { subwords, vocabulary } = this.#state
    if (subwords === undefined) return undefined
    const { dimensions } = this
    const total = new Float64Array(dimensions)
    let count = 0
    for (const bucket of ngramBuckets(word, subwords.table.options)) {
      const row = bucketRow(subwords.table, vocabulary.size, bucket)
      if (row < 0) continue
      count += 1
      for (let j = 0; j < dimensions; j += 1) total[j]! += subwords.rows[row * dimensions + j]!
    }
    return count === 0 ? undefined : Float32Array.from(total, (sum) => sum / count)
  }

  #known(word: string, field: string): Float32Array {
    const vector = this.vector(word)
    if (vector === undefined) throw unknownWord(word, field)
    return vector
  }

  #asked(word: string | Float32Array, field: string): Float32Array {
    if (typeof word === 'string') return this.#known(word, field)
    if (word instanceof Float32Array && word.length === this.dimensions) return word
    throw invalidArgument(field, word, `Expected a word or a Float32Array of ${this.dimensions} numbers.`)
  }

  #index(word: string, field: string): number {
    const index = this.#state.vocabulary.index(word)
    if (index === undefined) throw unknownWord(word, field)
    return index
  }

  #mean(words: readonly string[], field: string, ofUnits: boolean): Float32Array {
    if (!Array.isArray(words) || words.length === 0)
      throw invalidArgument(field, words, 'Give at least one known word.')
    const mean = new Float32Array(this.dimensions)
    for (const [i, word] of words.entries()) {
      const vector = this.#known(word, `${field}[${i}]`)
      if (ofUnits) normalize(vector)
      for (let j = 0; j < mean.length; j += 1) mean[j]! += vector[j]! / words.length
    }
    return mean
  }

  #scoresByAdding(close: readonly Float32Array[], far: readonly Float32Array[], restrict: number): Float32Array {
    const target = new Float32Array(this.dimensions)
    for (const [list, sign] of [
      [close, 1],
      [far, -1],
    ] as const) {
      for (const vector of list) {
        const unit = vector.slice()
        normalize(unit)
        for (let j = 0; j < target.length; j += 1) target[j]! += sign * unit[j]!
      }
    }
    return this.#nearest.cosines(target, restrict)
  }

  #scoresByMultiplying(close: readonly Float32Array[], far: readonly Float32Array[], restrict: number): Float32Array {
    // Cosines from 0 to 1, and a small number so that nothing is divided by zero, as in gensim.
    const shifted = (vector: Float32Array): Float32Array =>
      this.#nearest.cosines(vector, restrict).map((cosine) => (1 + cosine) / 2)
    const scores = new Float32Array(Math.min(restrict, this.words.length)).fill(1)
    for (const factors of close.map(shifted)) for (let i = 0; i < scores.length; i += 1) scores[i]! *= factors[i]!
    for (const factors of far.map(shifted)) for (let i = 0; i < scores.length; i += 1) scores[i]! /= factors[i]! + 1e-6
    return scores
  }

  #evaluated(): { vocabulary: Vocabulary; vectors: ModelState['vectors']; nearest: NearestWords } {
    const { vocabulary, vectors } = this.#state
    return { vocabulary, vectors, nearest: this.#nearest }
  }
}

function unknownWord(word: string, field: string): RecommenderError {
  return new RecommenderError(
    'unknown-word',
    `\`${field}\` is ${show(word)}, which is not in the vocabulary. Words that occur fewer than \`minCount\` times (5 by default) are left out of it: train with a smaller one, or with \`subwords\`, so that unseen words have vectors; \`has(word)\` asks first.`,
    { field, value: word },
  )
}

/** The options of the first training as a caller would give them; a new learning rate brings its own default for the end. */
function unresolved(
  { maxVocabulary, minLearningRate, ...rest }: NonNullable<ModelState['training']>['options'],
  given: Word2VecOptions,
): Word2VecOptions {
  return {
    ...rest,
    ...(Number.isFinite(maxVocabulary) && { maxVocabulary }),
    ...(given.learningRate === undefined && { minLearningRate }),
  }
}

function fromVectors({ words, values, dimensions }: ReadVectors): Word2Vec {
  const vocabulary = new Vocabulary(words, new Float64Array(words.length))
  return new Word2Vec({
    vocabulary,
    vectors: new FloatVectors(values, dimensions),
    subwords: undefined,
    training: undefined,
  })
}
