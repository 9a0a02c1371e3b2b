/** One order out of several sources: each source's scores brought to one scale, weighted, added up. */

import type { Retrieval } from '../retrieve/retriever.ts'

/** Weights of the sources by name; a source without one does not count. */
export type RankWeights = Readonly<Record<string, number>>

/** A candidate with its place in the making: which source gave how much. The parts add up to the score. */
export interface RankedCandidate {
  readonly item: number
  score: number
  readonly parts: Record<string, number>
}

/** The sources that answered, with the factor that brings each one's own scores to its part of the blended score. */
export interface Blend {
  readonly candidates: RankedCandidate[]
  readonly factors: ReadonlyMap<string, number>
}

/** Sources whose largest score is below this say nothing: dividing by it would overflow. */
const VANISHING = 1e-200

/**
 * Scores all candidates of all sources: the sum over the sources of weight times score, each source's scores divided by the largest (in size)
 * among its own candidates and multiplied by the share that the source itself states. Items in `always` are scored even if no source named them. Sorted best first, equal scores by item index, which is the order of insertion.
 */
export function blend(
  retrievals: ReadonlyMap<string, Retrieval>,
  weights: RankWeights,
  always: Iterable<number> = [],
): Blend {
  const factors = new Map<string, number>()
  const pool = new Set<number>(always)
  for (const [name, { candidates, scoreOf, share = 1 }] of retrievals) {
    let largest = 0
    for (const item of candidates) {
      pool.add(item)
      largest = Math.max(largest, Math.abs(scoreOf(item)))
    }
    factors.set(name, largest < VANISHING ? 0 : ((weights[name] ?? 0) * share) / largest)
  }
  const candidates: RankedCandidate[] = []
  for (const item of pool) {
    const parts: Record<string, number> = {}
    let score = 0
    for (const [name, { scoreOf }] of retrievals) {
      const part = factors.get(name)! * scoreOf(item)
      if (part === 0) continue
      parts[name] = part
      score += part
    }
    candidates.push({ item, score, parts })
  }
  return { candidates: candidates.sort(byScore), factors }
}

/** Best first; equal scores by item index. */
export function byScore(a: RankedCandidate, b: RankedCandidate): number {
  return b.score - a.score || a.item - b.item
}
