/** All rules of interactions, in the order in which they run: each sees the records as those before it leave them, so that a fault is found once. */

import { show } from '../../errors.ts'
import { checkInteraction } from '../interaction.ts'
import { bots } from './bot-rule.ts'
import { noSubject, valueTypes } from './field-rules.ts'
import type { InteractionTable } from './interaction-table.ts'
import { kCore } from './k-core-rule.ts'
import { positions, recommendationIds, unknownItems, unknownUsers } from './reference-rules.ts'
import { bursts, contradictions, exactDuplicates } from './repetition-rules.ts'
import type { Found, Rule } from './rule.ts'
import { futureTimes, timesInMicroseconds, timesInSeconds, unorderedTimes, zeroTimes } from './time-rules.ts'
import { dwellInMilliseconds, ratingShift, valuesOutOfScale } from './value-rules.ts'

/** Rules that name what `observe` refuses, and better. */
const refusing = [
  'valueTypes',
  'noSubject',
  'timesInSeconds',
  'timesInMicroseconds',
  'zeroTimes',
  'futureTimes',
  'valuesOutOfScale',
  'positions',
]

/** Whatever else `observe` would refuse, with its words: undeclared types above all. */
const refused: Rule<InteractionTable> = {
  name: 'refused',
  describe: 'events that `observe` refuses for another reason',
  severity: 'error',
  action: 'report',
  async find({ records, world: { behaviors } }, { now, pacer, isFlagged }) {
    const found: Found[] = []
    for (const [row, record] of records.entries()) {
      if ((row & 255) === 0 && pacer.due()) await pacer.pause({ phase: 'refused', done: row, total: records.length })
      if (isFlagged(row, refusing)) continue
      try {
        checkInteraction(record, behaviors, now)
      } catch (error) {
        found.push({ row, why: error instanceof Error ? error.message : show(error) })
      }
    }
    return found
  },
}

/** The rules of interactions. */
export const interactionRules: readonly Rule<InteractionTable>[] = [
  valueTypes,
  noSubject,
  timesInSeconds,
  timesInMicroseconds,
  zeroTimes,
  futureTimes,
  dwellInMilliseconds,
  valuesOutOfScale,
  exactDuplicates,
  unorderedTimes,
  bursts,
  contradictions,
  unknownItems,
  unknownUsers,
  recommendationIds,
  positions,
  bots,
  ratingShift,
  kCore,
  refused,
]
