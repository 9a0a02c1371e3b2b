/** Cleaning of records that come one by one, by the rules that need only the record itself. */

import { invalidArgument } from '../../errors.ts'
import { Pacer } from '../../work.ts'
import { type CleanInteractionsOptions, type CleanItemsOptions, interactionPlan, itemPlan } from './clean.ts'
import type { RawInteraction } from './interaction-table.ts'
import type { Change } from './report.ts'
import { RuleRun, type RunPlan } from './run-rules.ts'

/** What became of one record. */
export interface CleanedRecord<TRecord> {
  /** The record, mended where a rule mends; `undefined` if a rule drops it. */
  readonly record: TRecord | undefined
  readonly changes: readonly Change<TRecord>[]
}

/** What a cleaner of single records can be told besides. */
export interface RecordCleanerOptions {
  /** The time now, asked at every record; `now` fixes it. Default `Date.now`. */
  readonly clock?: () => number
}

/** Options of {@link interactionCleaner}. */
export type InteractionCleanerOptions = Omit<CleanInteractionsOptions, 'signal' | 'onProgress' | 'examples'> &
  RecordCleanerOptions

/** Options of {@link itemCleaner}. */
export type ItemCleanerOptions<TItem> = Omit<CleanItemsOptions<TItem>, 'signal' | 'onProgress' | 'examples'> &
  RecordCleanerOptions

/**
 * Makes a function that cleans one interaction: types, units, scales, references. What needs the whole (copies, bots, the k-core) is `cleanInteractions`'s.
 *
 * @example
 * ```ts
 * const clean = interactionCleaner()
 * clean({ userId: 'ann', itemId: 'dune', type: 'rating', value: '4', timestamp: 1_700_000_000 }).record
 * // { userId: 'ann', itemId: 'dune', type: 'rating', value: 4, timestamp: 1_700_000_000_000 }
 * ```
 */
export function interactionCleaner<TRecord extends RawInteraction>(
  options: InteractionCleanerOptions = {},
): (record: TRecord) => CleanedRecord<TRecord> {
  const { clock, ...rest } = options
  return recordCleaner(interactionPlan<TRecord>(rest, new Pacer()), clockOf(options))
}

/** Makes a function that cleans one item: encodings, HTML, times. What needs the others (near-duplicates, boilerplate, outliers) is `cleanItems`'s. */
export function itemCleaner<TItem extends object>(
  options: ItemCleanerOptions<TItem> = {},
): (item: TItem) => CleanedRecord<TItem> {
  const { clock, ...rest } = options
  return recordCleaner(itemPlan<TItem>(rest, new Pacer()), clockOf(options))
}

/** The clock to ask, unless the time is fixed. */
function clockOf({
  now,
  clock = Date.now,
}: RecordCleanerOptions & { readonly now?: number | Date }): (() => number) | undefined {
  if (typeof clock !== 'function')
    throw invalidArgument('clock', clock, 'Pass a function that gives epoch milliseconds.')
  return now === undefined ? clock : undefined
}

function recordCleaner<TRecord extends object, TTable>(
  plan: RunPlan<TRecord, TTable>,
  clock: (() => number) | undefined,
): (record: TRecord) => CleanedRecord<TRecord> {
  const alone = { ...plan, rules: plan.rules.filter((rule) => rule.alone === true), examples: 0 }
  return (record) => {
    const current = clock === undefined ? alone : { ...alone, context: { ...alone.context, now: clock() } }
    const { records, changes } = new RuleRun([record], current).alone()
    return { record: records[0], changes }
  }
}
