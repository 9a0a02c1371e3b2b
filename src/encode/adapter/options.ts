/** What adapters are trained with: each setting, its default, its range, and the check at the door. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import type { Progress, WorkOptions } from '../../work.ts'
import type { HeadKind } from './head.ts'
import type { LossKind } from './losses.ts'

/** How far a training has come. Its phases are `'encode'`, `'svd'` (sparse encoders alone) and `'train'`. */
export interface AdapterProgress extends Progress {
  /** Mean loss of the steps since the last report. */
  readonly loss?: number
  /** Quality on what is held out, after the steps so far: see `AdapterReport.validation`. */
  readonly validation?: number
}

/** A head for each side; `'none'` leaves that side's vectors as they are. */
export interface AdapterHeads {
  /** For searches, and for what a user likes (the mean of the liked items' vectors). */
  readonly query: HeadKind | 'none'
  /** For items, and other texts to be found. */
  readonly document: HeadKind | 'none'
}

/** Options of `trainAdapter`. */
export interface AdapterOptions extends Omit<WorkOptions, 'onProgress'> {
  /**
   * What is put on the vectors: x + f(x), f being `'linear'` (one matrix), `'low-rank'` (two thin ones: for little data, and small to store) or `'two-layer'` (a hidden layer
   * between, the strongest). One name is one head for both sides; an object has two heads (two towers). Default: `{ query: 'linear', document: 'two-layer' }` for interactions, `'linear'` for pairs.
   */
  readonly head?: HeadKind | AdapterHeads
  /** Numbers in the hidden layer of `'two-layer'`, 1 to 8,192. Default 256. */
  readonly hidden?: number
  /** Rank of `'low-rank'`, 1 to 8,192. Default 32. */
  readonly rank?: number
  /** The share of the hidden layer that each training step leaves out, 0 to below 1. Default 0.2. */
  readonly dropout?: number
  /** What training makes small; see `LossKind`. Default `'contrastive'`, and `'cosine'` for pairs with scores. */
  readonly loss?: LossKind
  /** Cosines are divided by this in `'contrastive'` and `'pairwise'`, 0.001 to 10: the smaller, the more the nearest wrong documents count. Default 0.05. */
  readonly temperature?: number
  /** Whether the temperature is learned too, from there. Default true. */
  readonly learnTemperature?: boolean
  /** `'triplet'`: how much closer a query should be to its own document than to others, in cosine, 0 to 2. Default 0.2. */
  readonly margin?: number
  /**
   * `'contrastive'`: popular documents are wrong answers more often than others only because they are in more pairs; this takes off their logits the log of how often (Yi et al. 2019), so that
   * cosines do not have to say it. Default true.
   */
  readonly popularityCorrection?: boolean
  /**
   * For each pair so many wrong documents that now come close to its query, 0 to 16, drawn among the nearest 64, beside the other documents of the batch. Slower, and of use where
   * batches are small or catalogues large. Default 0.
   */
  readonly hardNegatives?: number
  /** Steps until the nearest wrong documents are sought anew, from 1. Default 50. */
  readonly mineEvery?: number
  /** Pairs a step, 2 to 4,096; each one's wrong documents are the others' right ones. Default 512, or all pairs where there are fewer. */
  readonly batchSize?: number
  /** The most steps, from 1. Default 1,000 with validation, 200 without. */
  readonly steps?: number
  /** Size of AdamW's steps, above 0 to 1. Default 0.001. */
  readonly learningRate?: number
  /** AdamW's weight decay, 0 to 10. Default 0.01. */
  readonly weightDecay?: number
  /**
   * The share of the documents that is held out with all its pairs, 0 to 0.5, to see how far what is learned carries over to documents never trained on. Training keeps the best state it
   * has had there, and stops early. With fewer than ten such documents nothing is held out. Default 0.1.
   */
  readonly validation?: number
  /** Steps between two looks at what is held out, from 1. Default 25. */
  readonly evaluateEvery?: number
  /** Looks without a better result before training stops, from 1. Default 6. */
  readonly patience?: number
  /** How much of what was learned is used, 0 (the vectors as they were) to 1: x + strength f(x). Can be changed afterwards by `withStrength`. Default 1. */
  readonly strength?: number
  /** `'general'` instead of a strength: the largest at which likeness between texts stays what it was for general purposes. See `AdaptedEncoder.generalStrength`. Default: nothing is kept. */
  readonly keep?: 'general'
  /** Dimensions that rows of a sparse encoder are brought to first, 1 to 512. Default 256. */
  readonly components?: number
  /** Drives all chance. Default 0. */
  readonly seed?: number
  /** Told how far training has come, several times a second. */
  readonly onProgress?: (progress: AdapterProgress) => void
}

/** Options with nothing left open. */
export interface ResolvedAdapterOptions {
  readonly heads: { readonly query: HeadKind | 'none'; readonly document: HeadKind | 'none'; readonly shared: boolean }
  readonly hidden: number
  readonly rank: number
  readonly dropout: number
  readonly loss: LossKind
  readonly temperature: number
  readonly learnTemperature: boolean
  readonly margin: number
  readonly popularityCorrection: boolean
  readonly hardNegatives: number
  readonly mineEvery: number
  readonly batchSize: number
  readonly steps: number | undefined
  readonly learningRate: number
  readonly weightDecay: number
  readonly validation: number
  readonly evaluateEvery: number
  readonly patience: number
  readonly strength: number | 'general'
  readonly components: number
  readonly seed: number
}

const names: readonly (keyof AdapterOptions)[] = [
  'head',
  'hidden',
  'rank',
  'dropout',
  'loss',
  'temperature',
  'learnTemperature',
  'margin',
  'popularityCorrection',
  'hardNegatives',
  'mineEvery',
  'batchSize',
  'steps',
  'learningRate',
  'weightDecay',
  'validation',
  'evaluateEvery',
  'patience',
  'strength',
  'keep',
  'components',
  'seed',
  'signal',
  'onProgress',
]
const headKinds: readonly HeadKind[] = ['linear', 'low-rank', 'two-layer']
const lossKinds: readonly LossKind[] = ['contrastive', 'triplet', 'cosine', 'pairwise']

/** Checks options; throws an error that names the option. Defaults depend on what there is to learn from. */
export function resolveAdapterOptions(
  options: AdapterOptions,
  data: { readonly kind: 'pairs' | 'interactions'; readonly scored: boolean },
): ResolvedAdapterOptions {
  checkNames(options, names)
  const {
    head = data.kind === 'interactions' ? ({ query: 'linear', document: 'two-layer' } as const) : 'linear',
    loss = data.scored ? 'cosine' : 'contrastive',
    learnTemperature = true,
    popularityCorrection = true,
    keep,
    steps,
    onProgress,
  } = options
  if (!lossKinds.includes(loss)) throw invalidArgument('loss', loss, `Known are: ${lossKinds.join(', ')}.`)
  for (const [name, value] of Object.entries({ learnTemperature, popularityCorrection })) {
    if (typeof value !== 'boolean') throw invalidArgument(name, value, 'Pass true or false.')
  }
  if (keep !== undefined && keep !== 'general')
    throw invalidArgument('keep', keep, "Pass 'general', or leave it out to use all that was learned.")
  if (keep !== undefined && options.strength !== undefined)
    throw invalidArgument('strength', options.strength, '`keep` chooses the strength: give one of the two.')
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw invalidArgument('onProgress', onProgress, 'Pass a function.')
  return {
    heads: resolveHeads(head),
    hidden: whole('hidden', options.hidden, 256, 1, 8192),
    rank: whole('rank', options.rank, 32, 1, 8192),
    dropout: between('dropout', options.dropout, 0.2, 0, 0.99),
    loss,
    temperature: between('temperature', options.temperature, 0.05, 0.001, 10),
    learnTemperature,
    margin: between('margin', options.margin, 0.2, 0, 2),
    popularityCorrection,
    hardNegatives: whole('hardNegatives', options.hardNegatives, 0, 0, 16),
    mineEvery: whole('mineEvery', options.mineEvery, 50, 1, Number.MAX_SAFE_INTEGER),
    batchSize: whole('batchSize', options.batchSize, 512, 2, 4096),
    steps: steps === undefined ? undefined : whole('steps', steps, 0, 1, Number.MAX_SAFE_INTEGER),
    learningRate: between('learningRate', options.learningRate, 0.001, Number.MIN_VALUE, 1),
    weightDecay: between('weightDecay', options.weightDecay, 0.01, 0, 10),
    validation: between('validation', options.validation, 0.1, 0, 0.5),
    evaluateEvery: whole('evaluateEvery', options.evaluateEvery, 25, 1, Number.MAX_SAFE_INTEGER),
    patience: whole('patience', options.patience, 6, 1, Number.MAX_SAFE_INTEGER),
    strength: keep ?? between('strength', options.strength, 1, 0, 1),
    components: whole('components', options.components, 256, 1, 512),
    seed: whole('seed', options.seed, 0, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  }
}

/** A number within bounds, or an error that names it. */
export function between(name: string, value: unknown, fallback: number, least: number, most: number): number {
  const given = value ?? fallback
  if (typeof given === 'number' && given >= least && given <= most) return given
  const least_ = least === Number.MIN_VALUE ? 'above 0' : `from ${least}`
  throw invalidArgument(name, value, `Pass a number ${least_} to ${most}.`)
}

function whole(name: string, value: unknown, fallback: number, least: number, most: number): number {
  const given = value ?? fallback
  if (Number.isSafeInteger(given) && (given as number) >= least && (given as number) <= most) return given as number
  const range = most < Number.MAX_SAFE_INTEGER ? ` from ${least} to ${most}` : least === 1 ? ' from 1' : ''
  throw invalidArgument(name, value, `Pass a whole number${range}.`)
}

function resolveHeads(head: unknown): ResolvedAdapterOptions['heads'] {
  const isHead = (value: unknown): value is HeadKind => headKinds.includes(value as HeadKind)
  if (isHead(head)) return { query: head, document: head, shared: true }
  if (typeof head !== 'object' || head === null)
    throw invalidArgument('head', head, `Pass one of ${headKinds.join(', ')}, or { query, document }.`)
  const given = head as AdapterHeads
  checkNames(given, ['query', 'document'], 'head')
  const { query, document } = given
  for (const [name, value] of Object.entries({ query, document })) {
    if (!isHead(value) && value !== 'none')
      throw invalidArgument(`head.${name}`, value, `Pass one of ${headKinds.join(', ')}, none.`)
  }
  if (query === 'none' && document === 'none')
    throw invalidArgument('head', head, 'One of the two sides has to learn something.')
  return { query, document, shared: false }
}
