/** What all re-rankers do with what they are given: check it, and read labels and scores out of it. */

import { invalidArgument } from '../errors.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Throws where the candidates or the context cannot be right: no list, an id that is missing or there twice, a score that is no finite number, a `k` below 1. */
export function checkCandidates(candidates: readonly RerankCandidate[], { k }: RerankContext): void {
  if (!Array.isArray(candidates)) throw invalidArgument('candidates', candidates, 'Pass a list of { itemId, score }.')
  if (!Number.isInteger(k) || k < 1) throw invalidArgument('k', k, 'Give a whole number of at least 1.')
  const seen = new Set<string>()
  for (const [at, candidate] of candidates.entries()) {
    const { itemId, score } = Object(candidate) as RerankCandidate
    if (typeof itemId !== 'string' || itemId === '')
      throw invalidArgument(`candidates[${at}].itemId`, itemId, 'A candidate has the id of its item.')
    if (seen.has(itemId)) throw invalidArgument(`candidates[${at}].itemId`, itemId, 'Each item may be there once.')
    if (typeof score !== 'number' || !Number.isFinite(score))
      throw invalidArgument(`candidates[${at}].score`, score, 'A score is a finite number.')
    seen.add(itemId)
  }
}

/** The values that a candidate has of an attribute, as strings; of `'tags'` its tags. None where it has no such attribute. */
export function labelsOf({ tags, attributes }: RerankCandidate, attribute: string): readonly string[] {
  if (attribute === 'tags') return tags ?? []
  if (attributes === undefined || !Object.hasOwn(attributes, attribute)) return []
  const value = attributes[attribute]
  if (Array.isArray(value)) return value.map(String)
  return value === undefined || value === null ? [] : [String(value)]
}

/** The lowest and the highest score. */
export function scoreBounds(candidates: readonly RerankCandidate[]): readonly [lowest: number, highest: number] {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const { score } of candidates) {
    lowest = Math.min(lowest, score)
    highest = Math.max(highest, score)
  }
  return [lowest, highest]
}

/** Scores brought to 0..1 by the lowest and the highest (or by other `bounds`, beyond which they may lie); all 1 where these are equal. */
export function relativeScores(
  candidates: readonly RerankCandidate[],
  [lowest, highest]: readonly [lowest: number, highest: number] = scoreBounds(candidates),
): Float64Array {
  const range = highest - lowest
  return Float64Array.from(candidates, ({ score }) => (range > 0 ? (score - lowest) / range : 1))
}

/** A candidate whose score is moved by `amount`, which stands as the part `name`. */
export function withPart(candidate: RerankCandidate, name: string, amount: number): RerankCandidate {
  if (amount === 0) return candidate
  const { score } = candidate
  const parts: Record<string, number> = { ...(candidate.parts ?? { score }) }
  parts[name] = (parts[name] ?? 0) + amount
  return { ...candidate, score: score + amount, parts }
}

/** Best first; equal scores in the order in which they came. */
export function sortedByScore(candidates: readonly RerankCandidate[]): RerankCandidate[] {
  return [...candidates].sort((a, b) => b.score - a.score)
}

/** The candidates at `chosen`, in that order, and after them all others as they came. */
export function chosenFirst(candidates: readonly RerankCandidate[], chosen: readonly number[]): RerankCandidate[] {
  const taken = new Set(chosen)
  return [...chosen.map((at) => candidates[at]!), ...candidates.filter((_, at) => !taken.has(at))]
}

/** Throws unless `value` is a number from 0 to 1. */
export function checkUnit(value: unknown, field: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw invalidArgument(field, value, 'Pass a number from 0 to 1.')
}

/** Throws unless `value` is the name of an attribute. */
export function checkAttribute(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw invalidArgument('attribute', value, "Pass the name of an attribute, or 'tags'.")
}

/** Throws unless `value` is a whole number of at least 1. */
export function checkCount(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value
  throw invalidArgument(field, value, 'Pass a whole number of at least 1.')
}
