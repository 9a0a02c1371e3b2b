/** Several re-rankers as one. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { randomNumbers } from '../math/random.ts'
import { throwIfAborted } from '../work.ts'
import type { RerankCandidate, RerankContext, Reranker } from './reranker.ts'

/**
 * One after the other: each gets what the one before it gave. What the last one gives is what comes out. A re-ranker that brings in an unknown item, or one
 * twice, is refused by name of its place.
 *
 * @example
 * ```ts
 * const rerank = pipeline(block(['recalled']), maxPerAttribute('author', 2), mmr({ lambda: 0.7 }))
 * ```
 */
export function pipeline(...rerankers: readonly Reranker[]): Reranker {
  for (const [at, reranker] of rerankers.entries()) {
    if (typeof reranker !== 'function')
      throw invalidArgument(`rerankers[${at}]`, reranker, 'Pass functions such as mmr() gives.')
  }
  return async (candidates, context) => {
    // One source of chance for all of them: each draws where the one before it stopped.
    const shared: RerankContext = { ...context, random: context.random ?? randomNumbers(0, 0) }
    let current = candidates
    for (const [at, reranker] of rerankers.entries()) {
      throwIfAborted(context.signal)
      const next = await reranker(current, shared)
      checkAnswer(next, current, `rerankers[${at}]`)
      current = next
    }
    return current
  }
}

/** Throws unless `answer` holds items of `given` only, each at most once. */
export function checkAnswer(
  answer: readonly RerankCandidate[],
  given: readonly RerankCandidate[],
  field: string,
): void {
  const refuse = (what: string): RecommenderError =>
    new RecommenderError(
      'invalid-argument',
      `\`${field}\` answered with ${what}. A re-ranker gives back candidates that it got, each at most once.`,
      {
        field,
        value: answer,
      },
    )
  if (!Array.isArray(answer)) throw refuse('something that is no list')
  const known = new Set(given.map(({ itemId }) => itemId))
  for (const candidate of answer) {
    const { itemId } = Object(candidate) as RerankCandidate
    if (!known.delete(itemId)) throw refuse(`${JSON.stringify(itemId)}, which it did not get, or gave already`)
  }
}
