/** What a character is to the tokenisers: white space, punctuation and control characters as the `tokenizers` package sees them. */

/** Unicode's White_Space, which is not JavaScript's `\s` (that has U+FEFF and lacks U+0085). */
export const WHITE_SPACE = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const whiteSpace = new RegExp(`[${WHITE_SPACE}]`)
const punctuation = /[!-/:-@[-`{-~\p{P}]/u

export const LETTER = 0
export const SPACE = 1
export const PUNCTUATION = 2

/** 255: not looked up yet. */
const classes = new Uint8Array(65536).fill(255)

/** The class of a character outside the surrogates. */
export function classOf(unit: number): number {
  const known = classes[unit]!
  if (known !== 255) return known
  const character = String.fromCharCode(unit)
  const found = whiteSpace.test(character) ? SPACE : punctuation.test(character) ? PUNCTUATION : LETTER
  classes[unit] = found
  return found
}

/** Whether a character of two units is punctuation (none is white space). */
export function isAstralPunctuation(high: number, low: number): boolean {
  return punctuation.test(String.fromCharCode(high, low))
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** The text as UTF-8 would carry it: half a surrogate pair becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(loneSurrogate, '�')
}
