/** Whether a list keeps the proportions of a user's interests. */

import { checkBetween } from '../options.ts'
import { type Categories, checkCategories } from './categories.ts'
import { type CutOptions, readCut } from './ranked.ts'

/** Options of {@link calibration}. */
export interface CalibrationOptions extends CutOptions {
  /** How much of the history's distribution is mixed into the list's, so that what is missing there does not make it infinite. Default 0.01, as in the paper. */
  readonly alpha?: number
  /** The weights of the history's items, the newest heaviest for example. Default: all the same. */
  readonly weights?: ReadonlyMap<string, number>
}

/**
 * Miscalibration: the Kullback-Leibler divergence, in nats, of the categories in the list from those in the history; 0 where the proportions are the same, growing with the difference.
 * `sum over categories of p log(p / ((1 - alpha) q + alpha p))`, `p` the history's shares and `q` the list's; each item spreads its weight evenly over its categories.
 * 0 where the history has no categories. Source: Steck 2018, "Calibrated recommendations", equations 2 to 5.
 */
export function calibration(
  ranked: readonly string[],
  history: readonly string[],
  categories: Categories,
  options: CalibrationOptions = {},
): number {
  const k = readCut(ranked, options, ['alpha', 'weights'])
  readCut(history, {})
  checkCategories(categories)
  const alpha = checkBetween(options.alpha ?? 0.01, 'alpha', Number.MIN_VALUE, 1)
  const wanted = shares(history, categories, options.weights)
  const shown = shares(ranked.slice(0, k), categories, undefined)
  let sum = 0
  for (const [name, p] of wanted) if (p > 0) sum += p * Math.log(p / ((1 - alpha) * (shown.get(name) ?? 0) + alpha * p))
  return Math.max(0, sum)
}

/** Each category's share of the items' weight. */
function shares(
  items: readonly string[],
  categories: Categories,
  weights: ReadonlyMap<string, number> | undefined,
): Map<string, number> {
  const sums = new Map<string, number>()
  let total = 0
  for (const id of items) {
    const names = categories.get(id) ?? []
    const weight = weights?.get(id) ?? 1
    if (names.length === 0) continue
    total += weight
    for (const name of names) sums.set(name, (sums.get(name) ?? 0) + weight / names.length)
  }
  if (total > 0) for (const [name, sum] of sums) sums.set(name, sum / total)
  return sums
}
