import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type TrainingProgress, trainWord2Vec, Word2Vec, type Word2VecOptions } from '../../../src/encode/index.ts'
import { topicAccuracy, topicCorpus } from './worlds.ts'

const corpus = topicCorpus()
const small: Word2VecOptions = { dimensions: 24, epochs: 8, window: 3 }
const nearest = (model: Word2Vec) => (word: string) => model.mostSimilar({ positive: [word], k: 1 })[0]!.word
const bits = (model: Word2Vec): string => {
  const hash = createHash('sha256')
  for (const word of model.words) hash.update(word).update(model.vector(word)!)
  return hash.digest('hex').slice(0, 16)
}

describe('training', () => {
  it.each<[string, Word2VecOptions]>([
    ['skip-gram with shared negatives', {}],
    ['skip-gram with negatives for each pair', { negativeSharing: 'pair' }],
    ['CBOW by the mean', { architecture: 'cbow', learningRate: 0.05 }],
    ['CBOW by the sum', { architecture: 'cbow', combination: 'sum', learningRate: 0.05 }],
    ['hierarchical softmax', { loss: 'hierarchical-softmax' }],
    ['CBOW with hierarchical softmax', { architecture: 'cbow', loss: 'hierarchical-softmax', learningRate: 0.05 }],
    ['sub-words', { subwords: { min: 2, max: 4, buckets: 1000 } }],
    ['sub-words under CBOW', { architecture: 'cbow', learningRate: 0.05, subwords: { min: 2, max: 4, buckets: 1000 } }],
    ['many negatives', { negative: 17 }],
    ['a fixed window', { shrinkWindow: false }],
    ['two workers', { workers: 2 }],
  ])('by %s finds the topics of the words', async (_, options) => {
    const model = await trainWord2Vec(corpus, { ...small, ...options })
    expect(model.words).toHaveLength(60)
    expect(topicAccuracy(model.words, nearest(model))).toBeGreaterThan(0.95)
    expect(model.report!.wordsPerSecond).toBeGreaterThan(0)
    expect(model.report!.loss).toBeGreaterThan(0)
  })

  it('orders words by falling frequency and counts them', async () => {
    const model = await trainWord2Vec(
      [
        ['b', 'a', 'b'],
        ['c', 'b', 'a'],
      ],
      { minCount: 1, dimensions: 4 },
    )
    expect(model.words).toEqual(['b', 'a', 'c'])
    expect([model.count('b'), model.count('c'), model.count('nowhere')]).toEqual([3, 1, 0])
  })

  it('leaves out rare words and keeps at most maxVocabulary', async () => {
    const text = [['a', 'a', 'a', 'b', 'b', 'c', 'c', 'd']]
    expect((await trainWord2Vec(text, { minCount: 2, dimensions: 2 })).words).toEqual(['a', 'b', 'c'])
    expect((await trainWord2Vec(text, { minCount: 1, maxVocabulary: 2, dimensions: 2 })).words).toEqual(['a', 'b'])
  })

  it('splits texts with its tokeniser, and takes word lists as they are', async () => {
    const fromTexts = await trainWord2Vec(['The king, the Queen!', 'A king and the queen'], {
      minCount: 2,
      dimensions: 2,
    })
    expect(fromTexts.words).toEqual(['the', 'king', 'queen'])
    const own = await trainWord2Vec(['A b', 'A c'], {
      minCount: 1,
      dimensions: 2,
      tokenizer: (text) => text.split(' '),
    })
    expect(own.words).toEqual(['A', 'b', 'c'])
    const lists = await trainWord2Vec([['The', 'The', 'Queen']], { minCount: 1, dimensions: 2 })
    expect(lists.words).toEqual(['The', 'Queen'])
  })

  it('gives the same bits for the same seed, and others for another', async () => {
    const [first, second, third] = await Promise.all([
      trainWord2Vec(corpus, { ...small, epochs: 2 }),
      trainWord2Vec(corpus, { ...small, epochs: 2 }),
      trainWord2Vec(corpus, { ...small, epochs: 2, seed: 2 }),
    ])
    expect(bits(second!)).toBe(bits(first!))
    expect(bits(third!)).not.toBe(bits(first!))
    // Chromium asserts the same value, in test/browser/word2vec.test.ts.
    expect(bits(first!)).toBe(readFileSync('test/reference/word2vec-bits.txt', 'utf8').trim())
  })

  describe('vectors start', () => {
    // Sentences of one word teach nothing, so the vectors stay where they started.
    const counts = [1, 4, 100]
    const alone = counts.flatMap((count) => Array.from({ length: count }, () => [`seen ${count}`]))
    const lengths = async (options: Word2VecOptions): Promise<number[]> => {
      const model = await trainWord2Vec(alone, { minCount: 1, dimensions: 1000, ...options })
      return counts.map((count) => Math.hypot(...model.vector(`seen ${count}`)!))
    }

    it('with skip-gram the longer, the rarer the word: 3 / sqrt(count)', async () => {
      const found = await lengths({})
      for (const [i, count] of counts.entries()) expect(Math.abs(found[i]! * Math.sqrt(count) - 3)).toBeLessThan(0.15)
    })

    it("with CBOW by word2vec's rule, whatever the count", async () => {
      for (const length of await lengths({ architecture: 'cbow' })) {
        expect(length).toBeCloseTo(0.5 / Math.sqrt(3 * 1000), 3)
      }
    })

    it('n-grams by the words that they are part of', async () => {
      // `a` is the mean of two rows, its own and that of <a>, each of length 3 / sqrt(9).
      const model = await trainWord2Vec(
        Array.from({ length: 9 }, () => ['a']),
        { minCount: 1, dimensions: 1000, loss: 'hierarchical-softmax', subwords: { min: 3, max: 3, buckets: 10 } },
      )
      expect(Math.abs(Math.hypot(...model.vector('a')!) - 1 / Math.sqrt(2))).toBeLessThan(0.05)
    })
  })

  describe('shuffling', () => {
    const order = (options: Word2VecOptions): Promise<Word2Vec> => trainWord2Vec(corpus, { ...small, ...options })

    it('is on with skip-gram and off with CBOW', async () => {
      expect(bits(await order({}))).toBe(bits(await order({ shuffle: true })))
      expect(bits(await order({}))).not.toBe(bits(await order({ shuffle: false })))
      const cbow: Word2VecOptions = { architecture: 'cbow' }
      expect(bits(await order(cbow))).toBe(bits(await order({ ...cbow, shuffle: false })))
    })
  })

  it('of item sequences finds which items go together', async () => {
    const model = await trainWord2Vec(corpus, {
      minCount: 1,
      window: 10,
      subsample: 0,
      negativeExponent: 0,
      dimensions: 24,
      epochs: 8,
    })
    expect(topicAccuracy(model.words, nearest(model))).toBe(1)
  })

  it('reads a corpus that is opened anew for each pass, held in memory or not, sync or async', async () => {
    const opened: string[] = []
    async function* lines(): AsyncGenerator<readonly string[]> {
      opened.push('opened')
      yield* corpus
    }
    const stored = await trainWord2Vec(lines, { ...small, epochs: 3 })
    expect(opened).toHaveLength(1)
    expect(bits(stored)).toBe(bits(await trainWord2Vec(corpus, { ...small, epochs: 3 })))
    opened.length = 0
    const streamed = await trainWord2Vec(lines, { ...small, maxStoredWords: 100 })
    expect(opened).toHaveLength(1 + 8)
    expect(topicAccuracy(streamed.words, nearest(streamed))).toBeGreaterThan(0.95)
    const sync = await trainWord2Vec(() => corpus.values(), { ...small, maxStoredWords: 100 })
    expect(bits(sync)).toBe(bits(streamed))
  })

  it('reports words a second, the epoch and a falling loss', async () => {
    const seen: TrainingProgress[] = []
    const model = await trainWord2Vec(topicCorpus(12_000), {
      ...small,
      dimensions: 100,
      onProgress: (progress) => seen.push(progress),
    })
    const reports = seen.filter(({ phase }) => phase === 'train')
    const { rawWords } = model.report!
    expect(seen[0]!.phase).toBe('vocabulary')
    expect(reports.length).toBeGreaterThanOrEqual(8)
    expect(reports.at(-1)).toMatchObject({ done: 8 * rawWords, total: 8 * rawWords, epoch: 8 })
    expect(reports.every(({ wordsPerSecond = 0 }) => wordsPerSecond > 0)).toBe(true)
    expect(reports.every(({ done }, i) => i === 0 || done >= reports[i - 1]!.done)).toBe(true)
    const losses = reports.flatMap(({ loss }) => loss ?? [])
    expect(losses.at(-1)).toBeLessThan(losses[0]!)
    expect(model.report!.loss).toBeLessThan(losses[0]!)
  })

  it.each([1, 2])(
    'with %i worker(s) stops soon after the signal, with the event loop running meanwhile',
    async (workers) => {
      const controller = new AbortController()
      const training = trainWord2Vec(corpus, {
        ...small,
        dimensions: 200,
        epochs: 5000,
        workers,
        signal: controller.signal,
      })
      setTimeout(() => controller.abort(), 60)
      await expect(training).rejects.toMatchObject({ code: 'aborted' })
    },
  )

  it('refuses an aborted signal before it begins', async () => {
    await expect(trainWord2Vec(corpus, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })

  it('passes on what onProgress throws', async () => {
    const onProgress = (): never => {
      throw new Error('the caller failed')
    }
    await expect(trainWord2Vec(corpus, { ...small, onProgress })).rejects.toThrow('the caller failed')
    await expect(trainWord2Vec(corpus, { ...small, workers: 2, onProgress })).rejects.toThrow('the caller failed')
  })
})

describe('without WebAssembly', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  it('training runs in the plain kernels, with the same words and nearly the same vectors', async () => {
    const compiled = await trainWord2Vec(corpus.slice(0, 300), { ...small, epochs: 2 })
    vi.resetModules()
    vi.stubGlobal('WebAssembly', undefined)
    const fresh = await import('../../../src/encode/index.ts')
    const plain = await fresh.trainWord2Vec(corpus.slice(0, 300), { ...small, epochs: 2, workers: 2 })
    expect(plain.report).toMatchObject({ backend: 'plain', workers: 1 })
    expect(plain.words).toEqual(compiled.words)
    for (const word of plain.words) {
      const [a, b] = [plain.vector(word)!, compiled.vector(word)!]
      for (let j = 0; j < a.length; j += 1) expect(Math.abs(a[j]! - b[j]!)).toBeLessThan(1e-3)
    }
    expect(plain.mostSimilar('t0w0')).toHaveLength(10)
  })
})

describe('an update', () => {
  it('lets new words join and keeps what is known', async () => {
    const model = await trainWord2Vec(corpus, { ...small, epochs: 4 })
    const before = model.vector('t0w0')!
    const more = topicCorpus(400, 2, 9).map((words) =>
      words.map((word, i) => (i % 5 === 4 ? `${word.slice(0, 2)}new` : word)),
    )
    await model.update(more, { epochs: 10 })
    expect(model.words).toHaveLength(62)
    expect(model.mostSimilar({ positive: ['t0new'], k: 3 }).every(({ word }) => word.startsWith('t0'))).toBe(true)
    expect(model.count('t0w0')).toBeGreaterThan(corpus.flat().filter((word) => word === 't0w0').length)
    expect(model.vector('t0w0')).not.toEqual(before)
    // A word that the new text does not have goes on where it was, up to what it is to others as a negative: its input vector rests.
    expect(topicAccuracy(model.words, nearest(model))).toBeGreaterThan(0.9)
  })

  it('with sub-words keeps the n-grams that were learned', async () => {
    const options = { ...small, subwords: { min: 2, max: 4, buckets: 1000 } }
    const model = await trainWord2Vec(corpus, options)
    await model.update([['zz0w0', 'zz0w1', 't5w0', 'zz0w0', 'zz0w1']], { minCount: 1, epochs: 1, learningRate: 1e-6 })
    expect(model.has('zz0w0')).toBe(true)
    expect(
      topicAccuracy(
        model.words.filter((word) => word.startsWith('t')),
        (word) => model.mostSimilar({ positive: [word], k: 3 }).find((found) => found.word.startsWith('t'))!.word,
      ),
    ).toBeGreaterThan(0.95)
  })

  it('that fails or is aborted leaves the model as it was', async () => {
    const model = await trainWord2Vec(corpus, { ...small, epochs: 1 })
    const before = bits(model)
    await expect(model.update([], {})).rejects.toMatchObject({ field: 'corpus' })
    await expect(model.update(corpus, { dimensions: 7 })).rejects.toMatchObject({ field: 'dimensions' })
    await expect(model.update(corpus, { architecture: 'cbow' })).rejects.toMatchObject({ field: 'architecture' })
    await expect(model.update([['only', 'unknown', 'words']])).rejects.toMatchObject({ field: 'corpus' })
    const controller = new AbortController()
    const updating = model.update(corpus, { epochs: 1000, signal: controller.signal })
    await expect(model.update(corpus)).rejects.toMatchObject({ code: 'busy' })
    controller.abort()
    await expect(updating).rejects.toMatchObject({ code: 'aborted' })
    expect(bits(model)).toBe(before)
    await model.update(corpus)
    expect(bits(model)).not.toBe(before)
  })

  it('is refused for a model of vectors alone', async () => {
    const model = await Word2Vec.fromText(['a 1 2', 'b 3 4'])
    await expect(model.update(corpus)).rejects.toMatchObject({ code: 'not-trained' })
  })
})
