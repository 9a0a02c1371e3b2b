import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ItemKnnOptions, itemKnn, type NeighborSimilarity, type Pair } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../contracts/collaborative-model.ts'

const similarities: readonly NeighborSimilarity[] = [
  'cosine',
  'jaccard',
  'asymmetric-cosine',
  'tversky',
  'sar',
  'p3alpha',
  'rp3beta',
]

/** The similarity of two items, straight from its formula, over dense rows of users. */
function naive(
  similarity: NeighborSimilarity,
  x: readonly number[],
  y: readonly number[],
  degrees: readonly number[],
  alpha: number,
  beta: number,
): number {
  const sum = (term: (user: number) => number): number => x.reduce((total, _, user) => total + term(user), 0)
  const dot = sum((user) => x[user]! * y[user]!)
  const [xx, yy] = [sum((user) => x[user]! ** 2), sum((user) => y[user]! ** 2)]
  const shared = sum((user) => (x[user]! > 0 && y[user]! > 0 ? 1 : 0))
  const [nx, ny] = [x.filter((value) => value > 0).length, y.filter((value) => value > 0).length]
  if (shared === 0) return 0
  switch (similarity) {
    case 'cosine':
      return dot / Math.sqrt(xx * yy)
    case 'asymmetric-cosine':
      return dot / (xx ** alpha * yy ** (1 - alpha))
    case 'jaccard':
    case 'sar':
      return shared / (nx + ny - shared)
    case 'tversky':
      return shared / (shared + alpha * (nx - shared) + beta * (ny - shared))
    case 'p3alpha':
    case 'rp3beta': {
      const walk = sum((user) => (x[user]! > 0 && y[user]! > 0 ? (1 / nx) ** alpha * (1 / degrees[user]!) ** alpha : 0))
      return similarity === 'p3alpha' ? walk : walk / ny ** beta
    }
  }
}

const pairsArbitrary: fc.Arbitrary<Pair[]> = fc.array(
  fc.record({
    userId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    itemId: fc.constantFrom('p', 'q', 'r', 's', 't', 'u', 'v'),
    value: fc.constantFrom(0, 1, 2, 0.5),
  }),
  { minLength: 1, maxLength: 40 },
)

describe('itemKnn', () => {
  describeCollaborativeModel({ make: itemKnn, makeOther: () => itemKnn({ neighbors: 7 }) })
  describe('rp3beta', () => {
    describeCollaborativeModel({ make: () => itemKnn({ similarity: 'rp3beta', neighbors: 5 }) })
  })

  it.each(similarities)('gives the %s of its formula', async (similarity) => {
    const options: ItemKnnOptions = { similarity, alpha: 0.7, beta: 0.4 }
    await fc.assert(
      fc.asyncProperty(pairsArbitrary, async (pairs) => {
        const model = await itemKnn(options).fit(pairs)
        const users = [...new Set(pairs.map(({ userId }) => userId))]
        const row = (itemId: string): number[] =>
          users.map((userId) =>
            pairs
              .filter((pair) => pair.userId === userId && pair.itemId === itemId)
              .reduce((sum, { value = 1 }) => sum + value, 0),
          )
        const items = model.items!
        const rows = items.map(row)
        const degrees = users.map((_, user) => rows.filter((one) => one[user]! > 0).length)
        for (const [x, item] of items.entries()) {
          const found = new Map(model.neighbors(item, 10).map(({ itemId, score }) => [itemId, score]))
          for (const [y, other] of items.entries()) {
            if (x === y) continue
            const expected = naive(similarity, rows[x]!, rows[y]!, degrees, 0.7, 0.4)
            expect(found.get(other) ?? 0).toBeCloseTo(expected, 5)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each(similarities)('is after updates what a fit on everything gives, with %s', async (similarity) => {
    await fc.assert(
      fc.asyncProperty(pairsArbitrary, fc.integer({ min: 0, max: 40 }), async (pairs, cut) => {
        const recipe = itemKnn({ similarity, neighbors: 3 })
        const model = await recipe.fit(pairs.slice(0, cut))
        for (const pair of pairs.slice(cut)) {
          await model.update!([pair])
          model.recommend([pair.itemId])
        }
        const fresh = await recipe.fit(pairs)
        expect(model.items).toEqual(fresh.items)
        for (const item of fresh.items!) {
          const [updated, expected] = [model.neighbors(item, 5), fresh.neighbors(item, 5)]
          expect(updated.map(({ score }) => score.toFixed(5))).toEqual(expected.map(({ score }) => score.toFixed(5)))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('keeps the best neighbours, of equal ones the earlier', async () => {
    const random = (seed: number): number => ((Math.imul(seed, 2654435761) >>> 8) % 97) / 97
    const pairs = Array.from({ length: 900 }, (_, n) => ({
      userId: `u${Math.floor(random(n) * 40)}`,
      itemId: `i${Math.floor(random(n + 5000) ** 2 * 60)}`,
    }))
    const all = await itemKnn({ neighbors: 1000 }).fit(pairs)
    const few = await itemKnn({ neighbors: 8 }).fit(pairs)
    for (const item of all.items!) expect(few.neighbors(item, 8)).toEqual(all.neighbors(item, 8))
  })

  it('keeps more than a million neighbours in all, each with its item', async () => {
    const ids = Array.from({ length: 1100 }, (_, item) => `i${item}`)
    const twice = ids.slice(-2)
    const model = await itemKnn({ neighbors: 1000 }).fit([
      ...ids.map((itemId) => ({ userId: 'u', itemId })),
      ...twice.map((itemId) => ({ userId: 'v', itemId })),
    ])
    const root = Math.fround(1 / Math.sqrt(2))
    for (const [own, other] of [twice, twice.toReversed()]) {
      const expected = [{ itemId: other, score: 1 }, ...ids.slice(0, 999).map((itemId) => ({ itemId, score: root }))]
      expect(model.neighbors(own!, 1100)).toEqual(expected)
    }
    const others = ids.slice(0, -2).map((itemId) => ({ itemId, score: 1 }))
    for (const own of ['i0', 'i1040', 'i1041', 'i1042', 'i1048', 'i1097'])
      expect(model.neighbors(own, 1100)).toEqual(others.filter(({ itemId }) => itemId !== own).slice(0, 1000))
  })

  it('lets the entries of a history fade by age with sar, and not otherwise', async () => {
    const pairs = ['a', 'b'].flatMap((itemId) => [
      { userId: 'u', itemId },
      { userId: 'v', itemId: 'x' },
      { userId: 'v', itemId: 'a' },
    ])
    const now = Date.UTC(2026, 0, 31)
    const history = [
      { itemId: 'a', timestamp: now - 30 * 86_400_000 },
      { itemId: 'b', timestamp: now },
    ]
    const sar = await itemKnn({ similarity: 'sar', halfLife: '30d' }).fit(pairs)
    const jaccard = await itemKnn({ similarity: 'jaccard' }).fit(pairs)
    expect(sar.score(history, ['x'])[0]).toBeCloseTo(jaccard.score(history, ['x'])[0]! / 2, 6)
  })

  it('refuses options that cannot be right', () => {
    const refused = (options: object, field: string): void =>
      expect(() => itemKnn(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused({ similarity: 'euclid' }, 'similarity')
    refused({ neighbors: 0 }, 'neighbors')
    refused({ neighbours: 10 }, 'itemKnn.neighbours')
    refused({ shrinkage: -1 }, 'shrinkage')
    refused({ similarity: 'asymmetric-cosine', alpha: 2 }, 'alpha')
  })
})
