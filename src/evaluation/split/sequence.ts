/** Splits that follow time: each user's last interaction, or one moment for all. */

import type { Pair } from '../../collaborative/model.ts'
import { invalidArgument } from '../../errors.ts'
import { toMilliseconds } from '../../events/time.ts'
import { checkNames } from '../../option-names.ts'
import { checkOneOf, checkSeed } from '../options.ts'
import { randomNumbers, shuffled } from '../random.ts'
import { readShares } from './random.ts'
import { makeSplit, type Split, TEST, VALIDATION } from './split.ts'
import { needTimes, readTable, rowsByUser } from './table.ts'

/** Options of {@link leaveOneOut}. */
export interface LeaveOneOutOptions {
  /** Which is held out: the `'last'` (default) by time, or by the order given where no interaction has a time; or one at `'random'`. */
  readonly select?: 'last' | 'random'
  /** Holds out another one for validation: the last but one. Default true. */
  readonly validation?: boolean
  /** Drives all chance. Default 0. */
  readonly seed?: number
}

/**
 * Holds out one interaction of each user for the test and, by default, one for validation, as the papers on sequences do. Users with too few to keep one for training
 * (fewer than three, or two without validation) are kept for training whole. At the test the history that is asked with is the training part's followed by the validation
 * item; models have not learned from that item.
 */
export function leaveOneOut(interactions: Iterable<Pair>, options: LeaveOneOutOptions = {}): Split {
  checkNames(options, ['select', 'validation', 'seed'])
  const select = checkOneOf(options.select ?? 'last', 'select', ['last', 'random'])
  const seed = checkSeed(options.seed ?? 0)
  const { validation = true } = options
  if (typeof validation !== 'boolean') throw invalidArgument('validation', validation, 'Pass true or false.')
  const table = readTable(interactions)
  const parts = new Uint8Array(table.userOf.length)
  const random = randomNumbers(seed)
  for (const rows of rowsByUser(table)) {
    if (rows.length < (validation ? 3 : 2)) continue
    const order = select === 'last' ? undefined : shuffled(rows.length, random)
    const rowAt = (place: number): number => rows[order === undefined ? rows.length - 1 - place : order[place]!]!
    parts[rowAt(0)] = TEST
    if (validation) parts[rowAt(1)] = VALIDATION
  }
  return makeSplit(table, parts, { kind: 'leave-one-out', select, validation, seed })
}

/** Options of {@link timeSplit}: moments, or shares of all interactions. */
export interface TimeSplitOptions {
  /** The test part begins here: a `Date` or epoch milliseconds. */
  readonly testFrom?: number | Date
  /** The validation part begins here; training ends. */
  readonly validationFrom?: number | Date
  /** Instead of moments: the newest share of all interactions. Default 0.2. Interactions of one moment stay together. */
  readonly test?: number
  /** Instead of moments: the share before the test part. Default 0. */
  readonly validation?: number
}

/**
 * One moment for everybody: training is what happened before, the test what happened from then on. Nothing is learned from a time later than what is asked for, which
 * no split by users can promise. Source: Meng et al. 2020; Ji et al. 2023, on leakage.
 */
export function timeSplit(interactions: Iterable<Pair>, options: TimeSplitOptions = {}): Split {
  const { testFrom, validationFrom, ...rest } = options
  const shares = readShares(rest)
  if (testFrom !== undefined && (rest.test !== undefined || rest.validation !== undefined))
    throw invalidArgument('test', rest.test ?? rest.validation, 'Give moments or shares, not both.')
  if (testFrom === undefined && validationFrom !== undefined)
    throw invalidArgument('validationFrom', validationFrom, 'Give `testFrom` too.')
  const table = readTable(interactions)
  needTimes(table, 'This split')
  const sorted = table.times.toSorted()
  const moment = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.round(sorted.length * (1 - share)))]!
  const test = testFrom === undefined ? moment(shares.test) : toMilliseconds(testFrom, 'testFrom')
  const validation =
    validationFrom !== undefined
      ? toMilliseconds(validationFrom, 'validationFrom')
      : testFrom === undefined && shares.validation > 0
        ? moment(shares.test + shares.validation)
        : test
  if (validation > test) throw invalidArgument('validationFrom', validationFrom, 'Validation comes before the test.')
  const parts = Uint8Array.from(table.times, (time) => (time >= test ? TEST : time >= validation ? VALIDATION : 0))
  return makeSplit(table, parts, { kind: 'time', validationFrom: validation, testFrom: test })
}
