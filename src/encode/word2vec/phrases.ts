/** Finds pairs of words that belong together (new york) by how often they stand together, as gensim's `Phrases` does. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { createTokenizer } from '../../preprocess/index.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import { type Corpus, openCorpus, wordsOf } from './corpus.ts'
import { whole } from './options.ts'
import { groups } from './vocabulary.ts'

/** Options of {@link learnPhrases}; meanings and defaults are gensim's. */
export interface PhraseOptions extends WorkOptions {
  /** Rarer pairs are no phrases. Default 5. */
  readonly minCount?: number
  /** A pair is a phrase above this score. Default 10 for `'count'`; for `'npmi'`, from -1 to 1, try 0.5. */
  readonly threshold?: number
  /**
   * `'count'`: (pairs - minCount) / first / second * vocabulary (Mikolov et al. 2013). `'npmi'`: normalised pointwise mutual information
   * (Bouma 2009). Default `'count'`.
   */
  readonly scoring?: 'count' | 'npmi'
  /** Words that may stand inside a phrase, but not begin or end it: `of` in bank_of_america. Default: none. */
  readonly connectors?: readonly string[]
  /** What joins the words of a phrase. Default `'_'`. */
  readonly delimiter?: string
  /** How texts are split into words; as in `trainWord2Vec`. */
  readonly tokenizer?: (text: string) => readonly string[]
}

/**
 * Learns phrases from a corpus.
 *
 * @example
 * ```ts
 * const phrases = await learnPhrases(sentences)
 * const model = await trainWord2Vec(sentences.map((words) => phrases.join(words)))
 * ```
 */
export async function learnPhrases(corpus: Corpus, options: PhraseOptions = {}): Promise<Phrases> {
  checkNames(options, [
    'minCount',
    'threshold',
    'scoring',
    'connectors',
    'delimiter',
    'tokenizer',
    'signal',
    'onProgress',
  ])
  const { minCount = 5, scoring = 'count', threshold = scoring === 'count' ? 10 : 0.5, delimiter = '_' } = options
  whole('minCount', minCount, 1, Number.MAX_SAFE_INTEGER)
  if (scoring !== 'count' && scoring !== 'npmi')
    throw invalidArgument('scoring', scoring, "Expected 'count' or 'npmi'.")
  const isInRange =
    scoring === 'npmi' ? threshold >= -1 && threshold <= 1 : threshold > 0 && threshold < Number.POSITIVE_INFINITY
  if (typeof threshold !== 'number' || !isInRange) {
    throw invalidArgument(
      'threshold',
      threshold,
      scoring === 'npmi' ? 'Expected a number from -1 to 1.' : 'Expected a number above 0.',
    )
  }
  if (typeof delimiter !== 'string') throw invalidArgument('delimiter', delimiter, "Expected a string, such as '_'.")
  const connectors = new Set(options.connectors)
  const tokenize = options.tokenizer ?? createTokenizer({ stopWords: false })
  const open = openCorpus(corpus)
  const pacer = new Pacer(options)
  const counts = new Map<string, number>()
  const add = (entry: string): void => void counts.set(entry, (counts.get(entry) ?? 0) + 1)
  let total = 0
  let index = 0
  for await (const group of groups(open())) {
    for (const sentence of group) {
      let pending: string[] = []
      for (const word of wordsOf(sentence, index, tokenize)) {
        total += 1
        if (connectors.has(word)) {
          if (pending.length > 0) pending.push(word)
          continue
        }
        add(word)
        if (pending.length > 0) add([...pending, word].join(delimiter))
        pending = [word]
      }
      index += 1
    }
    if (pacer.due()) await pacer.pause({ phase: 'phrases', done: index })
  }
  pacer.report({ phase: 'phrases', done: index })
  return new Phrases({ counts, total, minCount, threshold, scoring, connectors, delimiter })
}

interface PhraseCounts {
  /** Words and pairs (already joined) in one table, as in gensim. */
  readonly counts: ReadonlyMap<string, number>
  readonly total: number
  readonly minCount: number
  readonly threshold: number
  readonly scoring: 'count' | 'npmi'
  readonly connectors: ReadonlySet<string>
  readonly delimiter: string
}

/** Learned phrases, ready to be joined in sentences. */
export class Phrases {
  readonly #learned: PhraseCounts

  /** @internal Use `learnPhrases`. */
  constructor(learned: PhraseCounts) {
    this.#learned = learned
  }

  /** The sentence with its phrases joined to one word each, from left to right. */
  join(words: readonly string[]): string[] {
    const { connectors, delimiter } = this.#learned
    const joined: string[] = []
    // A word that may begin a phrase, and the connectors after it.
    let pending: string[] = []
    for (const word of words) {
      if (connectors.has(word)) {
        ;(pending.length > 0 ? pending : joined).push(word)
        continue
      }
      const first = pending[0]
      if (first !== undefined && this.#isPhrase(first, word, [...pending, word].join(delimiter))) {
        joined.push([...pending, word].join(delimiter))
        pending = []
      } else {
        joined.push(...pending)
        pending = [word]
      }
    }
    return [...joined, ...pending]
  }

  /** The score of two words with what stands between them; -Infinity for pairs that were never seen. */
  score(words: readonly string[]): number {
    const [first, last] = [words[0], words.at(-1)]
    if (words.length < 2 || first === undefined || last === undefined)
      throw invalidArgument('words', words, 'Expected at least two words.')
    return this.#score(first, last, words.join(this.#learned.delimiter))
  }

  #isPhrase(first: string, last: string, joined: string): boolean {
    return this.#score(first, last, joined) > this.#learned.threshold
  }

  #score(first: string, last: string, joined: string): number {
    const { counts, total, minCount, scoring } = this.#learned
    const [a, b, pair] = [counts.get(first) ?? 0, counts.get(last) ?? 0, counts.get(joined) ?? 0]
    if (a === 0 || b === 0 || pair === 0) return Number.NEGATIVE_INFINITY
    if (scoring === 'count') return ((pair - minCount) / (a * b)) * counts.size
    if (pair < minCount) return Number.NEGATIVE_INFINITY
    return Math.log(pair / total / ((a / total) * (b / total))) / -Math.log(pair / total)
  }
}
