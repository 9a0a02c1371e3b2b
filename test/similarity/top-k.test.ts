import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Metric, pairwise, prepareMatrix, type TopKMatches, topK } from '../../src/similarity/index.ts'
import { ALL_METRICS, DISTANCES, generator, NON_NEGATIVE, rowsOf, toDenseRows, toSparseMatrix } from './worlds.ts'

/** The same by scoring all and sorting. */
function sortedMatches(
  scores: Float32Array,
  queries: number,
  rows: number,
  k: number,
  distance: boolean,
  filter: (row: number) => boolean = () => true,
): TopKMatches {
  const eligible = Array.from({ length: rows }, (_, row) => row).filter(filter)
  const kept = queries === 0 ? 0 : Math.min(k, eligible.length)
  const best = Array.from({ length: queries }, (_, query) => {
    const scoreOf = (row: number): number => scores[query * rows + row]!
    const order = eligible.toSorted((i, j) => (distance ? scoreOf(i) - scoreOf(j) : scoreOf(j) - scoreOf(i)) || i - j)
    return order.slice(0, kept).map((row) => [row, scoreOf(row)] as const)
  }).flat()
  return {
    k: kept,
    indices: Int32Array.from(best, ([row]) => row),
    scores: Float32Array.from(best, ([, score]) => score),
  }
}

/** `-0` and `0` are one score. */
const plain = ({ k, indices, scores }: TopKMatches): unknown => [k, [...indices], [...scores].map((score) => score + 0)]

describe('topK', () => {
  it.each(ALL_METRICS)('%s finds what sorting all scores finds, ties going to the smaller row', (metric) => {
    const columns = fc.integer({ min: 1, max: 6 })
    const world = columns.chain((length) => {
      const nonNegative = NON_NEGATIVE.includes(metric)
      return fc.record({
        a: rowsOf(length, nonNegative, 5),
        b: rowsOf(length, nonNegative, 12),
        length: fc.constant(length),
        k: fc.integer({ min: 1, max: 14 }),
      })
    })
    fc.assert(
      fc.property(world, ({ a, b, length, k }) => {
        const [queries, matrix] = [toSparseMatrix(a, length), toSparseMatrix(b, length)]
        const { values } = pairwise(metric, queries, matrix)
        expect(plain(topK(queries, matrix, k, { metric }))).toEqual(
          plain(sortedMatches(values, a.length, b.length, k, DISTANCES.includes(metric))),
        )
        const odd = (row: number): boolean => row % 2 === 1
        expect(plain(topK(queries, matrix, k, { metric, filter: odd }))).toEqual(
          plain(sortedMatches(values, a.length, b.length, k, DISTANCES.includes(metric), odd)),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('gives the closest first: falling similarities, rising distances', () => {
    const matrix = toDenseRows([
      [0, 0],
      [3, 4],
      [1, 0],
    ])
    const near = topK(toDenseRows([[1, 0]]), matrix, 3, { metric: 'euclidean' })
    expect([[...near.indices], [...near.scores].map((x) => x.toFixed(2))]).toEqual([
      [2, 0, 1],
      ['0.00', '1.00', '4.47'],
    ])
    expect(Object.is(near.scores[0], 0)).toBe(true)
    const alike = topK(toDenseRows([[1, 0]]), matrix, 3)
    expect([...alike.indices]).toEqual([2, 1, 0])
    expect([...alike.scores]).toEqual([1, Math.fround(0.6), 0])
  })

  it('searches by cosine unless told otherwise, and gives all rows where k is more', () => {
    const matrix = toDenseRows([
      [10, 10],
      [1, 0],
    ])
    const query = toDenseRows([[2, 0]])
    expect([...topK(query, matrix, 9).indices]).toEqual([1, 0])
    expect(topK(query, matrix, 9).k).toBe(2)
    expect([...topK(query, matrix, 9, { metric: 'dot' }).indices]).toEqual([0, 1])
  })
})

/** Rows that hold each value of a small set often, so that scores tie. */
function randomRows(count: number, columns: number, seed: number): number[][] {
  const random = generator(seed)
  return Array.from({ length: count }, () => Array.from({ length: columns }, () => Math.floor(random() * 5) - 2))
}

describe('dense search by dot product and cosine', () => {
  const metrics = ['cosine', 'dot'] satisfies Metric[]

  it.each(metrics)('%s is exact at every edge of a block and of an unrolled loop', (metric) => {
    for (const columns of [0, 1, 2, 3, 4, 5, 8, 17]) {
      for (const rows of [0, 1, 2, 3, 4, 5, 255, 256, 257, 1023, 1024, 1025]) {
        const matrix = toDenseRows(randomRows(rows, columns, rows + columns), columns)
        const queries = toDenseRows(randomRows(5, columns, 77), columns)
        // The rows as they are kept, rounded to floats at length 1, scored in doubles.
        const scores = pairwise('dot', asKept(queries, metric), asKept(matrix, metric)).values
        for (const k of [1, 7]) {
          expect(plain(topK(queries, matrix, k, { metric }))).toEqual(plain(sortedMatches(scores, 5, rows, k, false)))
        }
      }
    }
  })

  it.each(metrics)('%s gives one query the very answer that it has among others', (metric) => {
    const columns = 33
    const prepared = prepareMatrix(toDenseRows(randomRows(700, columns, 3)), { metric })
    const rows = randomRows(131, columns, 9)
    const together = prepared.search(toDenseRows(rows), 10)
    for (const [query, row] of rows.entries()) {
      const alone = prepared.search(toDenseRows([row]), 10)
      expect(alone.indices).toEqual(together.indices.slice(query * 10, query * 10 + 10))
      expect(alone.scores).toEqual(together.scores.slice(query * 10, query * 10 + 10))
    }
  })

  it('has the same scores as the function cosine, to the precision of floats', () => {
    const random = generator(1)
    const rows = Array.from({ length: 300 }, () => Array.from({ length: 50 }, () => random() - 0.5))
    const matrix = toDenseRows(rows)
    const { indices, scores } = topK(matrix, matrix, 300)
    const all = pairwise('cosine', matrix).values
    for (let place = 0; place < indices.length; place++) {
      const expected = all[Math.floor(place / 300) * 300 + indices[place]!]!
      if (!(Math.abs(scores[place]! - expected) <= 3e-7)) expect.fail(`${scores[place]} instead of ${expected}`)
    }
  })
})

/** Rows as a prepared matrix keeps them. */
function asKept(matrix: ReturnType<typeof toDenseRows>, metric: 'cosine' | 'dot'): ReturnType<typeof toDenseRows> {
  if (metric === 'dot') return matrix
  const values = Float32Array.from(matrix.values)
  for (let row = 0; row < matrix.rows; row++) {
    const part = values.subarray(row * matrix.columns, (row + 1) * matrix.columns)
    const length = Math.sqrt(part.reduce((sum, value) => sum + value * value, 0))
    if (length > 0) for (let column = 0; column < part.length; column++) part[column]! /= length
  }
  return { ...matrix, values }
}
