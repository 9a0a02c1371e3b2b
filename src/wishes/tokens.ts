/** A message as a row of things that mean something: operators, names out of the catalogue, numbers, and words that nobody knows. */

import { chineseFillers } from './chinese/fillers.ts'
import { fillers } from './english/fillers.ts'
import { phrases } from './lexicon.ts'
import type { Meaning } from './meanings.ts'
import { type Numeral, numeralAt } from './numerals.ts'
import type { Resolved, Vocabulary } from './vocabulary.ts'
import { fold } from './wish.ts'

/** A stretch of the message, `start` to `end`, and what it is. */
export type Token = { readonly start: number; readonly end: number; readonly text: string } & (
  | Meaning
  | { readonly is: 'name'; readonly resolved: Resolved }
  | ({ readonly is: 'number' } & Numeral)
  /** A numeric attribute by the name that the catalogue gives it. */
  | { readonly is: 'attribute'; readonly name: string }
  | { readonly is: 'filler' }
  | { readonly is: 'word' }
)

/** Of equal phrases the first stands. */
const meanings = new Map<string, Meaning>()
/** By first letter: how long the phrases are that begin with it, the longest first. */
const lengths = new Map<string, number[]>()
for (const [phrase, meaning] of phrases) {
  if (meanings.has(phrase)) continue
  meanings.set(phrase, meaning)
  const list = lengths.get(phrase[0]!) ?? []
  if (!list.includes(phrase.length)) list.push(phrase.length)
  lengths.set(phrase[0]!, list)
}
for (const list of lengths.values()) list.sort((a, b) => b - a)

const letter = /[\p{L}\p{N}]/u
const han = /\p{Script=Han}/u
const quotes: Readonly<Record<string, string>> = { '"': '"', '“': '”', '《': '》', '「': '」', '『': '』' }
const LONGEST_CHINESE = 14

/** The letters of `text` in lower case, one unit for one unit, so that places stay. */
function lowered(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text[at]!
    const lower = unit === '’' ? "'" : unit.toLowerCase()
    return lower.length === 1 ? lower : unit
  }).join('')
}

/** Reads a message from its beginning to its end; at each place the longest thing that is known wins, names of the catalogue before phrases of the same length. */
export function tokensOf(text: string, vocabulary: Vocabulary): Token[] {
  const lower = lowered(text)
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(lower[at]!)) {
      at++
      continue
    }
    const token = tokenAt(text, lower, at, vocabulary)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function tokenAt(text: string, lower: string, at: number, vocabulary: Vocabulary): Token {
  const span = (end: number): { start: number; end: number; text: string } => ({
    start: at,
    end,
    text: text.slice(at, end),
  })
  const quoted = quotedAt(text, at)
  if (quoted !== undefined) {
    const folded = fold(text.slice(at + 1, quoted - 1))
    const resolved = vocabulary.title(folded) ?? vocabulary.exact(folded) ?? vocabulary.fuzzy(folded)
    return resolved === undefined ? { ...span(quoted), is: 'word' } : { ...span(quoted), is: 'name', resolved }
  }
  const number = numeralAt(lower, at)
  const name = nameAt(text, lower, at, vocabulary)
  const phrase = phraseAt(lower, at)
  if (name !== undefined && name.end > Math.max(phrase?.end ?? 0, number?.end ?? 0))
    return { ...span(name.end), is: 'name', resolved: name.resolved }
  if (number !== undefined && number.end >= (phrase?.end ?? 0))
    return { ...span(number.end), is: 'number', ...number.numeral }
  if (name !== undefined && name.end === phrase?.end && name.sure)
    return { ...span(name.end), is: 'name', resolved: name.resolved }
  const attribute = attributeAt(lower, at, vocabulary)
  if (attribute !== undefined && attribute.end > (phrase?.end ?? 0) && attribute.end > (name?.end ?? 0))
    return { ...span(attribute.end), is: 'attribute', name: attribute.name }
  if (phrase !== undefined) return { ...span(phrase.end), ...phrase.meaning }
  if (name !== undefined) return { ...span(name.end), is: 'name', resolved: name.resolved }
  if (han.test(text[at]!)) {
    const filler = chineseFillers.find((one) => lower.startsWith(one, at))
    return filler === undefined
      ? { ...span(chineseWordEnd(text, lower, at, vocabulary)), is: 'word' }
      : { ...span(at + filler.length), is: 'filler' }
  }
  const end = wordEnd(lower, at)
  const word = lower.slice(at, end)
  return { ...span(end), is: !letter.test(word) || fillers.has(word) ? 'filler' : 'word' }
}

let segmenter: Intl.Segmenter | undefined

/** Where the Chinese word ends that begins here: 黑帮 is one word, though 帮 alone says nothing. Without a segmenter each character is one. */
function chineseWordEnd(text: string, lower: string, at: number, vocabulary: Vocabulary): number {
  if (typeof Intl.Segmenter !== 'function') return at + 1
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' })
  const { segment } = segmenter
    .segment(text.slice(at, at + LONGEST_CHINESE))
    [Symbol.iterator]()
    .next().value!
  let end = at + 1
  while (
    end < at + segment.length &&
    /(?![不没了着得过的])\p{Script=Han}/u.test(text[end]!) &&
    phraseAt(lower, end) === undefined &&
    nameAt(text, lower, end, vocabulary) === undefined
  )
    end++
  return end
}

/** Where a quoted stretch that begins here ends. */
function quotedAt(text: string, at: number): number | undefined {
  const closing = quotes[text[at]!]
  if (closing === undefined) return undefined
  const end = text.indexOf(closing, at + 1)
  return end < 0 || end === at + 1 ? undefined : end + 1
}

function wordEnd(lower: string, at: number): number {
  let end = at
  while (
    end < lower.length &&
    (letter.test(lower[end]!) || (end > at && /['-]/.test(lower[end]!) && letter.test(lower[end + 1] ?? ''))) &&
    !(end > at && han.test(lower[end]!))
  )
    end++
  return Math.max(end, at + 1)
}

/** The longest name of the catalogue that begins here and ends at the end of a word. A name that is also an everyday word has to be a label. */
function nameAt(
  text: string,
  lower: string,
  at: number,
  vocabulary: Vocabulary,
): { end: number; resolved: Resolved; sure: boolean } | undefined {
  const ends = han.test(lower[at]!) ? chineseEnds(lower, at) : wordEnds(lower, at, vocabulary.longest)
  for (const end of ends.reverse()) {
    const folded = fold(lower.slice(at, end))
    if (folded === '' || /^\d+s?$/.test(folded)) continue
    const whole = vocabulary.exact(folded)
    if (whole === undefined) continue
    if (whole.subject.kind !== 'label') {
      // Many titles are everyday words: "It", "Up", "The War", "Yes Please".
      const words = folded.replace(/^(the|a|an) /, '').split(' ')
      const isPlain = words.every((word) => fillers.has(word) || isPhrase(word))
      if (!han.test(folded) && (isPlain || (words.length < 2 && !isWrittenAsTitle(text, lower, at, end)))) continue
      return { end, resolved: whole, sure: false }
    }
    if (fillers.has(folded)) continue
    // A last name is written with a capital, and is no place.
    if (vocabulary.isLastName(folded) && (!/\p{Lu}/u.test(text[at]!) || isPlace(lower, at))) continue
    const core = withoutFillers(folded)
    const trimmed = core === folded || core === '' ? undefined : vocabulary.exact(core)
    const better = trimmed?.subject.kind === 'label' && vocabulary.countOf(core) > vocabulary.countOf(folded)
    return { end, resolved: better ? trimmed : whole, sure: true }
  }
  return undefined
}

/** The longest name of a numeric attribute that begins here. */
function attributeAt(lower: string, at: number, vocabulary: Vocabulary): { end: number; name: string } | undefined {
  const ends = han.test(lower[at]!) ? chineseEnds(lower, at) : wordEnds(lower, at, vocabulary.longest)
  for (const end of ends.reverse()) {
    const name = vocabulary.numberCalled(fold(lower.slice(at, end)))
    if (name !== undefined) return { end, name }
  }
  return undefined
}

/** Whether what begins here is a place: "in Paris", "the city of Paris", and not "more of Austen". */
function isPlace(lower: string, at: number): boolean {
  const before = lower.slice(0, at)
  return (
    /\b(in|of|from the|near|to|around) $/.test(before) &&
    !/\b(more|less|fewer|enough|tired|sick|bored|fan|some|any|plenty|lots?) of $/.test(before)
  )
}

const withoutFillers = (folded: string): string => {
  const words = folded.split(' ')
  while (words.length > 1 && fillers.has(words[0]!)) words.shift()
  while (words.length > 1 && fillers.has(words.at(-1)!)) words.pop()
  return words.join(' ')
}

/** The Hobbit, Dune: one word is a title where it has a capital that it does not owe to its place, or Chinese around it. */
function isWrittenAsTitle(text: string, lower: string, at: number, end: number): boolean {
  const written = text.slice(at, end).replace(/^[Tt]he |^[Aa]n? /, '')
  if (written.length < 4 || !/^\p{Lu}\p{Ll}/u.test(written) || isPlace(lower, at)) return false
  const before = text.slice(0, at).trimEnd()
  const isFirst = before === '' || /[.!?;:。！？；]$/.test(before)
  return han.test(text) || /^The /.test(text.slice(at, end)) || !isFirst
}

const isPhrase = (word: string): boolean => meanings.has(word)

function wordEnds(lower: string, at: number, longest: number): number[] {
  const ends: number[] = []
  let end = at
  while (ends.length < longest && end < lower.length) {
    end = wordEnd(lower, end)
    if (!letter.test(lower.slice(at, end))) break
    ends.push(end)
    const gap = /^[\s:,'&.-]{1,2}/.exec(lower.slice(end))
    if (gap === null) break
    end += gap[0].length
  }
  return ends
}

function chineseEnds(lower: string, at: number): number[] {
  const ends: number[] = []
  for (let end = at + 1; end <= Math.min(lower.length, at + LONGEST_CHINESE); end++) {
    const last = lower[end - 1]!
    // 斯蒂芬·金 is one name.
    if (letter.test(last)) ends.push(end)
    else if (last !== '·' || end === at + 1) break
  }
  return ends
}

function phraseAt(lower: string, at: number): { end: number; meaning: Meaning } | undefined {
  for (const length of lengths.get(lower[at]!) ?? []) {
    const phrase = lower.slice(at, at + length)
    const meaning = meanings.get(phrase)
    if (meaning === undefined) continue
    const end = at + phrase.length
    // A Latin phrase ends where its word does.
    const last = phrase.at(-1)!
    if (letter.test(last) && !han.test(last) && letter.test(lower[end] ?? '') && !han.test(lower[end] ?? '')) continue
    return { end, meaning }
  }
  return undefined
}
