import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { graphFilter, type Pair } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../contracts/collaborative-model.ts'

const ties = 'the singular vectors are exact to single precision only, which parts equal scores in the last bits'

/** Each of `users` users has done something with `each` of `items` items, drawn at random; every item occurs. */
function randomPairs(users: number, items: number, each: number): Pair[] {
  let state = 5
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const pairs = Array.from({ length: items }, (_, item) => ({ userId: `u${item % users}`, itemId: `i${item}` }))
  for (let n = 0; n < users * each; n++)
    pairs.push({ userId: `u${n % users}`, itemId: `i${Math.floor(random() ** 2 * items)}` })
  return pairs
}

describe('graphFilter', () => {
  describeCollaborativeModel({
    make: () => graphFilter({ factors: 4 }),
    makeOther: () => graphFilter({ factors: 5 }),
    tolerance: 1e-4,
    skip: { ties },
  })

  describe('sharpened', () => {
    describeCollaborativeModel({
      make: () => graphFilter({ factors: 2, sharpening: 0.75 }),
      makeOther: () => graphFilter({ factors: 2, sharpening: 0.5 }),
      tolerance: 1e-4,
      skip: { ties },
    })

    describeCollaborativeModel({
      make: () => graphFilter({ lowPass: 0, sharpening: 0.5 }),
      makeOther: () => graphFilter({ lowPass: 0 }),
      tolerance: 1e-4,
      skip: { ties },
    })
  })

  it.each([
    [4999, 0],
    [5000, 0.75],
  ])('sharpens a catalogue of %s items by %s', async (items, sharpening) => {
    const pairs = randomPairs(40, items, 60)
    const history = ['i0', 'i3', 'i1000']
    const scores = (await graphFilter({ factors: 8 }).fit(pairs)).scores!(history)
    expect(scores).toEqual((await graphFilter({ factors: 8, sharpening }).fit(pairs)).scores!(history))
    const others = (await graphFilter({ factors: 8, sharpening: 0.75 - sharpening }).fit(pairs)).scores!(history)
    expect(Math.abs(others[0]! / scores[0]! - 1)).toBeGreaterThan(0.05)
  })

  it('keeps a ninetieth of the items as patterns, no fewer than 256', async () => {
    const history = ['i0', 'i3', 'i1000']
    for (const [items, factors] of [
      [1000, 256],
      [23_400, 260],
    ] as const) {
      const pairs = randomPairs(264, items, 2)
      const scores = (await graphFilter({ neighbors: 10 }).fit(pairs)).scores!(history)
      expect(scores).toEqual((await graphFilter({ neighbors: 10, factors }).fit(pairs)).scores!(history))
    }
  })

  it.each([0.5, 0.3])(
    'is the filter of the paper, by dense algebra, items held back by the power of %s',
    async (itemExponent) => {
      let state = 3
      const random = (): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return state / 2 ** 32
      }
      const pairs = Array.from({ length: 260 }, () => ({
        userId: `u${Math.floor(random() * 30)}`,
        itemId: `i${Math.floor(random() ** 1.5 * 20)}`,
      }))
      const model = await graphFilter({ factors: 6, lowPass: 0.3, exponent: 0.7, itemExponent }).fit(pairs)
      const users = [...new Set(pairs.map(({ userId }) => userId))]
      const items = [...model.items!]
      const X = Matrix.zeros(users.length, items.length)
      for (const { userId, itemId } of pairs) X.set(users.indexOf(userId), items.indexOf(itemId), 1)
      const [du, di] = [X.sum('row'), X.sum('column')]
      const R = X.clone()
      for (let u = 0; u < users.length; u++)
        for (let i = 0; i < items.length; i++) R.set(u, i, X.get(u, i) / Math.sqrt(du[u]! * di[i]!))
      const V = new SingularValueDecomposition(R).rightSingularVectors.subMatrix(0, items.length - 1, 0, 5)
      const near = R.transpose().mmul(R)
      const low = V.mmul(V.transpose())
      const history = [items[2]!, items[7]!, items[11]!]
      const scores = model.score(history, items)
      for (const j of items.keys()) {
        const expected = [2, 7, 11].reduce(
          (sum, i) =>
            sum +
            (near.get(i, j) * di[j]! ** (0.5 - itemExponent)) ** 0.7 +
            0.3 * Math.sqrt(di[j]! / di[i]!) * low.get(i, j),
          0,
        )
        expect(scores[j]).toBeCloseTo(expected, 3)
      }
    },
  )

  it('refuses options that cannot be right', () => {
    expect(() => graphFilter({ factors: 1000 })).toThrow(expect.objectContaining({ field: 'factors' }))
    expect(() => graphFilter({ sharpening: 2.6 })).toThrow(expect.objectContaining({ field: 'sharpening' }))
    expect(() => graphFilter({ lowpass: 1 } as object)).toThrow(
      expect.objectContaining({ field: 'graphFilter.lowpass' }),
    )
  })
})
