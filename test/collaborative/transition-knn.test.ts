import { describe, expect, it } from 'vitest'
import { type Pair, transitionKnn } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../contracts/collaborative-model.ts'

/** Thirty users with sequences of different lengths over forty items, some items more than once. */
function sequences(): string[][] {
  let state = 7
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: 30 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 12) }, () => `i${Math.floor(random() ** 2 * 40)}`),
  )
}
const pairsOf = (lists: readonly string[][]): Pair[] =>
  lists.flatMap((list, user) => list.map((itemId) => ({ userId: `u${user}`, itemId })))

/** The formula of the documentation, pair by pair, in maps. */
function naive(lists: readonly string[][], secondStep: number): (history: readonly string[], item: string) => number {
  const rows = new Map<string, Map<string, number>>()
  const counts = new Map<string, number>()
  for (const id of lists.flat()) counts.set(id, (counts.get(id) ?? 0) + 1)
  const count = (id: string): number => counts.get(id)!
  const add = (from: string, to: string, amount: number): void => {
    if (from === to) return
    const row = rows.get(from) ?? new Map<string, number>()
    rows.set(from, row.set(to, (row.get(to) ?? 0) + amount))
  }
  for (const list of lists) {
    for (const [a, earlier] of list.entries()) {
      for (const [b, later] of list.entries()) {
        if (b <= a || b - a > 6) continue
        const weight = 0.8 ** (b - a - 1) / Math.log2(2 + list.length) ** 1.5
        add(earlier, later, weight)
        add(later, earlier, 0.4 * weight)
      }
    }
  }
  const rowOf = (from: string): Map<string, number> =>
    new Map(
      [...(rows.get(from) ?? [])].map(([to, weight]) => [
        to,
        weight / ((count(to) + 3) ** 0.3 * (count(from) + 2) ** 0.6),
      ]),
    )
  const whole = (from: string, to: string): number => {
    if (from === to) return 0
    const first = rowOf(from)
    const sum = [...first.values()].reduce((total, weight) => total + weight, 0)
    const second = [...first].reduce(
      (total, [middle, weight]) => total + (weight / sum) * (rowOf(middle).get(to) ?? 0),
      0,
    )
    return (first.get(to) ?? 0) + (secondStep > 0 ? secondStep * second : 0)
  }
  return (history, item) =>
    history.reduce((total, from, at) => total + 0.6 ** (history.length - 1 - at) * whole(from, item), 0)
}

describe('transitionKnn', () => {
  describeCollaborativeModel({ make: transitionKnn, makeOther: () => transitionKnn({ backward: 0.5 }) })

  it.each([0, 0.5])('is the sum of its formula, with a second step of %s', async (secondStep) => {
    const lists = sequences()
    const model = await transitionKnn({
      window: 6,
      distanceDecay: 0.8,
      backward: 0.4,
      lengthExponent: 1.5,
      popularityExponent: 0.3,
      popularityDamping: 3,
      ownExponent: 0.6,
      ownDamping: 2,
      recency: 0.6,
      secondStep,
    }).fit(pairsOf(lists))
    const history = ['i3', 'i0', 'i11', 'i5', 'i0']
    const scores = model.score(history, model.items!)
    const expected = naive(lists, secondStep)
    for (const [at, item] of model.items!.entries()) expect(scores[at]).toBeCloseTo(expected(history, item), 5)
  })

  it('knows before from after', async () => {
    const lists = Array.from({ length: 5 }, () => ['a', 'b', 'c'])
    const model = await transitionKnn({ secondStep: 0 }).fit(pairsOf(lists))
    expect(model.recommend(['b'], { k: 1 })[0]!.itemId).toBe('c')
    expect(model.recommend(['a', 'c'], { k: 1 })[0]!.itemId).toBe('b')
  })

  it('goes by time where there are times, and by the order given otherwise', async () => {
    const timed = ['c', 'b', 'a'].map((itemId, at) => ({ userId: 'u', itemId, timestamp: 1.6e12 - at * 1000 }))
    const given = ['a', 'b', 'c'].map((itemId) => ({ userId: 'u', itemId }))
    const [a, b] = [await transitionKnn().fit(timed), await transitionKnn().fit(given)]
    expect(a.score(['a'], ['b', 'c'])).toEqual(b.score(['a'], ['b', 'c']))
    expect(a.score(['a'], ['b'])[0]).toBeGreaterThan(a.score(['c'], ['b'])[0]!)
  })

  it('refuses options that cannot be right', () => {
    const refused = (options: object, field: string): void =>
      expect(() => transitionKnn(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused({ window: 0 }, 'window')
    refused({ recency: 2 }, 'recency')
    refused({ decay: 0.9 }, 'decay')
  })
})
