/** Unicode steps of normalisation: compatibility forms, invisible characters, case, accents, white space. Each notes where it changed the text. */

import { type Edits, type Rewrite, replaceMatches, TextEditor } from './edits.ts'

/**
 * Stretches that normalise by themselves: a character with the marks that combine with it (half-width kana carry their voicing marks as letters of their own);
 * Hangul together, since its letters join to syllables.
 */
const CLUSTERS = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\uffa1-\uffdc]+|[\s\S][\p{M}\uff9e\uff9f]*/gu

/** Unicode normalisation to one of the composed forms. */
export function unicodeForm(form: 'NFKC' | 'NFC'): Rewrite {
  return beyondAscii((text, edits) => {
    const normalized = text.normalize(form)
    if (edits === undefined || normalized === text) return normalized
    const byCluster = replaceMatches(text, CLUSTERS, (cluster) => cluster.normalize(form), edits)
    if (byCluster !== normalized) {
      // Characters that join across stretches (a circled syllable and a letter): then the whole text counts as one replacement.
      edits.length = 0
      edits.push(0, text.length, 0, normalized.length)
    }
    return normalized
  })
}

const PICTURE = /^\p{Extended_Pictographic}/u
const ZERO_WIDTH_JOINER = '\u200d'
/** Soft hyphen, zero-width (non-)joiner, direction marks and isolates, word joiner, byte order mark; trade marks; halves of surrogate pairs. */
const INVISIBLE = /[\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u2120\u2122]|[\ud800-\udfff]/gu

/** Takes out characters that nobody sees but that keep equal words from being equal. */
export const removeInvisible: Rewrite = beyondAscii((text, edits) =>
  replaceMatches(
    text,
    INVISIBLE,
    (character, index) => {
      if (character >= '\ud800' && character <= '\udfff') return '\ufffd'
      // ™ and ℠ would become letters of the word before them (Niketm).
      if (character === '\u2122' || character === '\u2120') return ' '
      // Before an emoji, the joiner makes one picture of two.
      const joins = character === ZERO_WIDTH_JOINER && PICTURE.test(text.slice(index + 1, index + 3))
      return joins ? undefined : ''
    },
    edits,
  ),
)

/** Lower case, as `String.prototype.toLowerCase` gives it. */
export const lowerCase: Rewrite = (text, edits) => {
  const lowered = text.toLowerCase()
  // Only İ becomes longer (i and a dot above it).
  if (edits !== undefined && lowered.length !== text.length) noteCapitalIWithDot(text, edits)
  return lowered
}

function noteCapitalIWithDot(text: string, edits: Edits): void {
  const editor = new TextEditor(text, edits)
  for (let at = text.indexOf('İ'); at >= 0; at = text.indexOf('İ', at + 1)) editor.replace(at, at + 1, 'i\u0307')
}

/** Letters with marks that are a help for the reader, not another letter: Latin, Greek, Arabic and Hebrew ones. In other scripts a mark is a vowel or makes another letter. */
const ACCENTED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}]\p{M}*/gu
const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map(
  'ß ss æ ae œ oe ø o đ d ð d ł l þ th ħ h ı i ŋ n ẞ SS Æ AE Œ OE Ø O Đ D Ð D Ł L Þ TH Ħ H Ŋ N'
    .split(' ')
    .flatMap((letter, at, all) => (at % 2 === 0 ? [[letter, all[at + 1]!] as const] : [])),
)

/** Takes accents off letters: `é` to `e`, `ß` to `ss`, `ά` to `α`; vowel points off Arabic and Hebrew. Kana, Hangul, Cyrillic and Indic letters stay whole. */
export const stripAccents: Rewrite = beyondAscii((text, edits) =>
  replaceMatches(
    text,
    ACCENTED,
    (cluster) => PLAIN_LETTERS.get(cluster) ?? cluster.normalize('NFD').replace(/\p{M}+/gu, ''),
    edits,
  ),
)

/** One space for every stretch of white space and control characters, none at either end. */
export const collapseWhitespace: Rewrite = (text, edits) =>
  replaceMatches(
    text,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be found.
    /[\s\u0000-\u001f\u007f-\u009f\u200b]+/g,
    (space, index) => (index === 0 || index + space.length === text.length ? '' : ' '),
    edits,
  )

/** Shortens runs of one letter to at most `longest`: `soooo` to `soo`. */
export function shortenRepeats(longest: number): Rewrite {
  const runs = new RegExp(`(\\p{L})\\1{${longest},}`, 'giu')
  return (text, edits) => replaceMatches(text, runs, (run) => [...run].slice(0, longest).join(''), edits)
}

/** Marks a step that leaves ASCII texts as they are. */
function beyondAscii(step: (text: string, edits?: Edits) => string): Rewrite {
  return Object.assign(step, { keepsAscii: true })
}
