/** Splits for the cold start: items or users of whom nothing was learned. */

import type { Pair } from '../../collaborative/model.ts'
import { checkOneOf, checkWhole } from '../options.ts'
import { randomNumbers, shuffled } from '../random.ts'
import { readShares, type ShareOptions } from './random.ts'
import { GIVEN, makeSplit, NOWHERE, type Split, TEST, TRAIN, VALIDATION } from './split.ts'
import { readTable, rowsByUser } from './table.ts'

/** Holds out a random share of the items, with all their interactions: only what is known of their content can lead to them. */
export function coldItems(interactions: Iterable<Pair>, options: ShareOptions = {}): Split {
  const shares = readShares(options)
  const table = readTable(interactions)
  const partOf = drawParts(table.items.size, shares)
  const parts = Uint8Array.from(table.itemOf, (item) => partOf[item]!)
  return makeSplit(table, parts, { kind: 'cold-items', ...shares })
}

/** Options of {@link coldUsers}. */
export interface ColdUsersOptions extends ShareOptions {
  /** How many of each cold user's interactions are shown with the question. Users with no more than that are left out. Default 5; 0 asks without a history. */
  readonly given?: number
  /** Which are shown: the `'first'` (default) by time, or in the order given where no interaction has a time; or `'random'` ones. */
  readonly select?: 'first' | 'random'
}

/** Holds out a random share of the users: models learn nothing of them, see a few of their interactions with the question, and are judged by the others (strong generalisation, Marlin 2004; Liang et al. 2018). */
export function coldUsers(interactions: Iterable<Pair>, options: ColdUsersOptions = {}): Split {
  const shares = readShares(options, ['given', 'select'])
  const given = checkWhole(options.given ?? 5, 'given', 0)
  const select = checkOneOf(options.select ?? 'first', 'select', ['first', 'random'])
  const table = readTable(interactions)
  const partOf = drawParts(table.users.size, shares)
  const random = randomNumbers(shares.seed, 1)
  const parts = new Uint8Array(table.userOf.length)
  for (const [user, rows] of rowsByUser(table).entries()) {
    const part = partOf[user]!
    if (part === TRAIN) continue
    const order = select === 'first' ? undefined : shuffled(rows.length, random)
    for (let at = 0; at < rows.length; at++) {
      const row = rows[order === undefined ? at : order[at]!]!
      parts[row] = rows.length <= given ? NOWHERE : at < given ? GIVEN : part
    }
  }
  return makeSplit(table, parts, { kind: 'cold-users', ...shares, given, select })
}

/** A random part for each of so many things. */
function drawParts(size: number, shares: Required<ShareOptions>): Uint8Array {
  const order = shuffled(size, randomNumbers(shares.seed))
  const parts = new Uint8Array(size).fill(TRAIN)
  const test = Math.max(1, Math.round(size * shares.test))
  const validation = Math.round(size * shares.validation)
  for (let at = 0; at < Math.min(size, test + validation); at++) parts[order[at]!] = at < test ? TEST : VALIDATION
  return parts
}
