/** How different the items of one list are: intra-list distance, entropy of categories, alpha-nDCG. */

import { invalidArgument } from '../../errors.ts'
import { checkBetween } from '../options.ts'
import { type Categories, checkCategories, type Distance } from './categories.ts'
import { entropyOf } from './lists.ts'
import { type CutOptions, gainsOf, type Relevant, readCut } from './ranked.ts'

/**
 * The mean distance of all pairs of items in the list (ILD); 0 for fewer than two items. Distances: {@link cosineDistance}, {@link categoryDistance}, or your own.
 * Source: Ziegler et al. 2005 (as a distance and a mean, after Zhang and Hurley 2008).
 */
export function intraListDistance(ranked: readonly string[], distance: Distance, options: CutOptions = {}): number {
  const k = readCut(ranked, options)
  checkDistance(distance)
  const size = Math.min(ranked.length, k)
  let sum = 0
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) sum += distance(ranked[i]!, ranked[j]!)
  return size < 2 ? 0 : (2 * sum) / (size * (size - 1))
}

/** Throws unless the value is a function. */
export function checkDistance(distance: unknown): asserts distance is Distance {
  if (typeof distance !== 'function')
    throw invalidArgument('distance', distance, 'Pass a function of two item ids: cosineDistance(vectors) gives one.')
}

/**
 * Shannon entropy, in bits, of the categories in the list; each item spreads a weight of 1 evenly over its categories, and items without any are left out. 0 where all
 * belong to one category.
 */
export function categoryEntropy(ranked: readonly string[], categories: Categories, options: CutOptions = {}): number {
  const k = readCut(ranked, options)
  checkCategories(categories)
  const weights = new Map<string, number>()
  for (const id of ranked.slice(0, k)) {
    const names = categories.get(id) ?? []
    for (const name of names) weights.set(name, (weights.get(name) ?? 0) + 1 / names.length)
  }
  return entropyOf(weights.values())
}

/** Options of {@link alphaNdcg}. */
export interface AlphaNdcgOptions extends CutOptions {
  /** How much less a category counts each time that it comes again, from 0 (all the same) to 1 (only the first time). Default 0.5. */
  readonly alpha?: number
}

/**
 * nDCG in which a right item gains for each of its categories `(1 - alpha)^(how often the list had it before)`, so that repetition pays less:
 * `gain(place) = sum over categories c of (1 - alpha)^(right items with c before it)`, discounted by `1 / log2(place + 1)`, divided by the same of the best order of the
 * right items. That order is built greedily, since finding the best is NP-hard; of equal ones the earlier is taken. 0 where nothing right has a category. Gains of a map
 * only say what is right. Source: Clarke et al. 2008; `ndeval`.
 */
export function alphaNdcg(
  ranked: readonly string[],
  relevant: Relevant,
  categories: Categories,
  options: AlphaNdcgOptions = {},
): number {
  const k = readCut(ranked, options, ['alpha'])
  const alpha = checkBetween(options.alpha ?? 0.5, 'alpha', 0, 1)
  checkCategories(categories)
  const right = new Set(gainsOf(relevant).keys())
  const best = greedy([...right], categories, 1 - alpha, k)
  if (best === 0) return 0
  const counts = new Map<string, number>()
  const met = new Set<string>()
  let sum = 0
  for (let place = 0; place < ranked.length && place < k; place++) {
    const id = ranked[place]!
    if (!right.has(id) || met.has(id)) continue
    met.add(id)
    const names = categories.get(id) ?? []
    sum += gainOf(names, counts, 1 - alpha) / Math.log2(place + 2)
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return sum / best
}

/** The discounted gain of the greedy order. */
function greedy(items: string[], categories: Categories, kept: number, k: number): number {
  const counts = new Map<string, number>()
  const left = items.map((id) => categories.get(id) ?? [])
  let sum = 0
  for (let place = 0; place < k && left.length > 0; place++) {
    let best = 0
    let gain = -1
    for (const [at, names] of left.entries()) {
      const found = gainOf(names, counts, kept)
      if (found > gain) [best, gain] = [at, found]
    }
    const [names = []] = left.splice(best, 1)
    sum += gain / Math.log2(place + 2)
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return sum
}

function gainOf(names: readonly string[], counts: ReadonlyMap<string, number>, kept: number): number {
  let gain = 0
  for (const name of names) gain += kept ** (counts.get(name) ?? 0)
  return gain
}
