/** How unevenly behaviour is spread: over items, over users, over types and values. */

import { inverseWeights } from './balance-weights.ts'
import { grouped, type InteractionTable } from './interaction-table.ts'
import { quantile } from './robust.ts'

/** The share of events that the head of the catalogue has, in the definition of the long tail used here. */
const HEAD_EVENTS = 0.8

/** How events are spread over things of one kind. */
export interface Spread {
  /** How many there are; of items those of the catalogue without any event too, where it was given. */
  readonly count: number
  /** How many have no event at all. */
  readonly untouched: number
  /** How many have exactly one. */
  readonly single: number
  /** Half have fewer events than this, half more. */
  readonly median: number
  readonly max: number
  /** The Gini coefficient of the numbers of events: 0 where all have the same number, towards 1 where one has them all. `NaN` without events. */
  readonly gini: number
}

/** {@link Spread} of items. */
export interface ItemSpread extends Spread {
  /** The share of events that goes to the most popular fifth of the items. */
  readonly headShare: number
  /** The share of items that have the last 20 % of events between them: all but the most popular ones which have the first 80 %. Near 0.2 where popularity is even, above 0.8 where few items have nearly everything. */
  readonly longTailShare: number
}

/** How events are spread over the types of behaviour and, within a type that has a scale, over its values. */
export interface ClassBalance {
  readonly events: number
  readonly share: number
  /** How even its values are: the entropy of the values over the most that so many values can have; 1 is even, 0 means a single value. Absent for types without values. */
  readonly evenness?: number
  /** Events by value, by rising value; at most the 20 most frequent values. Absent for types without values. */
  readonly values?: readonly { readonly value: number; readonly events: number; readonly share: number }[]
}

/** How unevenly behaviour is spread. */
export interface Imbalance {
  readonly events: number
  readonly items: ItemSpread
  readonly users: Spread
  /** By type of behaviour, most events first. */
  readonly behaviors: Readonly<Record<string, ClassBalance>>
  /** Weights against the imbalance, each averaging 1 over the events; `balanceWeights` makes others. */
  readonly balance: {
    /** By item id: proportional to the number of events to the power -0.5. */
    readonly items: Readonly<Record<string, number>>
    /** By type: inversely proportional to the number of events. */
    readonly behaviors: Readonly<Record<string, number>>
  }
}

/**
 * Measures how unevenly interactions are spread. Impressions are left out of the counts of items and users: what was shown is the app's doing, not the users'.
 */
export function measureImbalance(table: InteractionTable): Imbalance {
  const impression = table.typeNames.indexOf('impression')
  const countOf = (column: Int32Array, groups: number): Int32Array => {
    const { starts } = grouped(
      column.map((index, row) => (table.type[row] === impression && impression >= 0 ? -1 : index)),
      groups,
    )
    return Int32Array.from(starts.subarray(1), (end, at) => end - starts[at]!)
  }
  const itemCounts = countOf(table.item, table.itemNames.size)
  const { itemIds } = table.world
  const classes = classesOf(table)
  let silent = 0
  for (const id of itemIds ?? []) if (table.itemNames.indexOf(id) < 0) silent++
  const items = new Int32Array(itemCounts.length + silent)
  items.set(itemCounts)
  const users = countOf(table.user, table.userNames.size)
  return {
    events: table.size,
    items: { ...spreadOf(items), ...tailOf(items) },
    users: spreadOf(users),
    behaviors: classes,
    balance: {
      items: inverseWeights(new Map(table.itemNames.all().map((name, at) => [name, itemCounts[at]!])), 0.5),
      behaviors: inverseWeights(new Map(Object.entries(classes).map(([name, { events }]) => [name, events])), 1),
    },
  }
}

/**
 * The Gini coefficient of numbers of at least 0: sum((2 i - n - 1) x_i) / (n sum(x)) over the rising x_i, i from 1 (Gini 1912; the form of Dixon et al. 1987,
 * not corrected for small n). 0 for equal numbers, (n - 1) / n where one has all; `NaN` for none, or for zeros only.
 */
export function giniCoefficient(counts: ArrayLike<number>): number {
  const sorted = Float64Array.from(counts).sort()
  const size = sorted.length
  let total = 0
  let weighted = 0
  for (let at = 0; at < size; at++) {
    total += sorted[at]!
    weighted += (2 * (at + 1) - size - 1) * sorted[at]!
  }
  return weighted / (size * total)
}

function spreadOf(counts: Int32Array): Spread {
  const sorted = counts.slice().sort()
  return {
    count: counts.length,
    untouched: counts.filter((count) => count === 0).length,
    single: counts.filter((count) => count === 1).length,
    median: counts.length === 0 ? 0 : quantile(sorted, 0.5),
    max: sorted.at(-1) ?? 0,
    gini: giniCoefficient(counts),
  }
}

function tailOf(counts: Int32Array): Pick<ItemSpread, 'headShare' | 'longTailShare'> {
  const falling = counts.slice().sort().reverse()
  const total = falling.reduce((sum, count) => sum + count, 0)
  if (total === 0) return { headShare: Number.NaN, longTailShare: Number.NaN }
  const fifth = Math.max(1, Math.round(0.2 * falling.length))
  const head = falling.subarray(0, fifth).reduce((sum, count) => sum + count, 0)
  let reached = 0
  let headItems = 0
  while (reached < HEAD_EVENTS * total) reached += falling[headItems++]!
  return { headShare: head / total, longTailShare: 1 - headItems / falling.length }
}

function classesOf(table: InteractionTable): Record<string, ClassBalance> {
  const { starts, rows } = grouped(table.type, table.typeNames.size)
  const classes = table.typeNames.all().map((name, type): [string, ClassBalance] => {
    const own = rows.subarray(starts[type], starts[type + 1])
    const counts = new Map<number, number>()
    for (const row of own) {
      const value = table.value[row]!
      if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const base = { events: own.length, share: own.length / table.size }
    return [name, counts.size === 0 ? base : { ...base, ...valuesOf(counts) }]
  })
  return Object.fromEntries(classes.sort((a, b) => b[1].events - a[1].events))
}

function valuesOf(counts: ReadonlyMap<number, number>): Required<Pick<ClassBalance, 'evenness' | 'values'>> {
  let total = 0
  for (const count of counts.values()) total += count
  let entropy = 0
  for (const count of counts.values()) entropy -= (count / total) * Math.log(count / total)
  const values = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 20)
    .sort((a, b) => a[0] - b[0])
    .map(([value, events]) => ({ value, events, share: events / total }))
  return { evenness: counts.size === 1 ? 0 : entropy / Math.log(counts.size), values }
}
