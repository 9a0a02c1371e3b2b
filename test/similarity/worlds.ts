/** Vectors and matrices that several tests here use, and the measures by name. */
import fc from 'fast-check'
import type { DenseRows, Metric, SparseMatrix, SparseVector, Vector } from '../../src/similarity/index.ts'
import * as similarity from '../../src/similarity/index.ts'

type Between = (a: Vector, b: Vector, means: readonly number[]) => number

/** Every measure of two vectors by its name; `bm25` as it is without a collection. */
export const MEASURES: Readonly<Record<Metric, Between>> = {
  cosine: similarity.cosine,
  dot: similarity.dot,
  pearson: similarity.pearson,
  spearman: similarity.spearman,
  kendall: similarity.kendall,
  adjustedCosine: similarity.adjustedCosine,
  jaccard: (a, b) => similarity.jaccard(a, b),
  weightedJaccard: similarity.weightedJaccard,
  dice: (a, b) => similarity.dice(a, b),
  overlap: (a, b) => similarity.overlap(a, b),
  bm25: (a, b) => similarity.bm25(a, b),
  euclidean: similarity.euclidean,
  manhattan: similarity.manhattan,
  chebyshev: similarity.chebyshev,
  hamming: similarity.hamming,
  jensenShannon: (a, b) => similarity.jensenShannon(a, b),
}

export const ALL_METRICS = Object.keys(MEASURES) as Metric[]
export const NON_NEGATIVE: readonly Metric[] = ['weightedJaccard', 'jensenShannon', 'bm25']
export const DISTANCES: readonly Metric[] = ['euclidean', 'manhattan', 'chebyshev', 'hamming', 'jensenShannon']

/** The same vector by its non-zero entries. */
export function toSparse(vector: readonly number[]): SparseVector {
  const indices = vector.flatMap((value, index) => (value === 0 ? [] : [index]))
  return { indices, values: indices.map((index) => vector[index]!), length: vector.length }
}

export function toDenseRows(rows: readonly (readonly number[])[], columns: number = rows[0]?.length ?? 0): DenseRows {
  return { rows: rows.length, columns, values: Float32Array.from(rows.flat()) }
}

export function toSparseMatrix(
  rows: readonly (readonly number[])[],
  columns: number = rows[0]?.length ?? 0,
): SparseMatrix {
  const entries = rows.map(toSparse)
  let end = 0
  const indptr = Int32Array.from([0, ...entries.map((row) => (end += row.values.length))])
  return {
    kind: 'sparse',
    rows: rows.length,
    columns,
    indptr,
    indices: Int32Array.from(entries.flatMap((row) => Array.from(row.indices))),
    values: Float32Array.from(entries.flatMap((row) => Array.from(row.values))),
  }
}

/** Numbers as they come: small ones with many ties and zeros, or floats. All are exact as 32-bit floats. */
export const entry = (nonNegative = false): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: nonNegative ? 0 : -3, max: 3 }),
    fc
      .float({ min: nonNegative ? 0 : -1000, max: 1000, noNaN: true })
      .map((value) => (Math.abs(value) < 1e-6 ? 0 : value)),
  )

/** Two vectors of one length. */
export const pairOf = (nonNegative = false, maxLength = 40): fc.Arbitrary<[number[], number[]]> =>
  fc.integer({ min: 0, max: maxLength }).chain((length) => {
    const vector = fc.array(entry(nonNegative), { minLength: length, maxLength: length })
    return fc.tuple(vector, vector)
  })

/** Rows of one length. */
export const rowsOf = (columns: number, nonNegative = false, maxRows = 8): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(entry(nonNegative), { minLength: columns, maxLength: columns }), { maxLength: maxRows })

/** Whether two numbers agree to 1e-6: relative above 1, absolute below. */
export const agree = (actual: number, expected: number, tolerance = 1e-6): boolean =>
  Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))

/** A generator of numbers in [0, 1) for tests that need many at once. */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
