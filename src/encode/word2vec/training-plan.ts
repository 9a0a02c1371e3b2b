/** What one training works on and what it gives. */

import type { KernelBackend } from '../../kernels/index.ts'
import type { ResolvedOptions } from './options.ts'
import type { StoredTokens } from './stored-tokens.ts'
import type { Subwords } from './subwords.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The matrices of a model, row by row without padding. */
export interface Weights {
  /** Words, then n-grams where there are sub-words. */
  readonly input: Float32Array
  /** Output vectors of the words, or of the Huffman tree's inner nodes. */
  readonly output: Float32Array
}

/** Where the tokens come from: numbers of the vocabulary, -1 between sentences. */
export type TokenSource =
  /** `bounds`: places at which the blocks begin, and the end. */
  | { readonly kind: 'stored'; readonly length: number; readonly list: StoredTokens; readonly bounds: Uint32Array }
  /** Opened anew for each epoch; `length` is how many one epoch has. */
  | { readonly kind: 'streamed'; readonly length: number; blocks(): AsyncIterable<Int32Array> }

/** What a training starts from. */
export interface TrainingPlan {
  readonly vocabulary: Vocabulary
  /** Counts of the words in this corpus, for subsampling; those of the vocabulary, unless a model is updated. */
  readonly corpusCounts: Float64Array
  readonly subwords: Subwords | undefined
  readonly options: ResolvedOptions
  readonly tokens: TokenSource
  /** Tokens of one epoch, those outside the vocabulary included. */
  readonly rawWords: number
  /** Where a model goes on learning: its weights, and for each row of the new weights the row it had there, or -1. */
  readonly before?: { readonly weights: Weights; readonly inputRows: Int32Array; readonly outputRows: Int32Array }
}

/** How a training went. */
export interface TrainingReport {
  /** Words of one epoch, those outside the vocabulary included. */
  readonly rawWords: number
  readonly epochs: number
  /** Seconds spent in the epochs, without reading and counting. */
  readonly seconds: number
  /** `rawWords * epochs / seconds`, as gensim counts. */
  readonly wordsPerSecond: number
  /** Mean loss of a pair over the last epoch (sampled); NaN where the corpus gave no pair. */
  readonly loss: number
  readonly workers: number
  readonly backend: KernelBackend
}
