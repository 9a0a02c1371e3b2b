import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareMatrix } from '../../src/similarity/index.ts'
import { toDenseRows } from './worlds.ts'

const query = toDenseRows([[1, 0]])

describe('a prepared matrix', () => {
  it('does not follow later changes of the array it was made of', () => {
    const matrix = toDenseRows([
      [1, 0],
      [0, 1],
    ])
    const prepared = prepareMatrix(matrix)
    matrix.values.reverse()
    expect([...prepared.search(query, 2).scores]).toEqual([1, 0])
  })

  it('knows its size', () => {
    const prepared = prepareMatrix(
      toDenseRows([
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
      { metric: 'dot' },
    )
    const { rows, size, columns, metric } = prepared
    expect({ rows, size, columns, metric }).toEqual({ rows: 3, size: 3, columns: 2, metric: 'dot' })
    expect(prepared.bytes).toBeGreaterThanOrEqual(3 * 2 * 4)
  })

  it('keeps the numbers of the other rows when one is removed', () => {
    const prepared = prepareMatrix(
      toDenseRows([
        [1, 0],
        [3, 1],
        [0, 1],
      ]),
    )
    expect(prepared.remove([0, 0, 17])).toBe(1)
    const { k, indices } = prepared.search(query, 3)
    expect([k, ...indices]).toEqual([2, 1, 2])
    expect([prepared.rows, prepared.size]).toEqual([3, 2])
  })

  it('gives a removed number again only after it was filled again', () => {
    const prepared = prepareMatrix(
      toDenseRows([
        [1, 0],
        [3, 1],
        [0, 1],
      ]),
    )
    prepared.remove([2])
    expect(prepared.rows).toBe(3)
    prepared.upsert([prepared.rows], toDenseRows([[2, 1]]))
    expect([...prepared.search(query, 9).indices]).toEqual([0, 1, 3])
    prepared.upsert([2], toDenseRows([[5, 1]]))
    expect([...prepared.search(query, 9).indices]).toEqual([0, 2, 1, 3])
  })

  it('takes rows beyond its end and leaves what lies between empty', () => {
    const prepared = prepareMatrix(toDenseRows([], 2))
    prepared.upsert(
      [5, 300],
      toDenseRows([
        [1, 1],
        [1, 0],
      ]),
    )
    expect([prepared.rows, prepared.size]).toEqual([301, 2])
    expect([...prepared.search(query, 9).indices]).toEqual([300, 5])
  })

  it('is after any changes what one made of the rows that are left would be', () => {
    const vector = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 3, maxLength: 3 })
    const change = fc.oneof(
      fc.record({
        kind: fc.constant('upsert' as const),
        rows: fc.array(fc.tuple(fc.nat(20), vector), { maxLength: 5 }),
      }),
      fc.record({ kind: fc.constant('remove' as const), rows: fc.array(fc.nat(22), { maxLength: 5 }) }),
    )
    fc.assert(
      fc.property(
        fc.array(vector, { maxLength: 6 }),
        fc.array(change, { maxLength: 10 }),
        fc.constantFrom('cosine' as const, 'dot' as const),
        (start, changes, metric) => {
          const prepared = prepareMatrix(toDenseRows(start, 3), { metric })
          const left = new Map(start.entries())
          for (const { kind, rows } of changes) {
            if (kind === 'upsert') {
              prepared.upsert(
                rows.map(([row]) => row),
                toDenseRows(
                  rows.map(([, values]) => values),
                  3,
                ),
              )
              for (const [row, values] of rows) left.set(row, values)
            } else {
              const there = new Set(rows.filter((row) => left.has(row)))
              expect(prepared.remove(rows)).toBe(there.size)
              for (const row of there) left.delete(row)
            }
          }
          const numbers = [...left.keys()].toSorted((i, j) => i - j)
          const fresh = prepareMatrix(
            toDenseRows(
              numbers.map((row) => left.get(row)!),
              3,
            ),
            { metric },
          )
          expect(prepared.size).toBe(numbers.length)
          const queries = toDenseRows([
            [1, 2, -1],
            [0, 0, 0],
            [0, 1, 0],
            [1, 1, 1],
            [-1, 0, 2],
          ])
          for (const filter of [() => true, (row: number) => row % 3 !== 0]) {
            const found = prepared.search(queries, 4, { filter })
            const expected = fresh.search(queries, 4, { filter: (place) => filter(numbers[place]!) })
            expect([...found.indices]).toEqual([...expected.indices].map((place) => numbers[place]))
            expect([found.k, found.scores]).toEqual([expected.k, expected.scores])
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('asks the filter only about rows that are there', () => {
    const prepared = prepareMatrix(
      toDenseRows([
        [1, 0],
        [3, 1],
        [0, 1],
      ]),
    )
    prepared.remove([1])
    const asked: number[] = []
    prepared.search(query, 1, { filter: (row) => asked.push(row) > 0 })
    expect(asked).toEqual([0])
    prepared.search(query, 5, { filter: (row) => asked.push(row) > 0 })
    expect(asked).toEqual([0, 0, 2])
  })

  it('refuses a change whole, before any of it is made', () => {
    const prepared = prepareMatrix(toDenseRows([[1, 0]]))
    const changes: readonly (readonly [() => unknown, string])[] = [
      [
        () =>
          prepared.upsert(
            [0, -1],
            toDenseRows([
              [0, 1],
              [0, 1],
            ]),
          ),
        'rows[1]',
      ],
      [
        () =>
          prepared.upsert(
            [0, 1.5],
            toDenseRows([
              [0, 1],
              [0, 1],
            ]),
          ),
        'rows[1]',
      ],
      [
        () =>
          prepared.upsert(
            [0],
            toDenseRows([
              [0, 1],
              [0, 1],
            ]),
          ),
        'vectors.rows',
      ],
      [
        () =>
          prepared.upsert(
            [0, 1],
            toDenseRows([
              [0, 1],
              [0, Number.NaN],
            ]),
          ),
        'vectors.values[3]',
      ],
      [() => prepared.upsert([0], toDenseRows([[0, 1, 2]])), 'vectors.columns'],
      [() => prepared.remove([0, Number.NaN]), 'rows[1]'],
    ]
    for (const [change, field] of changes) {
      expect(change).toThrow(expect.objectContaining({ name: 'RecommenderError', code: 'invalid-argument', field }))
      expect([prepared.size, [...prepared.search(query, 5).scores]]).toEqual([1, [1]])
    }
  })

  it('says that there is no memory for a row number that is an id', () => {
    const prepared = prepareMatrix({ rows: 1, columns: 1024, values: new Float32Array(1024).fill(1) })
    const change = (): void =>
      prepared.upsert([2 ** 31 - 2], { rows: 1, columns: 1024, values: new Float32Array(1024) })
    expect(change).toThrow(expect.objectContaining({ code: 'limit-exceeded', field: 'rows' }))
    expect(prepared.size).toBe(1)
  })
})
