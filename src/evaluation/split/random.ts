/** Splits by chance: over all interactions, within each user, into folds. */

import type { Pair } from '../../collaborative/model.ts'
import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkBetween, checkOneOf, checkSeed, checkWhole } from '../options.ts'
import { randomNumbers, shuffled } from '../random.ts'
import { makeSplit, type Split, TEST, TRAIN, VALIDATION } from './split.ts'
import { readTable, rowsByUser } from './table.ts'

/** Options of splits by shares. */
export interface ShareOptions {
  /** The share of the test part, above 0 and below 1. Default 0.2. */
  readonly test?: number
  /** The share of the validation part, from 0 (none). Default 0. */
  readonly validation?: number
  /** Drives all chance. Default 0. */
  readonly seed?: number
}

/** Shares of the parts, checked. */
export function readShares(options: ShareOptions, known: readonly string[] = []): Required<ShareOptions> {
  checkNames(options, ['test', 'validation', 'seed', ...known])
  const { test = 0.2, validation = 0, seed = 0 } = options
  if (!(typeof test === 'number' && test > 0 && test < 1))
    throw invalidArgument('test', test, 'Give the share of the test part, above 0 and below 1.')
  checkBetween(validation, 'validation', 0, 1)
  if (test + validation >= 1)
    throw invalidArgument('validation', validation, 'The test and the validation part leave nothing for training.')
  return { test, validation, seed: checkSeed(seed) }
}

/**
 * Holds out a random share of all interactions. Users with little behaviour may be left without training data; {@link perUserSplit} keeps some of everyone's.
 *
 * @example
 * ```ts
 * const split = randomSplit(interactions, { test: 0.2, seed: 1 })
 * split.hash // the same for the same interactions and options
 * ```
 */
export function randomSplit(interactions: Iterable<Pair>, options: ShareOptions = {}): Split {
  const shares = readShares(options)
  const table = readTable(interactions)
  const size = table.userOf.length
  const order = shuffled(size, randomNumbers(shares.seed))
  const parts = new Uint8Array(size)
  const test = Math.round(size * shares.test)
  const validation = Math.round(size * shares.validation)
  for (let at = 0; at < test + validation; at++) parts[order[at]!] = at < test ? TEST : VALIDATION
  return makeSplit(table, parts, { kind: 'random', ...shares })
}

/** Options of {@link perUserSplit}. */
export interface PerUserOptions extends ShareOptions {
  /** `'random'` (default), or `'last'`: the newest of each user, by time, or by the order given where no interaction has a time. */
  readonly select?: 'random' | 'last'
  /** Users with fewer interactions are kept for training whole. Default 2. */
  readonly minimum?: number
}

/** Holds out a share of each user's interactions, rounded, and at least one of each part where the user has enough; one always stays for training. */
export function perUserSplit(interactions: Iterable<Pair>, options: PerUserOptions = {}): Split {
  const shares = readShares(options, ['select', 'minimum'])
  const select = checkOneOf(options.select ?? 'random', 'select', ['random', 'last'])
  const minimum = checkWhole(options.minimum ?? 2, 'minimum', 2)
  const table = readTable(interactions)
  const parts = new Uint8Array(table.userOf.length)
  const random = randomNumbers(shares.seed)
  for (const rows of rowsByUser(table)) {
    if (rows.length < minimum) continue
    const order = select === 'last' ? undefined : shuffled(rows.length, random)
    const test = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * shares.test)))
    const wanted = shares.validation === 0 ? 0 : Math.max(1, Math.round(rows.length * shares.validation))
    const validation = Math.min(rows.length - 1 - test, wanted)
    for (let at = 0; at < test + validation; at++) {
      const row = rows[order === undefined ? rows.length - 1 - at : order[at]!]!
      parts[row] = at < test ? TEST : VALIDATION
    }
  }
  return makeSplit(table, parts, { kind: 'per-user', ...shares, select, minimum })
}

/** Options of {@link kFold}. */
export interface FoldOptions {
  /** How many folds, at least 2. Default 5. */
  readonly folds?: number
  /** Drives all chance. Default 0. */
  readonly seed?: number
}

/** So many splits, each holding out another random part of equal size; together the test parts are everything, once. */
export function kFold(interactions: Iterable<Pair>, options: FoldOptions = {}): Split[] {
  checkNames(options, ['folds', 'seed'])
  const folds = checkWhole(options.folds ?? 5, 'folds', 2)
  const seed = checkSeed(options.seed ?? 0)
  const table = readTable(interactions)
  const size = table.userOf.length
  if (folds > size) throw invalidArgument('folds', folds, `There are only ${size} interactions.`)
  const order = shuffled(size, randomNumbers(seed))
  return Array.from({ length: folds }, (_, fold) => {
    const parts = new Uint8Array(size).fill(TRAIN)
    for (let at = fold; at < size; at += folds) parts[order[at]!] = TEST
    return makeSplit(table, parts, { kind: 'k-fold', folds, fold, seed })
  })
}
