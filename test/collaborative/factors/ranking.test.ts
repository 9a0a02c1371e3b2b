import { describe, expect, it } from 'vitest'
import { bpr, sampledSoftmax, warp } from '../../../src/collaborative/index.ts'
import { describeCollaborativeModel, groupPairs } from '../../contracts/collaborative-model.ts'

const skip = {
  ties: 'biases are learned from drawn pairs, so that equal items come close but not to the bit',
}
const small = { factors: 2, epochs: 100, regularization: 0.02, sampling: 'uniform' } as const

for (const [name, recipe] of Object.entries({ bpr, warp, sampledSoftmax })) {
  describe(name, () => {
    // A hinge pulls at full strength until its margin is there, and soon learns the few users by heart.
    const settings = name === 'warp' ? { ...small, learningRate: 0.03, epochs: 30 } : { ...small, learningRate: 0.1 }
    describeCollaborativeModel({
      make: () => recipe({ ...settings, negatives: 5 }),
      makeOther: () => recipe({ ...settings, negatives: 6 }),
      skip,
    })

    it('knows an item that only has features, and places it with those that share them', async () => {
      const items = ['g0', 'g1'].flatMap((group) =>
        [0, 1, 2, 3, 4, 5].map((n) => ({ id: `${group}i${n}`, features: [group] })),
      )
      const model = await recipe({ ...settings, negatives: 5 }).fit({
        interactions: groupPairs,
        items: [...items, { id: 'new', features: ['g1'] }],
      })
      expect(model.items!.at(-1)).toBe('new')
      const [other, own] = ['g0', 'g1'].map((group) => model.score([`${group}i1`, `${group}i2`], ['new'])[0]!)
      expect(own!).toBeGreaterThan(other!)
    })
  })
}

describe('options of ranking models', () => {
  it('are refused where they cannot be right', () => {
    const refused = (options: object, field: string): void =>
      expect(() => bpr(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused({ factors: 0 }, 'factors')
    refused({ learningRate: 0 }, 'learningRate')
    refused({ negatives: 0 }, 'negatives')
    refused({ sampling: 'hard' }, 'sampling')
    refused({ alpha: 1 }, 'bpr.alpha')
  })
})

describe('folding in', () => {
  it('gives a heavier entry more of the vector, and asks neither for an order nor for one scale', async () => {
    const model = await bpr({ ...small, learningRate: 0.1 }).fit(groupPairs, { seed: 1 })
    const difference = (first: number, second: number): number => {
      const history = [
        { itemId: 'g0i1', value: first },
        { itemId: 'g1i1', value: second },
      ]
      const scores = model.score(history, ['g0i3', 'g1i3'])
      expect(model.score([...history].reverse(), ['g0i3', 'g1i3'])).toEqual(scores)
      return scores[0]! - scores[1]!
    }
    expect(difference(9, 1)).toBeGreaterThan(difference(1, 1))
    expect(difference(1, 1)).toBeGreaterThan(difference(1, 9))
    expect(difference(90, 10)).toBeCloseTo(difference(9, 1), 6)
  })

  it('leaves the mean user to an empty history, and to one whose values are all zero', async () => {
    const model = await warp({ ...small, learningRate: 0.1 }).fit(groupPairs, { seed: 1 })
    const nobody = model.scores!([])
    expect(model.scores!([{ itemId: 'g0i1', value: 0 }])).toEqual(nobody)
    expect(model.scores!(['g0i1'])).not.toEqual(nobody)
  })
})
