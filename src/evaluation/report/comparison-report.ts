/** What a comparison found. */

import type { Warning } from '../../options.ts'
import type { TestMethod } from '../statistics.ts'
import { describe, type EvaluationReport, notes } from './evaluation-report.ts'
import { figure, markdownTable, type TextTable, terminalTable } from './table.ts'

/** By how much the metric of `to` is above that of `from`, over the same users. */
export interface Difference {
  readonly from: string
  readonly to: string
  readonly metric: string
  readonly value: number
  readonly low: number
  readonly high: number
  /** The chance of a difference this large where there is none. */
  readonly p: number
  /** The same, corrected for all comparisons of the report (Holm). */
  readonly corrected: number
}

/** The content of a comparison. */
export interface ComparisonFigures {
  readonly reports: readonly EvaluationReport[]
  readonly differences: readonly Difference[]
  readonly test: TestMethod
  readonly baseline?: string
}

/** Figures of several recommenders side by side. `String(report)` is a table for a terminal, `report.toMarkdown()` one for a page; `JSON.stringify(report)` leaves out the figures of single users. */
export class ComparisonReport implements ComparisonFigures {
  readonly reports: readonly EvaluationReport[]
  readonly differences: readonly Difference[]
  readonly test: TestMethod
  readonly baseline?: string

  constructor(figures: ComparisonFigures) {
    this.reports = figures.reports
    this.differences = figures.differences
    this.test = figures.test
    if (figures.baseline !== undefined) this.baseline = figures.baseline
  }

  /** The warnings of all, each once. */
  get warnings(): readonly Warning[] {
    const met = new Map<string, Warning>()
    for (const { name, warnings } of this.reports) {
      for (const { code, message } of warnings) {
        const shared = this.reports.every((report) => report.warnings.some((other) => other.message === message))
        const told = shared ? message : `${name}: ${message}`
        met.set(told, { code, message: told })
      }
    }
    return [...met.values()]
  }

  toString(): string {
    return this.#print(terminalTable)
  }

  toMarkdown(): string {
    return this.#print(markdownTable)
  }

  toJSON(): object {
    const { reports, differences, test, baseline } = this
    return {
      reports: reports.map((report) => report.toJSON()),
      differences,
      test,
      ...(baseline === undefined ? {} : { baseline }),
    }
  }

  #print(table: (given: TextTable) => string): string {
    const [first] = this.reports
    const told = `p: ${this.test} test, two-sided, corrected for ${this.differences.length} comparisons (Holm)`
    return `${describe(first!)}\n\n${table(this.#figures())}\n\n${told}\n\n${table(this.#differences())}\n${notes(this.warnings)}`
  }

  #figures(): TextTable {
    return {
      head: ['metric', ...this.reports.map(({ name }) => name)],
      rows: Object.keys(this.reports[0]!.metrics).map((metric) => [
        metric,
        ...this.reports.map(({ metrics }) => {
          const { value, low, high } = metrics[metric]!
          return low === undefined || high === undefined
            ? figure(value)
            : `${figure(value)} [${figure(low)}, ${figure(high)}]`
        }),
      ]),
    }
  }

  #differences(): TextTable {
    return {
      head: ['difference', 'metric', 'value', 'interval', 'p', 'corrected'],
      rows: this.differences.map(({ from, to, metric, value, low, high, p, corrected }) => [
        `${to} - ${from}`,
        metric,
        figure(value),
        `${figure(low)} to ${figure(high)}`,
        figure(p),
        `${figure(corrected)}${corrected < 0.05 ? ' *' : ''}`,
      ]),
    }
  }
}
