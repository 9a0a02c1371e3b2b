import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { graphFilter } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../contracts/collaborative-model.ts'

describe('graphFilter', () => {
  describeCollaborativeModel({
    make: () => graphFilter({ factors: 4 }),
    makeOther: () => graphFilter({ factors: 5 }),
    tolerance: 1e-4,
    skip: {
      ties: 'the singular vectors are exact to single precision only, which parts equal scores in the last bits',
    },
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
    expect(() => graphFilter({ lowpass: 1 } as object)).toThrow(
      expect.objectContaining({ field: 'graphFilter.lowpass' }),
    )
  })
})
