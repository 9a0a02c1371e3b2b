/** Checks of what recipes are given: every option by name, every number by range. */

import { invalidArgument } from '../errors.ts'

/** The range of a number. */
export interface NumberRange {
  readonly min?: number
  readonly max?: number
  /** Only whole numbers. */
  readonly whole?: boolean
}

/** Returns a number that lies in its range. */
export function checkNumber(field: string, value: unknown, range: NumberRange = {}): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, whole = false } = range
  if (
    typeof value === 'number' &&
    value >= min &&
    value <= max &&
    (whole ? Number.isSafeInteger(value) : !Number.isNaN(value))
  )
    return value
  const kind = whole ? 'a whole number' : 'a number'
  const limits =
    max === Number.POSITIVE_INFINITY
      ? min === Number.NEGATIVE_INFINITY
        ? ''
        : ` of at least ${min}`
      : ` from ${min} to ${max}`
  throw invalidArgument(field, value, `Pass ${kind}${limits}.`)
}

/** Returns one of several words. */
export function checkChoice<Choice extends string>(field: string, value: unknown, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value)
  if (found === undefined)
    throw invalidArgument(field, value, `Pass one of ${choices.map((choice) => `'${choice}'`).join(', ')}.`)
  return found
}

/** The fingerprint of a configuration: the recipe's name, the version of its saved form, and every option with its value. */
export function recipeId(name: string, version: number, options: object): string {
  return `${name}@${version}(${JSON.stringify(options, (_, value) => (value === Number.POSITIVE_INFINITY ? 'infinity' : value))})`
}
