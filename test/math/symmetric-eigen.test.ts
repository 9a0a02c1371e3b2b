import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symmetricEigen, symmetricEigenSteps } from '../../src/math/symmetric-eigen.ts'

describe('symmetricEigen', () => {
  it('gives orthonormal vectors that the matrix only stretches, by falling values', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }).chain((size) =>
          fc.tuple(
            fc.constant(size),
            fc.array(
              fc.integer({ min: -10_000, max: 10_000 }).map((number) => number / 1000),
              {
                minLength: size * size,
                maxLength: size * size,
              },
            ),
          ),
        ),
        ([size, numbers]) => {
          const at = (i: number, j: number): number => numbers[Math.min(i, j) * size + Math.max(i, j)]!
          const { values, vectors } = symmetricEigen(Float64Array.from(numbers), size)
          for (let a = 0; a < size; a++) {
            if (a > 0) expect(values[a]).toBeLessThanOrEqual(values[a - 1]!)
            for (let b = 0; b < size; b++) {
              let dot = 0
              for (let i = 0; i < size; i++) dot += vectors[a * size + i]! * vectors[b * size + i]!
              expect(dot).toBeCloseTo(a === b ? 1 : 0, 9)
            }
            for (let i = 0; i < size; i++) {
              let product = 0
              for (let j = 0; j < size; j++) product += at(i, j) * vectors[a * size + j]!
              expect(product).toBeCloseTo(values[a]! * vectors[a * size + i]!, 8)
            }
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('knows matrices with a known answer', () => {
    expect([...symmetricEigen(Float64Array.of(2, 1, 1, 2), 2).values]).toEqual([
      expect.closeTo(3, 12),
      expect.closeTo(1, 12),
    ])
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0])
    expect(symmetricEigen(new Float64Array(0), 0).values.length).toBe(0)
  })

  it('comes to an end on NaN', () => {
    expect(symmetricEigen(new Float64Array(16).fill(Number.NaN), 4).values.length).toBe(4)
  })

  it('may be interrupted all along, with the same result', () => {
    const size = 40
    const matrix = Float64Array.from({ length: size * size }, (_, at) => Math.sin(at * at))
    const steps = symmetricEigenSteps(matrix, size)
    let interruptions = 0
    for (;;) {
      const { done, value } = steps.next()
      if (done) {
        expect(value).toEqual(symmetricEigen(matrix, size))
        break
      }
      interruptions++
    }
    // At each of the columns, in each of the three passes.
    expect(interruptions).toBeGreaterThan(2 * size)
  })
})
