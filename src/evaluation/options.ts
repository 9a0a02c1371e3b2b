/** Checks of options that all of this folder shares. */

import { invalidArgument } from '../errors.ts'

/** A whole number of at least `least`. */
export function checkWhole(value: unknown, field: string, least = 1): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw invalidArgument(field, value, `Give a whole number of at least ${least}.`)
}

/** One of a few words. */
export function checkOneOf<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value)
  if (found === undefined) throw invalidArgument(field, value, `Known are: ${words.join(', ')}.`)
  return found
}

/** A number between `low` and `high`, both allowed unless said otherwise. */
export function checkBetween(value: unknown, field: string, low: number, high: number): number {
  if (typeof value === 'number' && value >= low && value <= high) return value
  throw invalidArgument(field, value, `Give a number from ${low} to ${high}.`)
}

/** A seed: any whole number. */
export function checkSeed(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw invalidArgument('seed', value, 'Pass a whole number.')
}
