/** Figures of lists that are there already: every metric, at every cut, with intervals. */

import { invalidArgument } from '../errors.ts'
import { StringTable } from '../events/string-table.ts'
import { checkNames } from '../option-names.ts'
import type { Warning } from '../options.ts'
import { type Batch, makeBatch } from './batch.ts'
import { type AccuracyName, accuracy, type Conventions } from './batch-accuracy.ts'
import { meanOverPlaces, serendipityOf, together } from './batch-beyond.ts'
import { calibration } from './metrics/calibration.ts'
import { type Categories, categoryDistance, type Distance } from './metrics/categories.ts'
import { selfInformation } from './metrics/popularity.ts'
import { gainsOf, type Relevant } from './metrics/ranked.ts'
import { unexpectedness } from './metrics/surprise.ts'
import { alphaNdcg, categoryEntropy, intraListDistance } from './metrics/variety.ts'
import { checkWhole } from './options.ts'
import { type BootstrapOptions, bootstrapMean, type Estimate, readBootstrap } from './statistics.ts'

/** Metrics by name; each is explained at the function of its name. */
export type MetricName =
  | AccuracyName
  | 'novelty'
  | 'averagePopularity'
  | 'longTailShare'
  | 'serendipity'
  | 'intraListDistance'
  | 'unexpectedness'
  | 'categoryEntropy'
  | 'alphaNdcg'
  | 'calibration'
  | 'coverage'
  | 'gini'
  | 'entropy'
  | 'personalization'

/** A metric of your own: one figure for each list. */
export interface CustomMetric {
  readonly name: string
  of(
    ranked: readonly string[],
    relevant: ReadonlyMap<string, number>,
    user: { readonly userId: string; readonly history: readonly string[] },
  ): number
}

/** What is measured and how. */
export interface MeasureOptions extends BootstrapOptions {
  /** How many places are looked at; several cuts give several rows. Default 10. */
  readonly k?: number | readonly number[]
  /** Which metrics. Default: nDCG, recall, precision, hit rate, MAP, MRR, coverage, Gini, novelty and personalisation; with categories or a distance also those that need them. */
  readonly metrics?: readonly (MetricName | CustomMetric)[]
  /** Conventions of metrics that have several: `{ recall: 'min' }`. */
  readonly conventions?: Conventions
  /** The categories of items: for categoryEntropy, alphaNdcg, calibration, and distances where no `distance` is given. */
  readonly categories?: Categories
  /** How far apart items are: for intraListDistance and unexpectedness. */
  readonly distance?: Distance
}

/** Lists of many users and what they are measured against. */
export interface ListData {
  readonly userIds: readonly string[]
  readonly lists: readonly (readonly string[])[]
  /** Sets, or maps whose gains are all above 0. */
  readonly relevant: readonly Relevant[]
  readonly histories: readonly (readonly string[])[]
  /** The catalogue; items of lists that are not in it come on top. */
  readonly items: StringTable
  readonly catalogue: number
  readonly popularity: ArrayLike<number>
  readonly users: number
}

/** Figures with their intervals, and one figure a user where there is one. */
export interface Measured {
  readonly metrics: Readonly<Record<string, Estimate>>
  readonly perUser: Readonly<Record<string, Float64Array>>
  readonly warnings: readonly Warning[]
}

const basic: readonly MetricName[] = [
  'ndcg',
  'recall',
  'precision',
  'hitRate',
  'averagePrecision',
  'reciprocalRank',
  'coverage',
  'gini',
  'novelty',
  'personalization',
]
const withCategories: readonly MetricName[] = ['categoryEntropy', 'alphaNdcg', 'calibration']
const withDistance: readonly MetricName[] = ['intraListDistance', 'unexpectedness']
const others: readonly MetricName[] = ['rPrecision', 'averagePopularity', 'longTailShare', 'serendipity', 'entropy']
const known: readonly string[] = [...basic, ...withCategories, ...withDistance, ...others]

export const measureNames: readonly string[] = [
  'k',
  'metrics',
  'conventions',
  'categories',
  'distance',
  'resamples',
  'confidence',
  'seed',
]

/** Options with nothing left open. */
export interface MeasureSettings {
  readonly cuts: readonly number[]
  readonly metrics: readonly (MetricName | CustomMetric)[]
  readonly conventions: Conventions
  readonly categories: Categories | undefined
  readonly distance: Distance | undefined
  readonly bootstrap: Required<BootstrapOptions>
}

/** Checks what is to be measured, before any list is asked for. */
export function readMeasure(options: MeasureOptions): MeasureSettings {
  const { k = 10, conventions = {}, categories, resamples, confidence, seed } = options
  const cuts = [...new Set(Array.isArray(k) ? (k as readonly number[]) : [k as number])]
  if (cuts.length === 0) throw invalidArgument('k', k, 'Give at least one number of places.')
  for (const cut of cuts) checkWhole(cut, 'k')
  checkNames(conventions, ['precision', 'recall', 'averagePrecision', 'ndcg'], 'conventions')
  if (categories !== undefined && !(categories instanceof Map))
    throw invalidArgument('categories', categories, 'Pass a Map from item id to an array of its categories.')
  const distance = options.distance ?? (categories === undefined ? undefined : categoryDistance(categories))
  if (distance !== undefined && typeof distance !== 'function')
    throw invalidArgument('distance', distance, 'Pass a function of two item ids: cosineDistance(vectors) gives one.')
  const metrics = options.metrics ?? [
    ...basic,
    ...(distance === undefined ? [] : withDistance),
    ...(categories === undefined ? [] : withCategories),
  ]
  if (!Array.isArray(metrics)) throw invalidArgument('metrics', metrics, "Pass names: ['ndcg', 'recall'].")
  for (const [at, metric] of (metrics as readonly unknown[]).entries()) checkMetric(metric, at, categories, distance)
  const bootstrap = readBootstrap({
    ...(resamples === undefined ? {} : { resamples }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(seed === undefined ? {} : { seed }),
  })
  return { cuts, metrics, conventions, categories, distance, bootstrap }
}

function checkMetric(metric: unknown, at: number, categories: unknown, distance: unknown): void {
  const field = `metrics[${at}]`
  if (typeof metric === 'object' && metric !== null) {
    const { name, of } = metric as CustomMetric
    if (typeof name === 'string' && name !== '' && typeof of === 'function') return
  } else if (known.includes(metric as string)) {
    if (withCategories.includes(metric as MetricName) && categories === undefined)
      throw invalidArgument(field, metric, 'It needs the option `categories`.')
    if (withDistance.includes(metric as MetricName) && distance === undefined)
      throw invalidArgument(field, metric, 'It needs the option `distance`, or `categories`.')
    return
  }
  throw invalidArgument(field, metric, `Pass { name, of(ranked, relevant) }, or one of: ${known.join(', ')}.`)
}

/** Measures lists. */
export function measure(data: ListData, settings: MeasureSettings): Measured {
  const { cuts, bootstrap } = settings
  const batch = makeBatch(data.lists, data.relevant, Math.max(...cuts), data.items)
  const metrics: Record<string, Estimate> = {}
  const perUser: Record<string, Float64Array> = {}
  const shared = new ItemFigures(data, batch)
  for (const metric of settings.metrics) {
    for (const k of cuts) {
      const name = `${typeof metric === 'string' ? metric : metric.name}@${k}`
      const figure = figureOf(metric, k, data, batch, shared, settings)
      if (typeof figure === 'number') metrics[name] = { value: figure }
      else {
        perUser[name] = figure
        metrics[name] = bootstrapMean(figure, bootstrap)
      }
    }
  }
  const warnings: Warning[] = []
  if (batch.repeated > 0) {
    const message = `${batch.repeated} of ${batch.users} lists name an item twice; it counts at its first place only.`
    warnings.push({ code: 'repeated-items', message })
  }
  return { metrics, perUser, warnings }
}

/** Figures of items that several metrics ask for, made when first asked. */
class ItemFigures {
  readonly #counts: ArrayLike<number>
  readonly #users: number
  readonly #size: number
  #order: Int32Array | undefined
  #novelty: Float64Array | undefined
  #tail: Float64Array | undefined

  constructor({ popularity, users }: ListData, { items }: Batch) {
    this.#counts = popularity
    this.#users = users
    this.#size = items.size
  }

  get popularity(): Float64Array {
    return Float64Array.from({ length: this.#size }, (_, item) => this.#counts[item] ?? 0)
  }

  get novelty(): Float64Array {
    const users = Math.max(1, this.#users)
    this.#novelty ??= this.popularity.map((count) => selfInformation(count, users))
    return this.#novelty
  }

  /** 1 for items of the long tail: those after the ones that hold 80 % of the training part. */
  get tail(): Float64Array {
    if (this.#tail === undefined) {
      const counts = this.popularity
      const total = counts.reduce((sum, count) => sum + count, 0)
      this.#tail = new Float64Array(counts.length).fill(1)
      let held = 0
      for (const item of this.#byPopularity(counts)) {
        if (held >= 0.8 * total) break
        held += counts[item]!
        this.#tail[item] = 0
      }
    }
    return this.#tail
  }

  /** 1 for the k most popular items. */
  expected(k: number): Uint8Array {
    const flags = new Uint8Array(this.#size)
    for (const item of this.#byPopularity(this.popularity).subarray(0, k)) flags[item] = 1
    return flags
  }

  #byPopularity(counts: Float64Array): Int32Array {
    this.#order ??= Int32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b)
    return this.#order
  }
}

/** One figure a user, or one for all. */
function figureOf(
  metric: MetricName | CustomMetric,
  k: number,
  data: ListData,
  batch: Batch,
  shared: ItemFigures,
  { conventions, categories = new Map(), distance = () => 1 }: MeasureSettings,
): Float64Array | number {
  const { lists, relevant, histories, userIds } = data
  const each = (of: (list: readonly string[], user: number) => number): Float64Array =>
    Float64Array.from(lists, (list, user) => of(list, user))
  if (typeof metric === 'object') {
    return each((list, user) => {
      const value = metric.of(list.slice(0, k), gainsOf(relevant[user]!), {
        userId: userIds[user]!,
        history: histories[user]!,
      })
      if (typeof value === 'number' && !Number.isNaN(value)) return value
      throw invalidArgument(
        `metrics.${metric.name}`,
        value,
        `It gave that for user ${userIds[user]}; a figure is a number.`,
      )
    })
  }
  switch (metric) {
    case 'ndcg':
    case 'recall':
    case 'precision':
    case 'hitRate':
    case 'averagePrecision':
    case 'reciprocalRank':
    case 'rPrecision':
      return accuracy[metric](batch, k, conventions)
    case 'novelty':
      return meanOverPlaces(batch, k, shared.novelty)
    case 'averagePopularity':
      return meanOverPlaces(batch, k, shared.popularity)
    case 'longTailShare':
      return meanOverPlaces(batch, k, shared.tail)
    case 'serendipity':
      return serendipityOf(batch, k, shared.expected(k))
    case 'intraListDistance':
      return each((list) => intraListDistance(list, distance, { k }))
    case 'unexpectedness':
      return each((list, user) => unexpectedness(list, histories[user]!, distance, { k }))
    case 'categoryEntropy':
      return each((list) => categoryEntropy(list, categories, { k }))
    case 'alphaNdcg':
      return each((list, user) => alphaNdcg(list, relevant[user]!, categories, { k }))
    case 'calibration':
      return each((list, user) => calibration(list, histories[user]!, categories, { k }))
    case 'coverage':
    case 'gini':
      return together[metric](batch, k, Math.max(data.catalogue, batch.items.size))
    case 'entropy':
    case 'personalization':
      return together[metric](batch, k)
    default:
      return metric satisfies never
  }
}

/** What {@link evaluateLists} is given: lists, what is right, and what is known of items. */
export interface GivenLists {
  /** One list a user, best first. */
  readonly lists: readonly (readonly string[])[]
  /** What is right for each user, in the same order. Users for whom nothing is right are measured too, with 0. */
  readonly relevant: readonly Relevant[]
  /** Histories in the same order: for unexpectedness and calibration. Default: empty ones. */
  readonly histories?: readonly (readonly string[])[]
  /** Default: the numbers from 0, as text. */
  readonly userIds?: readonly string[]
  /** All items that could have been recommended: for coverage and the Gini index. Default: those that are in the lists or right. */
  readonly catalogue?: Iterable<string>
  /** How many users of the training data had to do with each item: for novelty, popularity, the long tail and serendipity. */
  readonly popularity?: ReadonlyMap<string, number>
  /** How many users the training data has. Default: the most of `popularity`. */
  readonly users?: number
}

/**
 * Measures lists that were made elsewhere: by a service, another library, another language.
 *
 * @example
 * ```ts
 * const { metrics } = evaluateLists({ lists: [['a', 'b']], relevant: [new Set(['b'])] }, { k: 2, metrics: ['ndcg'] })
 * metrics['ndcg@2']?.value // 0.63...
 * ```
 */
export function evaluateLists(given: GivenLists, options: MeasureOptions = {}): Measured {
  checkNames(options, measureNames)
  checkNames(given, ['lists', 'relevant', 'histories', 'userIds', 'catalogue', 'popularity', 'users'], 'given')
  const settings = readMeasure(options)
  const { lists, relevant, popularity = new Map<string, number>() } = given
  if (!Array.isArray(lists)) throw invalidArgument('lists', lists, 'Pass an array of lists of item ids.')
  for (const [at, list] of lists.entries())
    if (!Array.isArray(list)) throw invalidArgument(`lists[${at}]`, list, 'Pass an array of item ids, best first.')
  const histories = given.histories ?? lists.map(() => [])
  const userIds = given.userIds ?? lists.map((_, user) => String(user))
  for (const [name, value] of Object.entries({ relevant, histories, userIds }))
    if (!Array.isArray(value) || value.length !== lists.length)
      throw invalidArgument(name, value, `Give one for each of the ${lists.length} lists.`)
  const items = new StringTable()
  for (const id of given.catalogue ?? []) items.intern(id)
  for (const id of popularity.keys()) items.intern(id)
  const counts = new Float64Array(items.size)
  let most = 0
  for (const [id, count] of popularity) {
    counts[items.indexOf(id)] = count
    most = Math.max(most, count)
  }
  return measure(
    {
      userIds,
      lists,
      relevant: relevant.map((right) => (right instanceof Set ? right : gainsOf(right))),
      histories,
      items,
      catalogue: items.size,
      popularity: counts,
      users: given.users === undefined ? most : checkWhole(given.users, 'users'),
    },
    settings,
  )
}
