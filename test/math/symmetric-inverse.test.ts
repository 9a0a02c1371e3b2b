import { describe, expect, it } from 'vitest'
import { Arena } from '../../src/kernels/arena.ts'
import { type KernelBackend, kernelMemory } from '../../src/kernels/backend.ts'
import { createInverseKernels } from '../../src/kernels/inverse.ts'
import { sweepPieces, sweptRows } from '../../src/math/sweep-steps.ts'
import { laySweep, sweepBytes, sweepInverse, sweepRow } from '../../src/math/symmetric-inverse.ts'

const noise = (i: number): number => {
  const x = Math.sin(i * 91.7 + 3) * 43_758.5453
  return x - Math.floor(x) - 0.5
}

async function inverse(
  size: number,
  backend: KernelBackend,
  shift: number,
  together?: number,
): Promise<{ a: Float64Array; b: Float64Array } | undefined> {
  const rows = Float64Array.from({ length: size * 8 }, (_, n) => noise(n))
  const a = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < 8; k++) a[i * size + j]! += rows[i * 8 + k]! * rows[j * 8 + k]!
      if (i === j) a[i * size + j]! += shift
    }
  const arena = new Arena(kernelMemory(backend))
  const { layout, results } = laySweep(arena, size)
  expect(Math.abs(arena.bytes - sweepBytes(size))).toBeLessThan(64 * 5)
  for (let i = 0; i < layout.size; i++) {
    const row = sweepRow(arena, layout, i).fill(0)
    if (i < size) row.set(a.subarray(i * size, (i + 1) * size))
    else row[i] = 1
  }
  const kernels = createInverseKernels(arena.memory, backend)
  const done = await sweepInverse(arena, kernels, layout, results[0]!, async () => {}, together)
  if (!done) return undefined
  const b = Float64Array.from(a, (_, n) => {
    const [i, j] = [Math.floor(n / size), n % size]
    return -sweepRow(arena, layout, Math.max(i, j))[Math.min(i, j)]!
  })
  return { a, b }
}

describe('sweepInverse', () => {
  for (const backend of ['wasm-simd', 'plain'] as const) {
    it.each([1, 2, 7, 8, 9, 95, 96, 97, 104, 105, 200, 256, 293])(`inverts %i rows (${backend})`, async (size) => {
      const { a, b } = (await inverse(size, backend, 1))!
      let most = 0
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          let sum = i === j ? -1 : 0
          for (let k = 0; k < size; k++) sum += a[i * size + k]! * b[k * size + j]!
          most = Math.max(most, Math.abs(sum))
        }
      expect(most).toBeLessThan(1e-4)
    })
  }

  it('gives the same bits, however many rows are swept at a time', async () => {
    const { b } = (await inverse(217, 'wasm-simd', 1))!
    for (const rows of [8, 40]) expect((await inverse(217, 'wasm-simd', 1, rows))!.b).toEqual(b)
  })

  it('says where a matrix is not positive definite', async () => {
    expect(await inverse(120, 'wasm-simd', -2)).toBeUndefined()
  })

  it('says so where only a later pivot is not positive definite', async () => {
    // The unit matrix, but that the last row equals the first.
    for (const size of [97, 300]) {
      const arena = new Arena(kernelMemory('wasm-simd'))
      const { layout, results } = laySweep(arena, size)
      for (let i = 0; i < layout.size; i++) {
        const row = sweepRow(arena, layout, i).fill(0)
        row[i] = 1
        if (i === size - 1) row[0] = 1
      }
      const kernels = createInverseKernels(arena.memory, 'wasm-simd')
      expect(await sweepInverse(arena, kernels, layout, results[0]!, async () => {})).toBe(false)
    }
  })

  it('sweeps every piece once in a step, the one of the next pivot first and the longest rows after it', () => {
    for (const size of [8, 96, 104, 480, 488]) {
      const layout = { matrix: 0, stride: 4 * size, size, panels: 0, pivots: [0, 0] } as const
      const pieces = sweepPieces(layout)
      for (let step = 0; step < pieces; step++) {
        const found = Array.from({ length: pieces }, (_, at) => sweptRows(layout, step, at))
        const firsts = found.map(([from]) => from / 96)
        expect([...firsts].sort((a, b) => a - b)).toEqual(Array.from({ length: pieces }, (_, at) => at))
        const others = step + 1 < pieces ? firsts.slice(1) : firsts
        if (step + 1 < pieces) expect(firsts[0]).toBe(step + 1)
        expect(others).toEqual([...others].sort((a, b) => b - a))
        for (const [from, to] of found) expect(to).toBe(Math.min(size, from + 96))
      }
    }
  })
})
