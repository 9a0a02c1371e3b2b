import { describe, expect, it } from 'vitest'
import { Arena, kernelMemory } from '../../src/kernels/index.ts'
import { createMatrixKernels, PRODUCT_SCRATCH_BYTES } from '../../src/kernels/matrix.ts'

/** Rows, columns and depth at and around the edges of tiles (6, 8) and blocks (96, 512, 256). */
const sizes: readonly (readonly [m: number, n: number, k: number])[] = [
  [0, 3, 2],
  [3, 0, 2],
  [4, 5, 0],
  [1, 1, 1],
  [2, 3, 5],
  [5, 7, 4],
  [6, 8, 3],
  [7, 9, 1],
  [12, 16, 255],
  [13, 17, 256],
  [11, 15, 257],
  [95, 9, 33],
  [96, 8, 31],
  [97, 23, 16],
  [7, 511, 9],
  [6, 512, 8],
  [5, 513, 10],
  [101, 521, 259],
]

/** Whole numbers: their products and sums are exact in single precision, whatever the order. */
const whole = (length: number, salt: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => ((at * 7919 + salt * 104729) % 11) - 5)

/** Where numbers are not those expected, times `factor`. */
function firstDifference(got: Float32Array, expected: Float32Array, factor = 1): string | undefined {
  for (let at = 0; at < expected.length; at++)
    if (got[at] !== factor * expected[at]!) return `${got[at]} at ${at}, not ${factor * expected[at]!}`
  return undefined
}

describe.each(['wasm-simd', 'plain'] as const)('the %s matrix product', (backend) => {
  const arena = new Arena(kernelMemory(backend))
  const kernels = createMatrixKernels(arena.memory, backend)
  const scratch = arena.allocate(PRODUCT_SCRATCH_BYTES)

  const place = (values: Float32Array): number => {
    const address = arena.allocate(values.byteLength)
    arena.float32(address, values.length).set(values)
    return address
  }

  it.each(sizes)('of %i x %i with depth %i is exact, transposed or not, and can be added', (m, n, k) => {
    const a = whole(m * k, 1)
    const b = whole(k * n, 2)
    const expected = new Float32Array(m * n)
    for (let i = 0; i < m; i++)
      for (let p = 0; p < k; p++) for (let j = 0; j < n; j++) expected[i * n + j]! += a[i * k + p]! * b[p * n + j]!
    const aTransposed = new Float32Array(m * k)
    for (let i = 0; i < m; i++) for (let p = 0; p < k; p++) aTransposed[p * m + i] = a[i * k + p]!
    const bTransposed = new Float32Array(k * n)
    for (let p = 0; p < k; p++) for (let j = 0; j < n; j++) bTransposed[j * k + p] = b[p * n + j]!

    const forms = [
      { a, aRow: 4 * k, aColumn: 4, b, bRow: 4 * n, bColumn: 4 },
      { a: aTransposed, aRow: 4, aColumn: 4 * m, b, bRow: 4 * n, bColumn: 4 },
      { a, aRow: 4 * k, aColumn: 4, b: bTransposed, bRow: 4, bColumn: 4 * k },
      { a: aTransposed, aRow: 4, aColumn: 4 * m, b: bTransposed, bRow: 4, bColumn: 4 * k },
    ]
    for (const form of forms) {
      const [x, y, c] = [place(form.a), place(form.b), place(new Float32Array(m * n + 4).fill(99))]
      const multiply = (accumulate: 0 | 1): void =>
        kernels.multiply(m, n, k, x, form.aRow, form.aColumn, y, form.bRow, form.bColumn, c, 4 * n, accumulate, scratch)
      multiply(0)
      expect(firstDifference(arena.float32(c, m * n), expected)).toBeUndefined()
      multiply(1)
      expect(firstDifference(arena.float32(c, m * n), expected, 2)).toBeUndefined()
      expect([...arena.float32(c + 4 * m * n, 4)]).toEqual([99, 99, 99, 99])
      for (const address of [x, y, c]) arena.free(address)
    }
  })

  it('writes rows that lie further apart, and nothing between them', () => {
    const [m, n, k] = [7, 9, 5]
    const stride = n + 3
    const [x, y, c] = [place(whole(m * k, 3)), place(whole(k * n, 4)), place(new Float32Array(m * stride).fill(99))]
    kernels.multiply(m, n, k, x, 4 * k, 4, y, 4 * n, 4, c, 4 * stride, 0, scratch)
    const got = arena.float32(c, m * stride)
    for (let i = 0; i < m; i++) {
      expect([...got.subarray(i * stride + n, (i + 1) * stride)]).toEqual([99, 99, 99])
      let last = 0
      for (let p = 0; p < k; p++) last += arena.float32(x, m * k)[i * k + p]! * arena.float32(y, k * n)[p * n + n - 1]!
      expect(got[i * stride + n - 1]).toBe(last)
    }
  })

  it('gives a row the same bits, alone and among others', () => {
    const [m, n, k] = [23, 40, 300]
    const a = Float32Array.from({ length: m * k }, (_, at) => Math.sin(at * 1.7))
    const b = Float32Array.from({ length: k * n }, (_, at) => Math.cos(at * 0.9))
    const [x, y, c, one] = [place(a), place(b), place(new Float32Array(m * n)), place(new Float32Array(n))]
    kernels.multiply(m, n, k, x, 4 * k, 4, y, 4 * n, 4, c, 4 * n, 0, scratch)
    for (let i = 0; i < m; i++) {
      kernels.multiply(1, n, k, x + 4 * i * k, 4 * k, 4, y, 4 * n, 4, one, 4 * n, 0, scratch)
      expect(arena.float32(one, n)).toEqual(arena.float32(c + 4 * i * n, n))
    }
  })
})
