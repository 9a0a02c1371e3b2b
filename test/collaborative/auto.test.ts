import { describe, expect, it } from 'vitest'
import { auto, type ChosenModel } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel, groupPairs } from '../contracts/collaborative-model.ts'

describe('auto', () => {
  describeCollaborativeModel({
    make: auto,
    makeOther: () => auto({ seconds: 5 }),
    tolerance: 1e-4,
    skip: {
      ties: 'it has the exactness of the model that it chose',
      update: 'it chooses by what was there at fit; the model that it chose is updated',
    },
  })

  it('says what it tried, and takes the best', async () => {
    const model = (await auto().fit(groupPairs, { seed: 1 })) as ChosenModel
    expect(model.tried.slice(0, 9).map(({ id }) => id.split('@')[0])).toEqual([
      'popularity',
      'itemKnn',
      'itemKnn',
      'transitionKnn',
      'userKnn',
      'graphFilter',
      'ease',
      'als',
      'bpr',
    ])
    const best = model.tried.reduce((one, other) => (other.ndcg > one.ndcg ? other : one))
    expect(model.chosen).toBe(best.id)
    expect(best.ndcg).toBeGreaterThan(model.tried[0]!.ndcg)
    const again = (await auto().fit(groupPairs, { seed: 1 })) as ChosenModel
    expect(again.toSnapshot!()).toEqual(model.toSnapshot!())
  })

  const chains = (timeOf: (step: number) => { timestamp?: number }) =>
    Array.from({ length: 60 }, (_, user) =>
      Array.from({ length: 4 }, (_, step) => ({
        userId: `u${user}`,
        itemId: `i${(user + step) % 30}`,
        ...timeOf(step),
      })),
    ).flat()

  it('takes the sequence where the order in time tells what comes next', async () => {
    const model = (await auto().fit(chains((step) => ({ timestamp: step * 1000 })))) as ChosenModel
    expect(model.chosen).toMatch(/^transitionKnn@/)
  })

  it.each([
    ['without times', () => ({})],
    ['with one time for all', () => ({ timestamp: 1000 })],
    ['with one time for most', (step: number) => ({ timestamp: step === 0 ? 1000 : 2000 })],
  ])('takes no order for a sequence %s: it may be that of a file', async (_, timeOf) => {
    const model = (await auto().fit(chains(timeOf))) as ChosenModel
    expect(model.chosen).not.toMatch(/transitionKnn/)
  })

  it('blends models where each knows what the other does not', async () => {
    // Half of the users follow a chain of items, which only the order tells; the others stay within a group, in any order.
    const chains = Array.from({ length: 70 }, (_, user) =>
      Array.from({ length: 5 }, (_, step) => ({
        userId: `c${user}`,
        itemId: `i${(user * 7 + step) % 60}`,
        timestamp: step * 1000,
      })),
    )
    const groups = Array.from({ length: 70 }, (_, user) =>
      Array.from({ length: 5 }, (_, step) => ({
        userId: `m${user}`,
        itemId: `j${(user % 12) * 8 + ((user * 5 + step * 3 + ((step * user) % 4)) % 8)}`,
        timestamp: step * 1000,
      })),
    )
    const pairs = [...chains, ...groups].flat()
    const model = (await auto().fit(pairs)) as ChosenModel
    const blended = model.tried.at(-1)!
    expect(blended.id).toMatch(/^blend@1/)
    expect(model.chosen).toBe(blended.id)
    expect(blended.ndcg).toBeGreaterThan(Math.max(...model.tried.slice(0, -1).map(({ ndcg }) => ndcg)))
    const loaded = auto().load!(model.save!()) as ChosenModel
    expect(loaded.chosen).toBe(model.chosen)
    expect(loaded.recommend(['i1', 'i2'])).toEqual(model.recommend(['i1', 'i2']))
  })

  it('tries no more than there is time for', async () => {
    const model = (await auto({ seconds: 1e-9 }).fit(groupPairs)) as ChosenModel
    expect(model.tried).toEqual([])
    expect(model.recommend([], { k: 1 })).toHaveLength(1)
  })
})
