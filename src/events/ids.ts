/** What may serve as an id, and what a record may say in words: checked once, at the door. */

import { invalidArgument, RecommenderError } from '../errors.ts'

/** The longest id, in UTF-16 code units. */
export const MAX_ID_LENGTH = 1024

const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /\p{Surrogate}/gu

/** Returns `value` if it can be an id; otherwise throws an error that names `field`. */
export function checkId(value: unknown, field: string): string {
  if (typeof value !== 'string') {
    const remedy = typeof value === 'number' ? `Ids are strings: pass String(${value}).` : 'Ids are non-empty strings.'
    throw invalidArgument(field, value, remedy)
  }
  if (value.length === 0) throw invalidArgument(field, value, 'Ids are non-empty strings.')
  if (value.length > MAX_ID_LENGTH) {
    const message = `\`${field}\` has ${value.length} characters; an id has at most ${MAX_ID_LENGTH}. Use a shorter key, a hash of it for example.`
    throw new RecommenderError('limit-exceeded', message, { field, value: `${value.slice(0, 40)}...` })
  }
  if (loneSurrogate.test(value)) {
    throw invalidArgument(
      field,
      value,
      'It holds half a surrogate pair, which cannot be stored; cut strings by code point.',
    )
  }
  return value
}

/** Text with every lone surrogate (half a character) replaced by U+FFFD, so that it can be stored as UTF-8 and read back the same. */
export function wellFormed(text: string): string {
  return loneSurrogate.test(text) ? text.replace(loneSurrogates, '\uFFFD') : text
}
