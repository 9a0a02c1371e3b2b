/** The app's own factors for scores, checked. Loaded with the first query that has any. */

import { invalidArgument, show } from './errors.ts'
import type { Catalogue } from './events/catalogue.ts'
import type { RankedCandidate } from './rank/blend.ts'
import { boost } from './rank/boost.ts'
import { callOwn } from './retrieve/eligible.ts'

/** Factors stay below this, so that the parts of a score still add up to 1e-6. */
const HIGHEST_FACTOR = 1e8

/** Moves the scores by what `factorOf` says of each item, and sorts anew. */
export function boostAll<TItem extends { readonly id: string }>(
  candidates: RankedCandidate[],
  catalogue: Catalogue<TItem>,
  factorOf: (item: TItem) => number,
): void {
  boost(candidates, (item) => checkFactor(callOwn('boost', catalogue, item, factorOf), catalogue.idOf(item)))
}

function checkFactor(factor: unknown, itemId: string): number {
  if (typeof factor === 'number' && factor >= 0 && factor <= HIGHEST_FACTOR) return factor
  throw invalidArgument(
    'boost',
    factor,
    `It was returned for item ${show(itemId)}; a factor is a number from 0 to ${HIGHEST_FACTOR}.`,
  )
}
