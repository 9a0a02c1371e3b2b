/** The options of the encoders that count terms, and their check at the door. */

import { invalidArgument } from '../errors.ts'
import { fingerprint } from '../math/fingerprint.ts'
import { rewriteAll } from '../preprocess/edits.ts'
import { type PlainOptions, plainSteps } from '../preprocess/plain-steps.ts'
import { stopWords as builtInStopWords, type StopWordLanguage } from '../preprocess/stop-words.ts'
import { collapseWhitespace } from '../preprocess/unicode.ts'
import { type WordTokenizer, wordTokenizer } from '../preprocess/word-tokenizer.ts'
import { TermPool } from './terms/term-pool.ts'

/** What a term is: the part of the options that all term encoders share. */
export interface AnalyzerOptions {
  /**
   * What texts are cut into. `'word'`: words, and phrases of words by `ngramRange`. `'char'`: pieces of so many characters of the whole text. `'char-wb'`:
   * the same within each word, padded with a blank on either side; good where spelling varies. Default `'word'`.
   */
  readonly analyzer?: 'word' | 'char' | 'char-wb'
  /** The shortest and longest run of words (or characters) that makes a term. Default `[1, 1]`; `[1, 2]` adds pairs of neighbouring words, at three to five times the memory. */
  readonly ngramRange?: readonly [number, number]
  /** Whether to lower the case first. Default `true`. */
  readonly lowercase?: boolean
  /**
   * Whether to take accents off, after lowering the case: `true` decomposes characters (NFKD) and drops combining marks, `'ascii'` also drops every
   * character that has no ASCII form. Default `false`.
   */
  readonly stripAccents?: boolean | 'ascii'
  /**
   * Words to leave out: built-in lists, words of your own (as they are after lower case and accents), or none. Only for words; phrases close
   * over the gap. Default: all built-in lists with the library's own tokenizer, none with `tokenizer` or `tokenPattern`.
   */
  readonly stopWords?: 'all' | StopWordLanguage | readonly string[] | false
  /**
   * Your own way from a text (already in lower case, if that is on) to its words; what `createTokenizer` gives is one. Only for words. Give the function an `id` property, so
   * that saved states of encoders with different functions cannot be mixed up. Default: the library's own tokenizer.
   */
  readonly tokenizer?: ((text: string) => readonly string[]) & { readonly id?: string }
  /**
   * What a word is: `'scikit-learn'` for runs of two or more letters, digits and underscores (that library's default, in Python's sense
   * of `\w`), or a regular expression each of whose matches (or whose one group) is a word. Only for words, and instead of `tokenizer`.
   * Default: the library's own tokenizer, which also finds words in Chinese and Japanese, drops markup and addresses, and keeps `don't` and `3.5` whole.
   */
  readonly tokenPattern?: 'scikit-learn' | RegExp
}

/** Which terms are kept. */
export interface VocabularyOptions {
  /** Leaves out terms of fewer texts than this: an integer from 1 is a count, a number between 0 and 1 a share of the texts. Default 1: none. */
  readonly minDocumentFrequency?: number
  /** Leaves out terms of more texts than this: an integer from 2 is a count, a number between 0 and 1 a share, and 1 is the share of all. Default 1: none. */
  readonly maxDocumentFrequency?: number
  /** Keeps only so many terms, those that occur most often in all; of equals the first in code-point order. Default: all. */
  readonly maxFeatures?: number
  /** The terms to use, one a column in this order; then nothing else is a term, and the three options above do not act. Default: what the texts hold. */
  readonly vocabulary?: readonly string[]
}

/** Options of {@link CountEncoder}. */
export interface CountOptions extends AnalyzerOptions, VocabularyOptions {
  /** Counts every term of a text once, however often it occurs. Default `false`. */
  readonly binary?: boolean
}

/** Options of {@link TfidfEncoder}. The defaults are scikit-learn's, but for what a word is (see `tokenPattern`). */
export interface TfidfOptions extends CountOptions {
  /** Dampens repetition: 1 + ln(count) instead of the count. Default `false`; worth a try where texts differ much in length. */
  readonly sublinearTf?: boolean
  /** Weighs terms by their rarity. Default `true`; without it, rows are counts brought to one length. */
  readonly useIdf?: boolean
  /** Counts one more text that holds every term: idf = ln((1 + n) / (1 + df)) + 1 instead of ln(n / df) + 1. Default `true`. */
  readonly smoothIdf?: boolean
  /** Brings each row to length 1 in this norm; `'l2'` makes the dot product of two rows their cosine. Default `'l2'`. */
  readonly norm?: 'l1' | 'l2' | false
}

/** Where words come from, once the options are settled. */
export type WordRule =
  | { readonly kind: 'library'; readonly tokenize: WordTokenizer }
  | { readonly kind: 'scikit-learn' }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'function'; readonly tokenize: (text: string) => readonly string[]; readonly id: string }

/** {@link AnalyzerOptions} with every choice made. */
export interface ResolvedOptions {
  readonly analyzer: 'word' | 'char' | 'char-wb'
  readonly ngramRange: readonly [number, number]
  readonly lowercase: boolean
  readonly stripAccents: boolean | 'ascii'
  readonly stopPool: TermPool | undefined
  readonly words: WordRule
  /** All of the above in a line. */
  readonly id: string
}

/** {@link VocabularyOptions} with every choice made. */
export interface ResolvedVocabulary {
  readonly minimum: number
  readonly maximum: number
  readonly maxFeatures: number
  readonly fixed: readonly string[] | undefined
  /** All of the above in a line. */
  readonly id: string
}

/** Names of the options that say what a term is. */
export const analyzerNames: readonly string[] =
  'analyzer ngramRange lowercase stripAccents stopWords tokenizer tokenPattern'.split(' ')
/** Names of the options of {@link CountOptions}. */
export const countNames: readonly string[] = [
  ...analyzerNames,
  ...'minDocumentFrequency maxDocumentFrequency maxFeatures vocabulary binary'.split(' '),
]
/** Names of the options of {@link TfidfOptions}. */
export const tfidfNames: readonly string[] = [...countNames, ...'sublinearTf useIdf smoothIdf norm'.split(' ')]

/** Checks the options that say what a term is. */
export function resolveAnalyzer(options: AnalyzerOptions): ResolvedOptions {
  const { analyzer = 'word', lowercase = true, stripAccents = false } = options
  oneOf('analyzer', analyzer, ['word', 'char', 'char-wb'])
  flag('lowercase', lowercase)
  oneOf('stripAccents', stripAccents, [true, false, 'ascii'])
  if (analyzer !== 'word') {
    for (const name of ['stopWords', 'tokenizer', 'tokenPattern'] as const) {
      const value = options[name]
      if (value !== undefined && value !== false)
        throw invalidArgument(name, value, `It acts on words: leave it out with analyzer '${analyzer}'.`)
    }
  }
  const ngramRange = resolveRange(options.ngramRange)
  const words = resolveWords(options)
  const stopWords = resolveStopWords(options, words)
  const id = [
    analyzer,
    `${ngramRange[0]}-${ngramRange[1]}`,
    ...(analyzer === 'word' ? [wordsId(words)] : []),
    ...(lowercase ? [] : ['case']),
    ...(stripAccents === false ? [] : [stripAccents === true ? 'no-accents' : 'ascii']),
    ...(stopWords.length > 0 ? [`stop:${fingerprint(stopWords)}`] : []),
  ].join(',')
  const stopPool = stopWords.length > 0 ? TermPool.of(stopWords) : undefined
  return { analyzer, ngramRange, lowercase, stripAccents, stopPool, words, id }
}

/** Checks the options that say which terms are kept. */
export function resolveVocabulary(options: VocabularyOptions): ResolvedVocabulary {
  const {
    minDocumentFrequency: minimum = 1,
    maxDocumentFrequency: maximum = 1,
    maxFeatures = Number.POSITIVE_INFINITY,
    vocabulary,
  } = options
  frequency('minDocumentFrequency', minimum)
  frequency('maxDocumentFrequency', maximum)
  const bothCounts = minimum >= 1 && maximum > 1
  const bothShares = minimum < 1 && maximum <= 1
  if ((bothCounts || bothShares) && minimum > maximum) {
    throw invalidArgument(
      'minDocumentFrequency',
      minimum,
      `It is above \`maxDocumentFrequency\` (${maximum}), so that no term could be kept.`,
    )
  }
  if (maxFeatures !== Number.POSITIVE_INFINITY && (!Number.isInteger(maxFeatures) || maxFeatures < 1))
    throw invalidArgument('maxFeatures', maxFeatures, 'Expected an integer from 1.')
  const fixed = vocabulary === undefined ? undefined : strings('vocabulary', vocabulary)
  if (fixed !== undefined) {
    if (fixed.length === 0) throw invalidArgument('vocabulary', vocabulary, 'Give at least one term, or leave it out.')
    const seen = new Set<string>()
    for (const [index, term] of fixed.entries()) {
      if (seen.has(term)) throw invalidArgument(`vocabulary[${index}]`, term, 'Each term may be given once.')
      seen.add(term)
    }
  }
  const id =
    fixed !== undefined
      ? `vocabulary:${fingerprint(fixed)}`
      : `df:${minimum}-${maximum}${maxFeatures === Number.POSITIVE_INFINITY ? '' : `,max:${maxFeatures}`}`
  return { minimum, maximum, maxFeatures, fixed, id }
}

/** Throws unless `value` is one of `allowed`. */
export function oneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return
  throw invalidArgument(name, value, `Expected one of ${allowed.map((each) => JSON.stringify(each)).join(', ')}.`)
}

/** Throws unless `value` is true or false. */
export function flag(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw invalidArgument(name, value, 'Expected true or false.')
}

/** Checks that `texts` is an array of strings. A single string is refused, since it would be read letter by letter; a generator, since it can be read only once. */
export function strings(name: string, texts: unknown): readonly string[] {
  if (typeof texts === 'string')
    throw invalidArgument(name, texts, `Expected an array of strings: put a single text in brackets, [${name}].`)
  if (!Array.isArray(texts)) {
    const remedy = 'Expected an array of strings; spread an iterable into one: [...iterable].'
    throw invalidArgument(name, texts, remedy)
  }
  for (let index = 0; index < texts.length; index++) {
    const text: unknown = texts[index]
    if (typeof text !== 'string')
      throw invalidArgument(`${name}[${index}]`, text, "Expected a string; use '' where there is no text.")
  }
  return texts
}

function frequency(name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && (value <= 1 || Number.isInteger(value))) return
  throw invalidArgument(name, value, 'Expected a count (an integer from 1) or a share of the texts (between 0 and 1).')
}

function resolveRange(range: unknown): readonly [number, number] {
  if (range === undefined) return [1, 1]
  if (!Array.isArray(range) || range.length !== 2)
    throw invalidArgument('ngramRange', range, 'Expected the shortest and the longest length, for example [1, 2].')
  const [shortest, longest]: unknown[] = range
  for (const [index, length] of [shortest, longest].entries()) {
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 1)
      throw invalidArgument(`ngramRange[${index}]`, length, 'Expected an integer from 1.')
  }
  if ((shortest as number) > (longest as number))
    throw invalidArgument('ngramRange', range, `The shortest length, ${shortest}, is above the longest, ${longest}.`)
  return [shortest as number, longest as number]
}

function resolveWords(options: AnalyzerOptions): WordRule {
  const { tokenizer, tokenPattern } = options
  if (tokenizer !== undefined) {
    if (tokenPattern !== undefined)
      throw invalidArgument('tokenPattern', tokenPattern, 'Give either `tokenizer` or `tokenPattern`, not both.')
    if (typeof tokenizer !== 'function')
      throw invalidArgument('tokenizer', tokenizer, 'Expected a function from a text to its words.')
    return { kind: 'function', tokenize: tokenizer, id: tokenizer.id ?? 'function' }
  }
  if (tokenPattern === 'scikit-learn') return { kind: 'scikit-learn' }
  if (tokenPattern === undefined) {
    // The encoder leaves stop words out itself.
    return { kind: 'library', tokenize: wordTokenizer(normalization(options)) }
  }
  if (!(tokenPattern instanceof RegExp))
    throw invalidArgument('tokenPattern', tokenPattern, "Expected 'scikit-learn' or a regular expression.")
  const groups = new RegExp(`${tokenPattern.source}|`, tokenPattern.flags).exec('')!.length - 1
  if (groups > 1)
    throw invalidArgument('tokenPattern', String(tokenPattern), 'Use at most one capturing group; (?: ) groups alone.')
  const { source, flags } = tokenPattern
  return { kind: 'pattern', pattern: new RegExp(source, flags.includes('g') ? flags : `${flags}g`) }
}

/** What the library's own tokenizer has to know; what is as by default stays out of its id. */
function normalization({ lowercase = true, stripAccents }: AnalyzerOptions): PlainOptions {
  return { ...(lowercase ? {} : { lowercase }), ...(stripAccents === true ? { stripAccents } : {}) }
}

function wordsId(words: WordRule): string {
  switch (words.kind) {
    case 'library':
      return words.tokenize.id
    case 'scikit-learn':
      return 'scikit-learn'
    case 'pattern':
      return String(words.pattern)
    case 'function':
      return words.id
    default:
      return words satisfies never
  }
}

function resolveStopWords(options: AnalyzerOptions, words: WordRule): readonly string[] {
  const { analyzer, stopWords } = options
  if (stopWords === false || (analyzer !== undefined && analyzer !== 'word')) return []
  switch (stopWords) {
    case undefined:
      return words.kind === 'library' ? [...builtInStopWords('en', 'zh')] : []
    case 'all':
      return [...builtInStopWords('en', 'zh')]
    case 'en':
    case 'zh':
      return [...builtInStopWords(stopWords)]
  }
  if (typeof stopWords === 'string')
    throw invalidArgument('stopWords', stopWords, "Expected 'all', 'en', 'zh', an array of words, or false.")
  const own = strings('stopWords', stopWords)
  if (words.kind !== 'library') return own
  const steps = [...plainSteps(normalization(options)), collapseWhitespace]
  return own.map((word) => rewriteAll(steps, word))
}
