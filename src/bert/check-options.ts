/** Checks that the options of this folder share. */

import { invalidArgument } from '../errors.ts'

/** Throws unless `value` is absent or an integer of at least `least`. */
export function checkInteger(name: string, value: unknown, least: number): void {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= least)) return
  throw invalidArgument(name, value, `Expected an integer of ${least} or more.`)
}

/** Throws unless `value` is absent or one of `choices`. */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return
  throw invalidArgument(name, value, `Expected one of ${choices.map((choice) => `'${choice}'`).join(', ')}.`)
}

/** Throws unless `value` is absent or a text of at least one character. */
export function checkText(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return
  throw invalidArgument(name, value, 'Expected a text.')
}

/** Throws unless these are texts in a list. */
export function checkTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts))
    throw invalidArgument('texts', texts, 'Expected a list of texts: wrap a single one as [text].')
  for (let index = 0; index < texts.length; index++)
    if (typeof texts[index] !== 'string') throw invalidArgument(`texts[${index}]`, texts[index], 'Expected a text.')
}
