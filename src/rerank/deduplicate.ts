/** Items that say nearly the same as one that stands higher. */

import { checkNames } from '../option-names.ts'
import { checkCandidates, checkUnit } from './candidates.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link deduplicate}. */
export interface DeduplicateOptions {
  /** From which Jaccard index of their word pairs on two texts are the same. Default 0.8. */
  readonly threshold?: number
}

/** Only so many first words of a text are compared. */
const WORDS = 200

/**
 * Drops every item whose text is nearly that of one before it: their sets of neighbouring word pairs (single words for texts of one word), in lower case and without punctuation, agree by
 * the threshold (Jaccard index). Items without text stay. O(n * m) for n candidates of which m stay.
 */
export function deduplicate(
  options: DeduplicateOptions = {},
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['threshold'])
  const { threshold = 0.8 } = options
  checkUnit(threshold, 'threshold')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const kept: ReadonlySet<string>[] = []
    return candidates.filter(({ text }) => {
      const pairs = wordPairs(text ?? '')
      if (pairs.size === 0) return true
      if (kept.some((other) => isAlike(pairs, other, threshold))) return false
      kept.push(pairs)
      return true
    })
  }
}

function wordPairs(text: string): Set<string> {
  const words =
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/[\p{Script=Han}]|[\p{L}\p{N}]+/gu) ?? []
  const read = words.slice(0, WORDS)
  return new Set(read.length === 1 ? read : read.slice(1).map((word, at) => `${read[at]} ${word}`))
}

function isAlike(a: ReadonlySet<string>, b: ReadonlySet<string>, threshold: number): boolean {
  // The index is at most the smaller size over the larger.
  if (Math.min(a.size, b.size) < threshold * Math.max(a.size, b.size)) return false
  let shared = 0
  for (const pair of a) if (b.has(pair)) shared++
  return shared >= threshold * (a.size + b.size - shared)
}
