/** All rules of items, in the order in which they run: each sees the items as those before it leave them, so that a fault is found once. */

import { show } from '../../errors.ts'
import { checkId } from '../ids.ts'
import { checkDescription } from '../item.ts'
import { timeOf } from './interaction-table.ts'
import type { ItemTable } from './item-table.ts'
import { boilerplate, foreignTexts, mixedScripts, nearDuplicateTexts } from './likeness-rules.ts'
import { MAD_TO_DEVIATION, median, quantile } from './robust.ts'
import { applyFixes, type Found, type Rule } from './rule.ts'
import { html, missingTexts, mojibake, tinyTexts } from './text-rules.ts'
import { otherUnit, showTime } from './time-unit.ts'

/** Two items of one id: in a catalogue the later takes the place of the earlier. */
const duplicateIds: Rule<ItemTable> = {
  name: 'duplicateIds',
  describe: 'items whose id a later item has too; the later one stands, as in `addItems`',
  severity: 'error',
  action: 'drop',
  find({ ids }) {
    const last = new Map<unknown, number>()
    for (const [row, id] of ids.entries()) if (typeof id === 'string') last.set(id, row)
    return ids.flatMap((id, row): Found[] => {
      const stands = last.get(id)
      if (stands === undefined || stands === row) return []
      return [{ row, related: [stands], why: `item ${stands} of the list has the id ${show(id)} too` }]
    })
  },
}

/** `createdAt` and `expiresAt` in seconds or microseconds. */
const itemTimes: Rule<ItemTable> = {
  name: 'itemTimes',
  describe: 'items whose times are in seconds, microseconds or nanoseconds',
  severity: 'error',
  action: 'repair',
  alone: true,
  find({ descriptions }) {
    return descriptions.flatMap((description, row): Found[] => {
      const wrong = (['createdAt', 'expiresAt'] as const).flatMap((field) => {
        const given = description[field]
        // Unlike an event, a book or a film may be of 1970; only what `addItems` refuses, plain numbers, is taken for a slip.
        const other = typeof given === 'number' && !(given >= 3e8 && given < 1e9) ? otherUnit(given) : undefined
        return other === undefined ? [] : [{ field, other }]
      })
      if (wrong.length === 0) return []
      const fixes = wrong.map(({ field, other }) => ({ path: [field], value: other.milliseconds }))
      const why = wrong.map(({ field, other }) => `\`${field}\` is in ${other.unit}: ${showTime(other.milliseconds)}`)
      return [{ row, fixes, why: why.join('; ') }]
    })
  },
  repair: applyFixes,
}

/** No longer to be recommended, or never: expired before it came to be. */
const expiredItems: Rule<ItemTable> = {
  name: 'expiredItems',
  describe: 'items that have expired, or expire before they come to be',
  severity: 'info',
  action: 'report',
  alone: true,
  find({ descriptions }, { now }) {
    return descriptions.flatMap(({ createdAt, expiresAt }, row): Found[] => {
      const end = timeOf(expiresAt)
      const start = timeOf(createdAt)
      if (end <= now) return [{ row, why: `expired ${showTime(end)}` }]
      return end < start ? [{ row, why: `expires ${showTime(end)}, before it comes to be, ${showTime(start)}` }] : []
    })
  },
}

/** Fewer values of an attribute are not judged. */
const LEAST_VALUES = 30

/**
 * Numbers far from the others of their attribute: a year of 19999, a price in cents. By MAD, each side of the median has a spread of its own ("double MAD", Rosenmai 2013), so that prices,
 * which have a long upper side, are not all outliers.
 */
const outlierAttributes: Rule<ItemTable> = {
  name: 'outlierAttributes',
  describe: 'numbers in attributes that lie far from those of other items',
  severity: 'info',
  action: 'report',
  find({ descriptions }, { settings }) {
    const columns = new Map<string, { row: number; value: number }[]>()
    for (const [row, { attributes }] of descriptions.entries()) {
      if (typeof attributes !== 'object' || attributes === null) continue
      for (const [name, value] of Object.entries(attributes)) {
        if (typeof value !== 'number' || !Number.isFinite(value)) continue
        const column = columns.get(name)
        if (column === undefined) columns.set(name, [{ row, value }])
        else column.push({ row, value })
      }
    }
    const whys = new Map<number, string[]>()
    for (const [name, column] of columns) {
      if (column.length < LEAST_VALUES) continue
      const [low, high] = fences(
        column.map(({ value }) => value),
        settings,
      )
      for (const { row, value } of column) {
        if (value >= low && value <= high) continue
        const why = `\`attributes.${name}\` is ${value}, and usual are ${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}`
        whys.set(row, [...(whys.get(row) ?? []), why])
      }
    }
    return Array.from(whys, ([row, all]) => ({ row, why: all.join('; ') })).sort((a, b) => a.row - b.row)
  },
}

/** Between which numbers values are usual. Where a side has no spread at all, nothing on that side is an outlier. */
function fences(
  values: readonly number[],
  { outlierMethod, outlierScore }: { outlierMethod: string; outlierScore: number },
): [number, number] {
  const sorted = Float64Array.from(values).sort()
  if (outlierMethod === 'iqr') {
    const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
    const reach = outlierScore * (third - first)
    return reach > 0 ? [first - reach, third + reach] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  }
  const middle = quantile(sorted, 0.5)
  const reachOf = (side: Float64Array): number => {
    const reach = outlierScore * MAD_TO_DEVIATION * median(side.map((value) => Math.abs(value - middle)))
    return reach > 0 ? reach : Number.POSITIVE_INFINITY
  }
  return [
    middle - reachOf(sorted.filter((value) => value <= middle)),
    middle + reachOf(sorted.filter((value) => value >= middle)),
  ]
}

/** Whatever else `addItems` would refuse, with its words. */
const refusedItems: Rule<ItemTable> = {
  name: 'refused',
  describe: 'items that `addItems` refuses for another reason',
  severity: 'error',
  action: 'report',
  find({ ids, descriptions, failures }, { isFlagged }) {
    return descriptions.flatMap((description, row): Found[] => {
      if (isFlagged(row, ['itemTimes'])) return []
      if (failures.has(row)) return [{ row, why: `\`describe\` threw: ${messageOf(failures.get(row))}` }]
      try {
        checkId(ids[row], 'id')
        checkDescription(description)
        return []
      } catch (error) {
        return [{ row, why: messageOf(error) }]
      }
    })
  },
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : show(error)
}

/** The rules of items. */
export const itemRules: readonly Rule<ItemTable>[] = [
  duplicateIds,
  itemTimes,
  mojibake,
  html,
  missingTexts,
  tinyTexts,
  boilerplate,
  nearDuplicateTexts,
  foreignTexts,
  mixedScripts,
  expiredItems,
  outlierAttributes,
  refusedItems,
]
