import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeatureCollection } from '../../src/encode/features.ts'
import { resolveBehaviors } from '../../src/events/index.ts'
import { DenseIndex, Popularity, TermIndex } from '../../src/retrieve/index.ts'
import { praise } from '../../src/retrieve/popular.ts'
import { sumTerms } from '../../src/retrieve/term-vectors.ts'

const DAY = 86_400_000
const labels = Array.from({ length: 9 }, (_, n) => ({ name: 'tags', value: `t${n}` }))

type Step =
  | { readonly kind: 'set'; readonly item: number; readonly terms: readonly number[] }
  | { readonly kind: 'remove'; readonly item: number }
  | { readonly kind: 'compact' }
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('set'),
      item: fc.nat(11),
      terms: fc.uniqueArray(fc.nat(8)),
    }) as fc.Arbitrary<Step>,
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), item: fc.nat(11) }) as fc.Arbitrary<Step> },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'compact' }) },
)

/** Cosines of weighted label vectors, worked out anew from nothing but what each item has now. */
function naiveCosines(rows: readonly (readonly number[] | undefined)[], query: readonly number[]): number[] {
  const present = rows.filter((row) => row !== undefined)
  const idf = (term: number): number =>
    Math.log((1 + present.length) / (1 + present.filter((row) => row.includes(term)).length)) + 1
  const norm = (terms: readonly number[]): number => Math.sqrt(terms.reduce((sum, term) => sum + idf(term) ** 2, 0))
  return rows.map((row) => {
    if (row === undefined || row.length === 0 || query.length === 0) return 0
    const shared = row.filter((term) => query.includes(term)).reduce((sum, term) => sum + idf(term) ** 2, 0)
    return shared / norm(row) / norm(query)
  })
}

describe('the inverted index', () => {
  it('gives the cosines of a naive search after any sequence of sets, removals and compactions', () => {
    fc.assert(
      fc.property(
        fc.array(stepArbitrary, { maxLength: 40 }),
        fc.uniqueArray(fc.nat(8), { minLength: 1 }),
        (steps, query) => {
          const features = new FeatureCollection()
          const index = new TermIndex(features)
          let rows: (readonly number[] | undefined)[] = Array.from({ length: 12 }, () => undefined)
          for (const step of steps) {
            if (step.kind === 'set') {
              index.set([step.item], features.count([step.terms.map((term) => labels[term]!)]))
              rows[step.item] = step.terms
            } else if (step.kind === 'remove') {
              index.remove([step.item])
              rows[step.item] = undefined
            } else {
              let next = 0
              const moved = Int32Array.from(rows, (row) => (row === undefined ? -1 : next++))
              index.compact(moved, features.compactTerms())
              const kept = rows.filter((row) => row !== undefined)
              rows = [...kept, ...Array.from({ length: 12 - kept.length }, () => undefined)]
            }
          }
          // A query knows only labels that some item has had.
          const counts = features.count([
            query.filter((term) => features.idOf(labels[term]!) >= 0).map((term) => labels[term]!),
          ])
          const known = query.filter((term) => features.idOf(labels[term]!) >= 0)
          const scores = index.scores(index.weigh(counts, 0))
          const expected = naiveCosines(rows, known)
          for (let item = 0; item < 12; item++) expect(scores[item] ?? 0).toBeCloseTo(expected[item]!, 9)
          for (const [item, row] of rows.entries()) expect(index.vectorOf(item).indices.length).toBe(row?.length ?? 0)
          expect(index.termTotal).toBe(rows.reduce((sum, row) => sum + (row?.length ?? 0), 0))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives the same bits whether rows are fresh or in posting lists', () => {
    const features = new FeatureCollection()
    const fresh = new TermIndex(features)
    const random = fc.sample(
      fc.array(fc.uniqueArray(fc.nat(40), { maxLength: 12 }), { minLength: 60, maxLength: 60 }),
      { numRuns: 1, seed: 5 },
    )[0]!
    const rows = features.count(random.map((terms) => terms.map((term) => ({ name: 'tags', value: `${term}` }))))
    fresh.set(
      random.map((_, item) => item),
      rows,
    )
    const query = fresh.weigh(
      features.count([Array.from({ length: 25 }, (_, n) => ({ name: 'tags', value: `${n}` }))]),
      0,
    )
    const beside = fresh.scores(query)
    const listed = new TermIndex(features)
    listed.load(fresh.save())
    expect(listed.scores(query)).toEqual(beside)
    const half = new TermIndex(features)
    half.load(fresh.save())
    const again = random.map((_, item) => item).filter((item) => item % 2 === 0)
    half.set(
      again,
      features.count(again.map((item) => random[item]!.map((term) => ({ name: 'tags', value: `${term}` })))),
    )
    features.removeCounts(
      features.count(again.map((item) => random[item]!.map((term) => ({ name: 'tags', value: `${term}` })))),
    )
    features.addCounts(
      features.count(again.map((item) => random[item]!.map((term) => ({ name: 'tags', value: `${term}` })))),
    )
    expect(half.scores(query)).toEqual(beside)
  })

  it('makes posting lists, and gathers the rows of a pool full of gaps, when there are many', () => {
    const features = new FeatureCollection()
    const index = new TermIndex(features)
    const rowOf = (n: number): { name: string; value: string }[] =>
      Array.from({ length: 30 }, (_, term) => ({ name: 'w', value: `${(n * 7 + term * 13) % 500}` }))
    const items = Array.from({ length: 2500 }, (_, n) => n)
    index.set(items, features.count(items.map(rowOf)))
    const query = index.weigh(features.count([rowOf(3)]), 0)
    expect(index.scores(query)[3]).toBeCloseTo(1, 9)
    index.remove(items.filter((item) => item % 4 !== 3))
    const scores = index.scores(index.weigh(features.count([rowOf(3)]), 0))
    expect(scores[3]).toBeCloseTo(1, 9)
    expect(scores[2]).toBeCloseTo(0, 12)
    expect(index.vectorOf(7).indices.length).toBe(30)
  })

  it('adds vectors up alike whether few or many terms are touched', () => {
    const vector = (ids: readonly number[]): { indices: Int32Array; values: Float64Array } => ({
      indices: Int32Array.from(ids),
      values: Float64Array.from(ids, (id) => id + 1),
    })
    for (const terms of [10, 100_000]) {
      const { vector: sum, norm } = sumTerms([vector([1, 4, 9]), vector([0, 4])], [2, -1], terms)
      expect([[...sum.indices], [...sum.values]]).toEqual([
        [0, 1, 4, 9],
        [-1, 4, 5, 20],
      ])
      expect(norm).toBeCloseTo(Math.sqrt(1 + 16 + 25 + 400), 12)
    }
    expect(sumTerms([], [], 5).norm).toBe(0)
  })
})

describe('the index of dense vectors', () => {
  it('gives the cosines of a naive search after any sequence of sets, removals, compactions and saves', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('set'),
        item: fc.nat(80),
        vector: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 7, maxLength: 7 }),
      }),
      fc.record({
        kind: fc.constantFrom('remove', 'compact', 'reload'),
        item: fc.nat(80),
        vector: fc.constant<number[]>([]),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let index = new DenseIndex()
        let rows = new Map<number, number[]>()
        for (const { kind, item, vector } of steps) {
          if (kind === 'set') {
            index.set(item, Float32Array.from(vector))
            rows.set(item, vector)
          } else if (kind === 'remove') {
            index.remove(item)
            rows.delete(item)
          } else if (kind === 'reload') {
            const parts = index.save()
            index = new DenseIndex()
            index.load(parts)
          } else {
            const order = [...rows.keys()].sort((a, b) => a - b)
            index.compact(Int32Array.from({ length: 81 }, (_, at) => order.indexOf(at)))
            rows = new Map(order.map((old, at) => [at, rows.get(old)!]))
          }
        }
        expect(index.size).toBe(rows.size)
        if (rows.size === 0) return
        const query = [1, -2, 0, 3, 1, 1, -1]
        const scores = index.scores(Float32Array.from(query))
        const length = (vector: readonly number[]): number =>
          Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0)) || 1
        for (let item = 0; item < scores.length; item++) {
          const row = rows.get(item) ?? []
          const dot = row.reduce((sum, value, column) => sum + value * query[column]!, 0)
          expect(scores[item]).toBeCloseTo(dot / length(row), 5)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('takes vectors of another length once it is empty', () => {
    const index = new DenseIndex()
    for (let item = 0; item < 64; item++) index.set(item, new Float32Array(10).fill(1))
    for (let item = 0; item < 64; item++) index.remove(item)
    index.set(70, Float32Array.of(3, 4))
    expect(index.dimensions).toBe(2)
    expect([...index.vectorOf(70)]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)])
    expect(() => index.set(1, Float32Array.of(1))).toThrow('All vectors have one length, here 2.')
  })

  it('keeps lengths where vectors compare by their product', () => {
    const index = new DenseIndex('dot')
    index.set(0, Float32Array.of(3, 4))
    expect([...index.scores(Float32Array.of(1, 1))].slice(0, 1)).toEqual([7])
  })
})

describe('popularity', () => {
  it('is the root of the decayed sum of what speaks for an item, whatever the order of events', () => {
    const eventArbitrary = fc.record({ item: fc.nat(3), amount: fc.constantFrom(0, 0.25, 1, 3), days: fc.nat(2000) })
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 40 }), fc.nat(3000), (events, nowDays) => {
        const popularity = new Popularity()
        for (const { item, amount, days } of events) popularity.observe(item, amount, days * DAY)
        for (let item = 0; item < 4; item++) {
          const own = events.filter((one) => one.item === item && one.amount > 0)
          const sum = own.reduce((total, { amount, days }) => total + amount * 2 ** (-(nowDays - days) / 90), 0)
          expect(popularity.scoreOf(item, nowDays * DAY) / (Math.sqrt(sum) || 1)).toBeCloseTo(
            own.length === 0 ? 0 : 1,
            9,
          )
          expect(popularity.eventsOf(item)).toBe(own.length)
        }
      }),
    )
  })

  it('stays a number at any time, and knows nothing of items that no event is about', () => {
    const popularity = new Popularity()
    popularity.observe(300, 1, Date.UTC(2026, 0))
    for (const now of [-8.64e15, 0, 8.64e15]) expect(Number.isFinite(popularity.scoreOf(300, now))).toBe(true)
    for (const item of [-1, 0, 299, 5000])
      expect([popularity.scoreOf(item, 0), popularity.eventsOf(item)]).toEqual([0, 0])
    for (const item of [-1, 9999]) expect(popularity.levelOf(item)).toBeLessThan(popularity.levelOf(300))
  })

  it('counts what speaks for an item by weight and place on the scale, and nothing that speaks against it', () => {
    const behaviors = resolveBehaviors({ listen: { weight: 2, scale: [0, 10] } })
    const of = (type: string, value = Number.NaN): number => praise(behaviors.get(type)!, value)
    expect([of('like'), of('dislike'), of('impression'), of('purchase', 7)]).toEqual([3, 0, 0, 4])
    expect([of('rating', 5), of('rating', 4), of('rating', 3), of('rating', 1)]).toEqual([4, 2, 0, 0])
    expect([of('listen', 0), of('listen', 5), of('listen', 99)]).toEqual([0, 1, 2])
  })
})
