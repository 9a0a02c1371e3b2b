import { describe, expect, it } from 'vitest'
import { Arena, createSvdKernels, kernelMemory } from '../../src/kernels/index.ts'

/** Lengths at and around the edges of every unrolled block. */
const lengths = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33]
const wave = (length: number, step: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => Math.sin(at * step + step))

describe.each(['wasm-simd', 'plain'] as const)('the %s kernels of singular vectors', (backend) => {
  const arena = new Arena(kernelMemory(backend))
  const kernels = createSvdKernels(arena.memory, backend)
  const place = (values: Float32Array): number => {
    const address = arena.allocate(values.byteLength)
    arena.float32(address, values.length).set(values)
    return address
  }
  const placeIntegers = (values: Int32Array): number => {
    const address = arena.allocate(values.byteLength)
    arena.int32(address, values.length).set(values)
    return address
  }
  const close = (received: ArrayLike<number>, expected: ArrayLike<number>): void => {
    expect(received.length).toBe(expected.length)
    for (let at = 0; at < expected.length; at++) expect(received[at]).toBeCloseTo(expected[at]!, 4)
  }

  it('multiply sparse rows of every length by vectors, both ways, and touch only the rows they are given', () => {
    const columns = 40
    const indptr = Int32Array.from([0, ...lengths.map((_, at) => lengths.slice(0, at + 1).reduce((a, b) => a + b))])
    const entries = indptr.at(-1)!
    const indices = Int32Array.from({ length: entries }, (_, at) => (at * 7) % columns)
    const values = wave(entries, 3)
    const csr = [placeIntegers(indptr), placeIntegers(indices), place(values)] as const
    const [first, last] = [1, lengths.length - 1]
    for (const width of [4, 8, 24]) {
      const rowsIn = wave(lengths.length * width, 5)
      const columnsIn = wave(columns * width, 2)
      const product = new Float64Array(columns * width).fill(7)
      const gathered = new Float64Array(lengths.length * width).fill(9)
      for (let row = first; row < last; row++) {
        gathered.fill(0, row * width, (row + 1) * width)
        for (let at = indptr[row]!; at < indptr[row + 1]!; at++)
          for (let j = 0; j < width; j++) {
            product[indices[at]! * width + j]! += values[at]! * rowsIn[row * width + j]!
            gathered[row * width + j]! += values[at]! * columnsIn[indices[at]! * width + j]!
          }
      }
      const to = place(new Float32Array(product.length).fill(7))
      const back = place(new Float32Array(gathered.length).fill(9))
      if (width === 4) {
        kernels.scatterPanel(...csr, first, last, place(rowsIn), to)
        kernels.gatherPanel(...csr, first, last, place(columnsIn), back)
        close(arena.float32(back, gathered.length), gathered)
      } else {
        kernels.scatterWide(...csr, first, last, place(rowsIn), to, 4 * width)
      }
      close(arena.float32(to, product.length), product)
    }
  })

  it('multiply, subtract and transform panels of every length and number', () => {
    for (const rows of lengths)
      for (const count of [0, 1, 2, 3, 4, 7]) {
        const stride = 4 * (rows + 2)
        const Q = wave(count * stride, 1.7)
        const W = wave(rows * 4 + 4, 0.9)
        const P = wave(count * 16, 2.3)
        const products = new Float64Array(count * 16).fill(2)
        const rest = Float64Array.from(W)
        for (let panel = 0; panel < count; panel++)
          for (let row = 0; row < rows; row++)
            for (let i = 0; i < 4; i++)
              for (let j = 0; j < 4; j++) {
                const q = Q[panel * stride + row * 4 + i]!
                products[panel * 16 + i * 4 + j]! += q * W[row * 4 + j]!
                rest[row * 4 + j]! -= q * P[panel * 16 + i * 4 + j]!
              }
        const [q, w] = [place(Q), place(W)]
        const out = arena.allocate(8 * products.length)
        arena.float64(out, products.length).fill(2)
        kernels.panelProducts(q, count, 4 * stride, w, rows, out)
        close(arena.float64(out, products.length), products)
        kernels.subtractPanels(q, count, 4 * stride, w, rows, place(P))
        close(arena.float32(w, rest.length), rest)

        const M = wave(16, 0.7)
        const turned = Float64Array.from(W)
        for (let row = 0; row < rows; row++)
          for (let j = 0; j < 4; j++)
            turned[row * 4 + j] = [0, 1, 2, 3].reduce((sum, i) => sum + W[row * 4 + i]! * M[i * 4 + j]!, 0)
        const u = place(W)
        kernels.multiplyPanel(u, rows, place(M))
        close(arena.float32(u, turned.length), turned)
      }
  })

  it('combine panels', () => {
    for (const rows of [0, 4, 8, 12])
      for (const count of [1, 2, 5])
        for (const strips of [1, 3]) {
          const stride = 4 * (rows + 4)
          const size = 4 * count
          const width = 8 * strips
          const Q = wave(count * stride, 1.3)
          const S = wave(size * width, 0.6)
          const expected = new Float64Array(rows * width + 8).fill(5)
          for (let row = 0; row < rows; row++)
            for (let j = 0; j < width; j++) {
              let sum = 0
              for (let i = 0; i < size; i++)
                sum += Q[(i >> 2) * stride + row * 4 + (i & 3)]! * S[(j >> 3) * size * 8 + i * 8 + (j & 7)]!
              expected[row * width + j] = sum
            }
          const out = place(new Float32Array(expected.length).fill(5))
          const packed = arena.allocate(64 * count)
          kernels.combinePanels(place(Q), count, 4 * stride, rows, place(S), strips, packed, out, 4 * width)
          close(arena.float32(out, expected.length), expected)
        }
  })
})
