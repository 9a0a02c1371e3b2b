/** Values that can't be: dwells in milliseconds, values off their scale; and users whose scale is not everybody's. */

import { show } from '../../errors.ts'
import type { InteractionTable } from './interaction-table.ts'
import { quantile, robustScale, robustZ } from './robust.ts'
import { applyFixes, type Found, type Rule, type RuleContext } from './rule.ts'

/** A dwell this many times the usual one is in another unit, provided that its thousandth part is a usual one. */
const DWELL_FACTOR = 100

/** Dwells are seconds. One of more than six hours, or of a hundred times the median with a usual thousandth part, is in milliseconds. */
export const dwellInMilliseconds: Rule<InteractionTable> = {
  name: 'dwellInMilliseconds',
  describe: 'dwells in milliseconds where seconds are meant',
  severity: 'error',
  action: 'repair',
  alone: true,
  find(table, { settings: { longestDwell } }) {
    const rows = rowsOfType(table, 'dwell').filter((row) => table.value[row]! >= 0)
    const usual = Float64Array.from(rows, (row) => table.value[row]!)
      .filter((value) => value <= longestDwell)
      .sort()
    const middle = quantile(usual, 0.5)
    const low = quantile(usual, 0.01)
    return rows.flatMap((row): Found[] => {
      const value = table.value[row]!
      const seconds = value / 1000
      const wild = usual.length >= 20 && value > DWELL_FACTOR * middle && seconds >= low
      if (value <= longestDwell && !wild) return []
      const why = `a dwell of ${value} s (${(value / 3600).toFixed(1)} h); in milliseconds it is ${seconds} s`
      return [{ row, why, ...(seconds <= longestDwell && { fixes: [{ path: ['value'], value: seconds }] }) }]
    })
  },
  repair: applyFixes,
}

/** Outside the scale of its behaviour, or missing where there is a scale. Says so if the whole looks like another scale. */
export const valuesOutOfScale: Rule<InteractionTable> = {
  name: 'valuesOutOfScale',
  describe: 'values outside the scale of their behaviour',
  severity: 'error',
  action: 'report',
  alone: true,
  find(table) {
    const found: Found[] = []
    const hints = scaleHints(table)
    for (let row = 0; row < table.size; row++) {
      const behavior = table.behavior(row)
      if (behavior === undefined) continue
      const value = table.records[row]!.value
      const { type, scale, signed } = behavior
      if (scale === undefined) {
        if (typeof value === 'number' && value < 0) found.push({ row, why: `a quantity of ${value}` })
        continue
      }
      const [low, high] = scale
      const missing = value === undefined
      const out = typeof value === 'number' && (value < low || (signed && value > high))
      if (!missing && !out) continue
      const hint = hints.get(table.type[row]!) ?? ''
      found.push({ row, why: `a ${type} of ${show(value)}, and its scale is ${low} to ${high}${out ? hint : ''}` })
    }
    return found
  },
}

/** Where many values of a type lie above its scale: the scale that they seem to be on. */
function scaleHints(table: InteractionTable): Map<number, string> {
  const hints = new Map<number, string>()
  for (const [type, name] of table.typeNames.all().entries()) {
    const behavior = table.world.behaviors.get(name)
    if (behavior?.scale === undefined || !behavior.signed) continue
    const values = Float64Array.from(rowsOfType(table, name), (row) => table.value[row]!)
      .filter(Number.isFinite)
      .sort()
    const top = quantile(values, 0.999)
    const above = values.filter((value) => value > behavior.scale![1]).length
    if (above < 0.05 * values.length) continue
    const scale = [10, 20, 100].find((end) => top <= end)
    if (scale === undefined) continue
    hints.set(type, `; all together look like a scale to ${scale}: set behaviors.${name}.scale, or rescale them`)
  }
  return hints
}

/**
 * Users who give one value only, or whose mean is far from everybody's. What they say of an item is then the difference to their own mean, which is how ratings
 * are weighed from the fifth on; a user of one value says nothing by it.
 */
export const ratingShift: Rule<InteractionTable> = {
  name: 'ratingShift',
  describe: 'users whose ratings are all the same, or far from those of others on average',
  severity: 'info',
  action: 'report',
  find(table, context) {
    return table.typeNames
      .all()
      .filter((name) => table.world.behaviors.get(name)?.signed)
      .flatMap((name) => shifted(table, name, context))
      .sort((a, b) => a.row - b.row)
  },
}

function shifted(table: InteractionTable, type: string, { settings }: RuleContext): Found[] {
  const raters = new Map<number, number[]>()
  for (const row of rowsOfType(table, type)) {
    const user = table.user[row]!
    const scale = table.behavior(row)?.scale
    const value = table.value[row]!
    // What is off its scale is another rule's, and would drown the mean.
    if (user < 0 || scale === undefined || !(value >= scale[0] && value <= scale[1])) continue
    const rows = raters.get(user)
    if (rows === undefined) raters.set(user, [row])
    else rows.push(row)
  }
  const judged = [...raters].filter(([, rows]) => rows.length >= settings.shiftRatings)
  const means = judged.map(([, rows]) => rows.reduce((sum, row) => sum + table.value[row]!, 0) / rows.length)
  const scale = robustScale(means)
  return judged.flatMap(([user, rows], at): Found[] => {
    const name = table.userNames.at(user)
    const first = table.value[rows[0]!]!
    if (rows.every((row) => table.value[row] === first)) {
      return [{ row: rows[0]!, rows, why: `all ${rows.length} ratings of ${name} are ${first}` }]
    }
    const z = robustZ(means[at]!, scale)
    if (Math.abs(z) < settings.shiftScore) return []
    const mean = means[at]!.toFixed(2)
    const why = `${name} gives ${mean} on average, the median user ${scale.center.toFixed(2)} (robust z ${z.toFixed(1)})`
    return [{ row: rows[0]!, rows, why }]
  })
}

function rowsOfType(table: InteractionTable, name: string): number[] {
  const type = table.typeNames.indexOf(name)
  const rows: number[] = []
  if (type < 0) return rows
  for (let row = 0; row < table.size; row++) if (table.type[row] === type) rows.push(row)
  return rows
}
