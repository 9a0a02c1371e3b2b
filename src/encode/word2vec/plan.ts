/** From a corpus and options to a training plan, and from its result to a model. Shared by a first training and by `update`. */

import { invalidArgument } from '../../errors.ts'
import { createTokenizer } from '../../preprocess/index.ts'
import { pace, type Steps } from '../../steps.ts'
import { Pacer } from '../../work.ts'
import { BLOCK, blockBounds } from './blocks.ts'
import { type Corpus, type OpenCorpus, openCorpus, wordsOf } from './corpus.ts'
import type { ModelState } from './model-state.ts'
import type { ResolvedOptions, Word2VecOptions } from './options.ts'
import { bucketRow, buildSubwords, type Subwords } from './subwords.ts'
import { train } from './training.ts'
import { outputRowCount } from './training-memory.ts'
import type { TokenSource, TrainingPlan, Weights } from './training-plan.ts'
import { type CountedCorpus, chooseWords, countCorpus, groups, type Vocabulary } from './vocabulary.ts'
import { FloatVectors } from './word-vectors.ts'

/** Trains a model from a corpus, from nothing or on from `before`. Nothing of `before` is changed. */
export async function trainModel(
  corpus: Corpus,
  options: ResolvedOptions,
  given: Word2VecOptions,
  before?: ModelState,
): Promise<ModelState> {
  const open = openCorpus(corpus)
  const tokenize = given.tokenizer ?? createTokenizer({ stopWords: false })
  const counted = await countCorpus(open, tokenize, given, options.maxStoredWords)
  const vocabulary =
    before === undefined
      ? chooseWords(counted.words, counted.counts, options.minCount, options.maxVocabulary)
      : mergedVocabulary(before.vocabulary, counted, options)
  if (vocabulary.size < 2 && options.loss === 'negative-sampling') throw tooFewWords(vocabulary, options)
  // Reports of this part would say nothing; it gives way and heeds the signal.
  const pacer = new Pacer({ ...(given.signal && { signal: given.signal }) })
  const subwords =
    options.subwords === false ? undefined : await pace(buildSubwords(vocabulary.words, options.subwords), pacer)
  const { tokens, corpusCounts } = await pace(tokenSource(counted, vocabulary, open, tokenize), pacer)
  if (given.shuffle === true && tokens.kind === 'streamed') {
    throw invalidArgument(
      'shuffle',
      true,
      `The corpus has more than ${options.maxStoredWords} words (\`maxStoredWords\`) and is read anew for each epoch, in its own order. Raise \`maxStoredWords\`, or leave \`shuffle\` out.`,
    )
  }
  const plan: TrainingPlan = {
    vocabulary,
    corpusCounts,
    subwords,
    options,
    tokens,
    rawWords: counted.rawWords,
    ...(before?.training && { before: oldRows(before, before.training.weights, vocabulary, subwords, options) }),
  }
  const { weights, report } = await train(plan, given)
  const { dimensions } = options
  const values = await pace(composeVectors(weights.input, vocabulary.size, subwords, dimensions), pacer)
  return {
    vocabulary,
    vectors: new FloatVectors(values, dimensions),
    subwords: subwords && { table: subwords, rows: weights.input },
    training: { weights, options, report },
  }
}

function tooFewWords(vocabulary: Vocabulary, { minCount }: ResolvedOptions): Error {
  return invalidArgument(
    'corpus',
    vocabulary.words[0],
    `It is the only word that occurs at least ${minCount} times (\`minCount\`); at least two are needed. Pass more text or lower \`minCount\`.`,
  )
}

/** Known words keep their place by frequency; new ones join where they occur `minCount` times. */
function mergedVocabulary(old: Vocabulary, { words, counts }: CountedCorpus, options: ResolvedOptions): Vocabulary {
  const names = [...old.words]
  const merged = [...old.counts]
  for (const [number, word] of words.entries()) {
    const index = old.index(word)
    if (index !== undefined) merged[index]! += counts[number]!
    else if (counts[number]! >= options.minCount) {
      names.push(word)
      merged.push(counts[number]!)
    }
  }
  // Nothing that was known is lost, however rare it is.
  return chooseWords(names, Float64Array.from(merged), 0, Number.POSITIVE_INFINITY)
}

/** The corpus as numbers of the vocabulary. */
function* tokenSource(
  { words, counts, tokens, sentences, rawWords }: CountedCorpus,
  vocabulary: Vocabulary,
  open: OpenCorpus,
  tokenize: (text: string) => readonly string[],
): Steps<{ tokens: TokenSource; corpusCounts: Float64Array }> {
  const corpusCounts = new Float64Array(vocabulary.size)
  const numbers = new Int32Array(words.length)
  let known = 0
  for (const [old, word] of words.entries()) {
    if (old % 10_000 === 0) yield
    const number = vocabulary.index(word) ?? -1
    numbers[old] = number
    if (number < 0) continue
    corpusCounts[number] = counts[old]!
    known += counts[old]!
  }
  if (known === 0) {
    throw invalidArgument(
      'corpus',
      rawWords,
      'None of its words is in the vocabulary or occurs `minCount` times. Lower `minCount` or pass more text.',
    )
  }
  if (tokens === undefined) {
    return {
      tokens: { kind: 'streamed', length: known + sentences, blocks: () => streamedBlocks(open, tokenize, vocabulary) },
      corpusCounts,
    }
  }
  yield* tokens.renumber(numbers)
  return { tokens: { kind: 'stored', length: tokens.length, list: tokens, bounds: blockBounds(tokens) }, corpusCounts }
}

async function* streamedBlocks(
  open: OpenCorpus,
  tokenize: (text: string) => readonly string[],
  vocabulary: Vocabulary,
): AsyncGenerator<Int32Array> {
  const block = new Int32Array(BLOCK)
  let used = 0
  let index = 0
  for await (const group of groups(open())) {
    for (const sentence of group) {
      for (const word of wordsOf(sentence, index, tokenize)) {
        const number = vocabulary.index(word)
        if (number === undefined) continue
        block[used] = number
        used += 1
        if (used === block.length) {
          yield block
          used = 0
        }
      }
      index += 1
      if (used === 0) continue
      block[used] = -1
      used += 1
      if (used > block.length / 2) {
        yield block.subarray(0, used)
        used = 0
      }
    }
  }
  if (used > 0) yield block.subarray(0, used)
}

/** Which row of the old weights each new row continues. */
function oldRows(
  { vocabulary: old, subwords: oldSubwords }: ModelState,
  weights: Weights,
  vocabulary: Vocabulary,
  subwords: Subwords | undefined,
  options: ResolvedOptions,
): NonNullable<TrainingPlan['before']> {
  const words = Array.from(vocabulary.words, (word) => old.index(word) ?? -1)
  const grams = Array.from(subwords?.buckets ?? [], (bucket) =>
    oldSubwords === undefined ? -1 : bucketRow(oldSubwords.table, old.size, bucket),
  )
  const nodes = Array.from({ length: outputRowCount({ vocabulary, options }) }, (_, node) =>
    node < old.size - 1 ? node : -1,
  )
  return {
    weights,
    inputRows: Int32Array.from([...words, ...grams]),
    outputRows: Int32Array.from(options.loss === 'hierarchical-softmax' ? nodes : words),
  }
}

/** With sub-words a word's vector is the mean of its rows. */
export function* composeVectors(
  rows: Float32Array,
  words: number,
  subwords: Subwords | undefined,
  dimensions: number,
): Steps<Float32Array> {
  if (subwords === undefined) return rows
  const values = new Float32Array(words * dimensions)
  for (let word = 0; word < words; word += 1) {
    const first = subwords.offsets[word]!
    const last = subwords.offsets[word + 1]!
    for (let at = first; at < last; at += 1) {
      const from = subwords.rows[at]! * dimensions
      for (let j = 0; j < dimensions; j += 1) values[word * dimensions + j]! += rows[from + j]! / (last - first)
    }
    if (word % 500 === 0) yield
  }
  return values
}
