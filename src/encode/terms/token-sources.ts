/** Where a text's words come from: scikit-learn's rule and the library's own as scanners, a regular expression, or the caller's function. */

import { invalidArgument } from '../../errors.ts'
import { isWordCodePoint } from '../../preprocess/characters.ts'
import type { WordTokenizer } from '../../preprocess/word-tokenizer.ts'
import type { ResolvedOptions } from '../options.ts'
import { ENDS_WORD, keptUnits, LOOK_CLOSER } from './kept-units.ts'
import { scanPlainText } from './plain-text.ts'
import { accentStripper, prepareText } from './prepare-text.ts'
import { HASH_START, hashUnit } from './term-pool.ts'
import type { TokenBuffer, TokenSource } from './word-reader.ts'

/** scikit-learn leaves out words of one character. */
const SHORTEST = 2

/** The source that the options ask for. */
export function chooseTokenSource(options: ResolvedOptions): TokenSource {
  const { words } = options
  switch (words.kind) {
    case 'library':
      return librarySource(options, words.tokenize)
    case 'scikit-learn':
      return wordRunSource(options)
    case 'pattern':
      return patternSource(words.pattern, prepareText(options))
    case 'function':
      return functionSource(words.tokenize, prepareText(options))
    default:
      return words satisfies never
  }
}

/** The library's tokenizer, and its short cut for plain text. */
function librarySource({ lowercase, stripAccents }: ResolvedOptions, tokenize: WordTokenizer): TokenSource {
  // Lower case and accents are the tokenizer's business, but for the step that it does not have.
  const all = functionSource(tokenize, accentStripper(stripAccents === 'ascii' ? 'ascii' : false))
  if (!lowercase || stripAccents !== false) return all
  return (text, tokens) => {
    if (!scanPlainText(text, tokens)) all(text, tokens)
  }
}

function functionSource(tokenize: (text: string) => readonly string[], prepare: (text: string) => string): TokenSource {
  return (text, tokens) => {
    tokens.reset(0)
    let at = 0
    const words: unknown = tokenize(prepare(text))
    if (!Array.isArray(words))
      throw invalidArgument('tokenizer', words, 'That was its answer to a text; expected an array of words.')
    for (const word of words) {
      if (typeof word !== 'string')
        throw invalidArgument('tokenizer', word, 'That was one of its words; expected strings.')
      at = tokens.push(word, at)
    }
  }
}

/** Each match is a token, or its group where the pattern has one, as `re.findall` has it. */
function patternSource(pattern: RegExp, prepare: (text: string) => string): TokenSource {
  return (text, tokens) => {
    tokens.reset(0)
    let at = 0
    for (const match of prepare(text).matchAll(pattern)) at = tokens.push(match[1] ?? match[0], at)
  }
}

/** Runs of two or more word characters, `\b\w\w+\b` with Python's `\w`: one pass over the code units. */
function wordRunSource({ lowercase, stripAccents }: ResolvedOptions): TokenSource {
  /**
   * False for a text, to be lowered on the way, with one of those few letters whose lower case is longer or depends on their neighbours. (It
   * must not lower such a text itself: the engine takes `toLowerCase` for free of effects, and does it ahead of every word in case it will be needed.)
   */
  const scan = (text: string, tokens: TokenBuffer, lowering: boolean): boolean => {
    const { length } = text
    tokens.reset(length + 1)
    const units = tokens.units
    const kept = keptUnits(lowering)
    let at = 0
    for (let next = 0; next < length; next++) {
      let unit = kept[text.charCodeAt(next)]!
      if (unit === ENDS_WORD) continue
      const start = at
      let hash = HASH_START
      // Characters above U+FFFF are two units each.
      let pairs = 0
      do {
        if (unit !== LOOK_CLOSER) {
          units[at++] = unit
          hash = Math.imul(hash ^ unit, 0x01000193)
        } else {
          if (lowering) return false
          const point = text.codePointAt(next)!
          if (!isWordCodePoint(point)) {
            if (point > 0xffff) next++
            break
          }
          if (point > 0xffff) {
            units[at++] = text.charCodeAt(next++)
            hash = hashUnit(hash, units[at - 1]!)
            pairs++
          }
          units[at++] = text.charCodeAt(next)
          hash = hashUnit(hash, units[at - 1]!)
        }
        unit = ++next < length ? kept[text.charCodeAt(next)]! : ENDS_WORD
      } while (unit !== ENDS_WORD)
      at = at - start - pairs >= SHORTEST ? tokens.close(start, at, hash) : start
    }
    return true
  }

  if (lowercase && stripAccents === false)
    return (text, tokens) => {
      if (!scan(text, tokens, true)) scan(text.toLowerCase(), tokens, false)
    }
  const prepare = prepareText({ lowercase, stripAccents })
  return (text, tokens) => {
    scan(prepare(text), tokens, false)
  }
}
