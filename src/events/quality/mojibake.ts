/**
 * Mojibake: UTF-8 that was read as Windows-1252 or Latin-1, and so shows two or three odd characters for one (`cafÃ©`, `donâ€™t`). Repaired where it is certain.
 *
 * ```
 * text      c  a  f  Ã  ©        é = C3 A9 in UTF-8
 * bytes    63 61 66 C3 A9        as Windows-1252 has them; C3 opens a sequence of two, A9 continues it
 * read as   c  a  f    é
 * ```
 *
 * A letter such as `Ã` before a sign such as `©` is hardly ever meant. Before a quote, a dash or a blank it may be (`»IRMÃ«`, `café…”`): such a sequence
 * is weak, and read anew only where the text has strong ones, or nothing but weak ones and several of them.
 */

/** Windows-1252 for the bytes 80 to 9F. The five that it leaves open are read as the control characters of Latin-1, as browsers do. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'
/** Signs that stand after letters in well-formed text: blanks, quotes, dashes, ellipsis. */
const PUNCTUATION = '\u00a0\u00ab\u00bb\u201a\u201e\u2026\u2039\u203a\u2018\u2019\u201c\u201d\u2013\u2014'
/** Weak sequences alone are believed from so many on. */
const SEVERAL = 3
/** Text may have been misread more than once. */
const MOST_PASSES = 3

/** The text as it was before it was misread; the very text where nothing is certain. */
export function repairMojibake(text: string): string {
  let repaired = text
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const once = repairOnce(repaired)
    if (once === repaired) break
    repaired = once
  }
  // Control characters that were not there before mean that these were no texts misread.
  return hasNewControl(text, repaired) ? text : repaired
}

interface Sequence {
  readonly start: number
  readonly end: number
  readonly character: string
}

function repairOnce(text: string): string {
  const sequences: Sequence[] = []
  let strong = 0
  let others = 0
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) {
      at++
      continue
    }
    const sequence = sequenceAt(text, at)
    if (sequence === undefined) {
      if (byteOf(unit) >= 0xc0) others++
      at++
      continue
    }
    sequences.push(sequence)
    if (!isWeak(text, sequence)) strong++
    at = sequence.end
  }
  const certain = strong > 0 || (sequences.length >= SEVERAL && others === 0)
  if (!certain) return text
  let repaired = ''
  let copied = 0
  for (const sequence of sequences) {
    // Among letters that were read well, a weak sequence is what it looks like.
    if (others > 0 && isWeak(text, sequence)) continue
    repaired += text.slice(copied, sequence.start) + sequence.character
    copied = sequence.end
  }
  return repaired + text.slice(copied)
}

/** The UTF-8 sequence that the characters from `at` on spell, if they do. */
function sequenceAt(text: string, at: number): Sequence | undefined {
  const lead = byteOf(text.charCodeAt(at))
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
  if (length === 0) return undefined
  let codePoint = lead & (0xff >> (length + 1))
  for (let next = at + 1; next < at + length; next++) {
    const byte = byteOf(text.charCodeAt(next))
    if ((byte & 0xc0) !== 0x80 || byte > 0xbf) return undefined
    codePoint = codePoint * 64 + (byte & 0x3f)
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][length]!
  const valid = codePoint >= least && codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff)
  return valid ? { start: at, end: at + length, character: String.fromCodePoint(codePoint) } : undefined
}

/** Whether all characters after the first are such as follow letters in well-formed text; unless it opens with a capital within a word in small letters (`BrontÃ«`). */
function isWeak(text: string, { start, end }: Sequence): boolean {
  if (end - start === 2 && /[a-z]/.test(text[start - 1] ?? '') && isCapital(text[start]!)) return false
  for (let at = start + 1; at < end; at++) if (!PUNCTUATION.includes(text[at]!)) return false
  return true
}

function isCapital(letter: string): boolean {
  return letter.toLowerCase() !== letter
}

/** The byte that Windows-1252 (or, for control characters, Latin-1) has for this character; 256 for none. `NaN`, past the end, gives 256. */
function byteOf(unit: number): number {
  if (unit < 0x100) return unit
  const place = WINDOWS_1252.indexOf(String.fromCharCode(unit))
  return place < 0 || Number.isNaN(unit) ? 0x100 : 0x80 + place
}

function hasNewControl(before: string, after: string): boolean {
  const control = /[\u0080-\u009f]/
  return control.test(after) && !control.test(before)
}
