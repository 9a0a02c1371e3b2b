/** The words of a model with their counts, and the reading of a corpus into numbers. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import { Pacer } from '../../work.ts'
import { type OpenCorpus, wordsOf } from './corpus.ts'
import type { Word2VecOptions } from './options.ts'
import { StoredTokens } from './stored-tokens.ts'

/** Words by falling frequency, the earlier seen first among equals. */
export class Vocabulary {
  readonly words: readonly string[]
  /** How often each word occurred. */
  readonly counts: Float64Array
  readonly #indices: Map<string, number>

  constructor(words: readonly string[], counts: Float64Array) {
    this.words = words
    this.counts = counts
    this.#indices = new Map(words.map((word, index) => [word, index]))
  }

  get size(): number {
    return this.words.length
  }

  /** The place of a word, or undefined where it is unknown. */
  index(word: string): number | undefined {
    return this.#indices.get(word)
  }
}

/** A corpus that was read once: its words, and, where they fit, all tokens as numbers with -1 between sentences. */
export interface CountedCorpus {
  readonly words: readonly string[]
  readonly counts: Float64Array
  /** Tokens in all. */
  readonly rawWords: number
  readonly sentences: number
  /** Numbers of `words`; undefined where there were more than `maxStoredWords`. */
  readonly tokens: StoredTokens | undefined
}

/** Reads a corpus once. */
export async function countCorpus(
  open: OpenCorpus,
  tokenize: (text: string) => readonly string[],
  options: Pick<Word2VecOptions, 'signal' | 'onProgress'>,
  maxStoredWords: number,
): Promise<CountedCorpus> {
  const pacer = new Pacer(options)
  const numbers = new Map<string, number>()
  let counts = new Float64Array(1024)
  let tokens: StoredTokens | undefined = new StoredTokens()
  let rawWords = 0
  let sentences = 0
  for await (const group of groups(open())) {
    for (const sentence of group) {
      const words = wordsOf(sentence, sentences, tokenize)
      sentences += 1
      for (const word of words) {
        let number = numbers.get(word)
        if (number === undefined) {
          number = numbers.size
          numbers.set(ownCopy(word), number)
          if (number === counts.length) counts = grown(counts)
        }
        counts[number]! += 1
        tokens?.push(number)
      }
      tokens?.push(-1)
      rawWords += words.length
      if (rawWords > maxStoredWords) tokens = undefined
    }
    if (pacer.due()) await pacer.pause({ phase: 'vocabulary', done: rawWords })
  }
  pacer.report({ phase: 'vocabulary', done: rawWords })
  if (rawWords === 0) {
    throw new RecommenderError('invalid-argument', emptyCorpus(sentences), { field: 'corpus' })
  }
  return { words: [...numbers.keys()], counts: counts.slice(0, numbers.size), rawWords, sentences, tokens }
}

/** Engines may keep a part of a text as a reference into the whole: of a streamed corpus a few long words would hold on to all that was read. */
const ownCopy = (word: string): string => ` ${word}`.slice(1)

const emptyCorpus = (sentences: number): string =>
  sentences === 0
    ? '`corpus` has no sentences. Pass at least one text or list of words; where a function is passed, it must open the corpus anew at each call.'
    : `\`corpus\` has ${sentences} sentences without a single word. Check the texts and the tokenizer.`

const grown = (counts: Float64Array): Float64Array<ArrayBuffer> => {
  const larger = new Float64Array(counts.length * 2)
  larger.set(counts)
  return larger
}

/** Sentences in groups, so that reading an array does not wait for a promise at each of them. */
export async function* groups<T>(source: Iterable<T> | AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let group: T[] = []
  if (Symbol.iterator in source) {
    for (const sentence of source) {
      group.push(sentence)
      if (group.length === 256) {
        yield group
        group = []
      }
    }
  } else {
    for await (const sentence of source) {
      group.push(sentence)
      if (group.length === 256) {
        yield group
        group = []
      }
    }
  }
  if (group.length > 0) yield group
}

/** The words that stay, by falling frequency, with at least `minCount` occurrences and at most `maxVocabulary` of them. */
export function chooseWords(
  words: readonly string[],
  counts: Float64Array,
  minCount: number,
  maxVocabulary: number,
): Vocabulary {
  const kept = Array.from(words.keys()).filter((number) => counts[number]! >= minCount)
  if (kept.length === 0) {
    let most = 0
    for (const count of counts) most = Math.max(most, count)
    throw invalidArgument(
      'minCount',
      minCount,
      `No word occurs so often: the most frequent of ${words.length} words occurs ${most} times. Use a lower minCount or more text.`,
    )
  }
  // A stable sort: the earlier seen stays first among equals.
  kept.sort((a, b) => counts[b]! - counts[a]!)
  const chosen = kept.slice(0, Math.min(kept.length, maxVocabulary))
  return new Vocabulary(
    chosen.map((number) => words[number]!),
    Float64Array.from(chosen, (number) => counts[number]!),
  )
}
