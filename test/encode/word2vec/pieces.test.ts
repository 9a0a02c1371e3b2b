import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learnPhrases, trainWord2Vec } from '../../../src/encode/index.ts'
import { blockBounds, blockOrder } from '../../../src/encode/word2vec/blocks.ts'
import { huffmanPaths } from '../../../src/encode/word2vec/huffman.ts'
import { keepThresholds, noiseTable } from '../../../src/encode/word2vec/noise.ts'
import { firstDirection } from '../../../src/encode/word2vec/principal-direction.ts'
import { StoredTokens } from '../../../src/encode/word2vec/stored-tokens.ts'
import { bucketRow, buildSubwords, ngramBuckets } from '../../../src/encode/word2vec/subwords.ts'
import { finish } from '../../../src/steps.ts'

/** What gensim 4.4.0 gives; made by test/reference/word2vec-gensim.py. */
const fixture = JSON.parse(readFileSync('test/reference/word2vec-gensim.json', 'utf8')) as {
  readonly buckets: Readonly<Record<string, readonly number[]>>
  readonly sentences: readonly (readonly string[])[]
  readonly connectors: readonly string[]
  readonly phrases: Readonly<
    Record<string, { readonly joined: readonly string[][]; readonly scores: Readonly<Record<string, number>> }>
  >
}

const falling = fc
  .array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 })
  .map((counts) => Float64Array.from(counts.sort((a, b) => b - a)))

describe('sub-words', () => {
  it('fall into the buckets of fastText, for any script', () => {
    for (const [word, buckets] of Object.entries(fixture.buckets)) {
      expect(ngramBuckets(word, { min: 3, max: 6, buckets: 2000 })).toEqual(buckets)
    }
  })

  it('leave out a border that stands alone', () => {
    expect(ngramBuckets('ab', { min: 1, max: 1, buckets: 1e9 })).toHaveLength(2)
  })

  it('have a row where some word uses them, and only there', () => {
    const options = { min: 3, max: 3, buckets: 1_000_000 }
    const table = finish(buildSubwords(['king', 'kind'], options))
    // <ki kin ing ng> and <ki kin ind nd>: six different ones.
    expect(table.buckets).toHaveLength(6)
    expect([...table.rows.subarray(table.offsets[0], table.offsets[1])][0]).toBe(0)
    for (const bucket of ngramBuckets('king', options)) expect(bucketRow(table, 2, bucket)).toBeGreaterThanOrEqual(2)
    expect(bucketRow(table, 2, ngramBuckets('xyz', options)[0]!)).toBe(-1)
  })

  it('give unseen words a vector near those that share their letters, and none where nothing is shared', async () => {
    const corpus = Array.from({ length: 300 }, (_, i) =>
      i % 2 ? ['walking', 'walked', 'walks', 'feet'] : ['baking', 'bread', 'bakes', 'oven'],
    )
    const model = await trainWord2Vec(corpus, {
      dimensions: 16,
      epochs: 10,
      subwords: { min: 3, max: 5, buckets: 10_000 },
    })
    expect(model.has('walker')).toBe(false)
    expect(model.similarity('walker', 'walks')).toBeGreaterThan(model.similarity('walker', 'bakes'))
    expect(model.mostSimilar({ positive: ['walker'], k: 1 })[0]!.word).toMatch(/^walk/)
    expect(model.vector('zzzz')).toBeUndefined()
  })
})

describe('Huffman paths', () => {
  it('form a code without prefixes, of the least total length', () => {
    fc.assert(
      fc.property(falling, (counts) => {
        const { offsets, nodes, labels } = huffmanPaths(counts)
        const codes = [...counts.keys()].map((word) => [...labels.subarray(offsets[word], offsets[word + 1])].join(''))
        if (counts.length === 1) {
          expect(codes).toEqual([''])
          return
        }
        for (const [i, a] of codes.entries())
          for (const [j, b] of codes.entries()) if (i !== j) expect(b.startsWith(a)).toBe(false)
        // The least total: join the two lightest, again and again.
        const weights = [...counts]
        let least = 0
        while (weights.length > 1) {
          weights.sort((a, b) => a - b)
          const joined = weights.shift()! + weights.shift()!
          weights.push(joined)
          least += joined
        }
        expect(codes.reduce((sum, code, word) => sum + code.length * counts[word]!, 0)).toBe(least)
        // All paths begin at the root, the last node made.
        for (const word of counts.keys()) expect(nodes[offsets[word]!]).toBe(counts.length - 2)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the noise distribution', () => {
  it('draws each word with its share, whatever the exponent', () => {
    fc.assert(
      fc.property(falling, fc.constantFrom(0.75, 0, 1, -0.5), (counts, exponent) => {
        const { thresholds, aliases } = noiseTable(counts, exponent)
        const shares = new Float64Array(counts.length)
        for (let place = 0; place < counts.length; place += 1) {
          const own = thresholds[place]! / 2 ** 32
          shares[place]! += own / counts.length
          shares[aliases[place]!]! += (1 - own) / counts.length
        }
        const weights = [...counts].map((count) => count ** exponent)
        const total = weights.reduce((a, b) => a + b)
        for (const [word, weight] of weights.entries()) expect(shares[word]).toBeCloseTo(weight / total, 6)
      }),
      { numRuns: 80 },
    )
  })

  it('thins out frequent words by the rule of word2vec, and keeps rare ones', () => {
    const counts = Float64Array.from([50_000, 1000, 10, 48_990])
    const kept = keepThresholds(counts, 1e-3)!
    const share = (Math.sqrt(0.5 / 1e-3) + 1) * (1e-3 / 0.5)
    expect(kept[0]! / 2 ** 32).toBeCloseTo(share, 8)
    expect(kept[2]).toBe(2 ** 32 - 1)
    expect(keepThresholds(counts, 0)).toBeUndefined()
  })
})

describe('stored tokens', () => {
  const stored = (values: Iterable<number>): StoredTokens => {
    const tokens = new StoredTokens()
    for (const value of values) tokens.push(value)
    return tokens
  }
  // Beyond two chunks of 65,536.
  const corpus = Array.from({ length: 150_000 }, (_, place) => (place % 17 === 16 ? -1 : (place * 7919) % 101))
  const numbers = Int32Array.from({ length: 101 }, (_, word) => (word % 3 === 0 ? -1 : 100 - word))
  const renumbered = corpus.map((word) => (word < 0 ? -2 : numbers[word]!)).filter((word) => word !== -1)
  const expected = Int32Array.from(renumbered, (word) => Math.max(-1, word))

  it('take new numbers in place, and leave no gap where a word has none', () => {
    const tokens = stored(corpus)
    finish(tokens.renumber(numbers))
    expect(tokens.length).toBe(expected.length)
    for (const [from, to] of [
      [0, tokens.length],
      [65_530, 65_542],
      [65_536, 65_536],
      [1, 99_999],
    ] as const) {
      const target = new Int32Array(to - from)
      tokens.copy(target, from, to)
      expect(target).toEqual(expected.subarray(from, to))
    }
    const target = new Int32Array(tokens.length)
    finish(tokens.drain(target))
    expect(target).toEqual(expected)
    expect(tokens.length).toBe(0)
  })

  it('are cut into blocks that end with a sentence where one ends near, and cover everything once', () => {
    const bounds = blockBounds(stored(corpus))
    expect([bounds[0], bounds.at(-1)]).toEqual([0, corpus.length])
    for (const [index, to] of bounds.subarray(1, -1).entries()) {
      expect(corpus[to - 1]).toBe(-1)
      expect(to - bounds[index]!).toBeLessThan(7500 + 17)
    }
    const endless = blockBounds(stored(new Int32Array(30_000)))
    expect([...endless]).toEqual([0, 11_500, 23_000, 30_000])
  })

  it('are gone through once an epoch, in an order of their own in each, or as they stand', () => {
    const all = Array.from({ length: 50 }, (_, block) => block)
    const drawn = [0, 1].map((epoch) => [...blockOrder(50, epoch, { seed: 7, shuffle: true })])
    for (const order of drawn) expect(order.toSorted((a, b) => a - b)).toEqual(all)
    expect(drawn[0]).not.toEqual(drawn[1])
    expect(drawn[0]).not.toEqual(all)
    expect([...blockOrder(50, 1, { seed: 7, shuffle: true })]).toEqual(drawn[1])
    expect([...blockOrder(50, 1, { seed: 8, shuffle: true })]).not.toEqual(drawn[1])
    expect([...blockOrder(50, 1, { seed: 7, shuffle: false })]).toEqual(all)
    expect([...blockOrder(1, 0, { seed: 7, shuffle: true })]).toEqual([0])
  })

  it('stand first as often as last, wherever they are in the corpus', () => {
    const firsts = new Array<number>(4).fill(0)
    for (let epoch = 0; epoch < 4000; epoch += 1) firsts[blockOrder(4, epoch, { seed: 1, shuffle: true })[0]!]! += 1
    // Four standard deviations.
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75))
  })
})

describe('phrases', () => {
  it.each([
    ['count', { minCount: 1, threshold: 2 }],
    ['npmi', { minCount: 2, threshold: 0.4, scoring: 'npmi' as const }],
    ['connectors', { minCount: 1, threshold: 1, connectors: fixture.connectors }],
  ])('by %s are those of gensim', async (name, options) => {
    const expected = fixture.phrases[name]!
    const phrases = await learnPhrases(fixture.sentences, options)
    expect(fixture.sentences.map((sentence) => phrases.join(sentence))).toEqual(expected.joined)
    for (const [phrase, score] of Object.entries(expected.scores))
      expect(phrases.score(phrase.split('_'))).toBeCloseTo(score, 10)
    expect(phrases.score(['york', 'bank'])).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('the first direction', () => {
  it('is the one along which the rows have most in common', () => {
    const rows = Float32Array.from([3, 4, 0, 6, 8, 0.1, 3, 4, -0.1, 0, 0, 0])
    const direction = firstDirection(rows, 3)!
    expect(direction[0]).toBeCloseTo(0.6, 3)
    expect(direction[1]).toBeCloseTo(0.8, 3)
    expect(Math.hypot(...direction)).toBeCloseTo(1, 6)
    expect(
      firstDirection(
        rows.map((value) => -value),
        3,
      )![0],
    ).toBeCloseTo(-0.6, 3)
    expect(firstDirection(new Float32Array(6), 3)).toBeUndefined()
    expect(firstDirection(Float32Array.from([1, 0, -1, 0]), 2)![0]).toBeCloseTo(1, 6)
  })
})
