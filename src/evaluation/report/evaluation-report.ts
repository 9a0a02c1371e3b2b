/** What an evaluation found. */

import type { Warning } from '../../options.ts'
import type { SampledNegatives } from '../evaluate.ts'
import type { Protocol } from '../split/split.ts'
import type { Estimate } from '../statistics.ts'
import { figure, markdownTable, type TextTable, terminalTable } from './table.ts'

/** The split that figures belong to. */
export interface ReportedSplit {
  readonly hash: string
  readonly protocol: Protocol
  readonly part: 'test' | 'validation'
}

/** The content of a report. */
export interface EvaluationFigures {
  readonly name: string
  readonly split: ReportedSplit
  /** `'all'` items were ranked, or a few drawn ones. */
  readonly candidates: 'all' | Required<SampledNegatives>
  /** The share of cases in which the intervals should hold the truth. */
  readonly confidence: number
  /** Who was asked. */
  readonly userIds: readonly string[]
  /** Figures by name and cut: `metrics['ndcg@10']`. */
  readonly metrics: Readonly<Record<string, Estimate>>
  /** One figure for each of `userIds`, for metrics that have one. */
  readonly perUser: Readonly<Record<string, Float64Array>>
  readonly seconds: { readonly fit: number; readonly lists: number }
  readonly warnings: readonly Warning[]
}

/** Figures of one recommender, with intervals. `String(report)` is a table for a terminal, `report.toMarkdown()` one for a page, `JSON.stringify(report)` the figures without those of single users. */
export class EvaluationReport implements EvaluationFigures {
  readonly name: string
  readonly split: ReportedSplit
  readonly candidates: 'all' | Required<SampledNegatives>
  readonly confidence: number
  readonly userIds: readonly string[]
  readonly metrics: Readonly<Record<string, Estimate>>
  readonly perUser: Readonly<Record<string, Float64Array>>
  readonly seconds: { readonly fit: number; readonly lists: number }
  readonly warnings: readonly Warning[]

  constructor(figures: EvaluationFigures) {
    this.name = figures.name
    this.split = figures.split
    this.candidates = figures.candidates
    this.confidence = figures.confidence
    this.userIds = figures.userIds
    this.metrics = figures.metrics
    this.perUser = figures.perUser
    this.seconds = figures.seconds
    this.warnings = figures.warnings
  }

  toString(): string {
    return `${this.name}, ${describe(this)}\n\n${terminalTable(this.#table())}\n${notes(this.warnings)}`
  }

  toMarkdown(): string {
    return `**${this.name}**, ${describe(this)}\n\n${markdownTable(this.#table())}\n${notes(this.warnings)}`
  }

  toJSON(): object {
    const { name, split, candidates, confidence, userIds, metrics, seconds, warnings } = this
    return { name, split, candidates, confidence, users: userIds.length, metrics, seconds, warnings }
  }

  #table(): TextTable {
    return {
      head: ['metric', 'value', `${Math.round(this.confidence * 100)} % interval`],
      rows: Object.entries(this.metrics).map(([name, { value, low, high }]) => [
        name,
        figure(value),
        low === undefined || high === undefined ? '' : `${figure(low)} to ${figure(high)}`,
      ]),
    }
  }
}

/** The protocol in one line, so that a table can be made again. */
export function describe({
  split,
  candidates,
  userIds,
}: Pick<EvaluationFigures, 'split' | 'candidates' | 'userIds'>): string {
  const { kind, ...settings } = split.protocol
  const told = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
  const ranked =
    candidates === 'all' ? 'all items ranked' : `${candidates.negatives} sampled items ranked (${candidates.by})`
  return `${[kind, ...told].join(', ')}; split ${split.hash}, ${split.part} part; ${userIds.length} users; ${ranked}`
}

/** Warnings, one a line. */
export function notes(warnings: readonly Warning[]): string {
  return warnings.map(({ code, message }) => `\n${code}: ${message}\n`).join('')
}
