/** What the caller wants done, rule by rule, checked before anything is looked at. */

import { invalidArgument } from '../../errors.ts'
import type { Rule, RuleAction } from './rule.ts'

/** What is done, by rule: `{ bots: 'drop', html: false }`; `false` does not ask the rule at all. Rules that are not named keep their own default. */
export type RuleActions<TName extends string> = Readonly<Partial<Record<TName | (string & {}), RuleAction | false>>>

/** The rules of interactions. */
export type InteractionRuleName =
  | 'valueTypes'
  | 'noSubject'
  | 'timesInSeconds'
  | 'timesInMicroseconds'
  | 'zeroTimes'
  | 'futureTimes'
  | 'dwellInMilliseconds'
  | 'valuesOutOfScale'
  | 'exactDuplicates'
  | 'unorderedTimes'
  | 'bursts'
  | 'contradictions'
  | 'unknownItems'
  | 'unknownUsers'
  | 'recommendationIds'
  | 'positions'
  | 'bots'
  | 'ratingShift'
  | 'kCore'
  | 'refused'

/** The rules of items. */
export type ItemRuleName =
  | 'duplicateIds'
  | 'itemTimes'
  | 'mojibake'
  | 'html'
  | 'missingTexts'
  | 'tinyTexts'
  | 'boilerplate'
  | 'nearDuplicateTexts'
  | 'foreignTexts'
  | 'mixedScripts'
  | 'expiredItems'
  | 'outlierAttributes'
  | 'refused'

/** Fills in the defaults. Throws for a rule that is not there, an action that is none, and a repair where nothing can be mended. */
export function resolveActions<TTable>(rules: readonly Rule<TTable>[], given: unknown): Map<string, RuleAction> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidArgument('rules', given, "Pass an object such as { bots: 'drop', html: false }.")
  }
  const actions = new Map(rules.map(({ name, action }) => [name, action]))
  for (const [name, action] of Object.entries(given) as [string, unknown][]) {
    const field = `rules.${name}`
    const rule = rules.find((one) => one.name === name)
    if (rule === undefined) {
      throw invalidArgument(
        field,
        action,
        `There is no such rule. Known are: ${rules.map((one) => one.name).join(', ')}.`,
      )
    }
    if (action === undefined) continue
    if (action === false) {
      actions.delete(name)
      continue
    }
    if (action !== 'report' && action !== 'repair' && action !== 'drop') {
      throw invalidArgument(field, action, "Pass 'report', 'repair', 'drop' or false.")
    }
    if (action === 'repair' && rule.repair === undefined && rule.reorder === undefined) {
      throw invalidArgument(
        field,
        action,
        "Nobody can know what was meant, so that this can't be mended: pass 'report' or 'drop'.",
      )
    }
    actions.set(name, action)
  }
  return actions
}

/** The built-in rules and then the caller's own, checked. */
export function withExtraRules<TTable>(
  rules: readonly Rule<TTable>[],
  extra: unknown,
  field: string,
): readonly Rule<TTable>[] {
  if (extra === undefined) return rules
  if (!Array.isArray(extra)) throw invalidArgument(field, extra, 'Pass a list of rules.')
  const all = [...rules]
  for (const [place, rule] of (extra as readonly Partial<Rule<TTable>>[]).entries()) {
    if (typeof rule?.name !== 'string' || typeof rule.find !== 'function' || typeof rule.describe !== 'string') {
      throw invalidArgument(
        `${field}[${place}]`,
        rule,
        'A rule has `name`, `describe`, `severity`, `action` and `find(table, context)`.',
      )
    }
    if (all.some(({ name }) => name === rule.name)) {
      throw invalidArgument(`${field}[${place}].name`, rule.name, 'There is a rule of this name; use another.')
    }
    all.push({ severity: 'warning', action: 'report', ...rule } as Rule<TTable>)
  }
  return all
}
