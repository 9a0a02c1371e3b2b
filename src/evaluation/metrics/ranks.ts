/** Metrics that weigh right items by their place: reciprocal rank, average precision, nDCG. */

import { checkOneOf } from '../options.ts'
import { type CutOptions, gainsAt, gainsOf, type Relevant, readCut } from './ranked.ts'

/**
 * `1 / place` of the first right item, 0 where none is among the first `k`; its mean over users is MRR. Source: Voorhees 1999 (TREC-8 question answering); trec_eval `recip_rank`.
 *
 * @example
 * ```ts
 * reciprocalRank(['a', 'b', 'c'], new Set(['c'])) // 0.333...
 * ```
 */
export function reciprocalRank(ranked: readonly string[], relevant: Relevant, options: CutOptions = {}): number {
  const first = gainsAt(ranked, relevant, readCut(ranked, options)).findIndex((gain) => gain > 0)
  return first < 0 ? 0 : 1 / (first + 1)
}

/** Options of {@link averagePrecision}. */
export interface AveragePrecisionOptions extends CutOptions {
  /** What the sum is divided by: `'relevant'` (default), the number of right items, as in trec_eval (`map`, `map_cut_k`); or `'min'`, `min(k, |relevant|)`, as in Kaggle's MAP@k. */
  readonly normalizer?: 'relevant' | 'min'
}

/**
 * The mean of the precision at each right item: `sum over right items in the first k of precision(at its place) / |relevant|`, from 0 to 1; its mean over users is MAP. 0
 * where nothing is relevant. Source: trec_eval `map_cut_k`.
 *
 * @example
 * ```ts
 * averagePrecision(['a', 'x', 'b'], new Set(['a', 'b'])) // (1/1 + 2/3) / 2 = 0.833...
 * ```
 */
export function averagePrecision(
  ranked: readonly string[],
  relevant: Relevant,
  options: AveragePrecisionOptions = {},
): number {
  const k = readCut(ranked, options, ['normalizer'])
  const by = checkOneOf(options.normalizer ?? 'relevant', 'normalizer', ['relevant', 'min'])
  const count = gainsOf(relevant).size
  if (count === 0) return 0
  let hits = 0
  let sum = 0
  for (const [place, gain] of gainsAt(ranked, relevant, k).entries()) if (gain > 0) sum += ++hits / (place + 1)
  return sum / (by === 'min' ? Math.min(k, count) : count)
}

/** Options of {@link ndcg}. */
export interface NdcgOptions extends CutOptions {
  /**
   * The best list that the score is divided by: `'cut'` (default) cuts it at `k` too, so that a perfect top has 1 (trec_eval `ndcg_cut_k`, LensKit);
   * `'full'` keeps all right items, so that with more of them than `k` no list reaches 1.
   */
  readonly ideal?: 'cut' | 'full'
  /** `'linear'` (default): the gain itself, as trec_eval and LensKit. `'exponential'`: `2^gain - 1` (Burges et al. 2005). The same where every gain is 1. */
  readonly gain?: 'linear' | 'exponential'
  /**
   * What a gain is divided by. `'log2(place+1)'` (default), as trec_eval and most papers since 2005. `'log2(place)'`: the original of Järvelin and Kekäläinen, in which the
   * second place counts as much as the first, `max(1, log2(place))`; LensKit's default.
   */
  readonly discount?: 'log2(place+1)' | 'log2(place)'
}

/**
 * Normalised discounted cumulative gain: `DCG / DCG of the best list`, with `DCG = sum of gain / log2(place + 1)` over the first `k` places, from 0 to 1. A set of right
 * items is binary, a map graded. 0 where nothing is relevant. Source: Järvelin and Kekäläinen 2002, with the discount of Burges et al. 2005, as trec_eval has it.
 *
 * @example
 * ```ts
 * ndcg(['a', 'x', 'b'], new Set(['a', 'b']))                              // 0.919...
 * ndcg(['a', 'b'], new Map([['a', 1], ['b', 3]]), { gain: 'exponential' }) // 0.709...
 * ```
 */
export function ndcg(ranked: readonly string[], relevant: Relevant, options: NdcgOptions = {}): number {
  const k = readCut(ranked, options, ['ideal', 'gain', 'discount'])
  const ideal = checkOneOf(options.ideal ?? 'cut', 'ideal', ['cut', 'full'])
  const form = checkOneOf(options.gain ?? 'linear', 'gain', ['linear', 'exponential'])
  const shift =
    checkOneOf(options.discount ?? 'log2(place+1)', 'discount', ['log2(place+1)', 'log2(place)']) === 'log2(place)'
      ? 0
      : 1
  const value = form === 'linear' ? (gain: number): number => gain : (gain: number): number => 2 ** gain - 1
  const best = [...gainsOf(relevant).values()].sort((a, b) => b - a)
  const most = discounted(ideal === 'cut' ? best.slice(0, k) : best, value, shift)
  return most === 0 ? 0 : discounted(gainsAt(ranked, relevant, k), value, shift) / most
}

function discounted(gains: readonly number[], value: (gain: number) => number, shift: 0 | 1): number {
  let sum = 0
  for (let place = 0; place < gains.length; place++)
    sum += value(gains[place]!) / Math.max(1, Math.log2(place + 1 + shift))
  return sum
}
