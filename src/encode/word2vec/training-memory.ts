/** Lays a training out in kernel memory: matrices, tables, tokens, and a job with scratch memory for each thread. */

import { RecommenderError } from '../../errors.ts'
import {
  JOB_ALIAS_THRESHOLDS,
  JOB_ALIAS_WORDS,
  JOB_BYTES,
  JOB_CBOW,
  JOB_GRADIENTS,
  JOB_HIDDEN,
  JOB_HIERARCHICAL,
  JOB_INPUT,
  JOB_INPUT_ROWS,
  JOB_KEEP,
  JOB_LABELS,
  JOB_NEGATIVE,
  JOB_OUTPUT,
  JOB_PATH_LABELS,
  JOB_PATH_NODES,
  JOB_PATH_OFFSETS,
  JOB_RANDOM,
  JOB_RING,
  JOB_SENTENCE,
  JOB_SHARING,
  JOB_SHRINK,
  JOB_SOFTPLUS,
  JOB_STRIDE,
  JOB_SUBWORD_OFFSETS,
  JOB_SUBWORD_ROWS,
  JOB_TARGET_ROWS,
  JOB_TARGETS,
  JOB_TOKENS,
  JOB_WINDOW,
  JOB_WORDS,
  JOB_ZERO_ROW,
  MAX_SENTENCE,
  MAX_TARGETS,
  TARGET_BLOCK,
} from '../../kernels/assembly/train-layout.ts'
import type { Arena } from '../../kernels/index.ts'
import { randomNumbers, randomState } from '../../math/random.ts'
import type { Steps } from '../../steps.ts'
import { MAX_BLOCK } from './blocks.ts'
import { huffmanPaths } from './huffman.ts'
import { keepThresholds, noiseTable } from './noise.ts'
import type { StoredTokens } from './stored-tokens.ts'
import type { TrainingPlan, Weights } from './training-plan.ts'

/**
 * Neighbours at most that learn from the same targets at once, all from the values before. The more, the faster and the staler: with 3 vectors are as good as with one, with a whole window of 5 rare words of small corpora
 * suffer, and a window of 100 overshoots.
 */
const SHARING = 3

/**
 * Skip-gram: a word that occurs c times starts in a random direction at a length of START_LENGTH / sqrt(c), as the error of a mean falls with what it is taken of. word2vec starts all words at a tenth of that or less, and output vectors
 * at zero: nothing can be learned before either has grown. What is left of a rare word's start at the end keeps it from being near to everything.
 */
const START_LENGTH = 3

/** Streams of chance: the vectors' start, then one a thread. */
const INITIAL_STREAM = 0
const FIRST_THREAD_STREAM = 1

/** A training in kernel memory: constructed, then filled, then read. Nothing here outlives the arena. */
export class TrainingMemory {
  readonly arena: Arena
  /** Address of the tokens: the whole corpus where threads share it, else room for one block. */
  readonly tokens: number
  readonly #plan: TrainingPlan
  readonly #corpus: StoredTokens | undefined
  readonly #stride: number
  readonly #inputRows: number
  readonly #outputRows: number
  readonly #input: number
  readonly #output: number
  /** What all jobs have in common. */
  readonly #template = new Uint32Array(JOB_BYTES / 4)

  /** `corpus` is given where threads share the memory: it then lies there as a whole. */
  constructor(arena: Arena, plan: TrainingPlan, corpus: StoredTokens | undefined) {
    this.arena = arena
    this.#corpus = corpus
    this.#plan = plan
    const { vocabulary, options, subwords } = plan
    const words = vocabulary.size
    this.#stride = Math.ceil(options.dimensions / 4) * 16
    this.#inputRows = words + (subwords?.buckets.length ?? 0)
    this.#outputRows = outputRowCount(plan)
    checkSize(this.#stride, this.#inputRows + this.#outputRows, options.dimensions)
    this.#input = arena.allocateZeroed(this.#stride * this.#inputRows)
    this.#output = arena.allocateZeroed(this.#stride * Math.max(1, this.#outputRows))
    this.tokens = arena.allocate(4 * (corpus?.length ?? MAX_BLOCK))
  }

  /** Sets everything up for the first step. */
  *fill(): Steps<void> {
    const { arena } = this
    const { vocabulary, options, subwords, before, corpusCounts } = this.#plan
    const set = (field: number, value: number): void => {
      this.#template[field / 4] = value
    }
    yield* this.#startVectors()
    if (before !== undefined) {
      this.#copyRows(this.#input, before.weights.input, before.inputRows)
      yield
      this.#copyRows(this.#output, before.weights.output, before.outputRows)
      yield
    }
    set(JOB_INPUT, this.#input)
    set(JOB_OUTPUT, this.#output)
    set(JOB_STRIDE, this.#stride)
    set(JOB_WINDOW, options.window)
    set(JOB_SHRINK, options.shrinkWindow ? 1 : 0)
    set(JOB_NEGATIVE, options.negative)
    set(JOB_WORDS, vocabulary.size)
    set(JOB_CBOW, options.architecture === 'skip-gram' ? 0 : options.combination === 'mean' ? 1 : 2)
    set(JOB_SHARING, options.negativeSharing === 'pair' ? 1 : SHARING)
    const keep = keepThresholds(corpusCounts, options.subsample)
    if (keep !== undefined) set(JOB_KEEP, this.#store(keep))
    if (options.loss === 'hierarchical-softmax') {
      const paths = huffmanPaths(vocabulary.counts)
      set(JOB_HIERARCHICAL, 1)
      set(JOB_PATH_OFFSETS, this.#store(paths.offsets))
      set(JOB_PATH_NODES, this.#store(paths.nodes))
      set(JOB_PATH_LABELS, this.#store(paths.labels))
    } else {
      const noise = noiseTable(vocabulary.counts, options.negativeExponent)
      set(JOB_ALIAS_THRESHOLDS, this.#store(noise.thresholds))
      set(JOB_ALIAS_WORDS, this.#store(noise.aliases))
    }
    yield
    if (subwords !== undefined) {
      set(JOB_SUBWORD_OFFSETS, this.#store(subwords.offsets))
      set(JOB_SUBWORD_ROWS, this.#store(subwords.rows))
    }
    // ln(1 + e^-x) for x from -8 to 8
    set(JOB_SOFTPLUS, this.#store(Float32Array.from({ length: 513 }, (_, i) => Math.log1p(Math.exp(8 - i / 32)))))
    set(JOB_TOKENS, this.tokens)
    if (this.#corpus !== undefined) yield* this.#corpus.drain(arena.int32(this.tokens, this.#corpus.length))
  }

  /** A job for one more thread, with its own chance and scratch memory: its address. */
  addJob(thread: number): number {
    const { arena } = this
    const { window, seed } = this.#plan.options
    const job = Uint32Array.from(this.#template)
    job.set(randomState(seed, FIRST_THREAD_STREAM + thread), JOB_RANDOM / 4)
    const scratch = [
      [JOB_SENTENCE, 4 * MAX_SENTENCE],
      [JOB_INPUT_ROWS, 4 * (2 * window + 2)],
      [JOB_TARGET_ROWS, 4 * MAX_TARGETS],
      [JOB_LABELS, 64 * (MAX_TARGETS / TARGET_BLOCK)],
      [JOB_TARGETS, TARGET_BLOCK * this.#stride],
      [JOB_GRADIENTS, 32 * (2 * window + 2)],
      [JOB_ZERO_ROW, this.#stride],
      [JOB_HIDDEN, 2 * this.#stride],
      [JOB_RING, this.#plan.subwords === undefined ? 0 : 2 * this.#stride * (2 * window + 1)],
    ] as const
    for (const [field, bytes] of scratch) job[field / 4] = arena.allocateZeroed(bytes)
    return this.#store(job)
  }

  /**
   * The trained vectors, at the end: the memory itself, without the padding, so that the largest part of a model is never held twice. Memory that
   * threads share is copied, since much of a platform refuses views of it.
   */
  takeWeights(): Weights {
    return {
      input: this.#takeRows(this.#input, this.#inputRows),
      output: this.#takeRows(this.#output, this.#outputRows),
    }
  }

  /**
   * Words and n-grams start at random: with skip-gram by {@link START_LENGTH}, with CBOW, which gained nothing by that, within +-1 / (2 dimensions) as in
   * word2vec. Output vectors start at zero.
   */
  *#startVectors(): Steps<void> {
    const { dimensions, seed, architecture } = this.#plan.options
    const next = randomNumbers(seed, INITIAL_STREAM)
    const padded = this.#stride / 4
    const floats = this.arena.float32(this.#input, padded * this.#inputRows)
    const counts = rowCounts(this.#plan)
    for (let row = 0; row < this.#inputRows; row += 1) {
      if (row % 1000 === 0) yield
      // Numbers spread evenly from -h to h have a mean square of h^2 / 3.
      const reach =
        architecture === 'cbow' ? 0.5 / dimensions : START_LENGTH * Math.sqrt(3 / (dimensions * counts[row]!))
      for (let j = 0; j < dimensions; j += 1) floats[row * padded + j] = (2 * next() - 1) * reach
    }
  }

  #copyRows(to: number, from: Float32Array, rows: Int32Array): void {
    const { dimensions } = this.#plan.options
    const padded = this.#stride / 4
    const floats = this.arena.float32(to, padded * rows.length)
    for (const [row, old] of rows.entries()) {
      if (old >= 0) floats.set(from.subarray(old * dimensions, (old + 1) * dimensions), row * padded)
    }
  }

  #takeRows(from: number, rows: number): Float32Array {
    const { dimensions } = this.#plan.options
    const padded = this.#stride / 4
    const floats = this.arena.float32(from, padded * rows)
    if (padded !== dimensions) {
      for (let row = 1; row < rows; row += 1)
        floats.copyWithin(row * dimensions, row * padded, row * padded + dimensions)
    }
    const values = floats.subarray(0, rows * dimensions)
    return this.#corpus ? values.slice() : values
  }

  #store(values: Uint32Array | Float32Array): number {
    const address = this.arena.allocate(values.byteLength)
    if (values instanceof Uint32Array) this.arena.uint32(address, values.length).set(values)
    else this.arena.float32(address, values.length).set(values)
    return address
  }
}

/** How often each input row is met in one pass: a word's count, or the sum of the counts of the words that an n-gram is part of. */
function rowCounts({ vocabulary, subwords }: TrainingPlan): Float64Array {
  if (subwords === undefined) return vocabulary.counts
  const counts = new Float64Array(vocabulary.size + subwords.buckets.length)
  for (const [word, count] of vocabulary.counts.entries()) {
    for (let at = subwords.offsets[word]!; at < subwords.offsets[word + 1]!; at += 1)
      counts[subwords.rows[at]!]! += count
  }
  return counts
}

/** Rows of the output matrix: the words, or the inner nodes of the Huffman tree. */
export function outputRowCount({ vocabulary, options }: Pick<TrainingPlan, 'vocabulary' | 'options'>): number {
  return options.loss === 'hierarchical-softmax' ? vocabulary.size - 1 : vocabulary.size
}

function checkSize(stride: number, rows: number, dimensions: number): void {
  const bytes = stride * rows
  if (bytes < 3.9e9) return
  throw new RecommenderError(
    'limit-exceeded',
    `${rows} rows of ${dimensions} dimensions take ${(bytes / 1e9).toFixed(1)} GB, more than the 3.9 GB that kernels can address. Use fewer dimensions, a higher \`minCount\` or a \`maxVocabulary\`.`,
    { field: 'dimensions', value: dimensions },
  )
}
