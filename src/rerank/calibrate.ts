/** Lists whose labels come in the proportions that are wanted. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { checkAttribute, checkCandidates, checkUnit, chosenFirst, labelsOf, relativeScores } from './candidates.ts'
import { fillInProportion } from './proportions.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link calibrate}. */
export interface CalibrateOptions {
  /** The attribute whose values are to be balanced; `'tags'` for tags. */
  readonly attribute: string
  /** How much of the list each value is to have; any numbers of 0 or more, taken relative to their sum. */
  readonly target: Readonly<Record<string, number>>
  /** 0 orders by score alone, 1 by the proportions alone. Default 0.5. */
  readonly lambda?: number
}

/**
 * Calibrated recommendations (Steck 2018): place by place the candidate with which the list so far has the largest
 * `(1 - lambda) * sum of scores - lambda * KL(target, list)`, scores brought to 0..1. An item with several values gives each an equal part; one without a value that the target names
 * gives nothing to any. The first `k` places are filled so; the rest follows as it came.
 */
export function calibrate(
  options: CalibrateOptions,
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['attribute', 'target', 'lambda'])
  const { attribute, target, lambda = 0.5 } = options
  checkAttribute(attribute)
  checkUnit(lambda, 'lambda')
  const wanted = checkTarget(target)
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const places = Math.min(context.k, candidates.length)
    const relevance = relativeScores(candidates)
    const labels = candidates.map((candidate) => {
      const values = labelsOf(candidate, attribute)
      return values.map((value) => ({ label: wanted.indexes.get(value) ?? -1, part: 1 / values.length }))
    })
    const chosen = fillInProportion(relevance, labels, wanted.shares, lambda, places)
    return chosenFirst(candidates, chosen)
  }
}

function checkTarget(target: unknown): {
  readonly indexes: ReadonlyMap<string, number>
  readonly shares: Float64Array
} {
  const remedy = 'Pass how much of the list each value is to have: { drama: 0.7, comedy: 0.3 }.'
  if (typeof target !== 'object' || target === null || Array.isArray(target))
    throw invalidArgument('target', target, remedy)
  const entries = Object.entries(target as Readonly<Record<string, unknown>>)
  for (const [name, share] of entries) {
    if (typeof share !== 'number' || !Number.isFinite(share) || share < 0)
      throw invalidArgument(`target.${name}`, share, 'A share is a finite number of at least 0.')
  }
  const shares = Float64Array.from(entries, ([, share]) => share as number)
  const sum = shares.reduce((total, share) => total + share, 0)
  if (!(sum > 0)) throw invalidArgument('target', target, remedy)
  return { indexes: new Map(entries.map(([name], at) => [name, at])), shares: shares.map((share) => share / sum) }
}
