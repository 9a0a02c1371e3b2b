/** Re-rankers that move scores: each adds a named part, and sorts anew. */

import { invalidArgument } from '../errors.ts'
import { halfLifeDays } from '../events/time.ts'
import { checkNames } from '../option-names.ts'
import { checkCandidates, sortedByScore, withPart } from './candidates.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link boost}. */
export interface BoostOptions {
  /** The name of the part that it adds. Default `'boost'`. */
  readonly name?: string
}

const DAY = 86_400_000

/** Adds to scores what `amount` says of each candidate; a promoted item gets a positive one, one to be held back a negative one. */
export function boost(
  amount: (candidate: RerankCandidate) => number,
  options: BoostOptions = {},
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['name'])
  const { name = 'boost' } = options
  if (typeof amount !== 'function') throw invalidArgument('amount', amount, 'Pass a function of the candidate.')
  if (typeof name !== 'string' || name === '') throw invalidArgument('name', name, 'Name the part.')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    return sortedByScore(
      candidates.map((candidate) => {
        const added: unknown = amount(candidate)
        if (typeof added === 'number' && Number.isFinite(added)) return withPart(candidate, name, added)
        const remedy = `That was the answer for item ${JSON.stringify(candidate.itemId)}; it has to be a finite number.`
        throw invalidArgument('amount', added, remedy)
      }),
    )
  }
}

/** Options of {@link freshness}. */
export interface FreshnessOptions {
  /** What a brand-new item gets, as a part of the highest score (in size). Default 0.2. */
  readonly weight?: number
  /** After this long it is half of that: days, or a string such as `'12h'`. Default `'7d'`. */
  readonly halfLife?: number | string
}

/** Lifts new items: adds `weight * highest score * 2^(-age / halfLife)` as the part `freshness`. Items without `createdAt` get nothing; the age is taken at `now`, which has to be given. */
export function freshness(
  options: FreshnessOptions = {},
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['weight', 'halfLife'])
  const { weight = 0.2, halfLife = '7d' } = options
  if (!Number.isFinite(weight)) throw invalidArgument('weight', weight, 'Pass a finite number.')
  const days = halfLifeDays(halfLife, 'halfLife')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const { now } = context
    if (now === undefined) throw invalidArgument('now', now, 'Freshness needs the time: { k, now: Date.now() }.')
    const highest = candidates.reduce((most, { score }) => Math.max(most, Math.abs(score)), 0)
    return sortedByScore(
      candidates.map((candidate) => {
        if (candidate.createdAt === undefined) return candidate
        const age = Math.max(0, now - candidate.createdAt) / DAY
        return withPart(candidate, 'freshness', weight * highest * 2 ** (-age / days))
      }),
    )
  }
}
