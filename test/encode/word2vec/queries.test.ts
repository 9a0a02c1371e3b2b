import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { Word2Vec } from '../../../src/encode/index.ts'

interface Fixture {
  readonly words: readonly string[]
  readonly vectors: readonly number[]
  readonly text: string
  readonly binary: string
  readonly similar: Readonly<Record<'one' | 'add' | 'restricted' | 'multiply', readonly (readonly [string, number])[]>>
  readonly similarity: number
  readonly n_similarity: number
  readonly doesnt_match: readonly (readonly [string, string])[]
  readonly closer_than: readonly string[]
  readonly rank: number
  readonly pairs: readonly (readonly [string, string, number])[]
  readonly word_pairs: { readonly pearson: number; readonly spearman: number; readonly skipped: number }
  readonly questions: readonly (readonly [string, string, string, string])[]
  readonly analogies: { readonly correct: number; readonly total: number }
}

/** What gensim 4.4.0 answers; made by test/reference/word2vec-gensim.py. */
const fixture = JSON.parse(readFileSync('test/reference/word2vec-gensim.json', 'utf8')) as Fixture
let model: Word2Vec

beforeAll(async () => {
  model = await Word2Vec.fromBinary(Buffer.from(fixture.binary, 'base64'))
})

const close = (
  found: readonly { word: string; score: number }[],
  expected: readonly (readonly [string, number])[],
): void => {
  expect(found.map(({ word }) => word)).toEqual(expected.map(([word]) => word))
  for (const [i, { score }] of found.entries()) expect(score).toBeCloseTo(expected[i]![1], 5)
}

describe('a model answers as gensim does', () => {
  it('when asked for the words most similar to one', () => {
    close(model.mostSimilar({ positive: ['king'], k: 5 }), fixture.similar.one)
    expect(model.mostSimilar('king')).toEqual(model.mostSimilar({ positive: ['king'], k: 10 }))
  })

  it('when words are added and taken away, by sums and by products', () => {
    const query = { positive: ['king', 'woman'], negative: ['man'], k: 5 }
    close(model.mostSimilar(query), fixture.similar.add)
    close(model.analogy('man', 'king', 'woman', { k: 5 }), fixture.similar.add)
    close(model.mostSimilar({ ...query, method: 'multiply' }), fixture.similar.multiply)
    close(model.mostSimilar(query, { method: 'multiply' }), fixture.similar.multiply)
  })

  it('when only the most frequent words are searched', () => {
    close(model.mostSimilar({ positive: ['king'], k: 3, restrict: 6 }), fixture.similar.restricted)
    close(model.mostSimilar('king', { k: 3, restrict: 6 }), fixture.similar.restricted)
    expect(() => model.mostSimilar('king', { method: 'mult' as 'add' })).toThrow(/`method` is "mult"/)
    expect(() => model.mostSimilar('nowhere')).toThrow(/fewer than `minCount` times/)
  })

  it('when asked for similarities, ranks and the odd one out', () => {
    expect(model.similarity('king', 'queen')).toBeCloseTo(fixture.similarity, 6)
    expect(model.nSimilarity(['king', 'man'], ['queen', 'woman', 'girl'])).toBeCloseTo(fixture.n_similarity, 6)
    for (const [words, odd] of fixture.doesnt_match) expect(model.doesntMatch(words.split(' '))).toBe(odd)
    expect(model.closerThan('king', 'girl').sort()).toEqual(fixture.closer_than.toSorted())
    expect(model.rankOf('king', 'girl')).toBe(fixture.rank)
  })

  it('when judged by word pairs and analogies', () => {
    const pairs = model.evaluateWordPairs(fixture.pairs)
    expect(pairs.spearman).toBeCloseTo(fixture.word_pairs.spearman, 6)
    expect(pairs.pearson).toBeCloseTo(fixture.word_pairs.pearson, 6)
    expect(pairs.skipped).toBe(fixture.word_pairs.skipped)
    const { correct, total, accuracy } = model.evaluateAnalogies(fixture.questions)
    expect({ correct, total }).toEqual(fixture.analogies)
    expect(accuracy).toBe(correct / total)
  })
})

describe('a model', () => {
  it('lists its words in order and knows them', () => {
    expect(model.words).toEqual(fixture.words)
    expect(model.dimensions).toBe(10)
    expect(model.has('北京')).toBe(true)
    expect(model.has('nowhere')).toBe(false)
    expect(model.vector('nowhere')).toBeUndefined()
    expect(Array.from(model.vector('queen')!)).toEqual(fixture.vectors.slice(10, 20).map(Math.fround))
  })

  it('hands out copies: changing a vector does not change the model', () => {
    const vector = model.vector('king')!
    vector.fill(0)
    expect(model.vector('king')!.some((value) => value !== 0)).toBe(true)
  })

  it('takes vectors in the place of words', () => {
    const found = model.mostSimilar({ positive: [model.vector('king')!], k: 2 })
    expect(found[0]!.word).toBe('king')
    expect(found[0]!.score).toBeCloseTo(1, 6)
    expect(found[1]).toEqual(model.mostSimilar({ positive: ['king'], k: 1 })[0])
  })

  it('returns every other word when k is larger than the vocabulary', () => {
    expect(model.mostSimilar({ positive: ['king'], k: 1000 })).toHaveLength(model.words.length - 1)
  })

  it('is off by little in 8 bits, takes a quarter of the memory, and answers the same questions', () => {
    const small = model.toInt8()
    expect(small.bytes).toBeLessThan(model.bytes / 2)
    expect(small.words).toEqual(model.words)
    for (const a of model.words.slice(0, 8)) {
      for (const b of model.words) expect(Math.abs(small.similarity(a, b) - model.similarity(a, b))).toBeLessThan(0.02)
    }
    expect(small.mostSimilar('king')[0]!.word).toBe(model.mostSimilar('king')[0]!.word)
  })

  it.each([
    ['an unknown word', () => model.similarity('king', 'nowhere'), 'unknown-word', 'b'],
    [
      'an unknown word in a list',
      () => model.mostSimilar({ positive: ['king', 'nowhere'] }),
      'unknown-word',
      'positive[1]',
    ],
    ['no word at all', () => model.mostSimilar({}), 'invalid-argument', 'positive'],
    ['k 0', () => model.mostSimilar({ positive: ['king'], k: 0 }), 'invalid-argument', 'k'],
    [
      'a vector of another length',
      () => model.mostSimilar({ positive: [new Float32Array(3)] }),
      'invalid-argument',
      'positive[0]',
    ],
    ['an empty list', () => model.nSimilarity([], ['king']), 'invalid-argument', 'first'],
    ['only unknown words', () => model.doesntMatch(['nowhere']), 'invalid-argument', 'words'],
  ])('refuses %s by name', (_, ask, code, field) => {
    expect(ask).toThrow(expect.objectContaining({ code, field }))
  })
})
