/** What rules found, for programs to read; `format-report.ts` makes text of it. */

import type { RuleAction, Severity } from './rule.ts'

/** One fault, and where it is. */
export interface Finding {
  /** The place of the record in what was passed, from 0; of several, the first. */
  readonly index: number
  /** All places, where several records are at fault together (a bot's events). */
  readonly indexes?: readonly number[]
  /** Places of records that explain it: the one of which this is a copy. */
  readonly related?: readonly number[]
  /** The item, as far as the record names one. */
  readonly itemId?: string
  /** The user, as far as the record names one. */
  readonly userId?: string
  /** What is wrong, for people. */
  readonly why: string
  /** What mends it, by field (`'text.title'`); absent where nobody can know. `undefined` means that the field should not be there. */
  readonly fix?: Readonly<Record<string, unknown>>
}

/** What one rule found. */
export interface RuleReport {
  readonly rule: string
  /** What the rule finds, in a sentence. */
  readonly describe: string
  readonly severity: Severity
  /** What was done about it, or (in a report of inspection) would be done without options. */
  readonly action: RuleAction
  /** How many faults. */
  readonly findings: number
  /** How many records they concern: more than `findings` where many make up one fault. */
  readonly records: number
  /** `records` as a share of all, 0 to 1. */
  readonly share: number
  /** How many records were (or would be) mended, moved or left out. */
  readonly handled: number
  /** The first few, by place. */
  readonly examples: readonly Finding[]
  /** Why the rule could not judge, if it could not: what it needs. */
  readonly skipped?: string
}

/** A record that is not what it was. */
export interface Change<TRecord> {
  readonly rule: string
  readonly kind: 'changed' | 'moved' | 'dropped'
  /** Its place in what was passed, from 0. */
  readonly index: number
  /** The record before this rule; the very object that was passed unless an earlier rule changed it. */
  readonly before: TRecord
  /** The record after it; absent for the dropped. */
  readonly after?: TRecord
  readonly why: string
}

/** What cleaning gives. */
export interface Cleaned<TRecord> {
  /** The records that are left: the very objects that were passed where nothing was changed. */
  readonly kept: readonly TRecord[]
  /** For each of `kept`: its place in what was passed. */
  readonly indexes: readonly number[]
  /** Every dropped, changed or moved record, by rule in order of the rules. A record may be here several times. */
  readonly changes: readonly Change<TRecord>[]
  /** What each rule found, those that found nothing included. */
  readonly rules: readonly RuleReport[]
}
