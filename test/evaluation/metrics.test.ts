import { describe, expect, test } from 'vitest'
import {
  alphaNdcg,
  auc,
  averagePopularity,
  averagePrecision,
  calibration,
  categoryDistance,
  categoryEntropy,
  churn,
  cosineDistance,
  coverage,
  entropy,
  gini,
  intraListDistance,
  longTail,
  longTailShare,
  ndcg,
  novelty,
  personalization,
  precision,
  recall,
  rmse,
  serendipity,
  unexpectedness,
} from '../../src/evaluation/index.ts'

const set = (...ids: string[]): Set<string> => new Set(ids)
const categories = new Map([
  ['a', ['drama']],
  ['b', ['drama', 'war']],
  ['c', ['war']],
  ['d', ['comedy']],
])

describe('metrics of one list', () => {
  test('count a repeated item once, at its first place', () => {
    expect(recall(['a', 'a', 'b'], set('a', 'b'), { k: 2 })).toBe(0.5)
    expect(ndcg(['a', 'a'], set('a', 'b'))).toBeLessThan(ndcg(['a', 'b'], set('a', 'b')))
  })

  test('have 0 where nothing is relevant', () => {
    for (const metric of [precision, recall, ndcg, averagePrecision]) expect(metric(['a'], new Set())).toBe(0)
    expect(ndcg(['a'], new Map([['a', 0]]))).toBe(0)
    expect(auc(['a', 'b'], new Set())).toBe(0.5)
  })

  test('differ by their denominators', () => {
    expect(recall(['a', 'x'], set('a', 'b', 'c'), { k: 2, denominator: 'min' })).toBe(0.5)
    expect(recall(['a', 'x'], set('a', 'b', 'c'), { k: 2 })).toBeCloseTo(1 / 3, 12)
    expect(precision(['a'], set('a'), { k: 10 })).toBe(0.1)
    expect(precision(['a'], set('a'), { k: 10, denominator: 'length' })).toBe(1)
    expect(averagePrecision(['a'], set('a', 'b', 'c'), { k: 1, normalizer: 'min' })).toBe(1)
    expect(ndcg(['a'], set('a', 'b'), { k: 1 })).toBe(1)
    expect(ndcg(['a'], set('a', 'b'), { k: 1, ideal: 'full' })).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12)
  })

  test('AUC counts pairs, and items that were not ranked as tied below the list', () => {
    expect(auc(['a', 'x', 'b', 'y'], set('a', 'b'))).toBe(0.75)
    // a beats x and the two missing; the missing right one loses to x and is tied with two others.
    expect(auc(['a', 'x'], set('a', 'z'), { candidates: 5 })).toBeCloseTo((3 + 1) / 6, 12)
    expect(() => auc(['a', 'x'], set('a'), { candidates: 1 })).toThrow('candidates')
    expect(() => auc(['a', 'x'], set('a'), { scores: [1, 2] })).toThrow('scores')
  })

  test('name what cannot be', () => {
    expect(() => ndcg(['a'], ['a'] as never)).toThrow('relevant')
    expect(() => ndcg('a' as never, set('a'))).toThrow('ranked')
    expect(() => ndcg(['a'], set('a'), { k: 0 })).toThrow('`k` is 0')
    expect(() => ndcg(['a'], new Map([['a', -1]]))).toThrow('relevant.a')
    expect(() => recall(['a'], set('a'), { denominator: 'all' as never })).toThrow('denominator')
    expect(() => recall(['a'], set('a'), { at: 3 } as never)).toThrow('options.at')
    expect(() => rmse([1], [1, 2])).toThrow('predicted')
    expect(() => rmse([Number.NaN], [1])).toThrow('predicted[0]')
  })
})

describe('metrics of many lists', () => {
  test('coverage, Gini, entropy', () => {
    const lists = [
      ['a', 'b'],
      ['a', 'c'],
    ]
    expect(coverage(lists, 10)).toBe(0.3)
    expect(coverage(lists, 10, { k: 1 })).toBe(0.1)
    expect(gini([['a'], ['b']], 2)).toBe(0)
    expect(gini([['a'], ['a']], 4)).toBe(0.75)
    // The mean difference of all pairs over twice the mean: counts 2, 1, 1, 0.
    const counts = [2, 1, 1, 0]
    const apart = counts.flatMap((x) => counts.map((y) => Math.abs(x - y))).reduce((sum, value) => sum + value, 0)
    expect(gini(lists, 4)).toBeCloseTo(apart / (2 * 16 * 1), 12)
    expect(entropy([['a'], ['b'], ['c'], ['d']], 8)).toBeCloseTo(2, 12)
    expect(entropy([['a'], ['b'], ['c'], ['d']], 16, { normalize: true })).toBeCloseTo(0.5, 12)
    expect(gini([], 3)).toBe(0)
    expect(entropy([], 3)).toBe(0)
    expect(() => coverage(lists, ['a', 'b'])).toThrow('"c"')
    expect(() => coverage(lists, 2)).toThrow('catalogue')
  })

  test('personalisation is the mean over all pairs', () => {
    const lists = [['a', 'b', 'c'], ['a', 'b'], ['d'], ['c', 'a', 'd', 'e'], []]
    const sets = lists.filter((list) => list.length > 0).map((list) => new Set(list))
    const cosines = sets.flatMap((x, i) =>
      sets.slice(i + 1).map((y) => [...x].filter((id) => y.has(id)).length / Math.sqrt(x.size * y.size)),
    )
    const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length
    expect(personalization(lists)).toBeCloseTo(1 - mean, 12)
    expect(
      personalization([
        ['a', 'b'],
        ['b', 'a'],
      ]),
    ).toBeCloseTo(0, 12)
    expect(personalization([['a'], ['b']])).toBe(1)
  })

  test('churn is what is new', () => {
    expect(churn([['a', 'b'], ['c'], ['d']], [['b', 'a'], ['d'], []])).toBe(0.5)
    expect(() => churn([['a']], [])).toThrow('after')
  })
})

describe('beyond accuracy', () => {
  const popularity = new Map([
    ['a', 8],
    ['b', 2],
    ['c', 1],
  ])

  test('novelty, popularity, the long tail', () => {
    expect(novelty(['a', 'b'], popularity, { users: 8 })).toBe(1)
    expect(novelty(['unknown'], popularity, { users: 8 })).toBe(3)
    expect(averagePopularity(['a', 'b', 'unknown', 'a'], popularity, { k: 3 })).toBeCloseTo(10 / 3, 12)
    expect([...longTail(popularity)]).toEqual(['c']) // 8 of 11 are not yet 80 %
    expect([...longTail(popularity, { head: 0.5 })]).toEqual(['b', 'c'])
    expect(longTailShare(['a', 'c'], longTail(popularity))).toBe(0.5)
  })

  test('distances within the list and to the history', () => {
    const vectors = new Map([
      ['a', [1, 0]],
      ['b', [0, 2]],
      ['c', [3, 3]],
    ])
    const distance = cosineDistance(vectors)
    expect(intraListDistance(['a', 'b', 'c'], distance)).toBeCloseTo((1 + 2 * (1 - Math.SQRT1_2)) / 3, 12)
    expect(intraListDistance(['a'], distance)).toBe(0)
    expect(categoryDistance(categories)('a', 'b')).toBe(0.5)
    expect(categoryDistance(categories)('a', 'unknown')).toBe(1)
    expect(unexpectedness(['b'], ['a', 'c'], distance)).toBeCloseTo(1 - Math.SQRT1_2, 12)
    expect(unexpectedness(['b'], ['a', 'c'], distance, { to: 'mean' })).toBeCloseTo((2 - Math.SQRT1_2) / 2, 12)
    expect(unexpectedness(['b'], [], distance)).toBe(0)
  })

  test('entropy of categories, alpha-nDCG', () => {
    expect(categoryEntropy(['a', 'c'], categories)).toBe(1)
    expect(categoryEntropy(['b', 'b'], categories)).toBe(1)
    expect(categoryEntropy(['a', 'a'], categories)).toBe(0)
    // Best order: b (two categories), d, then a. The list: a 1, d 1, b 0.5 + 1.
    const discount = (place: number): number => 1 / Math.log2(place + 1)
    const best = 2 * discount(1) + discount(2) + 0.5 * discount(3)
    const list = discount(1) + discount(2) + 1.5 * discount(3)
    expect(alphaNdcg(['a', 'd', 'b'], set('a', 'b', 'd'), categories)).toBeCloseTo(list / best, 12)
    expect(alphaNdcg(['b', 'd', 'a'], set('a', 'b', 'd'), categories)).toBe(1)
    expect(alphaNdcg(['a'], set('unknown'), categories)).toBe(0)
  })

  test('serendipity leaves out what was to be expected', () => {
    expect(serendipity(['a', 'b', 'c', 'd'], set('a', 'b'), set('a'))).toBe(0.25)
    expect(serendipity([], set('a'), set())).toBe(0)
  })

  test('calibration is the divergence of Steck', () => {
    expect(calibration(['a', 'c'], ['b'], categories)).toBeCloseTo(0, 12)
    // All drama in the history half, only war in the list.
    const p = 0.5
    const expected = p * Math.log(p / (0.01 * p)) + p * Math.log(p / (0.99 * 1 + 0.01 * p))
    expect(calibration(['c'], ['a', 'c'], categories)).toBeCloseTo(expected, 12)
    const weights = new Map([['a', 3]])
    const weighted = 0.75 * Math.log(0.75 / 0.0075) + 0.25 * Math.log(0.25 / (0.99 + 0.0025))
    expect(calibration(['c'], ['a', 'c'], categories, { weights })).toBeCloseTo(weighted, 12)
    expect(calibration(['c'], [], categories)).toBe(0)
  })
})
