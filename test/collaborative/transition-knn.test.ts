import { describe, expect, it } from 'vitest'
import { type FeatureRow, type Pair, transitionKnn } from '../../src/collaborative/index.ts'
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

/** Makers and kinds of the forty items; the last ones have none, and one thing is said of all others. */
const described: readonly FeatureRow[] = Array.from({ length: 36 }, (_, at) => ({
  id: `i${at}`,
  features: { sold: 1, [`maker${at % 5}`]: 1, [`kind${at % 7}`]: 0.5 },
}))

/** Cosine of features by rarity, from dense vectors. */
function likeness(rows: readonly FeatureRow[], ids: readonly string[]): (a: string, b: string) => number {
  const byId = new Map(rows.map(({ id, features }) => [id, features as Readonly<Record<string, number>>]))
  const known = ids.map((id) => byId.get(id) ?? {})
  const names = [...new Set(known.flatMap((features) => Object.keys(features)))]
  const vectorOf = (id: string): number[] =>
    names.map(
      (name) =>
        (byId.get(id)?.[name] ?? 0) * Math.log(ids.length / known.filter((features) => name in features).length),
    )
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0)
  const vectors = new Map(ids.map((id) => [id, vectorOf(id)]))
  return (a, b) => {
    const [x, y] = [vectors.get(a)!, vectors.get(b)!]
    const lengths = Math.sqrt(dot(x, x) * dot(y, y))
    return lengths === 0 ? 0 : dot(x, y) / lengths
  }
}

/** The formula of the documentation, pair by pair, in maps. */
function naive(
  lists: readonly string[][],
  secondStep: number,
  features: readonly FeatureRow[] = [],
): (history: readonly string[], item: string) => number {
  const rows = new Map<string, Map<string, number>>()
  const counts = new Map<string, number>()
  for (const id of lists.flat()) counts.set(id, (counts.get(id) ?? 0) + 1)
  const count = (id: string): number => counts.get(id)!
  const like = likeness(features, [...counts.keys()])
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
        (weight * (1 + 2 * like(from, to))) / ((count(to) + 3) ** 0.3 * (count(from) + 2) ** 0.6),
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
    const content = 0.05 * like(from, to) * Math.sqrt(count(to))
    return (first.get(to) ?? 0) + (secondStep > 0 ? secondStep * second : 0) + content
  }
  return (history, item) =>
    history.reduce((total, from, at) => total + 0.6 ** (history.length - 1 - at) * whole(from, item), 0)
}

describe('transitionKnn', () => {
  describeCollaborativeModel({ make: transitionKnn, makeOther: () => transitionKnn({ backward: 0.5 }) })

  it.each([
    { secondStep: 0, items: [] },
    { secondStep: 0.5, items: [] },
    { secondStep: 0, items: described },
    { secondStep: 0.5, items: described },
  ])(
    'is the sum of its formula, with a second step of $secondStep and $items.length descriptions',
    async ({ secondStep, items }) => {
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
        featureBoost: 2,
        featureWeight: 0.05,
      }).fit({ interactions: pairsOf(lists), items })
      const history = ['i3', 'i0', 'i11', 'i5', 'i0']
      const scores = model.score(history, model.items!)
      const expected = naive(lists, secondStep, items)
      for (const [at, item] of model.items!.entries()) expect(scores[at]).toBeCloseTo(expected(history, item), 5)
    },
  )

  describeCollaborativeModel({
    make: transitionKnn,
    besides: { items: [0, 1, 2, 3, 4, 5].map((at) => ({ id: `g0i${at}`, features: [`kind${at % 3}`] })) },
  })

  it('leads to items that nobody took after another, if they are alike', async () => {
    const interactions = pairsOf([['lamp', 'desk'], ['lantern'], ['spoon']])
    const items = ['lamp', 'lantern'].map((id) => ({ id, features: ['light'] }))
    const model = await transitionKnn().fit({ interactions, items })
    expect(model.recommend(['lamp']).map(({ itemId }) => itemId)).toEqual(['desk', 'lantern', 'spoon'])
    expect(model.score(['lamp'], ['lantern', 'spoon'])).toEqual(Float32Array.of(model.neighbors('lamp')[1]!.score, 0))
    const without = await transitionKnn({ featureBoost: 0, featureWeight: 0 }).fit({ interactions, items })
    expect(without.score(['lamp'], ['lantern'])[0]).toBe(0)
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
    refused({ decay: 0.9 }, 'transitionKnn.decay')
  })
})
