/** Word pairs and analogies by gensim's rules, so that figures compare. */

import { TopK } from '../../math/top-k.ts'
import { checkNames } from '../../option-names.ts'
import type { NearestWords } from './nearest.ts'
import { cosineOf, normalize } from './nearest.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { WordVectors } from './word-vectors.ts'

/** Options of both evaluations. */
export interface EvaluationOptions {
  /** Only the so many most frequent words take part. Default 300,000, as in gensim. */
  readonly restrict?: number
  /** Compare words in upper case; of words that differ by case the most frequent stands. Default true, as in gensim. */
  readonly ignoreCase?: boolean
}

/** How a model's similarities agree with human judgement. */
export interface WordPairsResult {
  /** Rank correlation, equal values sharing their mean rank; NaN for fewer than two pairs. */
  readonly spearman: number
  readonly pearson: number
  /** Pairs of which a word is unknown; they are left out. */
  readonly skipped: number
}

/** How many analogies a model solves. */
export interface AnalogiesResult {
  /** `correct / total`; NaN where no question could be asked. */
  readonly accuracy: number
  readonly correct: number
  /** Questions whose four words are known. */
  readonly total: number
}

/** A model, as far as evaluation sees it. */
export interface Evaluated {
  readonly vocabulary: Vocabulary
  readonly vectors: WordVectors
  readonly nearest: NearestWords
}

const RESTRICT = 300_000

/** Word numbers by (upper-cased) name among the most frequent words. */
function knownWords(
  { vocabulary }: Evaluated,
  options: EvaluationOptions,
): { find: (word: string) => number | undefined; names: string[] } {
  checkNames(options, ['restrict', 'ignoreCase'])
  const { restrict = RESTRICT, ignoreCase = true } = options
  const fold = (word: string): string => (ignoreCase ? word.toUpperCase() : word)
  const names = vocabulary.words.slice(0, restrict).map(fold)
  const known = new Map<string, number>()
  for (const [index, name] of names.entries()) if (!known.has(name)) known.set(name, index)
  return { find: (word) => known.get(fold(word)), names }
}

/** Correlates the cosines of word pairs with given scores. */
export function evaluatePairs(
  model: Evaluated,
  pairs: readonly (readonly [string, string, number])[],
  options: EvaluationOptions = {},
): WordPairsResult {
  const { find } = knownWords(model, options)
  const expected: number[] = []
  const found: number[] = []
  for (const [a, b, score] of pairs) {
    const [first, second] = [find(a), find(b)]
    if (first === undefined || second === undefined) continue
    expected.push(score)
    found.push(cosineOf(model.vectors.at(first), model.vectors.at(second)))
  }
  return {
    spearman: correlation(meanRanks(expected), meanRanks(found)),
    pearson: correlation(expected, found),
    skipped: pairs.length - expected.length,
  }
}

/**
 * Asks `a : b = c : ?` by 3CosAdd over the vocabulary. The answer is the nearest of the five best words that is none of the three asked;
 * questions with an unknown word are left out.
 */
export function evaluateAnalogyQuestions(
  model: Evaluated,
  questions: readonly (readonly [string, string, string, string])[],
  options: EvaluationOptions = {},
): AnalogiesResult {
  const { find, names } = knownWords(model, options)
  const units = new Map<number, Float32Array>()
  const unit = (word: number): Float32Array => {
    let vector = units.get(word)
    if (vector === undefined) {
      vector = model.vectors.at(word)
      normalize(vector)
      units.set(word, vector)
    }
    return vector
  }
  let correct = 0
  let total = 0
  for (const question of questions) {
    const [a, b, c, expected] = question.map(find)
    if (a === undefined || b === undefined || c === undefined || expected === undefined) continue
    total += 1
    const target = new Float32Array(model.vectors.dimensions)
    for (let j = 0; j < target.length; j += 1) target[j] = unit(b)[j]! + unit(c)[j]! - unit(a)[j]!
    const cosines = model.nearest.cosines(target, names.length)
    const best = new TopK(5)
    for (let word = 0; word < cosines.length; word += 1) {
      if (cosines[word]! > best.threshold && word !== a && word !== b && word !== c) best.offer(word, cosines[word]!)
    }
    const asked = new Set([names[a], names[b], names[c]])
    const answer = [...best.drain().indices].find((word) => !asked.has(names[word]))
    if (answer !== undefined && names[answer] === names[expected]) correct += 1
  }
  return { accuracy: correct / total, correct, total }
}

/** Ranks from 1; equal values share the mean of their ranks. */
function meanRanks(values: readonly number[]): number[] {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1
    for (let at = from; at < to; at += 1) ranks[order[at]!] = (from + to + 1) / 2
    from = to
  }
  return ranks
}

/** Pearson's correlation; NaN where one side does not vary. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  let product = 0
  let squaresA = 0
  let squaresB = 0
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB]
    product += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return product / Math.sqrt(squaresA * squaresB)
}
