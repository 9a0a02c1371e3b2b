import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, createVectorKernels, kernelMemory } from '../../src/kernels/index.ts'

/** Lengths at and around the edges of every unrolled block. */
const lengths = [0, 1, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100]
const anyLength = fc.constantFrom(...lengths)
const numbers = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values))

const exact = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0
  for (let i = 0; i < a.length; i += 1) total += a[i]! * b[i]!
  return total
}

describe.each(['wasm-simd', 'plain'] as const)('the %s vector kernels', (backend) => {
  const arena = new Arena(kernelMemory(backend))
  const kernels = createVectorKernels(arena, backend)

  const place = (values: Float32Array): number => {
    const address = arena.allocate(values.byteLength)
    arena.float32(address, values.length).set(values)
    return address
  }

  const pair = anyLength.chain((n) => fc.tuple(numbers(n), numbers(n)))

  it('multiply vectors of every length', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [x, y] = [place(a), place(b)]
        const bound = 1e-6 * (1 + exact(a.map(Math.abs), b.map(Math.abs)))
        expect(Math.abs(kernels.dot(x, y, a.length) - exact(a, b))).toBeLessThanOrEqual(bound)
        expect(Math.abs(kernels.dotDouble(x, y, a.length) - exact(a, b))).toBeLessThanOrEqual(1e-13 * (1 + a.length))
        arena.free(x)
        arena.free(y)
      }),
      { numRuns: 200 },
    )
  })

  it('add a multiple of a vector, and touch nothing after its end', () => {
    fc.assert(
      fc.property(pair, fc.float({ min: -3, max: 3, noNaN: true }), ([a, b], alpha) => {
        const x = place(a)
        const y = place(Float32Array.from([...b, 99, 99, 99, 99]))
        kernels.axpy(alpha, x, y, a.length)
        const got = arena.float32(y, b.length + 4)
        for (let i = 0; i < b.length; i += 1) expect(got[i]).toBeCloseTo(b[i]! + alpha * a[i]!, 5)
        expect([...got.subarray(b.length)]).toEqual([99, 99, 99, 99])
        arena.free(x)
        arena.free(y)
      }),
      { numRuns: 200 },
    )
  })

  it('give products and lengths of many rows, as one by one', () => {
    for (const n of lengths) {
      const rows = 5
      const stride = 4 * (n + (n % 3))
      const values = Float32Array.from({ length: (rows * stride) / 4 + 1 }, (_, i) => Math.sin(i * 7 + n))
      const query = Float32Array.from({ length: n }, (_, i) => Math.cos(i * 3 + n))
      const [base, q, out] = [place(values), place(query), place(new Float32Array(rows))]
      kernels.dotRows(base, rows, stride, q, n, out)
      for (let r = 0; r < rows; r += 1) {
        const row = values.subarray((r * stride) / 4, (r * stride) / 4 + n)
        expect(arena.float32(out, rows)[r]).toBeCloseTo(exact(row, query), 4)
      }
      kernels.norms(base, rows, stride, n, out)
      for (let r = 0; r < rows; r += 1) {
        const row = values.subarray((r * stride) / 4, (r * stride) / 4 + n)
        expect(arena.float32(out, rows)[r]).toBeCloseTo(Math.sqrt(exact(row, row)), 5)
      }
    }
  })

  it('keep exactly the k best rows, the earlier of equal ones', () => {
    const world = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(1, 3, 4, 8, 17),
    )
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.integer({ min: -3, max: 3 })), ([rows, k, n], stream) => {
        // Small whole numbers: many equal scores, and no rounding.
        const next = stream[Symbol.iterator]()
        const values = Float32Array.from({ length: rows * n }, () => next.next().value as number)
        const query = Float32Array.from({ length: n }, () => next.next().value as number)
        const [base, q, scores, indices] = [place(values), place(query), arena.allocate(8 * k), arena.allocate(4 * k)]
        const half = rows >> 1
        let size = kernels.scanFloat(base, 0, half, 4 * n, q, n, k, scores, indices, 0)
        size = kernels.scanFloat(base, half, rows - half, 4 * n, q, n, k, scores, indices, size)
        const best = Array.from(
          { length: rows },
          (_, r) => [exact(values.subarray(r * n, r * n + n), query), r] as const,
        )
          .sort((a, b) => b[0] - a[0] || a[1] - b[1])
          .slice(0, k)
        const found = [...arena.uint32(indices, size)]
          .map((index, at) => [arena.float64(scores, size)[at]!, index] as const)
          .sort((a, b) => b[0] - a[0] || a[1] - b[1])
        expect(found.map(([score, index]) => [score + 0, index])).toEqual(
          best.map(([score, index]) => [score + 0, index]),
        )
        for (const address of [base, q, scores, indices]) arena.free(address)
      }),
      { numRuns: 150 },
    )
  })

  it('bound every score from above in the int8 pass, whatever the signs and sizes', () => {
    fc.assert(
      fc.property(fc.constantFrom(16, 32, 48, 400), fc.integer({ min: 1, max: 9 }), fc.integer(), (n, rows, seed) => {
        const noise = (i: number): number => Math.sin(i * 12.9898 + (seed % 1000)) * (1 + (i % 5))
        const codes = arena.allocate(n * rows)
        arena
          .int8(codes, n * rows)
          .set(
            Int8Array.from({ length: n * rows }, (_, i) => (noise(i) > 3 ? 127 : noise(i) < -3 ? -127 : noise(i) * 30)),
          )
        const query = arena.allocate(2 * n)
        arena.int16(query, n).set(Int16Array.from({ length: n }, (_, i) => noise(i + 5) * 200))
        const bounds = place(Float32Array.from({ length: 3 * rows }, (_, i) => [0.01, 0.2, 3][i % 3]!))
        const upper = arena.allocate(4 * rows)
        const [scores, indices] = [arena.allocate(16), arena.allocate(8)]
        const size = kernels.scanInt8(codes, bounds, 0, rows, query, n, 0.5, 2, 0.25, upper, 2, scores, indices, 0)
        expect(size).toBe(Math.min(2, rows))
        const lower: number[] = []
        for (let r = 0; r < rows; r += 1) {
          const whole = exact(arena.int8(codes + r * n, n), arena.int16(query, n))
          const error = Math.fround(0.2) * 2 + 3 * 0.25
          expect(arena.float32(upper, rows)[r]).toBe(Math.fround(Math.fround(0.01) * 0.5 * whole + error))
          lower.push(Math.fround(0.01) * 0.5 * whole - error)
        }
        expect(arena.float64(scores, size)[0]).toBe(lower.sort((a, b) => b - a)[size - 1])
        for (const address of [codes, query, bounds, upper, scores, indices]) arena.free(address)
      }),
      { numRuns: 100 },
    )
  })
})
