import { describe, expect, it } from 'vitest'
import { type Corpus, learnPhrases, trainWord2Vec, Word2Vec, type Word2VecOptions } from '../../../src/encode/index.ts'
import { vectorSpace } from '../../../src/kernels/index.ts'

const good = [['a', 'b', 'a', 'b', 'c', 'a', 'b', 'c', 'c', 'c', 'a', 'b']]
const any = (value: unknown): Corpus => value as Corpus

describe('training refuses, by name and with a remedy,', () => {
  it.each<[string, Corpus, Word2VecOptions, string, RegExp]>([
    ['no sentences', [], {}, 'corpus', /at least one/],
    ['sentences without words', [[], []], {}, 'corpus', /2 sentences without a single word/],
    ['texts without words', ['', ' . '], {}, 'corpus', /without a single word/],
    ['a corpus without a word that is frequent enough', [['a', 'b']], {}, 'minCount', /occurs 1 times/],
    ['one word alone', [['a', 'a', 'a', 'a', 'a']], {}, 'corpus', /only word/],
    ['a bare text', any('a text'), {}, 'corpus', /wrap/],
    ['what cannot be read', any(5), {}, 'corpus', /Expected an array/],
    ['a sentence that is none', [['a', 'b'], 7 as unknown as string], {}, 'corpus[1]', /list of words/],
    ['a word that is none', [['a', 7 as unknown as string]], {}, 'corpus[0][1]', /Expected a word/],
    ['a function that opens nothing', any(() => 3), {}, 'corpus()', /must return/],
    ['no dimensions', good, { dimensions: 0 }, 'dimensions', /from 1 to 10000/],
    ['a million dimensions', good, { dimensions: 1e6 }, 'dimensions', /from 1 to 10000/],
    ['half a dimension', good, { dimensions: 1.5 }, 'dimensions', /whole number/],
    ['NaN', good, { learningRate: Number.NaN }, 'learningRate', /above 0/],
    [
      'a learning rate that rises',
      good,
      { learningRate: 0.01, minLearningRate: 0.1 },
      'minLearningRate',
      /from 0 to 0.01/,
    ],
    ['no window', good, { window: 0 }, 'window', /from 1/],
    ['no negatives', good, { negative: 0 }, 'negative', /from 1 to 383/],
    ['too many negatives', good, { negative: 384 }, 'negative', /from 1 to 383/],
    ['no epochs', good, { epochs: 0 }, 'epochs', /from 1/],
    ['no workers', good, { workers: 0 }, 'workers', /from 1/],
    ['a negative seed', good, { seed: -1 }, 'seed', /whole number/],
    ['an unknown architecture', good, { architecture: 'bert' as 'cbow' }, 'architecture', /'skip-gram' or 'cbow'/],
    ['sub-words upside down', good, { subwords: { min: 4, max: 3, buckets: 10 } }, 'subwords.max', /from 4/],
    ['sub-words that are true', good, { subwords: true as unknown as false }, 'subwords', /Expected false or/],
  ])('%s', async (_, corpus, options, field, message) => {
    await expect(trainWord2Vec(corpus, options)).rejects.toMatchObject({
      code: 'invalid-argument',
      field,
      message: expect.stringMatching(message) as string,
    })
  })

  it('a function that returns what was read already, where the corpus is read anew for each epoch', async () => {
    const once = good.values()
    await expect(trainWord2Vec(() => once, { minCount: 1, maxStoredWords: 0 })).rejects.toMatchObject({
      code: 'invalid-argument',
      field: 'corpus',
      message: expect.stringMatching(/empty in epoch 1.*anew at each call/) as string,
    })
  })

  it('shuffling of what is not kept', async () => {
    await expect(trainWord2Vec(good, { minCount: 1, maxStoredWords: 0, shuffle: true })).rejects.toMatchObject({
      code: 'invalid-argument',
      field: 'shuffle',
      message: expect.stringMatching(/`shuffle` is true.*Raise `maxStoredWords`/) as string,
    })
    const model = await trainWord2Vec(good, { minCount: 1, maxStoredWords: 0, subsample: 0 })
    expect(model.report!.loss).toBeGreaterThan(0)
  })

  it('a generator, which can be read only once', async () => {
    function* once(): Generator<string[]> {
      yield* good
    }
    await expect(trainWord2Vec(once())).rejects.toMatchObject({
      field: 'corpus',
      message: expect.stringMatching(/generator function itself/) as string,
    })
    async function* slowly(): AsyncGenerator<string[]> {
      yield* good
    }
    await expect(trainWord2Vec(any(slowly()))).rejects.toMatchObject({
      field: 'corpus',
      message: expect.stringMatching(/opens it/) as string,
    })
  })

  it('more rows than kernels can address', async () => {
    const words = Array.from({ length: 60_000 }, (_, i) => `w${i}`)
    const training = trainWord2Vec([words], { minCount: 1, dimensions: 10_000 })
    await expect(training).rejects.toMatchObject({ code: 'limit-exceeded', field: 'dimensions' })
  })
})

describe('training takes', () => {
  it('one-word sentences: there is nothing to learn, and the vectors stay at their start', async () => {
    const model = await trainWord2Vec([['a'], ['b'], ['a'], ['b']], { minCount: 1, dimensions: 4 })
    expect(model.words).toEqual(['a', 'b'])
    // Evenly spread numbers reach sqrt(3) times their root mean square.
    expect(model.vector('a')!.every((value) => Math.abs(value) <= (3 / Math.sqrt(2)) * Math.sqrt(3 / 4))).toBe(true)
    expect(model.report!.loss).toBeNaN()
  })

  it('one word with a Huffman tree that has no nodes', async () => {
    const model = await trainWord2Vec([['a', 'a', 'a']], { minCount: 1, dimensions: 4, loss: 'hierarchical-softmax' })
    expect(model.words).toEqual(['a'])
  })

  it('sentences longer than any buffer, and words that name what objects inherit', async () => {
    const long = Array.from({ length: 30_000 }, (_, i) => `w${i % 11}`)
    expect((await trainWord2Vec([long], { dimensions: 4, epochs: 1 })).words).toHaveLength(11)
    const odd = await trainWord2Vec([['__proto__', 'constructor', 'toString', '__proto__']], {
      minCount: 1,
      dimensions: 4,
    })
    expect(odd.has('__proto__')).toBe(true)
    expect(odd.has('hasOwnProperty')).toBe(false)
  })
})

describe('phrases refuse', () => {
  it.each([
    [{ minCount: 0 }, 'minCount'],
    [{ threshold: Number.NaN }, 'threshold'],
    [{ threshold: 2, scoring: 'npmi' as const }, 'threshold'],
    [{ scoring: 'luck' as 'npmi' }, 'scoring'],
    [{ delimiter: 7 as unknown as string }, 'delimiter'],
  ])('%o', async (options, field) => {
    await expect(learnPhrases(good, options)).rejects.toMatchObject({ code: 'invalid-argument', field })
  })
})

it('a thousand failures leave no kernel memory allocated', async () => {
  const { arena } = vectorSpace()
  const before = arena.bytes
  const controller = new AbortController()
  for (let i = 0; i < 200; i += 1) {
    await expect(trainWord2Vec([['a', 'b']])).rejects.toThrow()
    await expect(trainWord2Vec(good, { dimensions: 0 })).rejects.toThrow()
    await expect(Word2Vec.fromText(['1 2', 'a 1 NaN'])).rejects.toThrow()
    await expect(Word2Vec.fromBinary(Uint8Array.from([50, 32, 50, 10, 97]))).rejects.toThrow()
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === 'train') throw new Error('stop')
    }
    await expect(
      trainWord2Vec(good, { minCount: 1, dimensions: 4, signal: controller.signal, onProgress }),
    ).rejects.toThrow('stop')
  }
  expect(arena.bytes).toBe(before)
})
