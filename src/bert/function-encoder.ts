/** Any function that gives vectors for texts, as an encoder: batched, checked, cached, and stopped when asked. */

import type { EncodeOptions, Encoder } from '../encode/encoder.ts'
import type { DenseMatrix } from '../encode/matrix.ts'
import { invalidArgument, RecommenderError } from '../errors.ts'
import { Fingerprint } from '../math/fingerprint.ts'
import { checkNames } from '../option-names.ts'
import { throwIfAborted } from '../work.ts'
import { contentKey } from './cache/content-key.ts'
import { memoryCache } from './cache/memory-cache.ts'
import type { VectorCache } from './cache/vector-cache.ts'
import { checkChoice, checkInteger, checkText, checkTexts } from './check-options.ts'
import { normalizeRows } from './pooling.ts'

/** What an {@link EmbedFunction} is told. */
export interface EmbedContext {
  readonly kind: 'query' | 'document'
  readonly signal?: AbortSignal
}

/** Gives one vector a text, in order and all of one length. */
export type EmbedFunction = (
  texts: readonly string[],
  context: EmbedContext,
) => Promise<ArrayLike<ArrayLike<number>>> | ArrayLike<ArrayLike<number>>

/** Options of {@link functionEncoder}. */
export interface FunctionEncoderOptions {
  /** Names the model and everything that changes its vectors; snapshots and caches are bound to it. */
  readonly id: string
  /** The length of the vectors, where it is known beforehand; others are refused then. Default: that of the first. */
  readonly dimensions?: number
  /** How vectors compare. Default `'cosine'`. */
  readonly metric?: 'cosine' | 'dot'
  /** Whether rows are brought to length 1. Default `false`. */
  readonly normalize?: boolean
  /** The most texts of one call. Default 64. */
  readonly batchSize?: number
  /** How many calls may be under way at once. Default 1. */
  readonly concurrency?: number
  /** Put before each text, by its kind. Default: nothing. */
  readonly prefix?: { readonly query?: string; readonly document?: string }
  /** Keeps vectors. Default `memoryCache()`; `false` keeps nothing. */
  readonly cache?: VectorCache | false
}

/** Names of the options of {@link FunctionEncoderOptions}. */
export const functionEncoderOptionNames: readonly string[] = [
  'id',
  'dimensions',
  'metric',
  'normalize',
  'batchSize',
  'concurrency',
  'prefix',
  'cache',
]

/** What {@link functionEncoder} gives. */
export interface FunctionEncoder extends Encoder {
  readonly output: 'dense'
  ready(): Promise<void>
  encode(texts: readonly string[], options?: EncodeOptions): Promise<DenseMatrix>
}

/**
 * Makes an encoder of a function `(texts) => vectors`. Empty texts get zero rows and are not asked for; equal texts are asked for once. Too few vectors, vectors of another length, or numbers that are not finite are
 * refused with `invalid-vectors`, before anything of that call is kept.
 *
 * @example
 * ```ts
 * const encoder = functionEncoder((texts) => texts.map((text) => [text.length, 1]), { id: 'length@1' })
 * ```
 */
export function functionEncoder(embed: EmbedFunction, options: FunctionEncoderOptions): FunctionEncoder {
  if (typeof embed !== 'function')
    throw invalidArgument('embed', embed, 'Expected a function that gives vectors for texts.')
  checkNames(options, functionEncoderOptionNames, 'options')
  checkText('id', options.id ?? null)
  checkInteger('dimensions', options.dimensions, 1)
  checkInteger('batchSize', options.batchSize, 1)
  checkInteger('concurrency', options.concurrency, 1)
  checkChoice('metric', options.metric, ['cosine', 'dot'])
  checkNames(options.prefix ?? {}, ['query', 'document'], 'prefix')
  const { id, metric = 'cosine', normalize = false, batchSize = 64, concurrency = 1, prefix = {} } = options
  const cache = options.cache === false ? undefined : (options.cache ?? memoryCache())
  const settings = { id, metric, ...(normalize && { normalize }), ...(options.prefix && { prefix }) }
  const fingerprint = `function@1 ${JSON.stringify(settings)}`
  let dimensions = options.dimensions ?? 0

  const call = async (texts: readonly string[], context: EmbedContext): Promise<Float32Array[]> => {
    const rows = checkVectors(await embed(texts, context), texts.length, dimensions)
    if (dimensions === 0) dimensions = rows[0]!.length
    if (normalize) for (const row of rows) normalizeRows(row, row.length)
    return rows
  }

  return {
    id: fingerprint,
    output: 'dense',
    metric,
    accepts: ['text'],
    get dimensions() {
      return dimensions
    },
    async ready() {
      // The length of the vectors is learned from one.
      if (dimensions === 0) await call([`${prefix.document ?? ''}a`], { kind: 'document' })
    },
    async encode(texts, { kind = 'document', signal, onProgress } = {}) {
      checkTexts(texts)
      checkChoice('kind', kind, ['query', 'document'])
      throwIfAborted(signal)
      if (dimensions === 0) await this.ready()
      const rowsOf = new Map<string, number[]>()
      for (const [row, text] of texts.entries()) {
        if (text.trim() === '') continue
        const rows = rowsOf.get(text)
        if (rows === undefined) rowsOf.set(text, [row])
        else rows.push(row)
      }
      const values = new Float32Array(texts.length * dimensions)
      const write = (text: string, vector: Float32Array): number => {
        const rows = rowsOf.get(text)!
        for (const row of rows) values.set(vector, row * dimensions)
        return rows.length
      }
      const before = prefix[kind] ?? ''
      const name = new Fingerprint().text(fingerprint).text(before).toString()
      let wanted = [...rowsOf.keys()]
      let done = texts.length - wanted.reduce((sum, text) => sum + rowsOf.get(text)!.length, 0)
      if (cache !== undefined && wanted.length > 0) {
        const found = await cache.get(wanted.map((text) => contentKey(name, text)))
        wanted = wanted.filter((text, at) => {
          const vector = found[at]
          if (vector?.length !== dimensions) return true
          done += write(text, vector)
          return false
        })
      }
      const mayStore = kind === 'document' || cache?.persistent === false
      let next = 0
      let failed = false
      const work = async (): Promise<void> => {
        while (next < wanted.length && !failed) {
          throwIfAborted(signal)
          const batch = wanted.slice(next, next + batchSize)
          next += batchSize
          const vectors = await call(
            batch.map((text) => before + text),
            { kind, ...(signal && { signal }) },
          )
          throwIfAborted(signal)
          for (const [at, text] of batch.entries()) done += write(text, vectors[at]!)
          if (mayStore)
            await cache?.set(batch.map((text, at) => ({ key: contentKey(name, text), vector: vectors[at]! })))
          onProgress?.({ phase: 'encode', done, total: texts.length })
        }
      }
      const workers = Array.from({ length: concurrency }, () =>
        work().catch((error: unknown) => {
          failed = true
          throw error
        }),
      )
      for (const result of await Promise.allSettled(workers)) if (result.status === 'rejected') throw result.reason
      if (wanted.length === 0) onProgress?.({ phase: 'encode', done: texts.length, total: texts.length })
      return { kind: 'dense', rows: texts.length, columns: dimensions, values }
    },
  }
}

/** The vectors as float32, if there are as many as asked for, all of one length, and finite. */
function checkVectors(vectors: unknown, count: number, dimensions: number): Float32Array[] {
  const fail = (message: string): RecommenderError => new RecommenderError('invalid-vectors', message)
  if (typeof vectors !== 'object' || vectors === null || !('length' in vectors))
    throw fail(`Expected a list of ${count} vectors, received ${typeof vectors}.`)
  const list = vectors as ArrayLike<unknown>
  if (list.length !== count) throw fail(`Expected ${count} vectors, one a text, received ${list.length}.`)
  return Array.from(list, (vector, at) => {
    if (typeof vector !== 'object' || vector === null || !('length' in vector))
      throw fail(`Vector ${at} is no list of numbers.`)
    const row = Float32Array.from(vector as ArrayLike<number>)
    const expected = dimensions > 0 ? dimensions : (list[0] as ArrayLike<number>).length
    if (row.length !== expected || row.length === 0)
      throw fail(`Expected vectors of ${expected} dimensions, received one of ${row.length}. Is it another model?`)
    if (!row.every(Number.isFinite)) throw fail(`Vector ${at} holds what is no finite number.`)
    return row
  })
}
