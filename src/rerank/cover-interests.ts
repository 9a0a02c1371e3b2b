/** Lists that give each of a user's interests its part. */

import { invalidArgument } from '../errors.ts'
import { type AnyVector, checkVectors, Direction, inverseLength } from '../math/direction.ts'
import { checkNames } from '../option-names.ts'
import { checkCandidates, checkUnit, chosenFirst, relativeScores } from './candidates.ts'
import { fillInProportion } from './proportions.ts'
import type { CandidateVector, RerankCandidate, RerankContext } from './reranker.ts'

/** An interest to be covered: what `interestVectors` of `penchant/profile` gives. */
export interface CoveredInterest {
  readonly vector: CandidateVector
  /** How much of the list it is to have; taken relative to the sum of all. */
  readonly share: number
}

/** Options of {@link coverInterests}. */
export interface CoverInterestsOptions {
  /** 0 orders by score alone, 1 by the proportions alone. Default 0.5. */
  readonly lambda?: number
}

/**
 * Fills the first `k` places so that the interests come in proportion to their shares: calibration (Steck 2018, see {@link calibrate}) with interests for labels. A candidate belongs to the interest of largest
 * cosine, if that is above 0; without a vector to none. The rest follows as it came, and with fewer than two interests all does.
 */
export function coverInterests(
  interests: readonly CoveredInterest[],
  options: CoverInterestsOptions = {},
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['lambda'])
  const lambda = checkUnit(options.lambda ?? 0.5, 'lambda')
  if (!Array.isArray(interests)) throw invalidArgument('interests', interests, 'Pass a list of { vector, share }.')
  for (const [at, interest] of interests.entries()) {
    const { vector, share } = Object(interest) as CoveredInterest
    if (!(Number.isFinite(share) && share > 0))
      throw invalidArgument(`interests[${at}].share`, share, 'A share is a finite number above 0.')
    if (vector === undefined) throw invalidArgument(`interests[${at}].vector`, vector, 'An interest has a vector.')
  }
  checkVectors(
    interests.map(({ vector }) => vector),
    (at) => `interests[${at}].vector`,
  )
  const total = interests.reduce((sum, { share }) => sum + share, 0)
  const shares = Float64Array.from(interests, ({ share }) => share / total)
  const directions = interests.map(({ vector }) => {
    const direction = new Direction()
    direction.add(vector, 1)
    return direction
  })
  return (candidates, context) => {
    checkCandidates(candidates, context)
    if (interests.length < 2) return [...candidates]
    const vectors: readonly (AnyVector | undefined)[] = [
      interests[0]!.vector,
      ...candidates.map(({ vector }) => vector),
    ]
    checkVectors(vectors, (at) => `candidates[${at - 1}].vector`)
    const memberships = candidates.map(({ vector }) => [{ label: nearest(directions, vector), part: 1 }])
    const places = Math.min(context.k, candidates.length)
    return chosenFirst(candidates, fillInProportion(relativeScores(candidates), memberships, shares, lambda, places))
  }
}

function nearest(directions: readonly Direction[], vector: AnyVector | undefined): number {
  if (vector === undefined) return -1
  const inverse = inverseLength(vector)
  let home = -1
  let highest = 0
  for (const [at, direction] of directions.entries()) {
    const cosine = direction.cosine(vector, inverse)
    if (cosine <= highest) continue
    home = at
    highest = cosine
  }
  return home
}
