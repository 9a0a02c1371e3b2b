/** Checks that the options of this folder share. Each names the option, shows its value, and says what is expected. */

import { invalidArgument } from '../../errors.ts'

export function checkBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw invalidArgument(name, value, 'Pass true or false.')
}

export function checkOneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return
  throw invalidArgument(
    name,
    value,
    `Pass one of: ${allowed.map((one) => (typeof one === 'string' ? `'${one}'` : one)).join(', ')}.`,
  )
}

export function checkInteger(name: string, value: unknown, atLeast: number): void {
  if (Number.isInteger(value) && (value as number) >= atLeast) return
  throw invalidArgument(name, value, `Pass an integer of ${atLeast} or more.`)
}

/** A number of rows to draw, or `false` for all of them. */
export function checkSubsample(name: string, value: unknown): void {
  if (value === false || (Number.isInteger(value) && (value as number) >= 1)) return
  throw invalidArgument(name, value, 'Pass an integer of 1 or more, or false to use every row.')
}

export function checkSeed(value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw invalidArgument('seed', value, 'Pass an integer of 0 or more.')
}
