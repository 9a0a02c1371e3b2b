/** The data-quality report: all rules asked, nothing changed. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import type { BehaviorSpec } from '../behavior.ts'
import type { Records } from '../ingest.ts'
import type { ItemDescription } from '../item.ts'
import { type CleanInteractionsOptions, type CleanItemsOptions, collect, interactionPlan, itemPlan } from './clean.ts'
import { type Imbalance, measureImbalance } from './imbalance.ts'
import type { RawInteraction, ShownList } from './interaction-table.ts'
import type { RuleReport } from './report.ts'
import { RuleRun } from './run-rules.ts'
import { type QualityOptions, settingNames } from './settings.ts'

const ownNames = [
  'items',
  'interactions',
  'users',
  'recommendations',
  'describe',
  'behaviors',
  'now',
  'examples',
  'extraRules',
  'signal',
  'onProgress',
]

/** What {@link inspectData} looks at, and how. */
export interface InspectOptions<TItem> extends QualityOptions, WorkOptions {
  readonly items?: Records<TItem>
  readonly interactions?: Records<RawInteraction>
  /** All users' ids. Without it no user is unknown. */
  readonly users?: Iterable<string>
  /** The lists that were shown. Without it, those that `impression` events name. */
  readonly recommendations?: Iterable<ShownList>
  /** Maps the app's own object to what the library reads, as in the options of `Recommender`. */
  readonly describe?: (item: TItem) => ItemDescription
  /** How behaviour counts, as in the options of `Recommender`. */
  readonly behaviors?: Readonly<Record<string, BehaviorSpec>>
  /** The time now. Default: the clock's. */
  readonly now?: number | Date
  /** How many examples each rule gives. Default 5; `Infinity` gives all. */
  readonly examples?: number
  /** Rules of the app's own. */
  readonly extraRules?: {
    readonly items?: CleanItemsOptions<TItem>['extraRules']
    readonly interactions?: CleanInteractionsOptions['extraRules']
  }
}

/** One kind of records, judged. */
export interface RecordsReport {
  /** How many there are. */
  readonly count: number
  /** How many at least one rule found fault with, that is more than worth knowing: warnings and errors. */
  readonly faulty: number
  /** Every rule, in order, those that found nothing included. */
  readonly rules: readonly RuleReport[]
}

/** What {@link inspectData} gives; plain data, ready for JSON. `formatReport` makes text of it. */
export interface DataQualityReport {
  /** The time by which the data was judged, in epoch milliseconds. */
  readonly now: number
  /** Absent without items. */
  readonly items?: RecordsReport
  /** Absent without interactions. */
  readonly interactions?: RecordsReport
  /** Absent without interactions. Measured on what the default actions of the rules leave. */
  readonly imbalance?: Imbalance
}

/**
 * Says what is wrong with data before it hurts: counts, examples with their places, and what can be done, rule by rule. Changes nothing.
 *
 * The rules run in order, each on the data as `cleanItems` and `cleanInteractions` without options would leave it for that rule; so a fault is found once, by
 * the rule that explains it: a time in seconds is not out of order as well, a copy is no burst.
 *
 * @example
 * ```ts
 * const report = await inspectData({ items, interactions })
 * console.log(formatReport(report))
 * const worst = report.interactions?.rules.filter(({ severity, findings }) => severity === 'error' && findings > 0)
 * ```
 */
export async function inspectData<TItem extends object>(options: InspectOptions<TItem>): Promise<DataQualityReport> {
  if (typeof options !== 'object' || options === null) {
    throw invalidArgument('options', options, 'Pass an object such as { items, interactions }.')
  }
  checkNames(options, [...settingNames, ...ownNames])
  const {
    items,
    interactions,
    users,
    recommendations,
    describe,
    behaviors,
    now = Date.now(),
    extraRules,
    ...rest
  } = options
  if (items === undefined && interactions === undefined) {
    throw invalidArgument('items', items, 'Pass `items`, `interactions` or both.')
  }
  const pacer = new Pacer(options)
  const work = { now, ...rest }
  // Both plans before either run: a wrong option is told before any work.
  const itemRun = itemPlan<TItem>({ ...work, ...defined({ describe, extraRules: extraRules?.items }) }, pacer)
  const given = defined({ users, recommendations, behaviors, extraRules: extraRules?.interactions })
  const catalogue =
    items === undefined ? undefined : await collect<TItem>(items, 'items', "[{ id: 'dune', text: '...' }]", pacer)
  const known = catalogue as readonly { readonly id: string }[] | undefined
  const itemIds = known?.flatMap((item) => (typeof item?.id === 'string' ? [item.id] : []))
  const eventRun = interactionPlan<RawInteraction>({ ...work, ...given, ...defined({ items: itemIds }) }, pacer)

  const report: { -readonly [Part in keyof DataQualityReport]: DataQualityReport[Part] } = { now: itemRun.context.now }
  if (catalogue !== undefined) {
    report.items = summed(catalogue.length, await new RuleRun(catalogue, itemRun).all(options.signal))
  }
  if (interactions === undefined) return report
  const example = "[{ userId: 'ann', itemId: 'dune', type: 'like' }]"
  const events = await collect<RawInteraction>(interactions, 'interactions', example, pacer)
  const run = await new RuleRun(events, eventRun).all(options.signal)
  report.interactions = summed(events.length, run)
  report.imbalance = measureImbalance(await run.table())
  return report
}

function summed(
  count: number,
  { faulty, reports }: { readonly faulty: ReadonlySet<number>; readonly reports: readonly RuleReport[] },
): RecordsReport {
  return { count, faulty: faulty.size, rules: reports }
}

/** The fields that have a value: an option that is `undefined` is one that was not passed. */
function defined<TFields extends object>(
  fields: TFields,
): { [Name in keyof TFields]?: Exclude<TFields[Name], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [Name in keyof TFields]?: Exclude<TFields[Name], undefined> }
}
