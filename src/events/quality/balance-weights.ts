/** Weights that make up for popularity: what is seen often counts less per event, so that it does not drown the rest. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import type { Interaction } from '../interaction.ts'

/** Options of {@link balanceWeights}. */
export interface BalanceOptions {
  /** What is balanced: items, users, types of behaviour, or values (of ratings). Default `'item'`. */
  readonly by?: 'item' | 'user' | 'type' | 'value'
  /**
   * How far: 0 gives everything the weight 1; 1 gives every item (user, type, value) the same total. Default 0.5 for items and users, whose propensity to be seen grows about with
   * the root of their popularity (Saito et al. 2020), 1 for types and values, as scikit-learn's `class_weight='balanced'`.
   */
  readonly power?: number
  /** The largest weight; clipping keeps rare items from ruling by chance, at the price of some bias. Clipped weights no longer average 1. Default: no limit. */
  readonly max?: number
}

/**
 * A weight for each item (user, type, value): w(c) = N n(c)^-p / sum over c of n(c)^(1 - p), where n(c) is the number of its events, N that of all and p the `power`. So the weights average 1 over the events.
 * These are inverse propensity weights with the propensity n(c)^p (Schnabel et al. 2016), self-normalised. Events without what is balanced are left out. Values are keyed as strings (`'4.5'`).
 *
 * @example
 * ```ts
 * const weights = balanceWeights(ratings, { by: 'value' })
 * const error = ratings.reduce((sum, { value }, at) => sum + weights[String(value)] * (predicted[at] - value) ** 2, 0)
 * ```
 */
export function balanceWeights(
  interactions: Iterable<Interaction>,
  options: BalanceOptions = {},
): Readonly<Record<string, number>> {
  checkNames(options, ['by', 'power', 'max'])
  const { by = 'item' } = options
  if (by !== 'item' && by !== 'user' && by !== 'type' && by !== 'value') {
    throw invalidArgument('by', by, "Pass 'item', 'user', 'type' or 'value'.")
  }
  const { power = by === 'item' || by === 'user' ? 0.5 : 1, max = Number.POSITIVE_INFINITY } = options
  if (!Number.isFinite(power) || power < 0)
    throw invalidArgument('power', power, 'Pass a number of at least 0, usually up to 1.')
  if (typeof max !== 'number' || !(max > 0)) throw invalidArgument('max', max, 'Pass a number above 0.')
  if (typeof interactions !== 'object' || interactions === null || !(Symbol.iterator in interactions)) {
    throw invalidArgument('interactions', interactions, 'Pass an array or another iterable of interactions.')
  }
  const field = ({ item: 'itemId', user: 'userId', type: 'type', value: 'value' } as const)[by]
  const counts = new Map<string, number>()
  for (const interaction of interactions) {
    const key = interaction[field]
    if (key !== undefined) counts.set(String(key), (counts.get(String(key)) ?? 0) + 1)
  }
  return inverseWeights(counts, power, max)
}

/** The weights of {@link balanceWeights} from counts; what has no event gets none. */
export function inverseWeights(
  counts: ReadonlyMap<string, number>,
  power: number,
  max: number = Number.POSITIVE_INFINITY,
): Record<string, number> {
  let total = 0
  let damped = 0
  for (const count of counts.values()) {
    if (count === 0) continue
    total += count
    damped += count ** (1 - power)
  }
  const entries = Array.from(counts).filter(([, count]) => count > 0)
  return Object.fromEntries(entries.map(([key, count]) => [key, Math.min(max, (total * count ** -power) / damped)]))
}
