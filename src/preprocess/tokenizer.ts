/** The road from a text to its tokens: normalise, split, filter, stem, join. Each stage has a default, options, and a place for a function of one's own. */

import { invalidArgument, RecommenderError, show } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { bigramRuns, type CjkSplitter, characterRuns, customRuns, hasSegmenter } from './cjk-words.ts'
import { type Edits, OffsetMap, type Rewrite, rewriteAll } from './edits.ts'
import { characterNgrams, characterNgramsInWords, wordNgrams } from './ngrams.ts'
import { type NormalizeOptions, normalizationSteps } from './normalize.ts'
import { scanWords } from './scan-words.ts'
import { stemEnglish } from './stem-english.ts'
import { stopWords as builtInStopWords, type StopWordLanguage } from './stop-words.ts'
import { placeWords, type TokenList } from './token-list.ts'
import { tokenizerId } from './tokenizer-id.ts'
import { defaultSplitter, isWithin, LONGEST_WORD } from './word-tokenizer.ts'

/** What {@link createTokenizer} does. The stages run in the order of these fields. */
export interface TokenizerOptions {
  /**
   * Options of `normalizeText`, a function of your own, or `false` for texts that are normalised already. Default: those of
   * `normalizeText`: no HTML and no addresses, Unicode NFKC, lower case, accents kept.
   */
  readonly normalize?: NormalizeOptions | ((text: string) => string) | false
  /** Splits a normalised text into words in the place of the built-in scanner. `cjk` and `locale` have no effect then. Default: the scanner. */
  readonly split?: (text: string) => readonly string[]
  /**
   * How runs of scripts that are written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) become tokens: `'words'` by the platform's dictionaries
   * (`Intl.Segmenter`; where it is missing, bigrams), `'bigrams'` overlapping pairs of characters (the same on every platform, finds every word of two characters, about twice
   * as many tokens), `'characters'`, or a function of your own (jieba, kuromoji) from a run to its words. Default `'words'`.
   */
  readonly cjk?: 'words' | 'bigrams' | 'characters' | ((run: string) => readonly string[])
  /** The language that `Intl.Segmenter` is asked for. The usual engines choose the dictionary by script and give the same for all. Default `'zh'`. */
  readonly locale?: string
  /** Shorter tokens are dropped; in characters. Default 1: a single Han character is a word, and `Toy Story 3`, `C` and `R` need theirs. */
  readonly minLength?: number
  /** Longer tokens are dropped; in characters. They are keys and encoded data rather than words. Default 64. */
  readonly maxLength?: number
  /**
   * Words to drop: `'all'` the built-in lists together, one language's list, words of your own, a function that says of a token whether it is one, or `false`
   * for none. Your own words are normalised as texts are. Default `'all'`.
   */
  readonly stopWords?:
    | 'all'
    | StopWordLanguage
    | readonly string[]
    | ReadonlySet<string>
    | ((token: string) => boolean)
    | false
  /** Keeps the tokens for which it is true. Runs after the stop words. Default: keeps all. */
  readonly filter?: (token: string) => boolean
  /** `'en'` reduces English words to their stems (Porter2), or a function of your own. Finds more, shows worse. Default `false`. */
  readonly stem?: 'en' | ((token: string) => string) | false
  /** What n-grams are made of: `'word'`s, `'char'`acters of the whole text, or `'char-wb'` characters of each word with a space before and after. Default `'word'`. */
  readonly analyzer?: 'word' | 'char' | 'char-wb'
  /** The shortest and the longest n-gram. Words of one are joined by a space. Default `[1, 1]` for words, `[3, 5]` for characters. */
  readonly ngramRange?: readonly [number, number]
}

const names: readonly (keyof TokenizerOptions)[] = [
  'normalize',
  'split',
  'cjk',
  'locale',
  'minLength',
  'maxLength',
  'stopWords',
  'filter',
  'stem',
  'analyzer',
  'ngramRange',
]

/** A token and the place in the original text from which it came, in UTF-16 code units: `text.slice(start, end)`. */
export interface TokenSpan {
  readonly token: string
  readonly start: number
  readonly end: number
}

/** A function from a text to its tokens, in order. */
export interface Tokenizer {
  (text: string): string[]
  /** The same tokens with their places in the text as it was given. Slower: for showing, not for indexing. */
  spans(text: string): TokenSpan[]
  /** Fingerprint of the options. Equal ids give equal tokens, unless {@link Tokenizer.custom}. */
  readonly id: string
  /** True where a function of the caller's takes part that has no `id` of its own, so that {@link Tokenizer.id} cannot tell it from another one. */
  readonly custom: boolean
}

/**
 * Makes a tokenizer. With default options it is good for mixed English, Chinese and Japanese texts, as catalogues have them.
 *
 * Words are runs of letters, digits and marks. `don't` stays whole, the possessive is dropped (`Apple's` to `apple`), so are French and
 * Italian articles (`l'amour` to `amour`); `U.S.` becomes `u.s`, `3.5` and `R&B` stay whole, `1,000` becomes `1000`, `C++` and `C#` are words. Hyphens separate.
 * No string makes it throw, and its time grows in proportion to the text's length.
 *
 * A function given for a stage may carry a string `id`, which then becomes part of the tokenizer's. Throws `invalid-argument` for an option out of its range.
 *
 * @example
 * ```ts
 * const tokenize = createTokenizer()
 * tokenize('The new iPhone 15 和旧手机') // ['new', 'iphone', '15', '旧', '手机']
 * tokenize.spans('<b>Café</b> Noir')[0] // { token: 'café', start: 3, end: 7 }
 * ```
 */
export function createTokenizer(options: TokenizerOptions = {}): Tokenizer {
  checkNames(options, names)
  const { normalize = {}, split, filter, stem = false, analyzer = 'word' } = options
  const steps = normalizeSteps(normalize, analyzer)
  if (split !== undefined && typeof split !== 'function')
    throw invalidArgument('split', split, 'Give a function from a text to its words.')
  if (filter !== undefined && typeof filter !== 'function')
    throw invalidArgument('filter', filter, 'Give a function from a token to a boolean.')
  const splitter = cjkSplitter(options)
  const { shortest, longest } = ngramRange(options, analyzer)
  const select = selection(options, (word) => rewriteAll(steps, word))
  const stemmer = stemFunction(stem)

  const tokensOf = (normalized: string, withOffsets: boolean): TokenList => {
    const list: TokenList = { tokens: [], offsets: withOffsets ? [] : undefined }
    if (analyzer === 'char') {
      characterNgrams(normalized, list, shortest, longest)
      return list
    }
    if (split === undefined) scanWords(normalized, list, splitter)
    else placeWords(split(normalized), normalized, 0, normalized.length, list)
    selectTokens(list, select, stemmer)
    if (analyzer === 'char-wb') return characterNgramsInWords(list, shortest, longest)
    return shortest === 1 && longest === 1 ? list : wordNgrams(list, shortest, longest)
  }
  const tokenize = (text: string): string[] => {
    checkText(text)
    return tokensOf(rewriteAll(steps, text), false).tokens
  }
  const spans = (text: string): TokenSpan[] => {
    checkText(text)
    const map = new OffsetMap()
    const { tokens, offsets } = tokensOf(rewriteAll(steps, text, map), true)
    return tokens.map((token, at) => {
      const end = map.end(offsets![2 * at + 1]!)
      // The n-gram of a space alone stands for nothing, at a place that may have been deleted.
      return { token, start: Math.min(end, map.start(offsets![2 * at]!)), end }
    })
  }
  return Object.assign(tokenize, {
    spans,
    ...tokenizerId(
      hasSegmenter()
        ? options
        : { ...options, cjk: options.cjk === undefined || options.cjk === 'words' ? 'bigrams' : options.cjk },
    ),
  })
}

function checkText(text: string): void {
  if (typeof text !== 'string') throw invalidArgument('text', text, 'Give a string.')
}

function normalizeSteps(normalize: TokenizerOptions['normalize'], analyzer: string): Rewrite[] {
  if (normalize === false) return []
  if (typeof normalize === 'function') return [customRewrite(normalize)]
  if (typeof normalize !== 'object' || normalize === null) {
    throw invalidArgument(
      'normalize',
      normalize,
      'Give options of `normalizeText`, a function from a text to a text, or false.',
    )
  }
  // White space separates words whatever its width; only n-grams of characters see it.
  return normalizationSteps({ whitespace: analyzer === 'char', ...normalize }, 'normalize')
}

/** A caller's function tells nothing about what it changed: all between the equal beginning and the equal end counts as one change. */
function customRewrite(normalize: (text: string) => string): Rewrite {
  return (text, edits) => {
    const normalized = normalize(text)
    if (typeof normalized !== 'string') throw invalidArgument('normalize', normalized, 'Its result must be a string.')
    if (edits !== undefined && normalized.length !== text.length) noteMiddle(text, normalized, edits)
    return normalized
  }
}

function noteMiddle(before: string, after: string, edits: Edits): void {
  const shared = Math.min(before.length, after.length)
  let head = 0
  while (head < shared && before[head] === after[head]) head++
  let tail = 0
  while (tail < shared - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  edits.push(head, before.length - tail, head, after.length - tail)
}

function cjkSplitter({ cjk = 'words', locale = 'zh' }: TokenizerOptions): CjkSplitter {
  if (typeof cjk === 'function') return customRuns(cjk)
  switch (cjk) {
    case 'words':
      return segmenterFor(locale)
    case 'bigrams':
      return bigramRuns
    case 'characters':
      return characterRuns
    default:
      throw invalidArgument(
        'cjk',
        cjk,
        "Give 'words', 'bigrams', 'characters' or a function from a run of such characters to its words.",
      )
  }
}

function segmenterFor(locale: string): CjkSplitter {
  try {
    return defaultSplitter(locale)
  } catch (cause) {
    throw new RecommenderError(
      'invalid-argument',
      `\`locale\` is ${show(locale)}. Give a language tag such as 'zh' or 'ja'.`,
      {
        field: 'locale',
        value: locale,
        cause,
      },
    )
  }
}

function ngramRange(options: TokenizerOptions, analyzer: string): { shortest: number; longest: number } {
  if (analyzer !== 'word' && analyzer !== 'char' && analyzer !== 'char-wb') {
    throw invalidArgument('analyzer', analyzer, "Give 'word', 'char' or 'char-wb'.")
  }
  const range = options.ngramRange ?? (analyzer === 'word' ? [1, 1] : [3, 5])
  const [shortest, longest] = Array.isArray(range) && range.length === 2 ? range : [Number.NaN, Number.NaN]
  if (!(Number.isInteger(shortest) && Number.isInteger(longest) && shortest >= 1 && longest >= shortest)) {
    throw invalidArgument(
      'ngramRange',
      Array.isArray(range) ? JSON.stringify(range) : range,
      'Give two whole numbers, the shortest (at least 1) and the longest: [1, 2].',
    )
  }
  return { shortest, longest }
}

function selection(options: TokenizerOptions, normalize: (word: string) => string): (token: string) => boolean {
  const { minLength = 1, maxLength = LONGEST_WORD, filter } = options
  if (!(Number.isInteger(minLength) && minLength >= 0)) {
    throw invalidArgument('minLength', minLength, 'Give a whole number of characters of at least 0.')
  }
  if (
    !((Number.isInteger(maxLength) || maxLength === Number.POSITIVE_INFINITY) && maxLength >= Math.max(1, minLength))
  ) {
    throw invalidArgument(
      'maxLength',
      maxLength,
      `Give a whole number of characters of at least ${Math.max(1, minLength)} (and \`minLength\`), or Infinity.`,
    )
  }
  const isStopWord = stopWordTest(options.stopWords ?? 'all', normalize)
  return (token) =>
    isWithin(token, minLength, maxLength) && !isStopWord(token) && (filter === undefined || filter(token))
}

function stopWordTest(
  stopWords: NonNullable<TokenizerOptions['stopWords']>,
  normalize: (word: string) => string,
): (token: string) => boolean {
  if (stopWords === false) return () => false
  if (typeof stopWords === 'function') return stopWords
  if (typeof stopWords === 'string') {
    if (stopWords !== 'all' && stopWords !== 'en' && stopWords !== 'zh') {
      throw invalidArgument('stopWords', stopWords, "Give 'all', 'en', 'zh', a list of words, a function, or false.")
    }
    const words = stopWords === 'all' ? builtInStopWords('en', 'zh') : builtInStopWords(stopWords)
    return (token) => words.has(token)
  }
  if (typeof (stopWords as Iterable<string> | null)?.[Symbol.iterator] !== 'function') {
    throw invalidArgument('stopWords', stopWords, "Give 'all', 'en', 'zh', a list of words, a function, or false.")
  }
  const own = new Set<string>()
  for (const word of stopWords) {
    if (typeof word !== 'string')
      throw invalidArgument('stopWords', word, `Every stop word must be a string, not ${show(word)}.`)
    own.add(normalize(word))
  }
  return (token) => own.has(token)
}

function stemFunction(stem: NonNullable<TokenizerOptions['stem']>): ((token: string) => string) | undefined {
  if (stem === false) return undefined
  if (stem === 'en') return stemEnglish
  if (typeof stem === 'function') return stem
  throw invalidArgument('stem', stem, "Give 'en', a function from a word to its stem, or false.")
}

/** Drops and stems in place; empty stems are dropped as well. */
function selectTokens(
  list: TokenList,
  select: (token: string) => boolean,
  stem: ((token: string) => string) | undefined,
): void {
  const { tokens, offsets } = list
  let kept = 0
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at]!
    if (!select(word)) continue
    const token = stem === undefined ? word : stem(word)
    if (token === '') continue
    tokens[kept] = token
    if (offsets !== undefined) {
      offsets[2 * kept] = offsets[2 * at]!
      offsets[2 * kept + 1] = offsets[2 * at + 1]!
    }
    kept++
  }
  tokens.length = kept
  if (offsets !== undefined) offsets.length = 2 * kept
}
