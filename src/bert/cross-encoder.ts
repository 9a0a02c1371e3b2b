/** Pairs of texts to scores by a transformer that reads both at once: slower than comparing vectors, and better. For the few candidates at the head of a list. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import type { Reranker } from '../rerank/reranker.ts'
import { throwIfAborted, type WorkOptions } from '../work.ts'
import { checkInteger } from './check-options.ts'
import { HeldModel } from './held-model.ts'
import { batchesUnderWay, checkTransformerOptions, type TransformerOptions, transformerOptionNames } from './options.ts'
import { runBatches } from './run-batches.ts'
import type { TransformerModel } from './transformer-model.ts'

/** Options of {@link CrossEncoder}. */
export interface CrossEncoderOptions extends TransformerOptions {
  /** Which of the model's labels is the score, from 0. Default: the only one, or the last (where it means "relevant"). */
  readonly label?: number
  /** The most tokens of a pair. The second text's end is left out first, down to half. Default: what the model takes. */
  readonly maxTokens?: number
  /** How many tokens run at once. Default 512. */
  readonly batchTokens?: number
}

/** Options of {@link CrossEncoder.reranker}. */
export interface CrossEncoderRerankOptions {
  /** How many candidates, from the first, are scored; the rest follow in the order they had. Default 50. */
  readonly depth?: number
  /** Asked for the query where the list was not made for one: what the user likes, as text. Default: such lists stay as they are. */
  readonly query?: (context: Parameters<Reranker>[1]) => string | undefined
}

/**
 * Scores pairs of texts with a text-classification model of either package, such as `Xenova/ms-marco-MiniLM-L-6-v2`. Scores are the model's own (logits): only their order means anything.
 *
 * @example
 * ```ts
 * const judge = new CrossEncoder({ model: 'Xenova/ms-marco-MiniLM-L-6-v2' })
 * const scores = await judge.score([['space travel', 'A voyage to Mars'], ['space travel', 'Bread and butter']])
 * scores[0] > scores[1] // true
 * ```
 */
export class CrossEncoder {
  readonly #options: CrossEncoderOptions
  readonly #model: HeldModel<TransformerModel>

  constructor(options: CrossEncoderOptions) {
    checkNames(options, [...transformerOptionNames, 'label', 'maxTokens', 'batchTokens'], 'options')
    checkTransformerOptions(options)
    checkInteger('label', options.label, 0)
    checkInteger('maxTokens', options.maxTokens, 8)
    checkInteger('batchTokens', options.batchTokens, 1)
    this.#options = options
    this.#model = new HeldModel('text-classification', options, (model) => model)
  }

  /** Loads the model. Throws `missing-dependency` or `model-not-loaded`. */
  async ready(): Promise<void> {
    await this.#model.ready()
  }

  /** One score a pair, in order. */
  async score(pairs: readonly (readonly [string, string])[], options: WorkOptions = {}): Promise<Float32Array> {
    checkPairs(pairs)
    const { signal, onProgress } = options
    throwIfAborted(signal)
    const model = await this.#model.ready()
    const { label, batchTokens = 512 } = this.#options
    const most = Math.min(this.#options.maxTokens ?? model.longest, model.longest)
    const sequences = pairs.map(([first, second]) => model.pair(first, second, most))
    const scores = new Float32Array(pairs.length)
    await runBatches(
      sequences.map(({ ids }) => ids.length),
      {
        ...{ batchTokens, concurrency: batchesUnderWay(this.#options.workers) },
        ...(signal && { signal }),
        run: async (indices) => {
          const batch = indices.map((index) => sequences[index]!)
          const { labels, values } = await model.logits(
            batch.map(({ ids }) => ids),
            batch.map(({ types }) => types),
          )
          const at = label ?? labels - 1
          if (at >= labels) throw invalidArgument('label', label, `The model has ${labels} labels, counted from 0.`)
          for (const [row, index] of indices.entries()) scores[index] = values[row * labels + at]!
        },
        onDone: (done) => onProgress?.({ phase: 'score', done, total: pairs.length }),
      },
    )
    if (pairs.length === 0) onProgress?.({ phase: 'score', done: 0, total: 0 })
    if (!scores.every(Number.isFinite))
      throw new RecommenderError('encoding-failed', 'The model gave a score that is no finite number.')
    return scores
  }

  /**
   * A re-ranker that orders the first `depth` candidates by their score with the query; equal scores keep their order, and so do candidates without a text, after those that have one. Scores of candidates are left
   * as they are. A list made for no query stays as it is, unless `query` gives one.
   */
  reranker(options: CrossEncoderRerankOptions = {}): Reranker {
    checkNames(options, ['depth', 'query'], 'options')
    const { depth = 50, query: queryOf } = options
    checkInteger('depth', depth, 1)
    if (queryOf !== undefined && typeof queryOf !== 'function')
      throw invalidArgument('query', queryOf, 'Expected a function.')
    return async (candidates, context) => {
      const query = context.query ?? queryOf?.(context)
      if (query === undefined || query.trim() === '') return candidates
      const head = candidates.slice(0, depth)
      const told = head.filter(({ text }) => text !== undefined && text.trim() !== '')
      const work = context.signal === undefined ? {} : { signal: context.signal }
      const scores = await this.score(
        told.map(({ text }) => [query, text!] as const),
        work,
      )
      const order = told.map((_, at) => at).sort((a, b) => scores[b]! - scores[a]! || a - b)
      const silent = head.filter((candidate) => !told.includes(candidate))
      return [...order.map((at) => told[at]!), ...silent, ...candidates.slice(depth)]
    }
  }

  /** Frees the model's memory; a later call loads it again. A pipeline that was given stays. */
  async dispose(): Promise<void> {
    await this.#model.dispose()
  }
}

function checkPairs(pairs: readonly (readonly [string, string])[]): void {
  if (!Array.isArray(pairs)) throw invalidArgument('pairs', pairs, 'Expected a list of pairs: [[query, text], ...].')
  for (const [at, pair] of pairs.entries()) {
    if (!Array.isArray(pair) || pair.length !== 2 || pair.some((text) => typeof text !== 'string'))
      throw invalidArgument(`pairs[${at}]`, pair, 'Expected two texts.')
  }
}
