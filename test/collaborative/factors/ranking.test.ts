import { describe, expect, it } from 'vitest'
import { bpr, sampledSoftmax, warp } from '../../../src/collaborative/index.ts'
import { describeCollaborativeModel, groupPairs } from '../../contracts/collaborative-model.ts'

const skip = {
  ties: 'biases are learned from drawn pairs, so that equal items come close but not to the bit',
}
const small = { factors: 2, epochs: 100, regularization: 0.02, sampling: 'uniform' } as const

for (const [name, recipe] of Object.entries({ bpr, warp, sampledSoftmax })) {
  describe(name, () => {
    // A hinge goes on pulling at full strength until its margin is there.
    const learningRate = name === 'warp' ? 0.02 : 0.1
    describeCollaborativeModel({
      make: () => recipe({ ...small, learningRate, negatives: 5 }),
      makeOther: () => recipe({ ...small, learningRate, negatives: 6 }),
      skip,
    })

    it('knows an item that only has features, and places it with those that share them', async () => {
      const items = ['g0', 'g1'].flatMap((group) =>
        [0, 1, 2, 3, 4, 5].map((n) => ({ id: `${group}i${n}`, features: [group] })),
      )
      const model = await recipe({ ...small, learningRate, negatives: 5 }).fit({
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
    refused({ alpha: 1 }, 'alpha')
  })
})
