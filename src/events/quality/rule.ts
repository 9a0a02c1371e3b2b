/**
 * The contract of all rules of data quality. A rule looks at records, says what is wrong with which, and, where the right value is certain, what should
 * stand there. It never changes a record and decides nothing: `run-rules.ts` does what the caller asked for.
 *
 * To add a rule, write an object of this shape and pass it in `extraRules`, or list it in `interaction-rules.ts` or `item-rules.ts`.
 */

import type { Progress } from '../../work.ts'
import type { QualitySettings } from './settings.ts'

/** What is done about the findings of a rule: only told; mended where the right value is certain, and told otherwise; or the records left out. */
export type RuleAction = 'report' | 'repair' | 'drop'

/** How bad a finding is: good to know; makes lists worse; would be refused, or makes lists wrong. */
export type Severity = 'info' | 'warning' | 'error'

/** A way into a record: `['text', 'title']`, `['tags', 2]`. */
export type FieldPath = readonly (string | number)[]

/** A field and what should stand there; `undefined` where the field should not be there at all. */
export interface Fix {
  readonly path: FieldPath
  readonly value: unknown
}

/** What a rule found, in rows of the table it was given. */
export interface Found {
  /** The row of the record at fault; of several, the first. */
  readonly row: number
  /** All rows that are at fault together (a bot's events), where there are more than one: they are dropped together. */
  readonly rows?: readonly number[]
  /** Rows that are not at fault but explain it: the record of which this one is a copy. */
  readonly related?: readonly number[]
  /** What is wrong, for people: the value, the expectation. */
  readonly why: string
  /** What mends it; absent where nobody can know. */
  readonly fixes?: readonly Fix[]
}

/** Keeps long work from holding up the event loop: `if (pacer.due()) await pacer.pause(progress)`. */
export interface Pace {
  /** True when it is time to give way. */
  due(): boolean
  /** Reports progress without giving way. */
  report(progress: Progress): void
  /** Reports progress, gives way, and throws if the work was aborted meanwhile. */
  pause(progress: Progress): Promise<void>
}

/** What every rule may use. */
export interface RuleContext {
  /** The time now, in epoch milliseconds. */
  readonly now: number
  readonly settings: QualitySettings
  /** Gives way to the event loop; rules that take long on large data pause with it. */
  readonly pacer: Pace
  /** Whether one of these rules has already found fault with this row, and it was not mended. */
  isFlagged(row: number, by: readonly string[]): boolean
}

/** One kind of fault. `TTable` is an `InteractionTable` or an `ItemTable`. */
export interface Rule<TTable> {
  /** The name by which its action is set: `rules: { bots: 'drop' }`. */
  readonly name: string
  /** What it finds, in one sentence without a full stop. */
  readonly describe: string
  readonly severity: Severity
  /**
   * What happens when the caller says nothing: `'repair'` where the right value is certain, `'drop'` where a record only repeats another or is about
   * nothing, `'report'` where it is a matter of judgement.
   */
  readonly action: RuleAction
  /** Whether it judges each record by itself, so that it can be asked about one alone, as records come in. Its `find` then gives a list, not a promise. */
  readonly alone?: true
  /** Says what is missing for this rule to judge (`'needs `items`'`), or nothing. */
  skip?(table: TTable, context: RuleContext): string | undefined
  /** All faults of this kind, by rising `row`. */
  find(table: TTable, context: RuleContext): readonly Found[] | Promise<readonly Found[]>
  /** A mended copy of a record. Absent: this kind of fault can't be mended. */
  repair?<TRecord extends object>(record: TRecord, found: Found): TRecord
  /** For faults of order: the rows in their right order. Such a rule mends by it, and not by `repair`. */
  reorder?(table: TTable): Int32Array
}

/** A copy of `record` with `fixes` in it; what lies beside them is shared with the original. The `repair` of most rules. */
export function applyFixes<TRecord extends object>(record: TRecord, { fixes = [] }: Pick<Found, 'fixes'>): TRecord {
  let mended: unknown = record
  for (const { path, value } of fixes) mended = withValue(mended, path, value)
  return mended as TRecord
}

function withValue(container: unknown, [key, ...rest]: FieldPath, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(container)) {
    const copy: unknown[] = [...container]
    copy[key as number] = withValue(copy[key as number], rest, value)
    return copy
  }
  const fields = container as Readonly<Record<string, unknown>>
  const inner = withValue(Object.hasOwn(fields, key) ? fields[key] : undefined, rest, value)
  // Entries and not a spread with `delete`, so that a field called `__proto__` stays a field; the prototype of an app's own class is kept.
  const entries = Object.entries(fields).filter(([name]) => name !== key || inner !== undefined)
  if (inner !== undefined && !Object.hasOwn(fields, key)) entries.push([String(key), inner])
  const copy = Object.fromEntries(entries.map(([name, old]) => [name, name === key ? inner : old]))
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(fields))
}

/** A path as people write it: `text.title`, `tags[2]`. */
export function showPath(path: FieldPath): string {
  return path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`
    return shown === '' ? key : `${shown}.${key}`
  }, '')
}
