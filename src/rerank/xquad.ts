/** Explicit query aspect diversification. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { checkAttribute, checkCandidates, checkUnit, chosenFirst, labelsOf, relativeScores } from './candidates.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link xQuAD}. */
export interface XquadOptions {
  /** The attribute whose values are the aspects; `'tags'` for tags. */
  readonly attribute: string
  /** How much each aspect matters, relative to their sum. Default: as often as candidates have it, weighted by their scores. */
  readonly aspects?: Readonly<Record<string, number>>
  /** 0 orders by score alone, 1 by coverage of aspects alone. Default 0.5. */
  readonly lambda?: number
}

/**
 * xQuAD (Santos, Macdonald and Ounis 2010): place by place the candidate with the largest
 * `(1 - lambda) * score + lambda * sum over aspects of weight * covers(candidate) * product over those placed of (1 - covers)`, scores brought to 0..1. An item covers each of its
 * n values by 1/n. The first `k` places are filled so; the rest follows as it came.
 */
export function xQuAD(
  options: XquadOptions,
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['attribute', 'aspects', 'lambda'])
  const { attribute, aspects, lambda = 0.5 } = options
  checkAttribute(attribute)
  checkUnit(lambda, 'lambda')
  for (const [name, weight] of Object.entries(aspects ?? {})) {
    if (!Number.isFinite(weight) || weight < 0)
      throw invalidArgument(`aspects.${name}`, weight, 'A weight is a finite number of at least 0.')
  }
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const places = Math.min(context.k, candidates.length)
    const relevance = relativeScores(candidates)
    const covers = candidates.map((candidate) => {
      const values = [...new Set(labelsOf(candidate, attribute))]
      return values.map((value) => [value, 1 / values.length] as const)
    })
    const weights = new Map(Object.entries(aspects ?? {}))
    if (aspects === undefined)
      for (const [at, list] of covers.entries())
        for (const [value, part] of list) weights.set(value, (weights.get(value) ?? 0) + part * relevance[at]!)
    const sum = [...weights.values()].reduce((total, weight) => total + weight, 0)
    /** By aspect: its weight times how little those placed cover it. */
    const open = new Map([...weights].map(([value, weight]) => [value, sum > 0 ? weight / sum : 0]))
    const left = new Set(candidates.keys())
    const chosen: number[] = []
    while (chosen.length < places) {
      let best = -1
      let value = Number.NEGATIVE_INFINITY
      for (const at of left) {
        const novelty = covers[at]!.reduce((total, [aspect, part]) => total + (open.get(aspect) ?? 0) * part, 0)
        const worth = (1 - lambda) * relevance[at]! + lambda * novelty
        if (worth > value) {
          best = at
          value = worth
        }
      }
      chosen.push(best)
      left.delete(best)
      for (const [aspect, part] of covers[best]!) open.set(aspect, (open.get(aspect) ?? 0) * (1 - part))
    }
    return chosenFirst(candidates, chosen)
  }
}
