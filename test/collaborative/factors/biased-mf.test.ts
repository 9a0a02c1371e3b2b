import { describe, expect, it } from 'vitest'
import { biasedMf } from '../../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../../contracts/collaborative-model.ts'

const alike = 'it predicts ratings, and all of them are the same here'

/** Ratings with known truth: mean 3, a bias each, and one factor; a seventh of them is held back. */
function world(): { known: Rating[]; held: Rating[] } {
  const noise = (n: number): number => {
    const x = Math.sin(n * 127.1 + 3) * 43_758.5453
    return x - Math.floor(x) - 0.5
  }
  const all = Array.from({ length: 60 * 40 }, (_, n): Rating => {
    const [user, item] = [Math.floor(n / 40), n % 40]
    const value =
      3 + noise(user) + noise(item + 500) + 4 * noise(user + 900) * noise(item + 1300) + 0.1 * noise(n + 5000)
    return { userId: `u${user}`, itemId: `i${item}`, value }
  })
  return { known: all.filter((_, n) => n % 7 !== 0), held: all.filter((_, n) => n % 7 === 0) }
}

interface Rating {
  readonly userId: string
  readonly itemId: string
  readonly value: number
}

async function rootMeanSquare(factors: number): Promise<number> {
  const { known, held } = world()
  const model = await biasedMf({ factors, regularization: 0.01, epochs: 20 }).fit(known, { seed: 1 })
  let sum = 0
  for (const { userId, itemId, value } of held) {
    const history = known.filter((rating) => rating.userId === userId)
    sum += (model.score(history, [itemId])[0]! - value) ** 2
  }
  return Math.sqrt(sum / held.length)
}

describe('biasedMf', () => {
  describeCollaborativeModel({
    make: () => biasedMf({ factors: 3 }),
    makeOther: () => biasedMf({ factors: 4 }),
    skip: { groups: alike, 'unseen history': alike, neighbors: alike },
  })

  it('finds biases and factors back: what is left is noise', async () => {
    const [biases, factors] = [await rootMeanSquare(0), await rootMeanSquare(2)]
    expect(factors).toBeLessThan(0.06)
    expect(biases).toBeGreaterThan(4 * factors)
  })

  it('gives the mean of an item, damped, to nobody in particular', async () => {
    const ratings = [5, 5, 5, 1].map((value, n) => ({ userId: `u${n}`, itemId: n < 3 ? 'a' : 'b', value }))
    const model = await biasedMf({ factors: 0, epochs: 0, biasDamping: 1 }).fit(ratings)
    // The mean is 4; item a is one above it three times, and three quarters of that remain.
    expect(model.score([], ['a'])[0]).toBeCloseTo(4.75, 5)
    expect(model.score([], ['b'])[0]).toBeCloseTo(2.5, 5)
  })

  it('refuses options that cannot be right', () => {
    expect(() => biasedMf({ factors: -1 })).toThrow(expect.objectContaining({ field: 'factors' }))
    expect(() => biasedMf({ regularization: 0 })).toThrow(expect.objectContaining({ field: 'regularization' }))
    expect(() => biasedMf({ alpha: 1 } as object)).toThrow(expect.objectContaining({ field: 'biasedMf.alpha' }))
  })
})
