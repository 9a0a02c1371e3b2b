/** What texts of the web hold besides words: addresses, mentions, hashtags, emoji, numbers; each found by its own step, with a treatment. */

import { characterClasses, DIGIT, WORD } from './characters.ts'
import { type Rewrite, replaceMatches, TextEditor } from './edits.ts'

/**
 * What becomes of a kind of text: `'keep'` leaves it, `'remove'` puts a space in its place, a function gets what was found and gives what
 * shall stand there.
 */
export type Treatment = 'keep' | 'remove' | ((found: string) => string)

function treat(treatment: Exclude<Treatment, 'keep'>, found: string): string {
  return treatment === 'remove' ? ' ' : treatment(found)
}

/** Web addresses: with a scheme (`https://…`), or starting with `www.`. */
export function treatUrls(treatment: Exclude<Treatment, 'keep'>): Rewrite {
  return (text, edits) => {
    let scheme = text.indexOf('://')
    let bare = indexOfBare(text, 0)
    if (scheme < 0 && bare < 0) return text
    const editor = new TextEditor(text, edits)
    let done = 0
    while (scheme >= 0 || bare >= 0) {
      const isScheme = scheme >= 0 && (bare < 0 || scheme < bare)
      const start = isScheme ? schemeStart(text, scheme, done) : bare
      const body = isScheme ? scheme + 3 : bare + 4
      const end = start < 0 ? body : urlEnd(text, body)
      if (end > body) {
        editor.replace(start, end, treat(treatment, text.slice(start, end)))
        done = end
      }
      const next = Math.max(end, body)
      if (scheme >= 0 && scheme < next) scheme = text.indexOf('://', next)
      if (bare >= 0 && bare < next) bare = indexOfBare(text, next)
    }
    return editor.finish()
  }
}

/** The next `www.` at the start of a word. */
function indexOfBare(text: string, from: number): number {
  for (let at = text.indexOf('.', from + 3); at >= 0; at = text.indexOf('.', at + 1)) {
    if (
      (text.charCodeAt(at - 1) | 0x20) !== 0x77 ||
      (text.charCodeAt(at - 2) | 0x20) !== 0x77 ||
      (text.charCodeAt(at - 3) | 0x20) !== 0x77
    )
      continue
    if (!isAsciiWord(text.charCodeAt(at - 4))) return at - 3
  }
  return -1
}

const LONGEST_SCHEME = 20

/** Where the scheme before `://` begins; -1 where there is none. */
function schemeStart(text: string, colon: number, from: number): number {
  let at = colon
  const limit = Math.max(from, colon - LONGEST_SCHEME)
  while (at > limit && isAsciiLetter(text.charCodeAt(at - 1))) at--
  return at === colon ? -1 : at
}

/** An address ends at white space, at a quote or bracket, at the first character outside ASCII; punctuation at its end belongs to the sentence. */
function urlEnd(text: string, start: number): number {
  let end = start
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end)
    if (
      unit <= 0x20 ||
      unit >= 0x7f ||
      unit === 0x22 ||
      unit === 0x3c ||
      unit === 0x3e ||
      unit === 0x5c ||
      unit === 0x60
    )
      break
  }
  while (end > start && ".,;:!?')]}*_".includes(text[end - 1]!)) end--
  return end
}

const LONGEST_LOCAL_PART = 64
const LONGEST_DOMAIN = 255

/** E-mail addresses: `name@example.org`. */
export function treatEmails(treatment: Exclude<Treatment, 'keep'>): Rewrite {
  return (text, edits) => {
    let at = text.indexOf('@')
    if (at < 0) return text
    const editor = new TextEditor(text, edits)
    let done = 0
    for (; at >= 0; at = text.indexOf('@', Math.max(at + 1, done))) {
      let start = at
      const limit = Math.max(done, at - LONGEST_LOCAL_PART)
      while (start > limit && isLocalPart(text.charCodeAt(start - 1))) start--
      while (start < at && !isAsciiWord(text.charCodeAt(start))) start++
      const end = start < at ? domainEnd(text, at + 1) : 0
      if (end === 0) continue
      editor.replace(start, end, treat(treatment, text.slice(start, end)))
      done = end
    }
    return editor.finish()
  }
}

/** The end of a domain of at least two labels whose last one is letters; 0 where there is none. */
function domainEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_DOMAIN)
  let dot = -1
  let end = start
  for (; end < limit; end++) {
    const unit = text.charCodeAt(end)
    if (unit === 0x2e) {
      if (!isAsciiWord(text.charCodeAt(end - 1)) || !isAsciiWord(text.charCodeAt(end + 1))) break
      dot = end
    } else if (!isAsciiWord(unit) && unit !== 0x2d) break
  }
  while (end > start && text.charCodeAt(end - 1) === 0x2d) end--
  return dot > start && end - dot > 2 && isAsciiLetter(text.charCodeAt(dot + 1)) ? end : 0
}

/** Mentions: `@name`, letters, digits and underscores of any script. */
export function treatMentions(treatment: Exclude<Treatment, 'keep'>): Rewrite {
  return (text, edits) => treatSigned(text, '@', treatment, edits)
}

/** Hashtags: `#name` with at least one letter, so that `#1` is none. */
export function treatHashtags(treatment: Exclude<Treatment, 'keep'>): Rewrite {
  return (text, edits) => treatSigned(text, '#', treatment, edits)
}

function treatSigned(
  text: string,
  sign: '@' | '#',
  treatment: Exclude<Treatment, 'keep'>,
  edits: number[] | undefined,
): string {
  let at = text.indexOf(sign)
  if (at < 0) return text
  const classes = characterClasses()
  const editor = new TextEditor(text, edits)
  while (at >= 0) {
    const before = at === 0 ? 0 : classes[text.charCodeAt(at - 1)]!
    let end = at + 1
    let letters = sign === '@'
    while (end < text.length && (classes[text.charCodeAt(end)]! & WORD) !== 0) {
      if ((classes[text.charCodeAt(end)]! & DIGIT) === 0) letters = true
      end++
    }
    if ((before & WORD) === 0 && letters && end > at + 1) editor.replace(at, end, treat(treatment, text.slice(at, end)))
    at = text.indexOf(sign, end)
  }
  return editor.finish()
}

/** A picture with its modifiers and joined pictures, a flag, or a key cap. */
const EMOJI =
  /[#*0-9]\ufe0f?\u20e3|[\u{1f1e6}-\u{1f1ff}]{2}|\p{Extended_Pictographic}[\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]*(?:\u200d\p{Extended_Pictographic}[\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]*)*/gu

/** Emoji. Digits, `©`, `®` and `™` are none unless they are followed by the sign that makes them pictures. */
export function treatEmoji(treatment: Exclude<Treatment, 'keep'>): Rewrite {
  return (text, edits) =>
    replaceMatches(
      text,
      EMOJI,
      (found) => (/^[©®™‼⁉]\ufe0e?$/u.test(found) ? undefined : treat(treatment, found)),
      edits,
    )
}

/** Numbers that stand alone: `42`, `3.5`, `1,000`; not `mp3` or `5G`. */
export function treatNumbers(treatment: Exclude<Treatment, 'keep'>): Rewrite {
  return (text, edits) =>
    replaceMatches(
      text,
      /(?<![\p{L}\p{N}_])\p{Nd}+(?:[.,]\p{Nd}+)*(?![\p{L}\p{N}_])/gu,
      (found) => treat(treatment, found),
      edits,
    )
}

function isAsciiLetter(unit: number): boolean {
  return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a
}

function isAsciiWord(unit: number): boolean {
  return isAsciiLetter(unit) || (unit >= 0x30 && unit <= 0x39)
}

/** Letters, digits and `. _ % + -`. */
function isLocalPart(unit: number): boolean {
  return isAsciiWord(unit) || unit === 0x2e || unit === 0x5f || unit === 0x25 || unit === 0x2b || unit === 0x2d
}
