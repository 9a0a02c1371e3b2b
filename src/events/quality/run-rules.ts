/** Runs rules one after the other, does what the caller asked for, and keeps account of every record. */

import { throwIfAborted } from '../../work.ts'
import type { Change, Finding, RuleReport } from './report.ts'
import { type Found, type Rule, type RuleAction, type RuleContext, showPath } from './rule.ts'

/** What is asked of a run. */
export interface RunPlan<TRecord extends object, TTable> {
  readonly rules: readonly Rule<TTable>[]
  /** By name of the rule; rules without an entry are not asked. */
  readonly actions: ReadonlyMap<string, RuleAction>
  readonly tableOf: (records: readonly TRecord[]) => TTable
  /** The same for many records, giving way to the event loop, where reading them takes long. */
  readonly readTable?: (records: readonly TRecord[]) => Promise<TTable>
  /** What a finding should name of a record. */
  readonly identify: (record: TRecord) => Pick<Finding, 'itemId' | 'userId'>
  /** Repairs a record by repairing what the table shows of it. */
  readonly edit: (record: TRecord, repair: <TPart extends object>(part: TPart) => TPart) => TRecord
  /** How many examples each rule's report holds. */
  readonly examples: number
  readonly context: Omit<RuleContext, 'isFlagged'>
}

/** Records on their way through the rules. The input is only read. */
export class RuleRun<TRecord extends object, TTable> {
  readonly changes: Change<TRecord>[] = []
  readonly reports: RuleReport[] = []
  /** The places at which a rule found what is more than worth knowing. */
  readonly faulty: Set<number> = new Set()
  /** What is left, and the place of each in the input. */
  records: readonly TRecord[]
  indexes: readonly number[]
  readonly #plan: RunPlan<TRecord, TTable>
  readonly #total: number
  /** By rule: the places at which something is wrong that was not mended. */
  readonly #flagged = new Map<string, Set<number>>()
  readonly #context: RuleContext
  #table: TTable | undefined

  constructor(records: readonly TRecord[], plan: RunPlan<TRecord, TTable>) {
    this.records = records
    this.indexes = records.map((_, index) => index)
    this.#total = records.length
    this.#plan = plan
    this.#context = {
      ...plan.context,
      isFlagged: (row, by) => by.some((rule) => this.#flagged.get(rule)?.has(this.indexes[row]!) ?? false),
    }
  }

  /** All rules in order, giving way to the event loop between them. */
  async all(signal: AbortSignal | undefined): Promise<this> {
    const { pacer } = this.#context
    const rules = this.#asked()
    for (const [done, [rule, action]] of rules.entries()) {
      throwIfAborted(signal)
      if (pacer.due()) await pacer.pause({ phase: 'rules', done, total: rules.length })
      const table = await this.table()
      this.#settle(rule, action, this.#isSkipped(rule, action) ? [] : await rule.find(table, this.#context))
    }
    pacer.report({ phase: 'rules', done: rules.length, total: rules.length })
    return this
  }

  /** The rules that judge records one by one, at once. */
  alone(): this {
    for (const [rule, action] of this.#asked()) {
      if (rule.alone !== true || this.#isSkipped(rule, action)) continue
      const found = rule.find(this.#tableNow(), this.#context)
      if (!(found instanceof Promise)) this.#settle(rule, action, found)
    }
    return this
  }

  /** The table of what is left. */
  async table(): Promise<TTable> {
    this.#table ??= await this.#plan.readTable?.(this.records)
    return this.#tableNow()
  }

  #asked(): [Rule<TTable>, RuleAction][] {
    return this.#plan.rules.flatMap((rule): [Rule<TTable>, RuleAction][] => {
      const action = this.#plan.actions.get(rule.name)
      return action === undefined ? [] : [[rule, action]]
    })
  }

  #tableNow(): TTable {
    this.#table ??= this.#plan.tableOf(this.records)
    return this.#table
  }

  /** Reports that the rule cannot judge, if so. */
  #isSkipped(rule: Rule<TTable>, action: RuleAction): boolean {
    const skipped = rule.skip?.(this.#tableNow(), this.#context)
    if (skipped === undefined) return false
    const { name, describe, severity } = rule
    const none = { findings: 0, records: 0, share: 0, handled: 0, examples: [] }
    this.reports.push({ rule: name, describe, severity, action, ...none, skipped })
    return true
  }

  /** Reports what was found, and acts on it. */
  #settle(rule: Rule<TTable>, action: RuleAction, found: readonly Found[]): void {
    if (this.reports.at(-1)?.rule === rule.name) return // skipped
    const { name, describe, severity } = rule
    const rows = new Set(found.flatMap((one) => one.rows ?? [one.row]))
    const examples = found.slice(0, this.#plan.examples).map((one) => this.#finding(one))
    const before = this.changes.length
    const flagged = new Set<number>()
    for (const row of rows) {
      flagged.add(this.indexes[row]!)
      if (severity !== 'info') this.faulty.add(this.indexes[row]!)
    }
    this.#flagged.set(name, flagged)
    if (action === 'drop') this.#drop(name, found)
    else if (action === 'repair' && rule.reorder !== undefined) this.#move(rule, found)
    else if (action === 'repair') this.#repair(rule, found, flagged)
    const share = this.#total === 0 ? 0 : rows.size / this.#total
    const handled = this.changes.length - before
    this.reports.push({
      rule: name,
      describe,
      severity,
      action,
      findings: found.length,
      records: rows.size,
      share,
      handled,
      examples,
    })
  }

  #finding({ row, rows, related, why, fixes }: Found): Finding {
    const place = (one: number): number => this.indexes[one]!
    return {
      index: place(row),
      ...(rows !== undefined && { indexes: rows.map(place) }),
      ...(related !== undefined && { related: related.map(place) }),
      ...this.#plan.identify(this.records[row]!),
      why,
      ...(fixes !== undefined && { fix: Object.fromEntries(fixes.map(({ path, value }) => [showPath(path), value])) }),
    }
  }

  #drop(rule: string, found: readonly Found[]): void {
    const reasons = new Map<number, string>()
    for (const { row, rows = [row], why } of found) for (const one of rows) if (!reasons.has(one)) reasons.set(one, why)
    if (reasons.size === 0) return
    for (const [row, why] of reasons) {
      this.changes.push({ rule, kind: 'dropped', index: this.indexes[row]!, before: this.records[row]!, why })
    }
    this.#replace(
      this.records.filter((_, row) => !reasons.has(row)),
      this.indexes.filter((_, row) => !reasons.has(row)),
    )
  }

  #repair(rule: Rule<TTable>, found: readonly Found[], flagged: Set<number>): void {
    const mended = found.filter(({ fixes }) => fixes !== undefined)
    if (rule.repair === undefined || mended.length === 0) return
    const records = [...this.records]
    for (const one of mended) {
      const before = records[one.row]!
      const after = this.#plan.edit(before, (part) => rule.repair!(part, one))
      const index = this.indexes[one.row]!
      if (after === before) continue
      records[one.row] = after
      flagged.delete(index)
      this.changes.push({ rule: rule.name, kind: 'changed', index, before, after, why: one.why })
    }
    this.#replace(records, this.indexes)
  }

  #move(rule: Rule<TTable>, found: readonly Found[]): void {
    if (found.length === 0) return
    const order = Array.from(rule.reorder!(this.#tableNow()))
    for (const { row, why } of found) {
      const record = this.records[row]!
      this.changes.push({
        rule: rule.name,
        kind: 'moved',
        index: this.indexes[row]!,
        before: record,
        after: record,
        why,
      })
    }
    this.#replace(
      order.map((row) => this.records[row]!),
      order.map((row) => this.indexes[row]!),
    )
  }

  #replace(records: readonly TRecord[], indexes: readonly number[]): void {
    this.records = records
    this.indexes = indexes
    this.#table = undefined
  }
}
