/** From texts to pooled vectors: what is cached is taken, the rest goes to tokens, batches and the model; the next texts are tokenized while these run. */

import { RecommenderError } from '../errors.ts'
import { Pacer, throwIfAborted, type WorkOptions } from '../work.ts'
import type { CachedVector, VectorCache } from './cache/vector-cache.ts'
import { windows } from './long-texts.ts'
import type { ResolvedBertOptions } from './options.ts'
import { normalizeRows, pool } from './pooling.ts'
import { runBatches } from './run-batches.ts'
import type { TransformerModel } from './transformer-model.ts'

/** How many texts are tokenized and sorted together: enough for batches of like length, few enough to start soon. */
const TEXTS_AT_ONCE = 2048

/** The settings of one call. */
export interface TextsOptions extends WorkOptions {
  readonly prefix: string
  readonly cache: VectorCache | undefined
  readonly key: (text: string) => string
  /** Whether vectors may be written to the cache. */
  readonly mayStore: boolean
}

/** A text that has to be encoded, and the rows that it stands in. */
interface Task {
  readonly text: string
  readonly key: string
  readonly rows: number[]
}

/** A task in tokens: one sequence, or a window each. */
interface Tokenized {
  readonly task: Task
  readonly sequences: readonly Int32Array[]
}

export class TextEncoding {
  readonly #model: TransformerModel
  readonly #options: ResolvedBertOptions
  /** The length of the model's vectors. */
  readonly size: number
  /** The length of the rows that come out here. */
  readonly columns: number
  readonly #maxTokens: number

  private constructor(model: TransformerModel, options: ResolvedBertOptions, size: number) {
    this.#model = model
    this.#options = options
    this.size = size
    // Whitening chooses its own directions among all numbers.
    this.columns = options.whitening ? size : Math.min(options.dimensions ?? size, size)
    this.#maxTokens = Math.min(options.maxTokens ?? model.longest, model.longest)
  }

  /** For this model; where its settings do not say how long its vectors are, it is tried once. Throws where it cannot be pooled so. */
  static async open(model: TransformerModel, options: ResolvedBertOptions): Promise<TextEncoding> {
    const isListed = model.hiddenSize !== undefined && options.pooling !== 'first-last-mean'
    const size = isListed
      ? model.hiddenSize
      : (await model.hidden([model.frame(model.tokens('a'))], options.pooling)).size
    return new TextEncoding(model, options, size!)
  }

  /** One row a text. */
  async encode(texts: readonly string[], options: TextsOptions): Promise<Float32Array> {
    const { signal, onProgress } = options
    const values = new Float32Array(texts.length * this.columns)
    const pacer = new Pacer(options)
    const { tasks, done: known } = await this.#plan(texts, values, options, pacer)
    let done = known
    const total = texts.length
    const finish = async (finished: readonly (readonly [Task, Float32Array])[]): Promise<void> => {
      const entries: CachedVector[] = []
      for (const [{ key, rows }, vector] of finished) {
        for (const row of rows) values.set(vector, row * this.columns)
        done += rows.length
        entries.push({ key, vector })
      }
      if (options.mayStore) await options.cache?.set(entries)
      onProgress?.({ phase: 'encode', done, total })
    }

    // The next texts become tokens while the model runs on these.
    let upcoming = this.#tokenize(tasks.slice(0, TEXTS_AT_ONCE), options)
    for (let start = 0; start < tasks.length; start += TEXTS_AT_ONCE) {
      const tokenized = await upcoming
      const next = start + TEXTS_AT_ONCE
      upcoming = this.#tokenize(tasks.slice(next, next + TEXTS_AT_ONCE), options)
      upcoming.catch(() => undefined) // an error of the model comes first; this one is thrown where it is awaited
      await this.#run(tokenized, finish, signal)
    }
    await upcoming
    if (tasks.length === 0) onProgress?.({ phase: 'encode', done: total, total })
    return values
  }

  /** Fills the rows of blank and of cached texts; what is left becomes tasks, one for equal texts. */
  async #plan(
    texts: readonly string[],
    values: Float32Array,
    { cache, key: keyOf, onProgress }: TextsOptions,
    pacer: Pacer,
  ): Promise<{ tasks: Task[]; done: number }> {
    const tasks = new Map<string, Task>()
    let done = 0
    for (const [row, text] of texts.entries()) {
      if (text.trim() === '') {
        done++
        continue
      }
      const known = tasks.get(text)
      if (known === undefined) tasks.set(text, { text, key: cache === undefined ? '' : keyOf(text), rows: [row] })
      else known.rows.push(row)
      if (pacer.due()) await pacer.pause({ phase: 'encode', done, total: texts.length })
    }
    const all = [...tasks.values()]
    if (cache === undefined || all.length === 0) return { tasks: all, done }
    const vectors = await cache.get(all.map(({ key }) => key))
    const left = all.filter(({ rows }, at) => {
      const vector = vectors[at]
      if (vector === undefined || vector.length !== this.columns) return true
      for (const row of rows) values.set(vector, row * this.columns)
      done += rows.length
      return false
    })
    if (done > 0 && left.length > 0) onProgress?.({ phase: 'encode', done, total: texts.length })
    return { tasks: left, done }
  }

  async #tokenize(tasks: readonly Task[], { prefix, signal }: TextsOptions): Promise<Tokenized[]> {
    const pacer = new Pacer(signal === undefined ? {} : { signal })
    const tokenized: Tokenized[] = []
    for (const task of tasks) {
      tokenized.push({ task, sequences: await this.#sequences(task.text, prefix, pacer) })
      if (pacer.due()) await pacer.pause({ phase: 'tokenize', done: tokenized.length, total: tasks.length })
    }
    return tokenized
  }

  async #sequences(text: string, prefix: string, pacer: Pacer): Promise<readonly Int32Array[]> {
    const model = this.#model
    const most = Math.max(1, this.#maxTokens - model.specials)
    if (this.#options.longText === 'truncate') {
      const tokens = model.tokens(prefix + text, most)
      return tokens.length === 0 ? [] : [model.frame(tokens)]
    }
    const start = model.tokens(prefix + text, most + 1)
    if (start.length <= most) return start.length === 0 ? [] : [model.frame(start)]
    const parts: number[][] = []
    for (const part of model.tokensInPieces(text)) {
      parts.push(Array.from(part))
      if (pacer.due()) await pacer.pause({ phase: 'tokenize', done: parts.length })
    }
    const head = prefix.trim() === '' ? new Int32Array(0) : model.tokens(prefix.trim())
    const size = Math.max(1, most - head.length)
    const overlap = Math.min(this.#options.overlap ?? size >> 3, size - 1)
    return windows(Int32Array.from(parts.flat()), size, overlap).map((window) => model.frame(head, window))
  }

  async #run(
    tokenized: readonly Tokenized[],
    finish: (finished: readonly (readonly [Task, Float32Array])[]) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { pooling, batchTokens, concurrency } = this.#options
    const sequences = tokenized.flatMap((each) => each.sequences)
    const owners = tokenized.flatMap((each) => each.sequences.map(() => each))
    const sums = new Map<Tokenized, { sum: Float64Array; tokens: number; left: number }>()
    const blank = tokenized.filter((each) => each.sequences.length === 0)
    if (blank.length > 0) await finish(blank.map(({ task }) => [task, new Float32Array(this.columns)] as const))

    await runBatches(
      sequences.map(({ length }) => length),
      {
        batchTokens,
        concurrency,
        ...(signal !== undefined && { signal }),
        run: async (indices) => {
          const batch = indices.map((index) => sequences[index]!)
          const states = await this.#model.hidden(batch, pooling)
          throwIfAborted(signal)
          const pooled = new Float32Array(batch.length * this.size)
          pool(
            states,
            batch.map(({ length }) => length),
            pooling,
            pooled,
          )
          const finished: (readonly [Task, Float32Array])[] = []
          for (const [at, index] of indices.entries()) {
            const owner = owners[index]!
            const vector = pooled.subarray(at * this.size, (at + 1) * this.size)
            const whole = owner.sequences.length === 1 ? vector : addWindow(sums, owner, vector, batch[at]!.length)
            if (whole !== undefined) finished.push([owner.task, this.#finished(whole)])
          }
          await finish(finished)
        },
      },
    )
  }

  /** A pooled vector as it is given and kept: cut to its first numbers, of length 1 where asked. */
  #finished(vector: Float32Array): Float32Array {
    const kept = vector.slice(0, this.columns)
    if (!kept.every(Number.isFinite))
      throw new RecommenderError(
        'encoding-failed',
        'The model gave a vector that is not finite. Does its `dtype` suit the device?',
      )
    if (this.#options.normalize && !this.#options.whitening) normalizeRows(kept, this.columns)
    return kept
  }
}

/** Adds a window to its text's weighted mean, and gives the mean with the last window. */
function addWindow(
  sums: Map<Tokenized, { sum: Float64Array; tokens: number; left: number }>,
  owner: Tokenized,
  vector: Float32Array,
  tokens: number,
): Float32Array | undefined {
  const state = sums.get(owner) ?? { sum: new Float64Array(vector.length), tokens: 0, left: owner.sequences.length }
  sums.set(owner, state)
  for (let j = 0; j < vector.length; j++) state.sum[j]! += tokens * vector[j]!
  state.tokens += tokens
  state.left--
  return state.left > 0 ? undefined : Float32Array.from(state.sum, (value) => value / state.tokens)
}
