/** How a recommender cleans: functions that the app passes in, record by record as they come and over the whole log when it fits. */

import type { WorkOptions } from '../work.ts'
import type { Interaction } from './interaction.ts'
import type { LoggedInteraction } from './log.ts'

/** One thing that was done to a record on its way in. */
export interface RecordChange {
  /** The place of the record in what was passed, from 0. */
  readonly index: number
  /** The rule that did it. */
  readonly rule: string
  readonly kind: 'changed' | 'moved' | 'dropped'
  /** What was wrong, for people. */
  readonly why: string
}

/** Mends or drops one record; `interactionCleaner()` and `itemCleaner()` of `penchant/events` make such functions. */
export type RecordCleaner<TRecord> = (record: TRecord) => {
  /** The record, mended where it had to be; `undefined` if it is to be left out. */
  readonly record: TRecord | undefined
  readonly changes: readonly Omit<RecordChange, 'index'>[]
}

/** The `clean` option of a recommender. */
export interface CleanOption<TItem> {
  /** Asked about every item that is added. What it mends is what is kept. */
  readonly items?: RecordCleaner<TItem>
  /** Asked about every event that is observed, before it is checked. */
  readonly interactions?: RecordCleaner<Interaction>
  /**
   * Asked about the whole log in `fit`, for rules that need the whole (bots, copies, the k-core). Events that it does not keep stay in the log and in their own user's interest; they do not
   * count for what others are shown, until a later `fit` keeps them: `fit: (events, work) => cleanInteractions(events, { ...work, rules: { bots: 'drop' } })`.
   */
  readonly fit?: (
    events: readonly LoggedInteraction[],
    options: WorkOptions,
  ) => Promise<{ readonly indexes: readonly number[] }>
}
