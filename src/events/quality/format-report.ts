/** A data-quality report as plain text, for a terminal or a log. */

import { checkNames } from '../../option-names.ts'
import type { Imbalance, Spread } from './imbalance.ts'
import type { DataQualityReport, RecordsReport } from './inspect.ts'
import type { RuleReport } from './report.ts'
import type { RuleAction, Severity } from './rule.ts'

/** Options of {@link formatReport}. */
export interface FormatOptions {
  /** How many examples are shown of each rule, of those that the report holds. Default 2. */
  readonly examples?: number
}

const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }
const deeds: Readonly<Record<RuleAction, string>> = { report: 'reported', repair: 'mended', drop: 'dropped' }

/**
 * The report as lines of text: for items and interactions what was found, the worst first, with examples; then how behaviour is spread. Rules that
 * found nothing share a line.
 */
export function formatReport(report: DataQualityReport, options: FormatOptions = {}): string {
  checkNames(options, ['examples'])
  const { examples = 2 } = options
  const sections = [
    report.items && records('item', report.items, examples),
    report.interactions && records('interaction', report.interactions, examples),
    report.imbalance && imbalance(report.imbalance),
  ]
  return sections.filter((section) => section !== undefined).join('\n\n')
}

function records(what: string, { count, faulty, rules }: RecordsReport, examples: number): string {
  const found = rules.filter(({ findings }) => findings > 0)
  const clean = rules.filter(({ findings, skipped }) => findings === 0 && skipped === undefined)
  const skipped = rules.filter(({ skipped }) => skipped !== undefined)
  return [
    `${many(count, what)}: ${faulty === 0 ? 'no warnings, no errors' : `${amount(faulty)} (${percent(faulty / count)}) with a warning or an error`}`,
    ...found
      .toSorted((a, b) => order[a.severity] - order[b.severity])
      .flatMap((rule) => ruleLines(rule, what, examples)),
    ...(clean.length > 0 ? [`  nothing found by ${clean.map(({ rule }) => rule).join(', ')}`] : []),
    ...skipped.map(({ rule, skipped: reason }) => `  not asked: ${rule} (${reason})`),
  ].join('\n')
}

function ruleLines(rule: RuleReport, what: string, examples: number): string[] {
  const { severity, describe, findings, records: touched, share, action, handled } = rule
  const groups = touched === findings ? '' : `${amount(findings)} cases, `
  const deed = handled > 0 ? `; by default ${handled < touched ? `${amount(handled)} ` : ''}${deeds[action]}` : ''
  return [
    `  ${severity.padEnd(7)}  ${rule.rule}: ${groups}${many(touched, what)} (${percent(share)})${deed}`,
    `           ${describe}`,
    ...rule.examples.slice(0, examples).map((example) => {
      const of = [example.userId, example.itemId].filter((id) => id !== undefined).join(' / ')
      return `           [${example.index}]${of === '' ? '' : ` ${of}`}: ${example.why}`
    }),
  ]
}

function imbalance({ events, items, users, behaviors }: Imbalance): string {
  return [
    `balance of ${many(events, 'interaction')}`,
    `  items:  ${spread(items)}`,
    `          the top fifth has ${percent(items.headShare)} of all events; the last 20 % of events go to ${percent(items.longTailShare)} of the items`,
    `  users:  ${spread(users)}`,
    ...Object.entries(behaviors).map(([type, { events: own, share, evenness, values }]) => {
      const shown =
        values === undefined || values.length > 10
          ? []
          : values.map(({ value, share }) => `${value}: ${percent(share)}`)
      const inner =
        evenness === undefined
          ? ''
          : `; values ${percent(evenness)} even${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`
      return `  ${type}: ${many(own, 'event')} (${percent(share)})${inner}`
    }),
  ].join('\n')
}

function spread({ count, untouched, single, median, max, gini }: Spread): string {
  return `${amount(count)}, ${amount(untouched)} without an event, ${amount(single)} with one; median ${amount(median)}, most ${amount(max)}; Gini ${gini.toFixed(3)}`
}

function many(count: number, what: string): string {
  return `${amount(count)} ${what}${count === 1 ? '' : 's'}`
}

/** Not by locale: the text is the same everywhere. */
function amount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+(?!\d))/g, ',')
}

function percent(share: number): string {
  if (Number.isNaN(share)) return 'none'
  const value = 100 * share
  if (value > 0 && value < 0.1) return '< 0.1 %'
  return `${value.toFixed(value < 10 ? 1 : 0)} %`
}
