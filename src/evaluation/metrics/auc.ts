/** The area under the ROC curve: whether right items stand above the others, wherever in the ranking. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkWhole } from '../options.ts'
import { checkList, gainsOf, type Relevant } from './ranked.ts'

/** Options of {@link auc}. */
export interface AucOptions {
  /** How many items could have been ranked. Those that are not in the list stand below all of it, tied with each other. Default: the list holds them all, and right items that are missing stand below it. */
  readonly candidates?: number
  /** The scores of the list, best first; equal ones are ties. Default: no ties. */
  readonly scores?: ArrayLike<number>
}

/**
 * The chance that a right item stands above another one, ties counting half: the Mann-Whitney statistic over all pairs of a right and a wrong item, from 0 to 1. 0.5 where
 * there are no such pairs. Items that are repeated count at their first place. Source: Hanley and McNeil 1982; Rendle et al. 2009 for recommendation.
 *
 * @example
 * ```ts
 * auc(['a', 'x', 'b', 'y'], new Set(['a', 'b'])) // 3 of 4 pairs: 0.75
 * ```
 */
export function auc(ranked: readonly string[], relevant: Relevant, options: AucOptions = {}): number {
  checkList(ranked, 'ranked')
  checkNames(options, ['candidates', 'scores'])
  const { scores } = options
  if (scores !== undefined && scores.length !== ranked.length)
    throw invalidArgument('scores', scores, `Give one score for each of the ${ranked.length} items of the list.`)
  const gains = gainsOf(relevant)
  const met = new Set<string>()
  let right = 0
  let wrong = 0
  let won = 0
  for (let from = 0; from < ranked.length; ) {
    let to = from + 1
    while (scores !== undefined && to < ranked.length && scores[to] === scores[from]) to++
    if (scores !== undefined && to < ranked.length && !(scores[to]! < scores[from]!))
      throw invalidArgument('scores', scores[to], 'Scores fall from the first item to the last.')
    let tiedRight = 0
    let tiedWrong = 0
    for (let at = from; at < to; at++) {
      const id = ranked[at]!
      if (met.has(id)) continue
      met.add(id)
      if (gains.has(id)) tiedRight++
      else tiedWrong++
    }
    // Each wrong item loses to the right ones before it, and half to those beside it.
    won += tiedWrong * (right + tiedRight / 2)
    right += tiedRight
    wrong += tiedWrong
    from = to
  }
  const missingRight = gains.size - right
  const candidates =
    options.candidates === undefined ? met.size + missingRight : checkWhole(options.candidates, 'candidates')
  const missingWrong = candidates - met.size - missingRight
  if (missingWrong < 0)
    throw invalidArgument(
      'candidates',
      candidates,
      `The list and the relevant items have ${met.size + missingRight} between them.`,
    )
  won += missingWrong * (right + missingRight / 2)
  const pairs = gains.size * (wrong + missingWrong)
  return pairs === 0 ? 0.5 : won / pairs
}
