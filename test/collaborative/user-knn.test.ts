import { describe, expect, it } from 'vitest'
import { type Pair, sessionKnn, userKnn } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../contracts/collaborative-model.ts'

const pairsOf = (lists: readonly string[][]): Pair[] =>
  lists.flatMap((list, user) => list.map((itemId) => ({ userId: `u${user}`, itemId })))

const sessions = [
  ['a', 'b', 'c', 'd'],
  ['b', 'a', 'e'],
  ['c', 'f', 'a', 'g'],
  ['h', 'b'],
]

describe('userKnn', () => {
  describeCollaborativeModel({ make: userKnn, makeOther: () => userKnn({ neighbors: 5 }) })
  describe('p3alpha', () => {
    describeCollaborativeModel({ make: () => userKnn({ similarity: 'p3alpha' }) })
  })
  describe('tversky', () => {
    describeCollaborativeModel({ make: () => userKnn({ similarity: 'tversky', alpha: 0.2 }) })
  })

  it('adds up the nearest users by cosine', async () => {
    const model = await userKnn({ neighbors: 2 }).fit(pairsOf(sessions))
    // Cosines with {a, b}: 2/sqrt(8), 2/sqrt(6), 1/sqrt(8), 1/sqrt(4): the first two are asked.
    const [c, e, g] = model.score(['a', 'b'], ['c', 'e', 'g'])
    expect(c).toBeCloseTo(2 / Math.sqrt(8), 6)
    expect(e).toBeCloseTo(2 / Math.sqrt(6), 6)
    expect(g).toBe(0)
  })
})

describe('sessionKnn', () => {
  describeCollaborativeModel({ make: sessionKnn, makeOther: () => sessionKnn({ variant: 'v-sknn' }) })
  describe('v-sknn', () => {
    describeCollaborativeModel({ make: () => sessionKnn({ variant: 'v-sknn' }) })
  })

  it('weights sessions by their overlap and the age of the newest shared item (V-SKNN)', async () => {
    const model = await sessionKnn({ variant: 'v-sknn' }).fit(pairsOf(sessions))
    // The history a, b weighs 1/2 and 1. Item h is in the session h, b alone.
    const length = Math.sqrt(1.25)
    expect(model.score(['a', 'b'], ['h'])[0]).toBeCloseTo((1 / (length * Math.sqrt(2))) * 1, 6)
    // Item g is in c, f, a, g: overlap 1/2, newest shared item a with weight 1/2.
    expect(model.score(['a', 'b'], ['g'])[0]).toBeCloseTo((0.5 / (length * 2)) * 0.5, 6)
  })

  it('fades entries, items and sessions (STAN)', async () => {
    const day = 86_400_000
    const now = Date.UTC(2026, 0, 10)
    const timed = pairsOf(sessions).map((pair, at) => ({ ...pair, timestamp: now - 2 * day + at }))
    const recipe = { variant: 'stan', entryDecay: 2, itemDecay: 1.5, sessionDecay: 4 } as const
    const model = await sessionKnn(recipe).fit(timed)
    const history = ['a', 'b'].map((itemId) => ({ itemId, timestamp: now }))
    const length = Math.sqrt(1 + Math.exp(-1))
    // c, f, a, g: shares a (one step old), g is one place after it.
    const age = (2 * day - 10) / day
    const expected = (Math.exp(-1 / 2) / (length * 2)) * Math.exp(-age / 4) * Math.exp(-1 / 1.5)
    expect(model.score(history, ['g'])[0]).toBeCloseTo(expected, 6)
  })

  it('refuses options that cannot be right', () => {
    expect(() => sessionKnn({ entryDecay: 0 })).toThrow(expect.objectContaining({ field: 'entryDecay' }))
    expect(() => sessionKnn({ variant: 'gru' as 'stan' })).toThrow(expect.objectContaining({ field: 'variant' }))
  })
})
