/**
 * HTML character references (`&amp;`, `&#8217;`, `&eacute;`) back to characters: all numeric ones, and of the named ones those of
 * HTML 4 that prose has: Latin letters, punctuation, currencies. Names of Greek letters and of mathematical signs stay as they are.
 */

import { type Rewrite, TextEditor } from './edits.ts'

/** U+00A0 to U+00DF in order. The small letters are 32 after the capitals, and have their names in lower case. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm ' +
  'raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH ' +
  'Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig'
const OTHERS =
  'divide ÷ yuml ÿ amp & lt < gt > quot " apos \' OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜ ensp \u2002 emsp \u2003 thinsp \u2009 zwnj \u200c zwj \u200d ' +
  'lrm \u200e rlm \u200f ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ dagger † Dagger ‡ bull • hellip … permil ‰ prime ′ Prime ″ ' +
  'lsaquo ‹ rsaquo › euro € trade ™ larr ← rarr → minus − hearts ♥'

/** What browsers read for the numbers 128 to 159: the characters of Windows-1252. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const LONGEST_NAME = 8

let names: ReadonlyMap<string, string> | undefined

function namedCharacters(): ReadonlyMap<string, string> {
  const map = new Map<string, string>()
  LATIN.split(' ').forEach((name, at) => {
    if (at >= 32) map.set(name.toLowerCase(), String.fromCharCode(0xc0 + at))
    map.set(name, String.fromCharCode(0xa0 + at))
  })
  // The thin spaces among these are one character each, so that a plain space separates.
  const parts = OTHERS.split(' ')
  for (let at = 0; at < parts.length; at += 2) map.set(parts[at]!, parts[at + 1]!)
  return map
}

/** Replaces character references. Names need their semicolon; an unknown name stays as it is. Decodes once: `&amp;lt;` becomes `&lt;`. */
export const decodeEntities: Rewrite = (text, edits) => {
  let at = text.indexOf('&')
  if (at < 0) return text
  const editor = new TextEditor(text, edits)
  for (; at >= 0; at = text.indexOf('&', at + 1)) {
    const end = referenceEnd(text, at + 1)
    if (end === 0) continue
    const character = decode(text.slice(at + 1, end))
    if (character !== undefined) editor.replace(at, end + 1, character)
  }
  return editor.finish()
}

/** The place of the semicolon that ends the reference whose text starts at `start`; 0 where there is none near. */
function referenceEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_NAME + 2)
  for (let at = start; at < limit; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x3b) return at > start ? at : 0
    const isName = (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a)
    if (!isName && !(unit === 0x23 && at === start)) return 0
  }
  return 0
}

function decode(reference: string): string | undefined {
  if (reference[0] !== '#') {
    names ??= namedCharacters()
    return names.get(reference)
  }
  const hexadecimal = reference[1] === 'x' || reference[1] === 'X'
  const digits = reference.slice(hexadecimal ? 2 : 1)
  if (!(hexadecimal ? /^[0-9a-f]+$/i : /^[0-9]+$/).test(digits)) return undefined
  const codePoint = Number.parseInt(digits, hexadecimal ? 16 : 10)
  if (codePoint >= 128 && codePoint < 160) return WINDOWS_1252[codePoint - 128]
  const impossible = codePoint === 0 || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)
  return impossible ? '\ufffd' : String.fromCodePoint(codePoint)
}
