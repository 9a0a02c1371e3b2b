/** Metrics that count right items at the top of a list: precision, recall, hit rate, R-precision. */

import { checkOneOf } from '../options.ts'
import { type CutOptions, countRelevant, hitsAt, type Relevant, readCut } from './ranked.ts'

/** Options of {@link precision}. */
export interface PrecisionOptions extends CutOptions {
  /** `'k'` (default): a list shorter than `k` pays for its empty places, as in trec_eval. `'length'`: divides by the places that are there, as LensKit does. */
  readonly denominator?: 'k' | 'length'
}

/**
 * The share of right items at the top: `|relevant in the first k| / k`, from 0 to 1. Without `k`, and with the denominator `'length'`, it divides by the length of the
 * list. An empty list has 0. Source: trec_eval `P_k`.
 *
 * @example
 * ```ts
 * precision(['a', 'b', 'c', 'd'], new Set(['a', 'd']), { k: 2 }) // 0.5
 * ```
 */
export function precision(ranked: readonly string[], relevant: Relevant, options: PrecisionOptions = {}): number {
  const k = readCut(ranked, options, ['denominator'])
  const by = checkOneOf(options.denominator ?? 'k', 'denominator', ['k', 'length'])
  const places = by === 'length' || k === Number.POSITIVE_INFINITY ? Math.min(ranked.length, k) : k
  return places === 0 ? 0 : hitsAt(ranked, relevant, k) / places
}

/** Options of {@link recall}. */
export interface RecallOptions extends CutOptions {
  /**
   * `'relevant'` (default): all right items, as in trec_eval and the published tables of LightGCN; with more right items than `k` it cannot reach 1. `'min'`: the most that
   * `k` places can hold, `min(k, |relevant|)`, as Liang et al. 2018 (Mult-VAE) define it and LensKit counts.
   */
  readonly denominator?: 'relevant' | 'min'
}

/**
 * The share of right items that are found at the top: `|relevant in the first k| / |relevant|`, or `/ min(k, |relevant|)`, from 0 to 1. Where nothing is relevant it is 0
 * (LensKit: not a number). Source: trec_eval `recall_k`; Liang et al. 2018, "Variational autoencoders for collaborative filtering".
 *
 * @example
 * ```ts
 * recall(['a', 'b'], new Set(['a', 'c', 'd']), { k: 2 })                       // 0.333...
 * recall(['a', 'b'], new Set(['a', 'c', 'd']), { k: 2, denominator: 'min' })   // 0.5
 * ```
 */
export function recall(ranked: readonly string[], relevant: Relevant, options: RecallOptions = {}): number {
  const k = readCut(ranked, options, ['denominator'])
  const by = checkOneOf(options.denominator ?? 'relevant', 'denominator', ['relevant', 'min'])
  const count = countRelevant(relevant)
  if (count === 0) return 0
  return hitsAt(ranked, relevant, k) / (by === 'min' ? Math.min(k, count) : count)
}

/** 1 if a right item is among the first `k`, else 0; its mean over users is the hit rate HR@k. Source: trec_eval `success_k`. */
export function hitRate(ranked: readonly string[], relevant: Relevant, options: CutOptions = {}): number {
  return hitsAt(ranked, relevant, readCut(ranked, options)) > 0 ? 1 : 0
}

/** Precision at the place whose number is the number of right items: `|relevant in the first |relevant|| / |relevant|`; 0 where nothing is relevant. Source: trec_eval `Rprec`. */
export function rPrecision(ranked: readonly string[], relevant: Relevant): number {
  readCut(ranked, {})
  const count = countRelevant(relevant)
  return count === 0 ? 0 : hitsAt(ranked, relevant, count) / count
}
