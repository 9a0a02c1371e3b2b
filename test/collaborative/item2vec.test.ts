import { describe, expect, it } from 'vitest'
import { item2vec } from '../../src/collaborative/index.ts'
import { trainWord2Vec } from '../../src/encode/index.ts'
import { describeCollaborativeModel, groupPairs } from '../contracts/collaborative-model.ts'

/** Numbers from 0 to 1, the same each time. */
function seeded(state: number): () => number {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe('item2vec', () => {
  const few =
    'with six items a group, all equally frequent and each once in a history, an item never stands beside itself, and that outweighs what its group shares'
  describeCollaborativeModel({
    make: () => item2vec({ factors: 12, epochs: 20 }),
    makeOther: () => item2vec({ factors: 12, epochs: 21 }),
    skip: {
      ties: 'vectors start at random, so that items with the same behaviour come close but not to the bit',
      groups: few,
      'unseen history': few,
      neighbors: few,
    },
  })

  it('finds the groups of a hundred items in noise-free plays, for neighbours and for histories never seen', async () => {
    const random = seeded(7)
    const plays = Array.from({ length: 240 }, (_, user) =>
      Array.from({ length: 12 }, () => ({
        userId: `u${user}`,
        itemId: `g${user % 4}i${Math.floor(random() ** 1.5 * 25)}`,
      })),
    ).flat()
    const model = await item2vec({ factors: 16, epochs: 20 }).fit(plays)
    expect(model.items).toHaveLength(100)
    for (const id of model.items!)
      expect(model.neighbors(id, 10).every(({ itemId }) => itemId.startsWith(id.slice(0, 2)))).toBe(true)
    for (const group of ['g0', 'g1', 'g2', 'g3']) {
      const history = [2, 9, 16].map((item) => ({ itemId: `${group}i${item}`, value: 2 }))
      const list = model.recommend(history, { k: 5 })
      expect(list.every(({ itemId }) => itemId.startsWith(group))).toBe(true)
      expect(model.recommend(['never seen', ...history], { k: 5 })).toEqual(list)
    }
  })

  it("has the cosines of the word trainer's vectors on users' sequences", async () => {
    const model = await item2vec({ factors: 10, window: 3, negativeExponent: 0.25, epochs: 7 }).fit(groupPairs, {
      seed: 5,
    })
    const sequences = new Map<string, typeof groupPairs>()
    for (const pair of groupPairs) sequences.set(pair.userId, [...(sequences.get(pair.userId) ?? []), pair])
    const corpus = [...sequences.values()].map((pairs) => pairs.map(({ itemId }) => itemId))
    const words = await trainWord2Vec(corpus, {
      dimensions: 10,
      window: 3,
      negativeExponent: 0.25,
      epochs: 7,
      minCount: 1,
      subsample: 0,
      learningRate: 0.05,
      seed: 5,
    })
    for (const { itemId, score } of model.neighbors('g0i0', 11))
      expect(score).toBeCloseTo(words.similarity('g0i0', itemId), 5)
  })

  it('prefers what many dealt with, by the power asked for, and leaves neighbours alone', async () => {
    const [plain, preferring] = await Promise.all(
      [0, 0.5].map((popularity) => item2vec({ factors: 10, epochs: 5, popularity }).fit(groupPairs, { seed: 5 })),
    )
    const counts = new Map<string, number>()
    for (const { itemId } of groupPairs) counts.set(itemId, (counts.get(itemId) ?? 0) + 1)
    const ids = plain!.items!
    const [before, after] = [plain!.score(['g0i0', 'g1i1'], ids), preferring!.score(['g0i0', 'g1i1'], ids)]
    for (const [at, id] of ids.entries()) expect(after[at]).toBeCloseTo(before[at]! * counts.get(id)! ** 0.5, 4)
    expect(preferring!.neighbors('g0i0')).toEqual(plain!.neighbors('g0i0'))
  })

  it('learns from the order in time, not from the order given', async () => {
    const chain = Array.from({ length: 40 }, (_, user) =>
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((itemId, at) => ({ userId: `u${user}`, itemId, timestamp: at })),
    ).flat()
    const recipe = item2vec({ factors: 8, window: 1, epochs: 20 })
    const model = await recipe.fit(chain)
    const scrambled = [...chain].sort((a, b) => ((a.timestamp * 5) % 8) - ((b.timestamp * 5) % 8))
    const other = await recipe.fit(scrambled)
    expect(other.neighbors('c', 2).map(({ itemId }) => itemId)).toEqual(
      model.neighbors('c', 2).map(({ itemId }) => itemId),
    )
  })

  it('refuses options that cannot be right', () => {
    const refused = (options: object, field: string): void =>
      expect(() => item2vec(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused({ factors: 0 }, 'factors')
    refused({ window: 1.5 }, 'window')
    refused({ negativeExponent: 6 }, 'negativeExponent')
    refused({ negative: 500 }, 'negative')
    refused({ subsample: 2 }, 'subsample')
    refused({ epochs: 0 }, 'epochs')
    refused({ learningRate: 0 }, 'learningRate')
    refused({ popularity: -1 }, 'popularity')
    refused({ dimensions: 10 }, 'item2vec.dimensions')
  })
})
