/**
 * One pass over a text: normalise, cut into words, look each word up among those seen before, and ask the model only for new ones. ASCII characters are
 * normalised one by one on the way, by a table; a text with anything else goes through the normaliser as a whole first.
 */

import { classOf, isAstralPunctuation, PUNCTUATION, SPACE, wellFormed } from './text-classes.ts'
import type { TokenBuffer } from './token-buffer.ts'
import type { Normalizer, Tokenizer, WordModel } from './tokenizer.ts'
import { LONGEST_CACHED, WordCache } from './word-cache.ts'

/** How a normalised text falls into words. */
export type WordRule =
  /** At white space, which goes, and around every punctuation character, which stays as a word of its own. */
  | { readonly kind: 'bert' }
  /** Before every space, written as ▁ at the head of its word. */
  | {
      readonly kind: 'metaspace'
      /** Whether the first word gets a ▁, too: in every stretch between special tokens, at the start of the text only, or never. */
      readonly prepend: 'always' | 'first' | 'never'
      /** False: the text stays one word. */
      readonly split: boolean
      /** Whether all white space goes first and each part is a text of its own. */
      readonly trimmed: boolean
    }

/** A token that is found in the raw text, before anything else. */
export interface AddedToken {
  readonly content: string
  readonly token: number
  /** Whether the white space before or after it belongs to it. */
  readonly left: boolean
  readonly right: boolean
}

type MetaspaceRule = WordRule & { readonly kind: 'metaspace' }

export interface ScanningOptions {
  readonly normalize: Normalizer
  readonly rule: WordRule
  readonly model: WordModel
  readonly added?: readonly AddedToken[]
}

const METASPACE = 0x2581
const encoder = /* @__PURE__ */ new TextEncoder()
/** In the table of ASCII: the character goes; the character needs the whole normaliser. */
const DROPPED = 254
const HARD = 255

export class ScanningTokenizer implements Tokenizer {
  readonly unknown: number
  readonly #normalize: Normalizer
  readonly #rule: WordRule
  readonly #model: WordModel
  readonly #cache = new WordCache()
  readonly #ascii: Uint8Array | undefined
  /** Whether the normaliser makes one space of several. */
  readonly #collapses: boolean
  readonly #added: ReadonlyMap<string, AddedToken>
  readonly #addedPattern: RegExp | undefined
  /** The text being read, as bytes or as UTF-16 units, where it is not too long to keep room for. */
  readonly #bytes = new Uint8Array(1 << 14)
  readonly #source = new Uint16Array(1 << 14)
  /** The word being read. */
  #units = new Uint16Array(256)

  constructor({ normalize, rule, model, added = [] }: ScanningOptions) {
    this.unknown = model.unknown
    this.#normalize = normalize
    this.#rule = rule
    this.#model = model
    this.#collapses = normalize('a  b') === 'a b'
    this.#ascii = asciiTable(normalize, this.#collapses)
    this.#added = new Map(added.map((one) => [one.content, one]))
    // The longest of those that begin at one place wins.
    const contents = added.map(({ content }) => content).sort((a, b) => b.length - a.length)
    if (contents.length > 0) this.#addedPattern = new RegExp(contents.map(escaped).join('|'), 'g')
  }

  tokenize(text: string, into: TokenBuffer): void {
    if (this.#addedPattern === undefined) {
      this.#stretch(text, true, into)
      return
    }
    let from = 0
    for (const match of text.matchAll(this.#addedPattern)) {
      const { token, left, right } = this.#added.get(match[0])!
      let end = match.index
      if (end < from) continue // its white space was taken by the one before
      if (left) while (end > from && classOf(text.charCodeAt(end - 1)) === SPACE) end--
      this.#stretch(text.slice(from, end), from === 0, into)
      into.push(token)
      from = match.index + match[0].length
      if (right) while (from < text.length && classOf(text.charCodeAt(from)) === SPACE) from++
    }
    this.#stretch(from === 0 ? text : text.slice(from), from === 0, into)
  }

  /** The tokens of a stretch without added tokens. */
  #stretch(text: string, first: boolean, into: TokenBuffer): void {
    if (text === '') return
    const begin = into.length
    const bert = this.#rule.kind === 'bert'
    if (this.#ascii !== undefined) {
      const settled = bert
        ? this.#scanBert(text, this.#ascii, into)
        : this.#scanMetaspace(text, this.#ascii, first, into)
      if (settled) return
    }
    into.length = begin
    const normalized = this.#normalize(wellFormed(text))
    if (bert) this.#scanBert(normalized, undefined, into)
    else this.#scanMetaspace(normalized, undefined, first, into)
  }

  /** Reads a text, ASCII through `table`; without a table the text is normalised already. Returns false where it met a character that the table cannot settle. */
  #scanBert(text: string, table: Uint8Array | undefined, into: TokenBuffer): boolean {
    let length = 0
    let hash = 0
    for (let at = 0; at < text.length; at++) {
      let unit = text.charCodeAt(at)
      if (table !== undefined) {
        if (unit >= 128) return false
        unit = table[unit]!
        if (unit >= DROPPED) {
          if (unit === HARD) return false
          continue
        }
      }
      let kind = unit >= 97 && unit <= 122 ? 0 : classOf(unit)
      if ((unit & 0xfc00) === 0xd800 && isAstralPunctuation(unit, text.charCodeAt(at + 1))) kind = PUNCTUATION
      if (kind !== 0) {
        this.#word(length, hash, into)
        length = hash = 0
        if (kind === SPACE) continue
      }
      if (length === this.#units.length) this.#growWord()
      this.#units[length++] = unit
      hash = (Math.imul(hash, 31) + unit) | 0
      if (kind === PUNCTUATION) {
        if ((unit & 0xfc00) === 0xd800) {
          const low = text.charCodeAt(++at)
          this.#units[length++] = low
          hash = (Math.imul(hash, 31) + low) | 0
        }
        this.#word(length, hash, into)
        length = hash = 0
      }
    }
    this.#word(length, hash, into)
    return true
  }

  /** The same where spaces are part of the words. */
  #scanMetaspace(text: string, table: Uint8Array | undefined, first: boolean, into: TokenBuffer): boolean {
    const source = table === undefined ? this.#unitsOf(text) : this.#bytesOf(text)
    if (source === undefined) return false
    const { prepend, split, trimmed } = this.#rule as MetaspaceRule
    const collapses = table !== undefined && this.#collapses
    // Whether the next character begins a text of its own, and whether such a text gets a ▁.
    let starts = true
    let marked = prepend === 'always' || (prepend === 'first' && first)
    let units = this.#units
    let length = 0
    let hash = 0
    let spaceBefore = false
    const end = text.length
    for (let at = 0; at < end; at++) {
      let unit = source[at]!
      if (table !== undefined) {
        unit = table[unit]!
        if (unit >= DROPPED) {
          if (unit === HARD) return false
          continue
        }
      }
      // What most characters are: neither white space nor the first of a text.
      if (unit > 32 && unit < 128 && !starts) {
        spaceBefore = false
        if (length === units.length) units = this.#growWord()
        units[length++] = unit
        hash = (Math.imul(hash, 31) + unit) | 0
        continue
      }
      if (trimmed && classOf(unit) === SPACE) {
        this.#word(length, hash, into)
        length = hash = 0
        starts = true
        marked = prepend === 'always'
        continue
      }
      const isSpace = unit === 32 || unit === METASPACE
      if (collapses && isSpace && spaceBefore) continue
      spaceBefore = isSpace
      if (isSpace) {
        if (split) {
          this.#word(length, hash, into)
          length = hash = 0
        }
        unit = METASPACE
      } else if (starts && marked) {
        units[length++] = METASPACE
        hash = METASPACE
      }
      starts = false
      if (length === units.length) units = this.#growWord()
      units[length++] = unit
      hash = (Math.imul(hash, 31) + unit) | 0
    }
    this.#word(length, hash, into)
    return true
  }

  /** The bytes of a text that is ASCII alone, which are read faster than its characters; undefined where there is anything else. */
  #bytesOf(text: string): Uint8Array | undefined {
    const bytes = text.length > this.#bytes.length ? new Uint8Array(text.length) : this.#bytes
    const { read, written } = encoder.encodeInto(text, bytes)
    return read === text.length && written === read ? bytes : undefined
  }

  /** The UTF-16 units of a text. */
  #unitsOf(text: string): Uint16Array {
    const units = text.length > this.#source.length ? new Uint16Array(text.length) : this.#source
    for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at)
    return units
  }

  /** The tokens of the word `#units[0 .. length]`. */
  #word(length: number, hash: number, into: TokenBuffer): void {
    if (length === 0) return
    if (length <= LONGEST_CACHED && this.#cache.find(this.#units, length, hash, into)) return
    const begin = into.length
    this.#model.segment(this.#units, length, into)
    this.#cache.add(this.#units, length, hash, into.ids, begin, into.length)
  }

  #growWord(): Uint16Array<ArrayBuffer> {
    const grown = new Uint16Array(this.#units.length * 2)
    grown.set(this.#units)
    this.#units = grown
    return grown
  }
}

/** What each ASCII character becomes, or undefined where the normaliser does more than to map them one by one. */
function asciiTable(normalize: Normalizer, collapses: boolean): Uint8Array | undefined {
  const table = new Uint8Array(128)
  for (let unit = 0; unit < 128; unit++) {
    const alone = normalize(String.fromCharCode(unit))
    const mapped = alone.charCodeAt(0)
    table[unit] = alone === '' ? DROPPED : alone.length === 1 && mapped < 128 ? mapped : HARD
  }
  const simulated = (text: string): string => {
    let out = ''
    for (let at = 0; at < text.length; at++) {
      const unit = table[text.charCodeAt(at)]!
      if (unit < DROPPED && !(collapses && unit === 32 && out.endsWith(' '))) out += String.fromCharCode(unit)
    }
    return out
  }
  if (normalize('a\r\nb') !== simulated('a\r\nb')) table[13] = HARD
  const probes = ['a  b', ' a ', '\t a\n', 'Ab-C', '  ', "don't", 'a\0b', '(1,2)', '``a--b..']
  return probes.every((probe) => normalize(probe) === simulated(probe)) ? table : undefined
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
