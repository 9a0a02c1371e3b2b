import { describe, expect, it } from 'vitest'
import { symmetricEigen } from '../../src/math/symmetric-eigen.ts'
import { truncatedSvd } from '../../src/math/truncated-svd.ts'

/** Numbers from 0 to 1 by a small linear generator. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A sparse matrix, and the same as dense rows. */
function sample(rows: number, columns: number, density: number, seed: number) {
  const next = chance(seed)
  const dense = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => (next() < density ? Math.fround(next() - 0.3) : 0)),
  )
  const indptr = [0]
  const indices: number[] = []
  const values: number[] = []
  for (const row of dense) {
    for (const [column, value] of row.entries()) {
      if (value === 0) continue
      indices.push(column)
      values.push(value)
    }
    indptr.push(indices.length)
  }
  const matrix = {
    rows,
    columns,
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  }
  return { dense, matrix }
}

/** Singular values by the eigenvalues of the whole XᵀX. */
function naive(dense: readonly (readonly number[])[], columns: number): number[] {
  const gram = new Float64Array(columns * columns)
  for (const row of dense)
    for (let i = 0; i < columns; i++) for (let j = 0; j < columns; j++) gram[i * columns + j]! += row[i]! * row[j]!
  return Array.from(symmetricEigen(gram, columns).values, (value) => Math.sqrt(Math.max(0, value)))
}

describe('truncatedSvd', () => {
  // More rows than columns, fewer, as many; spaces smaller and larger than what the method follows; no multiple of a block.
  it.each([
    [300, 120, 5, 0.1],
    [90, 200, 10, 0.1],
    [37, 37, 37, 0.3],
    [5, 40, 3, 0.5],
    [400, 9, 4, 0.4],
    [1, 6, 1, 1],
  ])(
    'of a random %i x %i matrix gives the %i largest singular values and vectors',
    async (rows, columns, components, density) => {
      const { dense, matrix } = sample(rows, columns, density, rows + columns)
      const { singularValues, rightVectors } = await truncatedSvd(matrix, components)
      const expected = naive(dense, columns)
      for (const [j, value] of singularValues.entries()) {
        expect(Math.abs(value - expected[j]!)).toBeLessThan(1e-5 * expected[0]!)
        if (value < 1e-3 * expected[0]!) continue
        // |Xv| is the singular value, and v is a unit vector.
        const v = Array.from({ length: columns }, (_, column) => rightVectors[column * components + j]!)
        expect(Math.hypot(...v)).toBeCloseTo(1, 4)
        expect(Math.hypot(...dense.map((row) => row.reduce((sum, x, at) => sum + x * v[at]!, 0)))).toBeCloseTo(value, 4)
        const largest = v.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0)
        expect(largest).toBeGreaterThan(0)
      }
    },
  )

  it('gives zeros beyond the rank', async () => {
    const row = [1, 2, 0, 3]
    const matrix = {
      rows: 12,
      columns: 4,
      indptr: Int32Array.from({ length: 13 }, (_, at) => 3 * at),
      indices: Int32Array.from({ length: 36 }, (_, at) => [0, 1, 3][at % 3]!),
      values: Float32Array.from({ length: 36 }, (_, at) => [1, 2, 3][at % 3]!),
    }
    const { singularValues, rightVectors } = await truncatedSvd(matrix, 6)
    expect(singularValues[0]).toBeCloseTo(Math.sqrt(12) * Math.hypot(...row), 4)
    expect([...singularValues.subarray(1)]).toEqual([0, 0, 0, 0, 0])
    for (let column = 0; column < 4; column++) {
      expect(rightVectors[column * 6]).toBeCloseTo(row[column]! / Math.hypot(...row), 5)
      expect([...rightVectors.subarray(column * 6 + 1, column * 6 + 6)]).toEqual([0, 0, 0, 0, 0])
    }
    const empty = {
      rows: 2,
      columns: 3,
      indptr: new Int32Array(3),
      indices: new Int32Array(0),
      values: new Float32Array(0),
    }
    expect((await truncatedSvd(empty, 2)).singularValues).toEqual(new Float64Array(2))
  })

  it('finds equal singular values as often as they occur', async () => {
    const size = 40
    const matrix = {
      rows: size,
      columns: size,
      indptr: Int32Array.from({ length: size + 1 }, (_, at) => at),
      indices: Int32Array.from({ length: size }, (_, at) => at),
      values: new Float32Array(size).fill(2),
    }
    const { singularValues } = await truncatedSvd(matrix, 20)
    for (const value of singularValues) expect(value).toBeCloseTo(2, 5)
  })

  it('gives the same bits for the same seed', async () => {
    const { matrix } = sample(60, 50, 0.2, 3)
    expect(await truncatedSvd(matrix, 4, { seed: 5 })).toEqual(await truncatedSvd(matrix, 4, { seed: 5 }))
  })

  it('can be aborted', async () => {
    const { matrix } = sample(60, 50, 0.2, 3)
    await expect(truncatedSvd(matrix, 4, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })
})
