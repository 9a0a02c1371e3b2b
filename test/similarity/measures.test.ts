import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adjustedCosine,
  cosine,
  dice,
  euclidean,
  jaccard,
  jensenShannon,
  kendall,
  type Metric,
  overlap,
  pearson,
  spearman,
} from '../../src/similarity/index.ts'
import { ALL_METRICS, agree, DISTANCES, MEASURES, NON_NEGATIVE, pairOf, toSparse } from './worlds.ts'

const nonNegative = (metric: Metric): boolean => NON_NEGATIVE.includes(metric)

/** The ranks from 1, equal numbers sharing the mean of theirs, by counting. */
const naiveRanks = (vector: readonly number[]): number[] =>
  vector.map((x) => {
    const smaller = vector.filter((y) => y < x).length
    const equal = vector.filter((y) => y === x).length
    return smaller + (equal + 1) / 2
  })

/** Kendall's tau-b by looking at every pair. */
function naiveKendall(a: readonly number[], b: readonly number[]): number {
  let agreement = 0
  let notTiedInA = 0
  let notTiedInB = 0
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const x = Math.sign(a[i]! - a[j]!)
      const y = Math.sign(b[i]! - b[j]!)
      agreement += x * y
      notTiedInA += x * x
      notTiedInB += y * y
    }
  }
  return notTiedInA === 0 || notTiedInB === 0 ? 0 : agreement / Math.sqrt(notTiedInA * notTiedInB)
}

describe('the form of a vector', () => {
  // In adjustedCosine what a sparse vector lacks is no rating, so there the forms differ on purpose.
  it.each(ALL_METRICS.filter((metric) => metric !== 'adjustedCosine'))('does not matter to %s', (metric) => {
    const measure = MEASURES[metric]
    fc.assert(
      fc.property(pairOf(nonNegative(metric)), ([a, b]) => {
        const expected = measure(a, b, [])
        for (const x of [Float32Array.from(a), Float64Array.from(a), toSparse(a)]) {
          for (const y of [Float32Array.from(b), b, toSparse(b)]) {
            if (!agree(measure(x, y, []), expected, 1e-9)) expect.fail(`${measure(x, y, [])} instead of ${expected}`)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['jaccard', jaccard],
    ['dice', dice],
    ['overlap', overlap],
  ] as const)('of a set does not matter to %s', (_, measure) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.uint8Array({ maxLength: 30 }), (left, right) => {
        const members = (bytes: Uint8Array): number[] => [...bytes].map((byte) => byte % 32)
        const vector = (bytes: Uint8Array): number[] =>
          Array.from({ length: 32 }, (_, n) => (members(bytes).includes(n) ? 1 + n : 0))
        const sets = measure(new Set(members(left)), new Set(members(right)))
        expect(sets).toBe(measure(vector(left), vector(right)))
      }),
    )
  })

  it('may hold stored zeros', () => {
    const a = { indices: [0, 2, 3], values: [0, 4, 0], length: 5 }
    const b = { indices: [1, 2], values: [1, 0], length: 5 }
    for (const metric of ALL_METRICS.filter((name) => name !== 'adjustedCosine')) {
      const expected = MEASURES[metric]([0, 0, 4, 0, 0], [0, 1, 0, 0, 0], [])
      expect([metric, agree(MEASURES[metric](a, b, []), expected, 1e-12)]).toEqual([metric, true])
    }
  })
})

describe('every measure', () => {
  it.each(ALL_METRICS.filter((metric) => metric !== 'bm25'))(
    '%s is the same both ways round, and changes nothing',
    (metric) => {
      fc.assert(
        fc.property(pairOf(nonNegative(metric)), ([a, b]) => {
          const means = a.map((_, n) => n % 3)
          const [x, y] = [Float64Array.from(a), Float64Array.from(b)]
          expect(agree(MEASURES[metric](x, y, means), MEASURES[metric](y, x, means), 1e-12)).toBe(true)
          expect([[...x], [...y]]).toEqual([a, b])
        }),
      )
    },
  )

  it.each(['cosine', 'pearson', 'spearman', 'kendall', 'adjustedCosine'] as const)(
    '%s stays within -1 and 1, and is 1 for a vector and itself',
    (metric) => {
      fc.assert(
        fc.property(pairOf(), ([a, b]) => {
          const means = a.map(() => 0.5)
          expect(Math.abs(MEASURES[metric](a, b, means))).toBeLessThanOrEqual(1)
          const self = MEASURES[metric](a, a, means)
          if (self !== 0) expect(self).toBeCloseTo(1, 12)
        }),
      )
    },
  )

  it.each(['jaccard', 'weightedJaccard', 'dice', 'overlap'] as const)('%s stays within 0 and 1', (metric) => {
    fc.assert(
      fc.property(pairOf(true), ([a, b]) => {
        const score = MEASURES[metric](a, b, [])
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        if (a.some((x) => x !== 0)) expect(MEASURES[metric](a, a, [])).toBe(1)
      }),
    )
  })

  it.each(DISTANCES)('%s is 0 for a vector and itself, and keeps the triangle inequality', (metric) => {
    const three = fc.tuple(pairOf(true, 12), fc.infiniteStream(fc.integer({ min: 0, max: 5 })))
    fc.assert(
      fc.property(three, ([[a, b], stream]) => {
        const c = a.map(() => Number(stream.next().value))
        const distance = MEASURES[metric]
        expect(distance(a, a, [])).toBe(0)
        expect(distance(a, b, [])).toBeLessThanOrEqual(distance(a, c, []) + distance(c, b, []) + 1e-6)
      }),
    )
  })
})

describe('cosine and correlations', () => {
  it('do not pass 1 by a rounding', () => {
    // The root of 3, squared, is a little less than 3.
    expect(cosine([1, 1, 1], [1, 1, 1])).toBe(1)
    expect(pearson([1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0])).toBe(1)
    expect(cosine([1, 1, 1], [-1, -1, -1])).toBe(-1)
  })
})

describe('rank correlations', () => {
  it('spearman is the Pearson correlation of the ranks', () => {
    fc.assert(
      fc.property(pairOf(), ([a, b]) => {
        expect(agree(spearman(a, b), pearson(naiveRanks(a), naiveRanks(b)), 1e-12)).toBe(true)
      }),
    )
  })

  it('kendall is what looking at every pair of positions gives', () => {
    fc.assert(
      fc.property(pairOf(), ([a, b]) => {
        expect(agree(kendall(a, b), naiveKendall(a, b), 1e-12)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('depend on the order alone', () => {
    fc.assert(
      fc.property(pairOf(), ([a, b]) => {
        const stretched = a.map((x) => Math.sign(x) * x * x + 5)
        expect(spearman(stretched, b)).toBe(spearman(a, b))
        expect(kendall(stretched, b)).toBe(kendall(a, b))
      }),
    )
  })

  it('take a hundred thousand numbers with a million positions besides', () => {
    const indices = Int32Array.from({ length: 100_000 }, (_, n) => n * 11)
    const values = Float64Array.from(indices, (index) => Math.sin(index))
    const vector = { indices, values, length: 1_100_000 }
    expect(kendall(vector, vector)).toBeCloseTo(1, 12)
    expect(spearman(vector, vector)).toBeCloseTo(1, 12)
  })
})

describe('numbers at the ends of the range of doubles', () => {
  it('keep their angle and their correlation', () => {
    for (const scale of [1e-310, 1e-200, 1, 1e200, 1e300]) {
      const a = [1, 2, 3].map((x) => x * scale)
      expect(cosine(a, [3, 2, 1])).toBeCloseTo(10 / 14, 9)
      expect(cosine(toSparse(a), toSparse([3e250, 2e250, 1e250]))).toBeCloseTo(10 / 14, 9)
      expect(pearson(a, [1, 2, 4])).toBeCloseTo(0.9819805, 6)
      expect(euclidean(a, [0, 0, 0]) / scale).toBeCloseTo(Math.sqrt(14), 9)
    }
    expect(jensenShannon([1e308, 1e308], [1e308, 1e308])).toBe(0)
  })

  it('keep the variation of vectors far from zero', () => {
    expect(pearson([1e8 + 1, 1e8 + 2, 1e8 + 4], [1, 2, 4])).toBeCloseTo(1, 9)
  })
})

describe('adjustedCosine', () => {
  const means = [4, 2, 3, 1]

  it('counts the users who rated both items, and a stored 0 as a rating', () => {
    const a = { indices: [0, 1, 3], values: [5, 0, 2], length: 4 }
    const b = { indices: [1, 2, 3], values: [1, 5, 2], length: 4 }
    // Users 1 and 3: (-2, 1) and (-1, 1)
    expect(adjustedCosine(a, b, means)).toBeCloseTo(3 / Math.sqrt(5 * 2), 12)
  })

  it('takes every position of a dense vector for a rating', () => {
    const a = [5, 0, 3, 2]
    const b = { indices: [1, 3], values: [1, 2], length: 4 }
    expect(adjustedCosine(a, b, means)).toBeCloseTo(3 / Math.sqrt(5 * 2), 12)
    expect(adjustedCosine(a, [4, 1, 3, 2], means)).toBeCloseTo(cosine([1, -2, 0, 1], [0, -1, 0, 1]), 12)
  })
})
