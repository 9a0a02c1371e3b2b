/** The settings of word-vector training: what each does, its default, its range, and the check at the door. */

import { invalidArgument } from '../../errors.ts'
import { MAX_TARGETS } from '../../kernels/assembly/train-layout.ts'
import { checkNames } from '../../option-names.ts'
import type { Progress, WorkOptions } from '../../work.ts'

/** How far a training has come. */
export interface TrainingProgress extends Progress {
  /** The pass over the corpus, from 1. */
  readonly epoch?: number
  /** Mean loss of a pair of words since the last report (negative log-likelihood; with negative sampling over all its samples). */
  readonly loss?: number
  /** Words of the corpus a second, those outside the vocabulary included, as gensim counts. */
  readonly wordsPerSecond?: number
}

/** Sub-words as in fastText (Bojanowski et al. 2017): a word is the mean of itself and of its character n-grams. */
export interface SubwordOptions {
  /** Shortest n-gram in characters, word borders included. Default 3; for Chinese 1. */
  readonly min: number
  /** Longest. Default 6; for Chinese 2 or 3. */
  readonly max: number
  /** N-grams are hashed into so many rows; only rows that some word of the vocabulary uses take memory. Default 2,000,000. */
  readonly buckets: number
}

/** Options of `trainWord2Vec`; meanings and defaults are gensim's. */
export interface Word2VecOptions extends Omit<WorkOptions, 'onProgress'> {
  /** `'skip-gram'` predicts the middle word from each neighbour (better for rare words), `'cbow'` from their mean (faster). Default `'skip-gram'`. */
  readonly architecture?: 'skip-gram' | 'cbow'
  /** CBOW alone: how the neighbours are combined. Default `'mean'`. */
  readonly combination?: 'mean' | 'sum'
  /** Default `'negative-sampling'`. `'hierarchical-softmax'` needs no negatives and is slower. */
  readonly loss?: 'negative-sampling' | 'hierarchical-softmax'
  /**
   * `'window'` draws the negatives once for up to three neighbours of a window (Ji et al. 2016 do so for the whole window): twice as fast, the
   * same quality. `'pair'` draws them for each pair, as word2vec does; leave it for comparisons. Default `'window'`.
   */
  readonly negativeSharing?: 'window' | 'pair'
  /** Length of the vectors, 1 to 10,000. Default 100. */
  readonly dimensions?: number
  /** Neighbours up to this distance count, 1 to 1,000. Default 5. */
  readonly window?: number
  /** Draw each window's size from 1 to `window`, so that near neighbours weigh more. Default true. */
  readonly shrinkWindow?: boolean
  /** Negative samples, 1 to 383; 5 to 20 for small corpora, 2 to 5 for large ones. Default 5. */
  readonly negative?: number
  /** Negatives are drawn by count to this power, -5 to 5. Default 0.75; for items (not words) try -0.5 to 1 (Caselles-Dupré et al. 2018). */
  readonly negativeExponent?: number
  /** Words more frequent than this share of the corpus are thinned out; 0 keeps all. Default 1e-3. */
  readonly subsample?: number
  /** Rarer words are left out. Default 5. */
  readonly minCount?: number
  /** Keep at most so many of the most frequent words. Default: no limit. */
  readonly maxVocabulary?: number
  /** Passes over the corpus. Default 5. */
  readonly epochs?: number
  /**
   * Draw anew for each epoch in which order its parts (of about 10,000 words) are learned from, so that what stands at the end of a corpus is not always learned last. A corpus too long to keep (`maxStoredWords`) is read as it comes, and `true` refused.
   * Default true for skip-gram, false for CBOW, which gained nothing by it.
   */
  readonly shuffle?: boolean
  /** Learning rate at the start; it falls linearly. Default 0.025 (for CBOW, gensim's own default is the same). */
  readonly learningRate?: number
  /** Learning rate at the end. Default 0.0001. */
  readonly minLearningRate?: number
  /** Drives all chance. The same seed, corpus and options give the same bits with one worker. Default 1. */
  readonly seed?: number
  /**
   * Threads that train at once over shared memory (Hogwild), where the platform has it; results then differ a little from run to run.
   * Default 1, which trains on the calling thread and gives way to the event loop.
   */
  readonly workers?: number
  /** Default false. `{ min: 3, max: 6, buckets: 2_000_000 }` gives unseen words vectors. */
  readonly subwords?: SubwordOptions | false
  /** How texts are split into words. Default: the library's tokeniser, lower case. Does not apply to word lists. */
  readonly tokenizer?: (text: string) => readonly string[]
  /** Up to so many words the corpus is kept as numbers in memory (4 bytes a word); a longer one is read anew each epoch, on one thread. Default 200,000,000. */
  readonly maxStoredWords?: number
  /** Makes a worker from its source, for pages whose content-security policy forbids `blob:` workers. */
  readonly workerFactory?: (source: string) => Worker
  /** Called about ten times a second, at the end of each epoch, and at the end. */
  readonly onProgress?: (progress: TrainingProgress) => void
}

/** The options with every default filled in. */
export interface ResolvedOptions {
  readonly architecture: 'skip-gram' | 'cbow'
  readonly combination: 'mean' | 'sum'
  readonly loss: 'negative-sampling' | 'hierarchical-softmax'
  readonly negativeSharing: 'window' | 'pair'
  readonly dimensions: number
  readonly window: number
  readonly shrinkWindow: boolean
  readonly negative: number
  readonly negativeExponent: number
  readonly subsample: number
  readonly minCount: number
  readonly maxVocabulary: number
  readonly epochs: number
  readonly shuffle: boolean
  readonly learningRate: number
  readonly minLearningRate: number
  readonly seed: number
  readonly workers: number
  readonly subwords: SubwordOptions | false
  readonly maxStoredWords: number
}

/** Names of the options of {@link Word2VecOptions}. */
export const word2VecNames: readonly (keyof Word2VecOptions)[] = [
  'architecture',
  'combination',
  'loss',
  'negativeSharing',
  'dimensions',
  'window',
  'shrinkWindow',
  'negative',
  'negativeExponent',
  'subsample',
  'minCount',
  'maxVocabulary',
  'epochs',
  'shuffle',
  'learningRate',
  'minLearningRate',
  'seed',
  'workers',
  'subwords',
  'tokenizer',
  'maxStoredWords',
  'workerFactory',
  'signal',
  'onProgress',
]

/** Fills in the defaults and refuses what cannot be. */
export function resolveOptions(options: Word2VecOptions): ResolvedOptions {
  checkNames(options, word2VecNames)
  const {
    architecture = 'skip-gram',
    combination = 'mean',
    loss = 'negative-sampling',
    negativeSharing = 'window',
    dimensions = 100,
    window = 5,
    shrinkWindow = true,
    negative = 5,
    negativeExponent = 0.75,
    subsample = 1e-3,
    minCount = 5,
    maxVocabulary = Number.POSITIVE_INFINITY,
    epochs = 5,
    shuffle = architecture === 'skip-gram',
    learningRate = 0.025,
    minLearningRate = Math.min(1e-4, learningRate),
    seed = 1,
    workers = 1,
    subwords = false,
    maxStoredWords = 200_000_000,
  } = options
  oneOf('architecture', architecture, ['skip-gram', 'cbow'])
  oneOf('combination', combination, ['mean', 'sum'])
  oneOf('loss', loss, ['negative-sampling', 'hierarchical-softmax'])
  oneOf('negativeSharing', negativeSharing, ['window', 'pair'])
  oneOf('shrinkWindow', shrinkWindow, [true, false])
  whole('dimensions', dimensions, 1, 10_000)
  whole('window', window, 1, 1000)
  whole('negative', negative, 1, MAX_TARGETS - 1)
  between('negativeExponent', negativeExponent, -5, 5)
  between('subsample', subsample, 0, 1)
  whole('minCount', minCount, 1, Number.MAX_SAFE_INTEGER)
  if (maxVocabulary !== Number.POSITIVE_INFINITY) whole('maxVocabulary', maxVocabulary, 1, Number.MAX_SAFE_INTEGER)
  whole('epochs', epochs, 1, 100_000)
  oneOf('shuffle', shuffle, [true, false])
  between('learningRate', learningRate, Number.MIN_VALUE, 10)
  between('minLearningRate', minLearningRate, 0, learningRate)
  whole('seed', seed, 0, Number.MAX_SAFE_INTEGER)
  whole('workers', workers, 1, 256)
  whole('maxStoredWords', maxStoredWords, 0, 500_000_000)
  if (subwords !== false) {
    if (typeof subwords !== 'object' || subwords === null) {
      throw invalidArgument('subwords', subwords, 'Expected false or { min: 3, max: 6, buckets: 2_000_000 }.')
    }
    checkNames(subwords, ['min', 'max', 'buckets'], 'subwords')
    whole('subwords.min', subwords.min, 1, 100)
    whole('subwords.max', subwords.max, subwords.min, 100)
    whole('subwords.buckets', subwords.buckets, 1, 2 ** 31)
  }
  return {
    architecture,
    combination,
    loss,
    negativeSharing,
    dimensions,
    window,
    shrinkWindow,
    negative,
    negativeExponent,
    subsample,
    minCount,
    maxVocabulary,
    epochs,
    shuffle,
    learningRate,
    minLearningRate,
    seed,
    workers,
    subwords,
    maxStoredWords,
  }
}

/** Refuses what is none of these. */
export function oneOf(field: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return
  const list = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice)))
  throw invalidArgument(field, value, `Expected ${list.join(' or ')}.`)
}

/** Refuses what is not a whole number from `lowest` to `highest`. */
export function whole(field: string, value: unknown, lowest: number, highest: number): void {
  if (Number.isInteger(value) && (value as number) >= lowest && (value as number) <= highest) return
  const range = highest === Number.MAX_SAFE_INTEGER ? `of at least ${lowest}` : `from ${lowest} to ${highest}`
  throw invalidArgument(field, value, `Expected a whole number ${range}.`)
}

function between(field: string, value: unknown, lowest: number, highest: number): void {
  if (typeof value === 'number' && value >= lowest && value <= highest) return
  const range = lowest === Number.MIN_VALUE ? `above 0, up to ${highest}` : `from ${lowest} to ${highest}`
  throw invalidArgument(field, value, `Expected a number ${range}.`)
}
