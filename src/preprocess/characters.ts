/**
 * What every character is, as tables by UTF-16 code unit, so that scanners need no regular expression on their hot path.
 *
 * The tables come from the engine's own Unicode data, once, on the first call (about 5 ms); importing this file costs nothing.
 * Engines with other Unicode versions agree on every character that both versions know.
 */

/** Part of a word as Python's `\w` has it: `str.isalnum()` or the underscore; that is Unicode `L*`, `N*` and `_`, and not combining marks. */
export const WORD = 1

/**
 * Letter, digit or mark of a script that is written without spaces between words, so that words must be found by a
 * segmenter: Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar. Hangul is not among them, since Korean is written with spaces.
 */
export const CJK = 2

/** Combining mark (Unicode `M*`). Python's `\w` leaves it out, but within a word it belongs to the word (Hindi, Arabic, decomposed accents). */
export const MARK = 4

/** Decimal digit (Unicode `Nd`). */
export const DIGIT = 8

/** Half of a surrogate pair: ask {@link isWordCodePoint} and {@link isCjkCodePoint} about the whole code point. */
export const SURROGATE = 16

/**
 * The lower case of this unit is not one unit for itself, so that {@link lowerCaseUnits} cannot give it: `'İ'` (two units), `'Σ'`
 * (depends on its place in the word) and surrogates. Text with such a unit goes through `String.prototype.toLowerCase`.
 */
export const COMPLEX_CASE = 32

const UNITS = 0x10000
const CAPITAL_I_WITH_DOT = 0x130
const CAPITAL_SIGMA = 0x3a3

/** All code units in order, as one string; the surrogates are replaced by U+FFFD. */
function everyUnit(): string {
  const units = new Uint16Array(UNITS)
  for (let unit = 0; unit < UNITS; unit++) units[unit] = unit
  units.fill(0xfffd, 0xd800, 0xe000)
  // Ten times faster than `String.fromCharCode`. No byte order mark opens the text, and every platform that runs this is little-endian.
  return new TextDecoder('utf-16le').decode(units)
}

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(UNITS)
  const text = everyUnit()
  // One match is a whole run of characters, so that these are some 700 steps and not 65,536 tests.
  const fill = (run: RegExp, flags: number): void => {
    for (let found = run.exec(text); found !== null; found = run.exec(text))
      classes.fill(flags, found.index, run.lastIndex)
  }
  fill(/[\p{L}\p{N}_]+/gu, WORD)
  fill(/\p{Nd}+/gu, WORD | DIGIT)
  fill(/\p{M}+/gu, MARK)
  // The script extensions also hold punctuation (、。「」) and symbols, which end a word as elsewhere; they have no flag yet.
  const run = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu
  for (let found = run.exec(text); found !== null; found = run.exec(text)) {
    for (let unit = found.index; unit < run.lastIndex; unit++) if (classes[unit] !== 0) classes[unit]! |= CJK
  }
  classes.fill(SURROGATE | COMPLEX_CASE, 0xd800, 0xe000)
  classes[CAPITAL_I_WITH_DOT]! |= COMPLEX_CASE
  classes[CAPITAL_SIGMA]! |= COMPLEX_CASE
  return classes
}

function buildLowerCase(): Uint16Array {
  // Without these two, one call lowers each unit by itself and keeps its place.
  const lowered = everyUnit().replace('\u0130', '\0').replace('\u03a3', '\0').toLowerCase()
  const lower = new Uint16Array(UNITS)
  for (let unit = 0; unit < UNITS; unit++) lower[unit] = lowered.charCodeAt(unit)
  for (let unit = 0xd800; unit <= 0xdfff; unit++) lower[unit] = unit
  lower[CAPITAL_I_WITH_DOT] = CAPITAL_I_WITH_DOT
  lower[CAPITAL_SIGMA] = 0x3c3
  return lower
}

let classes: Uint8Array | undefined
let lowerCase: Uint16Array | undefined

/**
 * The class flags ({@link WORD}, {@link CJK}, ...) of each of the 65,536 UTF-16 code units. Built on the first call and shared by all
 * callers: read it, never write to it.
 *
 * @example
 * ```ts
 * const classes = characterClasses()
 * const isWord = (classes['é'.charCodeAt(0)]! & WORD) !== 0 // true
 * ```
 */
export function characterClasses(): Uint8Array {
  classes ??= buildClasses()
  return classes
}

/**
 * The lower case of each UTF-16 code unit, itself where it has none. Not valid for units with {@link COMPLEX_CASE}: `'İ'` and surrogates
 * stand for themselves here, `'Σ'` for `'σ'`. Built on the first call and shared by all callers: read it, never write to it.
 */
export function lowerCaseUnits(): Uint16Array {
  lowerCase ??= buildLowerCase()
  return lowerCase
}

const ASTRAL_WORD = /^[\p{L}\p{N}]$/u
const ASTRAL_MARK = /^\p{M}$/u
const ASTRAL_CJK =
  /^(?=[\p{L}\p{N}\p{M}])[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]$/u

/** Whether Python's `\w` holds for this code point; see {@link WORD}. False for a lone surrogate. Meant for code points above U+FFFF, right for all. */
export function isWordCodePoint(codePoint: number): boolean {
  if (codePoint < UNITS) return (characterClasses()[codePoint]! & WORD) !== 0
  return ASTRAL_WORD.test(String.fromCodePoint(codePoint))
}

/** Whether this code point is a combining mark; see {@link MARK}. Meant for code points above U+FFFF, right for all. */
export function isMarkCodePoint(codePoint: number): boolean {
  if (codePoint < UNITS) return (characterClasses()[codePoint]! & MARK) !== 0
  return ASTRAL_MARK.test(String.fromCodePoint(codePoint))
}

/** Whether this code point belongs to a script written without spaces; see {@link CJK}. Meant for code points above U+FFFF, right for all. */
export function isCjkCodePoint(codePoint: number): boolean {
  if (codePoint < UNITS) return (characterClasses()[codePoint]! & CJK) !== 0
  // Planes 2 and 3 hold Han alone, and these two planes are nearly all that occurs.
  if (codePoint >= 0x20000 && codePoint < 0x40000) return ASTRAL_WORD.test(String.fromCodePoint(codePoint))
  return ASTRAL_CJK.test(String.fromCodePoint(codePoint))
}
