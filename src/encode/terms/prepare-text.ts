/** What happens to a text before it is cut: lower case, then accents off, as scikit-learn does it and in its order. */

/** The options this rests on. */
export interface PrepareOptions {
  readonly lowercase: boolean
  readonly stripAccents: boolean | 'ascii'
}

/** A function that prepares texts as the options say. */
export function prepareText({ lowercase, stripAccents }: PrepareOptions): (text: string) => string {
  const strip = accentStripper(stripAccents)
  if (!lowercase) return strip
  return (text) => strip(text.toLowerCase())
}

/** A function that takes accents off as `stripAccents` says. */
export function accentStripper(stripAccents: boolean | 'ascii'): (text: string) => string {
  if (stripAccents === false) return (text) => text
  return stripAccents === 'ascii' ? toAscii : stripCombining
}

const NOT_ASCII = /[\u0080-\uffff]/

/** Compatibility decomposition without the combining characters: `'Ångström ﬁ'` gives `'Angstrom fi'`. */
function stripCombining(text: string): string {
  if (!NOT_ASCII.test(text)) return text
  return text.normalize('NFKD').replace(/\p{M}/gu, (mark) => (isCombining(mark) ? '' : mark))
}

/** Compatibility decomposition, and of that what ASCII has. */
function toAscii(text: string): string {
  if (!NOT_ASCII.test(text)) return text
  return text.normalize('NFKD').replace(/[\u0080-\uffff]/g, '')
}

/**
 * Whether a mark has a combining class other than 0, which is what Python's `unicodedata.combining` tells (not all marks have: many vowel signs
 * of Indic scripts stay). Normalisation sorts marks by their class and moves none of class 0 and none past one: so a mark
 * has a class if it changes places with one of the lowest class, U+0334 (1), or with one of the highest, U+0345 (240).
 */
function isCombining(mark: string): boolean {
  return `${mark}\u0334`.normalize('NFD') !== `${mark}\u0334` || `\u0345${mark}`.normalize('NFD') !== `\u0345${mark}`
}
