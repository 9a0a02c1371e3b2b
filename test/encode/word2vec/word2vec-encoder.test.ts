import { describe, expect, it } from 'vitest'
import { Word2Vec, Word2VecEncoder } from '../../../src/encode/index.ts'
import { describeEncoder } from '../../contracts/encoder.ts'

const options = { dimensions: 16, epochs: 60, window: 8 }

describe.each(['mean', 'tfidf', 'sif'] as const)('Word2VecEncoder with %s weights', (weighting) => {
  describeEncoder({
    make: () => new Word2VecEncoder({ ...options, weighting }),
    makeOther: () => new Word2VecEncoder({ ...options, weighting, seed: 2 }),
  })
})

describe('with a given model', () => {
  const model = Word2Vec.fromText(['a 1 0 0', 'b 0 2 0', 'c 0 0 4'])

  it('the mean needs no fit', async () => {
    const encoder = new Word2VecEncoder({ model: await model, weighting: 'mean' })
    expect(encoder.dimensions).toBe(3)
    const { values } = await encoder.encode(['a b b', 'c unknown', 'unknown', 'A a'])
    expect([...values].map((value) => Number(value.toFixed(4)))).toEqual([0.3333, 1.3333, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0])
  })

  it('TF-IDF weighs words by how few texts have them', async () => {
    const encoder = new Word2VecEncoder({ model: await model, weighting: 'tfidf' })
    await encoder.fit(['a b', 'a c', 'a'])
    const { values } = await encoder.encode(['a b'])
    const [a, b] = [Math.log(4 / 4) + 1, Math.log(4 / 2) + 1]
    expect(values[0]).toBeCloseTo(a / (a + b), 6)
    expect(values[1]).toBeCloseTo((2 * b) / (a + b), 6)
  })

  it('SIF weighs by a / (a + p) and takes out the direction that all texts share', async () => {
    const encoder = new Word2VecEncoder({ model: await model, weighting: 'sif', smoothing: 0.1 })
    const texts = ['a b', 'a c', 'a a', 'b']
    await encoder.fit([...texts, ...texts, ...texts])
    const { values } = await encoder.encode(texts)
    const weight = (count: number): number => 0.1 / (0.1 + count / 7)
    const [a, b, c] = [weight(4), weight(2), weight(1)]
    const plain = [
      [a / (a + b), (2 * b) / (a + b), 0],
      [a / (a + c), 0, (4 * c) / (a + c)],
      [1, 0, 0],
      [0, 2, 0],
    ]
    // What was taken out of each row is a multiple of one direction, and nothing is left along it.
    const removed = plain.map((row, i) => row.map((value, j) => value - values[3 * i + j]!))
    const length = Math.hypot(...removed[1]!)
    const direction = removed[1]!.map((value) => value / length)
    for (const [i, row] of removed.entries()) {
      const along = row.reduce((sum, value, j) => sum + value * direction[j]!, 0)
      expect(Math.hypot(...row.map((value, j) => value - along * direction[j]!))).toBeLessThan(1e-4)
      expect(direction.reduce((sum, value, j) => sum + value * values[3 * i + j]!, 0)).toBeCloseTo(0, 5)
    }
    // Along the direction lies more than along any axis.
    const spread = (axis: readonly number[]): number =>
      plain.reduce((sum, row) => sum + row.reduce((dot, value, j) => dot + value * axis[j]!, 0) ** 2, 0)
    for (const axis of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
      expect(spread(direction)).toBeGreaterThanOrEqual(spread(axis))
  })

  it('SIF takes nothing out where there are so few texts that what they share is all they say', async () => {
    const encoder = new Word2VecEncoder({ model: await model })
    await encoder.fit(['a b'])
    const { values } = await encoder.encode(['a b'])
    expect([...values].map((value) => value > 0)).toEqual([true, true, false])
  })

  it('refuses settings of a training beside a model that is trained', async () => {
    const trained = await model
    for (const field of ['dimensions', 'epochs', 'seed'] as const) {
      expect(() => new Word2VecEncoder({ model: trained, [field]: 3 })).toThrow(
        expect.objectContaining({ code: 'invalid-argument', field, value: 3 }),
      )
    }
    expect(() => new Word2VecEncoder({ model: trained, tokenizer: (text) => [text] })).not.toThrow()
  })

  it('is told apart from another model by its id', async () => {
    const other = await Word2Vec.fromText(['a 1 0 0', 'b 0 2 0', 'c 0 0 5'])
    expect(new Word2VecEncoder({ model: other }).id).not.toBe(new Word2VecEncoder({ model: await model }).id)
    expect(new Word2VecEncoder({ model: await model }).id).toBe(new Word2VecEncoder({ model: await model }).id)
  })

  it('uses sub-words for words it has not seen', async () => {
    const encoder = new Word2VecEncoder({ ...options, weighting: 'mean', subwords: { min: 3, max: 4, buckets: 1000 } })
    await encoder.fit(['walking and talking', 'walked and talked', 'bread in the oven'])
    const { values } = await encoder.encode(['walks', 'qqqqq'])
    expect(values.subarray(0, 16).some((value) => value !== 0)).toBe(true)
    expect(values.subarray(16).every((value) => value === 0)).toBe(true)
  })

  it.each([
    [{ weighting: 'bm25' as 'sif' }, 'weighting'],
    [{ smoothing: 0 }, 'smoothing'],
    [{ model: {} as Word2Vec }, 'model'],
    [{ dimensions: 0 }, 'dimensions'],
  ])('refuses %o', (bad, field) => {
    expect(() => new Word2VecEncoder(bad)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
  })
})
