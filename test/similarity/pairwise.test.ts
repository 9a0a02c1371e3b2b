import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bm25, bm25Statistics, type Matrix, type Metric, pairwise } from '../../src/similarity/index.ts'
import {
  ALL_METRICS,
  agree,
  generator,
  MEASURES,
  NON_NEGATIVE,
  rowsOf,
  toDenseRows,
  toSparse,
  toSparseMatrix,
} from './worlds.ts'

const nonNegative = (metric: Metric): boolean => NON_NEGATIVE.includes(metric)

/** Two sets of rows with one number of columns, and a mean for each column. */
const matrices = (metric: Metric): fc.Arbitrary<{ a: number[][]; b: number[][]; columns: number; means: number[] }> =>
  fc.integer({ min: 0, max: 20 }).chain((columns) =>
    fc.record({
      a: rowsOf(columns, nonNegative(metric)),
      b: rowsOf(columns, nonNegative(metric)),
      columns: fc.constant(columns),
      means: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: columns, maxLength: columns }),
    }),
  )

function expectCells(
  actual: { readonly rows: number; readonly columns: number; readonly values: Float32Array },
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  cell: (x: readonly number[], y: readonly number[]) => number,
): void {
  expect([actual.rows, actual.columns, actual.values.length]).toEqual([a.length, b.length, a.length * b.length])
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) {
      const found = actual.values[i * b.length + j]!
      const expected = cell(x, y)
      if (!agree(found, expected)) expect.fail(`row ${i}, column ${j} is ${found}, expected ${expected}`)
    }
  }
}

describe('pairwise', () => {
  it.each(ALL_METRICS.filter((metric) => metric !== 'bm25' && metric !== 'adjustedCosine'))(
    '%s gives what the function gives for each two rows, dense, sparse and mixed',
    (metric) => {
      fc.assert(
        fc.property(matrices(metric), ({ a, b, columns }) => {
          for (const left of [toDenseRows(a, columns), toSparseMatrix(a, columns)]) {
            for (const right of [toDenseRows(b, columns), toSparseMatrix(b, columns)]) {
              expectCells(pairwise(metric, left, right), a, b, (x, y) => MEASURES[metric](x, y, []))
            }
          }
        }),
        { numRuns: 60 },
      )
    },
  )

  it('adjustedCosine takes ratings both dense or both sparse', () => {
    fc.assert(
      fc.property(matrices('adjustedCosine'), ({ a, b, columns, means }) => {
        const dense = pairwise('adjustedCosine', toDenseRows(a, columns), toDenseRows(b, columns), { means })
        expectCells(dense, a, b, (x, y) => MEASURES.adjustedCosine(x, y, means))
        const sparse = pairwise('adjustedCosine', toSparseMatrix(a, columns), toSparseMatrix(b, columns), { means })
        expectCells(sparse, a, b, (x, y) => MEASURES.adjustedCosine(toSparse(x), toSparse(y), means))
      }),
    )
  })

  it('adjustedCosine takes the means from the ratings of the second matrix, if it is not told', () => {
    const ratings = [
      [5, 3, 0],
      [4, 0, 1],
      [0, 2, 5],
    ]
    const overStored = [4.5, 2.5, 3]
    const sparse = toSparseMatrix(ratings)
    expectCells(pairwise('adjustedCosine', sparse), ratings, ratings, (x, y) =>
      MEASURES.adjustedCosine(toSparse(x), toSparse(y), overStored),
    )
    const overAll = [3, 5 / 3, 2]
    expectCells(pairwise('adjustedCosine', toDenseRows(ratings)), ratings, ratings, (x, y) =>
      MEASURES.adjustedCosine(x, y, overAll),
    )
  })

  it('bm25 takes idf and mean length from the documents, dense, sparse and mixed', () => {
    fc.assert(
      fc.property(
        matrices('bm25'),
        fc.constantFrom('lucene', 'robertson', 'atire', 'bm25+', 'bm25l'),
        ({ a, b, columns }, variant) => {
          for (const left of [toDenseRows(a, columns), toSparseMatrix(a, columns)]) {
            for (const right of [toDenseRows(b, columns), toSparseMatrix(b, columns)]) {
              const options = { ...bm25Statistics(right, { variant }), variant, k1: 1.2 }
              expectCells(pairwise('bm25', left, right, { variant, k1: 1.2 }), a, b, (x, y) => bm25(x, y, options))
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(['cosine', 'pearson', 'euclidean'] as const)('%s is right at every edge of a block', (metric) => {
    const random = generator(5)
    for (const columns of [1, 2, 3, 4, 5, 4096, 6145]) {
      for (const [left, right] of [
        [1, 1],
        [2, 3],
        [3, 2],
        [5, 4],
        [3, 7],
      ] as const) {
        const rows = (count: number): number[][] =>
          Array.from({ length: count }, () => Array.from({ length: columns }, () => Math.fround(random() - 0.5)))
        const [a, b] = [rows(left), rows(right)]
        expectCells(pairwise(metric, toDenseRows(a), toDenseRows(b)), a, b, (x, y) => MEASURES[metric](x, y, []))
      }
    }
    // Many rows of few columns: more than a block on either side.
    const many = Array.from({ length: 1027 }, () => [Math.fround(random() - 0.5), Math.fround(random())])
    const others = many.slice(0, 259)
    expectCells(pairwise(metric, toDenseRows(many), toDenseRows(others)), many, others, (x, y) =>
      MEASURES[metric](x, y, []),
    )
  })

  it('bm25 adds what a query gives to every document, for more queries than are in work at once', () => {
    const queries = Array.from({ length: 1030 }, (_, n) => [n % 3, n % 2])
    const documents = [
      [1, 0],
      [2, 5],
    ]
    const options = { ...bm25Statistics(toDenseRows(documents), { variant: 'bm25+' }), variant: 'bm25+' } as const
    const found = pairwise('bm25', toDenseRows(queries), toDenseRows(documents), { variant: 'bm25+' })
    expectCells(found, queries, documents, (x, y) => bm25(x, y, options))
  })

  it('compares the rows of one matrix among themselves where no other is given', () => {
    const matrix: Matrix = { rows: 2, columns: 2, values: Float64Array.of(1, 0, 1, 1) }
    const { kind, rows, columns, values } = pairwise('cosine', matrix)
    expect([kind, rows, columns]).toEqual(['dense', 2, 2])
    expect([...values]).toEqual([1, Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2), 1])
  })

  it('hands options on', () => {
    const matrix = toDenseRows([
      [1, 0],
      [0, 1],
    ])
    expect([...pairwise('jensenShannon', matrix, matrix, { base: 2 }).values]).toEqual([0, 1, 1, 0])
  })

  it('leaves its input as it was', () => {
    for (const metric of ALL_METRICS) {
      const rows = [
        [1, 0, 3],
        [2, 2, 0],
      ]
      const [dense, sparse] = [toDenseRows(rows), toSparseMatrix(rows)]
      pairwise(metric, dense)
      pairwise(metric, sparse)
      expect([dense, sparse]).toEqual([toDenseRows(rows), toSparseMatrix(rows)])
    }
  })
})
