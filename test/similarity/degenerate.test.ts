import { describe, expect, it } from 'vitest'
import {
  adjustedCosine,
  bm25,
  bm25Statistics,
  dice,
  jaccard,
  type Metric,
  overlap,
  pairwise,
  topK,
} from '../../src/similarity/index.ts'
import { ALL_METRICS, DISTANCES, MEASURES, toDenseRows, toSparse, toSparseMatrix } from './worlds.ts'

const zero = [0, 0, 0]
const some = [1, 0, 2]
const farthest = Math.sqrt(Math.LN2)

/** The table of docs/guides/similarity.md: both zero, one zero. */
const ZERO_ANSWERS: Readonly<Record<Metric, readonly [both: number, one: number]>> = {
  cosine: [0, 0],
  dot: [0, 0],
  pearson: [0, 0],
  spearman: [0, 0],
  kendall: [0, 0],
  adjustedCosine: [0, 0],
  jaccard: [0, 0],
  weightedJaccard: [0, 0],
  dice: [0, 0],
  overlap: [0, 0],
  bm25: [0, 0],
  euclidean: [0, Math.sqrt(5)],
  manhattan: [0, 3],
  chebyshev: [0, 2],
  hamming: [0, 2 / 3],
  jensenShannon: [0, farthest],
}

describe('degenerate input', () => {
  it.each(ALL_METRICS)('%s answers zero vectors as stated, in every form and in matrices', (metric) => {
    const [both, one] = ZERO_ANSWERS[metric]
    const means = zero
    for (const form of [(vector: number[]) => vector, toSparse]) {
      expect(MEASURES[metric](form(zero), form(zero), means)).toBeCloseTo(both, 12)
      expect(MEASURES[metric](form(zero), form(some), means)).toBeCloseTo(one, 12)
      expect(MEASURES[metric](form(some), form(zero), means)).toBeCloseTo(one, 12)
    }
    for (const form of [toDenseRows, toSparseMatrix]) {
      const { values } = pairwise(metric, form([zero, some]), form([zero, some]), { means })
      expect([values[0], values[1], values[2]]).toEqual([both, one, one].map(Math.fround))
    }
  })

  it.each(ALL_METRICS)('%s of empty vectors is 0', (metric) => {
    expect(MEASURES[metric]([], [], [])).toBe(0)
    expect(MEASURES[metric](toSparse([]), new Float32Array(0), [])).toBe(0)
    expect([...pairwise(metric, toDenseRows([[], []])).values]).toEqual([0, 0, 0, 0])
  })

  it.each(['pearson', 'spearman', 'kendall'] as const)(
    '%s with a constant vector is 0, whatever rounding leaves of its mean',
    (metric) => {
      for (const constant of [0.1, 1e8, 1 / 3, 1e-300, -7e250]) {
        const vector = new Array<number>(7).fill(constant)
        expect(MEASURES[metric](vector, [1, 2, 3, 4, 5, 6, 7], [])).toBe(0)
        expect(MEASURES[metric](vector, vector, [])).toBe(0)
      }
      expect(MEASURES[metric]([5], [3], [])).toBe(0)
      const rows = toDenseRows([
        [0.1, 0.1, 0.1],
        [1, 2, 4],
      ])
      expect([...pairwise(metric, rows).values.subarray(0, 3)]).toEqual([0, 0, 0])
    },
  )

  it('finds nothing alike in empty sets', () => {
    for (const measure of [jaccard, dice, overlap]) {
      expect(measure(new Set(), new Set())).toBe(0)
      expect(measure(new Set(['a']), new Set())).toBe(0)
    }
  })

  it('has no adjusted cosine where no user rated both', () => {
    const a = { indices: [0], values: [5], length: 2 }
    const b = { indices: [1], values: [5], length: 2 }
    expect(adjustedCosine(a, b, [1, 1])).toBe(0)
  })

  it('weighs terms that no document has by 0, and takes a collection without documents', () => {
    const { idf, averageLength } = bm25Statistics(toDenseRows([], 3), { variant: 'bm25+' })
    expect([[...idf], averageLength]).toEqual([[0, 0, 0], 0])
    expect(bm25([1, 0, 0], [2, 0, 0], { idf, averageLength })).toBe(0)
    expect(pairwise('bm25', toDenseRows([[1, 0]]), toDenseRows([], 2)).values).toHaveLength(0)
  })

  it('gives no rows for no queries, and no matches for no rows', () => {
    for (const metric of ['cosine', ...DISTANCES] as const) {
      expect(topK(toDenseRows([], 3), toDenseRows([some]), 2, { metric })).toEqual({
        k: 0,
        indices: new Int32Array(0),
        scores: new Float32Array(0),
      })
      expect(topK(toDenseRows([some]), toDenseRows([], 3), 2, { metric }).k).toBe(0)
    }
  })
})
