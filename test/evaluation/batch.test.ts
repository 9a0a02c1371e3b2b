/** The figures of many lists at once are those of the metrics of one list. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  averagePopularity,
  averagePrecision,
  coverage,
  entropy,
  evaluateLists,
  gini,
  hitRate,
  longTail,
  longTailShare,
  ndcg,
  novelty,
  personalization,
  precision,
  recall,
  reciprocalRank,
  rPrecision,
  serendipity,
} from '../../src/evaluation/index.ts'

const ids = Array.from({ length: 12 }, (_, at) => `i${at}`)
const list = fc.array(fc.constantFrom(...ids), { maxLength: 9 })
const world = fc.record({
  users: fc.array(
    fc.record({ ranked: list, right: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 0, max: 3 })) }),
    { minLength: 1, maxLength: 6 },
  ),
  popularity: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 1, max: 9 })),
  k: fc.integer({ min: 1, max: 8 }),
  min: fc.boolean(),
})

test('one by one', () => {
  fc.assert(
    fc.property(world, ({ users, popularity: counts, k, min }) => {
      const lists = users.map(({ ranked }) => ranked)
      const relevant = users.map(({ right }) => new Map(Object.entries(right)))
      // In the order of the catalogue: of equally popular items the earlier comes first.
      const popularity = new Map(ids.flatMap((id) => (counts[id] === undefined ? [] : [[id, counts[id]] as const])))
      const by = min ? 'min' : 'relevant'
      const shape = min ? ({ ideal: 'full', gain: 'exponential', discount: 'log2(place)' } as const) : {}
      // R-precision looks as far as there are right items.
      const names = ['rPrecision'] as const
      const wide = evaluateLists({ lists, relevant, catalogue: ids, popularity, users: 9 }, { k: 12, metrics: names })
      const { perUser, metrics } = evaluateLists(
        { lists, relevant, catalogue: ids, popularity, users: 9 },
        {
          k,
          conventions: { recall: by, averagePrecision: by, precision: min ? 'length' : 'k', ndcg: shape },
          metrics: [
            'ndcg',
            'recall',
            'precision',
            'hitRate',
            'averagePrecision',
            'reciprocalRank',
            'novelty',
            'averagePopularity',
            'longTailShare',
            'serendipity',
            'coverage',
            'gini',
            'entropy',
            'personalization',
          ],
          resamples: 20,
        },
      )
      const tail = longTail(popularity)
      for (const id of ids) if (!popularity.has(id)) tail.add(id)
      const order = ids.toSorted((a, b) => (popularity.get(b) ?? 0) - (popularity.get(a) ?? 0))
      for (const [user, ranked] of lists.entries()) {
        const right = relevant[user]!
        const of = (name: string): number => perUser[`${name}@${k}`]![user]!
        expect(of('ndcg')).toBeCloseTo(ndcg(ranked, right, { k, ...shape }), 12)
        expect(of('recall')).toBeCloseTo(recall(ranked, right, { k, denominator: by }), 12)
        expect(of('precision')).toBeCloseTo(precision(ranked, right, { k, denominator: min ? 'length' : 'k' }), 12)
        expect(of('hitRate')).toBe(hitRate(ranked, right, { k }))
        expect(of('averagePrecision')).toBeCloseTo(averagePrecision(ranked, right, { k, normalizer: by }), 12)
        expect(of('reciprocalRank')).toBeCloseTo(reciprocalRank(ranked, right, { k }), 12)
        expect(wide.perUser['rPrecision@12']![user]).toBeCloseTo(rPrecision(ranked, right), 12)
        expect(of('novelty')).toBeCloseTo(novelty(ranked, popularity, { users: 9, k }), 12)
        expect(of('averagePopularity')).toBeCloseTo(averagePopularity(ranked, popularity, { k }), 12)
        expect(of('longTailShare')).toBeCloseTo(longTailShare(ranked, tail, { k }), 12)
        expect(of('serendipity')).toBeCloseTo(serendipity(ranked, right, new Set(order.slice(0, k)), { k }), 12)
      }
      expect(metrics[`coverage@${k}`]!.value).toBeCloseTo(coverage(lists, ids, { k }), 12)
      expect(metrics[`gini@${k}`]!.value).toBeCloseTo(gini(lists, ids, { k }), 12)
      expect(metrics[`entropy@${k}`]!.value).toBeCloseTo(entropy(lists, ids, { k }), 12)
      expect(metrics[`personalization@${k}`]!.value).toBeCloseTo(personalization(lists, { k }), 12)
    }),
    { numRuns: 150 },
  )
})

test('serendipity leaves out the most popular', () => {
  const popularity = new Map([
    ['a', 5],
    ['b', 1],
  ])
  const lists = [['a', 'b']]
  const relevant = [new Set(['a', 'b'])]
  const { metrics } = evaluateLists({ lists, relevant, popularity }, { k: 1, metrics: ['serendipity'] })
  expect(metrics['serendipity@1']!.value).toBe(0)
  const wider = evaluateLists({ lists: [['b']], relevant, popularity }, { k: 1, metrics: ['serendipity'] })
  expect(wider.metrics['serendipity@1']!.value).toBe(1)
})

test('metrics of your own, and what they may not give', () => {
  const given = { lists: [['a', 'b'], []], relevant: [new Set(['a']), new Set(['b'])] }
  const length = { name: 'length', of: (ranked: readonly string[]) => ranked.length }
  expect(evaluateLists(given, { k: [1, 5], metrics: [length] }).metrics).toMatchObject({
    'length@1': { value: 0.5 },
    'length@5': { value: 1 },
  })
  expect(() => evaluateLists(given, { metrics: [{ name: 'odd', of: () => Number.NaN }] })).toThrow('metrics.odd')
  expect(() => evaluateLists(given, { metrics: ['ndgc' as 'ndcg'] })).toThrow('metrics[0]')
  expect(() => evaluateLists(given, { metrics: ['calibration'] })).toThrow('categories')
  expect(() => evaluateLists(given, { k: [] })).toThrow('`k`')
  expect(() => evaluateLists({ ...given, relevant: [] })).toThrow('relevant')
})

test('repeated items are told', () => {
  const { warnings } = evaluateLists({ lists: [['a', 'a']], relevant: [new Set(['a'])] })
  expect(warnings.map(({ code }) => code)).toEqual(['repeated-items'])
})
