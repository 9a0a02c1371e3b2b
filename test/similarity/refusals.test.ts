import { describe, expect, it } from 'vitest'
import { RecommenderError } from '../../src/errors.ts'
import {
  adjustedCosine,
  bm25,
  cosine,
  jaccard,
  jensenShannon,
  type Metric,
  pairwise,
  prepareMatrix,
  type SparseMatrix,
  topK,
  type Vector,
} from '../../src/similarity/index.ts'
import { ALL_METRICS, MEASURES, NON_NEGATIVE, toDenseRows, toSparse, toSparseMatrix } from './worlds.ts'

/** What is thrown, as a `RecommenderError`; anything else fails the test. */
function refusalOf(work: () => unknown): RecommenderError {
  try {
    work()
  } catch (error) {
    if (error instanceof RecommenderError) return error
    throw error
  }
  return expect.fail('nothing was thrown')
}

const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

describe('what is refused of two vectors', () => {
  it.each(ALL_METRICS)('%s refuses NaN and infinite values by their place, in every form', (metric) => {
    const means = [0, 0, 0, 0, 0]
    for (const value of bad) {
      // At the front, in the middle, at the end, against zeros and against itself.
      for (const index of [0, 2, 4]) {
        const a = [0, 1, 0, 2, 3].with(index, value)
        for (const b of [[1, 1, 1, 1, 1], [0, 0, 0, 0, 0], a]) {
          const forms: readonly ((vector: number[]) => Vector)[] = [
            (vector) => vector,
            (vector) => Float64Array.from(vector),
            (vector) => Float32Array.from(vector),
            toSparse,
          ]
          for (const form of forms) {
            const { code, field } = refusalOf(() => MEASURES[metric](form(a), form(b), means))
            expect([code, field]).toEqual(['invalid-argument', `a[${index}]`])
          }
        }
        expect(refusalOf(() => MEASURES[metric]([1, 1, 1, 1, 1], a, means)).field).toBe(`b[${index}]`)
        expect(refusalOf(() => MEASURES[metric](toSparse([1, 0, 1, 1, 1]), a, means)).field).toBe(`b[${index}]`)
      }
    }
  })

  it.each(ALL_METRICS)('%s refuses vectors of different length and says what to look for', (metric) => {
    for (const [a, b] of [
      [
        [1, 2],
        [1, 2, 3],
      ],
      [toSparse([1, 2]), toSparse([1, 2, 3])],
      [toSparse([1, 2]), [1, 2, 3]],
    ] as const) {
      const { code, field, message } = refusalOf(() => MEASURES[metric](a, b, [0, 0]))
      expect([code, field]).toEqual(['invalid-argument', 'b'])
      expect(message).toContain('2 and 3')
      expect(message).toContain('same encoder')
    }
  })

  it.each(NON_NEGATIVE)('%s refuses negative numbers by their place', (metric) => {
    expect(refusalOf(() => MEASURES[metric]([1, -2], [1, 1], [])).field).toBe('a[1]')
    expect(refusalOf(() => MEASURES[metric](toSparse([1, 1]), toSparse([0, -1]), [])).field).toBe('b[1]')
    expect(refusalOf(() => pairwise(metric, toDenseRows([[1, 1]]), toDenseRows([[1, -1]]))).field).toBe('b.values[1]')
  })

  it('are values that are no vectors', () => {
    const noVectors: readonly unknown[] = [
      null,
      undefined,
      5,
      'text',
      {},
      { length: -1 },
      { length: 1.5 },
      new Set([1]),
    ]
    for (const value of noVectors) expect(refusalOf(() => cosine(value as Vector, [1])).field).toBe('a')
    expect(refusalOf(() => cosine([1], ['1'] as unknown as Vector)).field).toBe('b[0]')
    expect(refusalOf(() => cosine([1, 2], [1, undefined] as unknown as Vector)).field).toBe('b[1]')
    expect(refusalOf(() => cosine(BigInt64Array.of(1n) as unknown as Vector, [1])).message).toContain('bigint')
    expect(refusalOf(() => cosine(new Set([1]) as unknown as Vector, [1])).message).toContain('jaccard')
  })

  it('are sparse vectors whose indices do not rise, leave the vector, or do not fit their values', () => {
    const sparse = (indices: number[], values: number[] = indices.map(() => 1)): Vector => ({
      indices,
      values,
      length: 4,
    })
    for (const indices of [
      [0, 2, 2],
      [0, 3, 1],
      [0, 1, 4],
      [0, 1, 2.5],
      [0, 1, Number.NaN],
    ]) {
      expect(refusalOf(() => cosine(sparse(indices), sparse([0]))).field).toBe('a.indices[2]')
    }
    expect(refusalOf(() => cosine(sparse([-1]), sparse([0]))).field).toBe('a.indices[0]')
    expect(refusalOf(() => cosine(sparse([0]), sparse([0, 1], [1]))).field).toBe('b')
  })

  it('is a set against a vector', () => {
    expect(refusalOf(() => jaccard(new Set(['a']), [1] as never)).field).toBe('b')
    expect(refusalOf(() => jaccard([1], new Set(['a']) as never)).field).toBe('a')
  })

  it('are options out of range, by name', () => {
    expect(refusalOf(() => jensenShannon([1], [1], { base: 1 })).field).toBe('base')
    expect(refusalOf(() => bm25([1], [1], { k1: -1 })).field).toBe('k1')
    expect(refusalOf(() => bm25([1], [1], { b: 1.1 })).field).toBe('b')
    expect(refusalOf(() => bm25([1], [1], { delta: Number.NaN })).field).toBe('delta')
    expect(refusalOf(() => bm25([1], [1], { averageLength: -1 })).field).toBe('averageLength')
    expect(refusalOf(() => bm25([1], [1], { idf: [1, 2] })).field).toBe('idf')
    expect(refusalOf(() => bm25([1], [1], { idf: [Number.NaN] })).field).toBe('idf[0]')
    expect(refusalOf(() => bm25([1], [1], { variant: 'bm26' as 'lucene' })).field).toBe('variant')
    expect(refusalOf(() => adjustedCosine([1], [1], [])).field).toBe('means')
    expect(refusalOf(() => adjustedCosine([1], [1], [Number.NaN])).field).toBe('means[0]')
  })
})

describe('what is refused of matrices', () => {
  const good = toDenseRows([
    [1, 2],
    [3, 4],
  ])
  const sparse = toSparseMatrix([
    [1, 2],
    [0, 4],
  ])

  it.each(ALL_METRICS)('pairwise and topK refuse NaN for %s, by its place', (metric) => {
    const dense = { rows: 1, columns: 2, values: Float32Array.of(1, Number.NaN) }
    expect(refusalOf(() => pairwise(metric, good, dense)).field).toBe('b.values[1]')
    expect(refusalOf(() => topK(dense, good, 1, { metric })).field).toBe('queries.values[1]')
    const broken: SparseMatrix = { ...sparse, values: Float32Array.of(1, Number.NaN, 2) }
    expect(refusalOf(() => topK(sparse, broken, 1, { metric })).field).toBe('matrix.values[1]')
  })

  it('are shapes that do not fit', () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [null, 'a'],
      [[[1, 2]], 'a.rows'],
      [{ ...good, rows: -1 }, 'a.rows'],
      [{ ...good, columns: 1.5 }, 'a.columns'],
      [{ ...good, rows: 3 }, 'a.values'],
      [{ ...good, values: [1, 2, 3, 4] }, 'a.values'],
      [{ ...sparse, indptr: [0, 2, 3] }, 'a'],
      [{ ...sparse, indptr: Int32Array.of(0, 2) }, 'a.indptr'],
      [{ ...sparse, indptr: Int32Array.of(0, 2, 2) }, 'a.indptr'],
      [{ ...sparse, indptr: Int32Array.of(1, 2, 3) }, 'a.indptr'],
      [{ ...sparse, rows: 3, indptr: Int32Array.of(0, 3, 2, 3) }, 'a.indptr[2]'],
      [{ ...sparse, rows: 3, indptr: Int32Array.of(0, 4, 3, 3) }, 'a.indptr[2]'],
      [{ ...sparse, indices: Int32Array.of(1, 0, 1) }, 'a.indices[1]'],
      [{ ...sparse, indices: Int32Array.of(0, 2, 1) }, 'a.indices[1]'],
      [{ ...sparse, indices: Int32Array.of(-1, 0, 1) }, 'a.indices[0]'],
    ]
    for (const [matrix, field] of cases) {
      expect(refusalOf(() => pairwise('euclidean', matrix as typeof good)).field).toBe(field)
    }
    expect(refusalOf(() => pairwise('cosine', good, toDenseRows([[1, 2, 3]]))).field).toBe('b.columns')
    expect(refusalOf(() => topK(good, toDenseRows([[1, 2, 3]]), 1, { metric: 'pearson' })).field).toBe('matrix.columns')
    expect(refusalOf(() => topK(toDenseRows([[1, 2, 3]]), good, 1)).field).toBe('queries.columns')
    expect(refusalOf(() => topK(null as never, good, 1)).field).toBe('queries')
    expect(refusalOf(() => topK(good, undefined as never, 1)).field).toBe('matrix')
  })

  it('are a measure of no known name and a bad k, also where there is nothing to search', () => {
    expect(refusalOf(() => pairwise('cosinus' as Metric, good)).field).toBe('metric')
    expect(refusalOf(() => topK(good, good, 1, { metric: 'cosinus' as Metric })).field).toBe('metric')
    expect(refusalOf(() => prepareMatrix(good, { metric: 'euclidean' as 'dot' })).field).toBe('metric')
    for (const k of [0, -1, 1.5, Number.NaN]) {
      for (const metric of ['cosine', 'euclidean'] as const) {
        expect(refusalOf(() => topK(good, good, k, { metric })).field).toBe('k')
        expect(refusalOf(() => topK(toDenseRows([], 2), good, k, { metric })).field).toBe('k')
      }
    }
  })

  it('is a sparse matrix of ratings against a dense one', () => {
    expect(refusalOf(() => pairwise('adjustedCosine', sparse, good)).field).toBe('b')
  })

  it('is a sparse matrix to be prepared', () => {
    const { field, message } = refusalOf(() => prepareMatrix(sparse as never))
    expect([field, message.includes('topK')]).toEqual(['matrix', true])
  })

  it('are more scores than an array holds', () => {
    const empty = { rows: 30_000, columns: 0, values: new Float32Array(0) }
    expect(refusalOf(() => pairwise('cosine', empty)).code).toBe('limit-exceeded')
  })

  it('are doubles beyond floats, where rows are kept as they are', () => {
    const huge = { rows: 1, columns: 2, values: Float64Array.of(1, 1e39) }
    expect(refusalOf(() => prepareMatrix(huge, { metric: 'dot' })).field).toBe('matrix.values[1]')
    expect(prepareMatrix(huge).search(huge, 1).scores[0]).toBe(1)
  })
})
