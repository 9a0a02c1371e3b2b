/** What a transformer encoder is made with, checked at the door, with the defaults of the model that it names. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import type { Warning } from '../options.ts'
import { memoryCache } from './cache/memory-cache.ts'
import type { VectorCache } from './cache/vector-cache.ts'
import { checkChoice, checkInteger, checkText } from './check-options.ts'
import { knownUse } from './known-models.ts'
import type { LongText } from './long-texts.ts'
import { type Pooling, poolings } from './pooling.ts'

/** The number type of a model's weights: which file of the model is loaded. */
export type ModelDtype = 'fp32' | 'fp16' | 'q8' | 'q4'

/** How a model is found and loaded: the options that all transformers of this folder share. */
export interface TransformerOptions {
  /** The model: a name such as `'Xenova/all-MiniLM-L6-v2'`, or the path of its folder (beginning with `/` or `./`), which is never looked for elsewhere. */
  readonly model: string
  /**
   * The library that runs it: a function that imports `@huggingface/transformers` (3 or later) or `@xenova/transformers` (2.17), the module, or a pipeline that is ready.
   * Default: the one that is installed, imported on first use.
   */
  readonly transformers?: (() => Promise<unknown>) | object
  /** The folder (or address) under which `model` is found; nothing is fetched from elsewhere then. Changes the package's shared settings while the model loads, and restores them. */
  readonly localModelPath?: string
  /** Where the package keeps files that it has fetched. Default: its own place. */
  readonly cacheDir?: string
  /** The version of a remote model: a branch, tag or commit. Part of the fingerprint. Default: the package's, `'main'`. */
  readonly revision?: string
  /** Where it runs: `'cpu'`, `'wasm'`, `'webgpu'`, `'cuda'` ... Default: the package's choice. The older package ignores it. */
  readonly device?: string
  /** Which weights to load. `'q8'` is a quarter of the size and faster, at a small loss. The older package knows `'fp32'` and `'q8'`. Default `'fp32'`. */
  readonly dtype?: ModelDtype
  /** Passed on to the runtime: `{ intraOpNumThreads: 2 }`, for example. The older package ignores it. */
  readonly sessionOptions?: Readonly<Record<string, unknown>>
  /**
   * In Node, how many threads run the model, each with a copy of it that computes on one processor: with 2 or more, several batches run at once and the calling thread stays free. Faster than one copy on as many
   * processors, for as many times the memory. Needs the installed package, so `transformers` must not be given. Default 1: the calling thread.
   */
  readonly workers?: number
}

/** Options of {@link BertEncoder}. Defaults marked with a star follow the model's makers where the model is known. */
export interface BertOptions extends TransformerOptions {
  /** How the vectors of tokens become one. Default `'mean'` (*), with a warning where the model is not known. */
  readonly pooling?: Pooling
  /** Whether rows have length 1. Default `true`. */
  readonly normalize?: boolean
  /** The most tokens of a text that are read at once, special ones included; never more than the model takes. Default: what the model takes (*). */
  readonly maxTokens?: number
  /** What becomes of longer texts: their end is left out, or they are read in windows whose vectors are averaged by their tokens, at as many times the cost. Default `'truncate'`. */
  readonly longText?: LongText
  /** How many tokens neighbouring windows share. Default: an eighth of a window. */
  readonly overlap?: number
  /** What is put before each text, by its kind. Default: nothing (*). */
  readonly prefix?: { readonly query?: string; readonly document?: string }
  /** Keeps only so many of the first numbers of each vector, for models trained so (Matryoshka; Kusupati et al. 2022), or, with `whitening`, that many directions. Default: all. */
  readonly dimensions?: number
  /** Whether `fit` learns to rotate and scale vectors so that their numbers are uncorrelated and of one size (Su et al. 2021): for models not trained for sentences. Default `false`. */
  readonly whitening?: boolean
  /**
   * `'int8'` rounds each row to 255 steps of its largest number: `encode` then gives those rounded numbers, as float32, which {@link BertEncoder.encodeInt8} gives in one byte each. Default `'float32'`.
   */
  readonly output?: 'float32' | 'int8'
  /** How many tokens run at once, padding included; what is longer runs alone. Small batches keep a processor's caches warm; graphics processors want many. Default 512, and 8192 on a graphics processor. */
  readonly batchTokens?: number
  /** How many batches may be under way at once. More than 1 helps where the runtime computes elsewhere (a graphics processor). Default 1, and twice `workers` where there are several. */
  readonly concurrency?: number
  /** Keeps vectors, so that a text is encoded once. Default: `memoryCache()`, 64 MiB. `false` keeps nothing. */
  readonly cache?: VectorCache | false
  /** Told what is odd but no error. Default: nobody is told. */
  readonly onWarning?: (warning: Warning) => void
}

/** Options with nothing left open. */
export interface ResolvedBertOptions {
  readonly pooling: Pooling
  readonly normalize: boolean
  readonly maxTokens: number | undefined
  readonly longText: LongText
  readonly overlap: number | undefined
  readonly prefix: { readonly query: string; readonly document: string }
  readonly dimensions: number | undefined
  readonly whitening: boolean
  readonly output: 'float32' | 'int8'
  readonly batchTokens: number
  readonly concurrency: number
  readonly cache: VectorCache | undefined
  readonly onWarning: (warning: Warning) => void
  /** Whether the model's makers' word on its use was at hand, or the caller's. */
  readonly isUseKnown: boolean
}

/** Names of the options in {@link TransformerOptions}. */
export const transformerOptionNames: readonly string[] = [
  'model',
  'transformers',
  'localModelPath',
  'cacheDir',
  'revision',
  'device',
  'dtype',
  'sessionOptions',
  'workers',
]

const names = [
  ...transformerOptionNames,
  'pooling',
  'normalize',
  'maxTokens',
  'longText',
  'overlap',
  'prefix',
  'dimensions',
  'whitening',
  'output',
  'batchTokens',
  'concurrency',
  'cache',
  'onWarning',
]

/** One batch in this thread; where threads run the model, one that each works on and one that waits for it. */
export const batchesUnderWay = (workers = 1): number => (workers > 1 ? 2 * workers : 1)

/** Checks what all transformers share. */
export function checkTransformerOptions(options: TransformerOptions): void {
  checkText('model', options.model ?? null)
  for (const name of ['localModelPath', 'cacheDir', 'revision', 'device'] as const) checkText(name, options[name])
  checkChoice('dtype', options.dtype, ['fp32', 'fp16', 'q8', 'q4'])
  const { transformers, sessionOptions, workers } = options
  checkInteger('workers', workers, 1)
  if (workers !== undefined && workers > 1 && transformers !== undefined)
    throw invalidArgument(
      'workers',
      workers,
      'Threads import the installed package themselves: leave out `transformers`, or `workers`.',
    )
  if (
    transformers !== undefined &&
    typeof transformers !== 'function' &&
    (typeof transformers !== 'object' || transformers === null)
  )
    throw invalidArgument(
      'transformers',
      transformers,
      "Expected () => import('@huggingface/transformers'), that module, or a pipeline of it.",
    )
  if (sessionOptions !== undefined && (typeof sessionOptions !== 'object' || sessionOptions === null))
    throw invalidArgument('sessionOptions', sessionOptions, 'Expected an object.')
}

/** Checks options and fills in defaults; throws an error that names the option. */
export function resolveBertOptions(options: BertOptions): ResolvedBertOptions {
  if (typeof options !== 'object' || options === null)
    throw invalidArgument('options', options, "Pass an object: { model: 'Xenova/all-MiniLM-L6-v2' }.")
  checkNames(options, names, 'options')
  checkTransformerOptions(options)
  const use = knownUse(options.model)
  const {
    pooling = use?.pooling ?? 'mean',
    normalize = true,
    maxTokens = use?.maxTokens,
    longText = 'truncate',
    overlap,
    prefix = use?.prefix ?? {},
    dimensions,
    whitening = false,
    output = 'float32',
    batchTokens = /gpu|cuda|dml|coreml/.test(options.device ?? '') ? 8192 : 512,
    concurrency = batchesUnderWay(options.workers),
    cache = memoryCache(),
    onWarning = () => {},
  } = options
  checkChoice('pooling', pooling, poolings)
  checkChoice('longText', longText, ['truncate', 'chunk'])
  checkChoice('output', output, ['float32', 'int8'])
  for (const [name, value] of Object.entries({ normalize, whitening }))
    if (typeof value !== 'boolean') throw invalidArgument(name, value, 'Expected true or false.')
  checkInteger('maxTokens', maxTokens, 8)
  checkInteger('overlap', overlap, 0)
  if (overlap !== undefined && maxTokens !== undefined && overlap > maxTokens / 2)
    throw invalidArgument('overlap', overlap, `Expected at most half of \`maxTokens\`, ${Math.floor(maxTokens / 2)}.`)
  checkInteger('dimensions', dimensions, 1)
  checkInteger('batchTokens', batchTokens, 1)
  checkInteger('concurrency', concurrency, 1)
  if (typeof prefix !== 'object' || prefix === null)
    throw invalidArgument('prefix', prefix, "Expected { query: 'query: ', document: 'passage: ' }.")
  checkNames(prefix, ['query', 'document'], 'prefix')
  const { query = '', document = '' } = prefix
  for (const [name, value] of Object.entries({ query, document }))
    if (typeof value !== 'string') throw invalidArgument(`prefix.${name}`, value, 'Expected a text.')
  if (cache !== false && !isCache(cache))
    throw invalidArgument(
      'cache',
      cache,
      'Expected memoryCache(), directoryCache(path), indexedDbCache(name), another VectorCache, or false.',
    )
  if (typeof onWarning !== 'function') throw invalidArgument('onWarning', onWarning, 'Expected a function.')
  return {
    ...{ pooling, normalize, maxTokens, longText, overlap, dimensions, whitening, output, batchTokens, concurrency },
    prefix: { query, document },
    cache: cache === false ? undefined : cache,
    onWarning,
    isUseKnown: use !== undefined || options.pooling !== undefined,
  }
}

function isCache(value: unknown): value is VectorCache {
  if (typeof value !== 'object' || value === null) return false
  const { persistent, get, set } = value as Partial<VectorCache>
  return typeof persistent === 'boolean' && typeof get === 'function' && typeof set === 'function'
}
