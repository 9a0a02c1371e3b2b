import { describe, expect, it } from 'vitest'
import { factorizationMachine } from '../../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../../contracts/collaborative-model.ts'
import reference from '../../reference/factorization-machine-numpy.json' with { type: 'json' }

const alike = 'it predicts ratings, and all of them are the same here'

interface Rating {
  readonly userId: string
  readonly itemId: string
  readonly value: number
}

/** Ratings whose items have a kind that users like or dislike; item and user numbers decide everything. */
function world(): Rating[] {
  return Array.from({ length: 30 * 20 }, (_, n): Rating => {
    const [user, item] = [Math.floor(n / 20), n % 20]
    const noise = Math.sin(n * 12.9898) * 0.1
    return {
      userId: `u${user}`,
      itemId: `i${item}`,
      value: 3 + (item % 2 === user % 2 ? 1 : -1) + 0.3 * Math.sin(item) + noise,
    }
  })
}
const kinds = Array.from({ length: 24 }, (_, item) => ({ id: `i${item}`, features: [item % 2 === 0 ? 'even' : 'odd'] }))
const people = Array.from({ length: 34 }, (_, user) => ({
  id: `u${user}`,
  features: { [user % 2 === 0 ? 'likes even' : 'likes odd']: 1 },
}))

describe('factorizationMachine', () => {
  describeCollaborativeModel({
    make: () => factorizationMachine({ factors: 3, epochs: 20, samples: 5 }),
    makeOther: () => factorizationMachine({ factors: 4, epochs: 20, samples: 5 }),
    skip: {
      groups: alike,
      'unseen history': alike,
      neighbors: alike,
      ties: 'equal items are drawn apart',
      contributions: 'the mean of ratings stands under the item itself, which is no entry of the history',
    },
  })

  for (const [name, featured] of [
    ['plain', false],
    ['featured', true],
  ] as const) {
    it(`has the posterior means of a sampler over the whole design matrix (${name})`, async () => {
      const { factors, features, ratings, [name]: expected } = reference
      const rows = (values: readonly (readonly number[])[], side: string): { id: string; features: object }[] =>
        values.map((row, n) => ({ id: `${side}${n}`, features: Object.fromEntries(row.map((x, at) => [`f${at}`, x])) }))
      const recipe = factorizationMachine({ factors, epochs: 4000, burnIn: 400, samples: 1800 })
      const model = await recipe.fit(
        {
          interactions: ratings.map(([user, item, value]) => ({
            userId: `u${user}`,
            itemId: `i${item}`,
            value: value!,
          })),
          ...(featured ? { users: rows(features.users, 'u') as never, items: rows(features.items, 'i') as never } : {}),
        },
        { seed: 3 },
      )
      const pairs = expected.predicted.map((_, n) => ({ userId: `u${Math.floor(n / 10)}`, itemId: `i${n % 10}` }))
      const predicted = model.predict(pairs)
      let square = 0
      for (const [at, value] of expected.predicted.entries()) square += (predicted[at]! - value) ** 2
      // Chains of the reference differ among themselves by `spread` (root mean square); ratings by half a star and more.
      expect(Math.sqrt(square / pairs.length)).toBeLessThan(3 * expected.spread)
    })
  }

  it('predicts held-out ratings to the noise, for users that it knows and for their histories alike', async () => {
    const all = world()
    const known = all.filter((_, n) => (n + Math.floor(n / 20)) % 4 !== 0)
    const held = all.filter((_, n) => (n + Math.floor(n / 20)) % 4 === 0)
    const model = await factorizationMachine({ factors: 4, epochs: 60 }).fit(known, { seed: 1 })
    const error = (predicted: ArrayLike<number>): number =>
      Math.sqrt(held.reduce((sum, { value }, at) => sum + (predicted[at]! - value) ** 2, 0) / held.length)
    expect(error(model.predict(held))).toBeLessThan(0.15)
    const folded = held.map(
      ({ userId, itemId }) =>
        model.score(
          known.filter((rating) => rating.userId === userId),
          [itemId],
        )[0]!,
    )
    expect(error(folded)).toBeLessThan(0.15)
  })

  it('knows items and users that have features and no rating', async () => {
    const data = { interactions: world(), items: kinds, users: people }
    const model = await factorizationMachine({ factors: 4, epochs: 80 }).fit(data, { seed: 1 })
    expect(model.items).toContain('i23')
    const [fits, fitsNot, newUser, newBoth] = model.predict([
      { userId: 'u0', itemId: 'i22' },
      { userId: 'u1', itemId: 'i22' },
      { userId: 'u33', itemId: 'i1' },
      { userId: 'u32', itemId: 'i23' },
    ])
    expect(fits! - fitsNot!).toBeGreaterThan(0.5)
    expect(newUser! - newBoth!).toBeGreaterThan(0.5)
    const history = ['i0', 'i2', 'i4'].map((itemId) => ({ itemId, value: 4.5 }))
    const [even, odd] = model.score(history, ['i22', 'i23'])
    expect(even! - odd!).toBeGreaterThan(0.8)
  })

  it('takes a score apart into the shares of the entries, and what the item has without them', async () => {
    const model = await factorizationMachine({ factors: 3, epochs: 30, samples: 7 }).fit(
      { interactions: world(), items: kinds, users: people },
      { seed: 2 },
    )
    const histories = [
      [],
      [{ itemId: 'i0', value: 5 }],
      ['i1', 'i2', 'i3', 'i5'].map((itemId, at) => ({ itemId, value: at + 1 })),
      // The newer rating of an item is the one that counts.
      [5, 1].map((value) => ({ itemId: 'i4', value })),
    ]
    for (const history of histories) {
      for (const itemId of ['i0', 'i5', 'i23']) {
        const shares = model.contributions(history, itemId)
        const sum = shares.reduce((total, { share }) => total + share, 0)
        expect(sum).toBeCloseTo(model.score(history, [itemId])[0]!, 4)
        expect(shares.at(-1)).toEqual({ itemId, share: expect.closeTo(model.score([], [itemId])[0]!, 5) })
      }
    }
    const [up, own] = model.contributions([{ itemId: 'i0', value: 5 }], 'i2')
    expect(up!.share).toBeGreaterThan(0)
    expect(own!.share).toBeGreaterThan(2)
  })

  it('does not depend on the units of the ratings', async () => {
    const recipe = factorizationMachine({ factors: 2, epochs: 20 })
    const model = await recipe.fit(world(), { seed: 4 })
    const scaled = await recipe.fit(
      world().map((rating) => ({ ...rating, value: 100 * rating.value })),
      { seed: 4 },
    )
    const pairs = world().slice(0, 40)
    const expected = model.predict(pairs)
    for (const [at, value] of scaled.predict(pairs).entries()) expect(value / 100).toBeCloseTo(expected[at]!, 3)
  })

  it('takes what it does not know for the mean user, or the mean item', async () => {
    const model = await factorizationMachine({ factors: 2, epochs: 40 }).fit(world(), { seed: 1 })
    const [user, item, both] = model.predict([
      { userId: 'new', itemId: 'i3' },
      { userId: 'u3', itemId: 'new' },
      { userId: 'new', itemId: 'new' },
    ])
    expect(user).toBeCloseTo(model.score([], ['i3'])[0]!, 5)
    for (const value of [item, both]) expect(value).toBeCloseTo(3, 0)
    expect(() => model.predict([{ userId: 'u' } as never])).toThrow(
      expect.objectContaining({ field: 'pairs[0].itemId' }),
    )
    expect(() => model.predict(3 as never)).toThrow(expect.objectContaining({ field: 'pairs' }))
  })

  it('refuses options that cannot be right', () => {
    const refused = (options: object, field: string): void =>
      expect(() => factorizationMachine(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused({ factors: -1 }, 'factors')
    refused({ epochs: 0 }, 'epochs')
    refused({ epochs: 10, burnIn: 10 }, 'burnIn')
    refused({ epochs: 10, burnIn: 4, samples: 7 }, 'samples')
    refused({ alpha: 1 }, 'factorizationMachine.alpha')
  })
})
