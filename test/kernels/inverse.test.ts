import { describe, expect, it } from 'vitest'
import { Arena, kernelMemory } from '../../src/kernels/index.ts'
import { createInverseKernels } from '../../src/kernels/inverse.ts'

/** Small whole numbers: their products and sums are exact in single precision, whatever the order. */
const whole = (length: number, salt: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => ((at * 7919 + salt * 104729) % 11) - 5)

/** Rows of the matrix, and the pivot: at the start, between, at the end, all there is; widths below, at and above the 48 rows that are swept together. */
const sizes: readonly (readonly [size: number, first: number, width: number])[] = [
  [8, 0, 8],
  [16, 0, 8],
  [16, 8, 8],
  [24, 8, 8],
  [64, 16, 32],
  [112, 0, 96],
  [128, 24, 40],
  [200, 96, 96],
  [208, 192, 16],
]

describe.each(['wasm-simd', 'plain'] as const)('a step of the inverse (%s)', (backend) => {
  it.each(sizes)('of %i rows with the pivot at %i, %i wide, is exact', (size, first, width) => {
    const arena = new Arena(kernelMemory(backend))
    const stride = size + 4
    const [matrix, panels] = [arena.allocate(4 * size * stride), arena.allocate(4 * size * width)]
    const [pivot, results] = [arena.allocate(4 * width * width), arena.allocate(4 * size * width)]
    const kernels = createInverseKernels(arena.memory, backend)
    const before = whole(size * stride, 1)
    const inverse = whole(width * width, 2)
    for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) inverse[j * width + i] = inverse[i * width + j]!
    const own = arena.float32(pivot, width * width)
    for (let i = 0; i < width; i++)
      for (let p = 0; p < width; p++) own[(i >> 3) * 8 * width + 8 * p + (i & 7)] = inverse[i * width + p]!
    const inPivot = (at: number): boolean => at >= first && at < first + width
    const entry = (i: number, j: number): number => before[Math.max(i, j) * stride + Math.min(i, j)]!
    const result = Array.from({ length: size }, (_, row) =>
      Float32Array.from({ length: width }, (__, q) => {
        let sum = 0
        for (let p = 0; p < width; p++) sum += entry(row, first + p) * inverse[p * width + q]!
        return sum
      }),
    )
    /** What row i holds at j, at or below the diagonal, once it has been swept. */
    const after = (i: number, j: number): number => {
      if (inPivot(i)) return inPivot(j) ? entry(i, j) : -result[j]![i - first]!
      if (inPivot(j)) return -result[i]![j - first]!
      let sum = entry(i, j)
      for (let p = 0; p < width; p++) sum += result[i]![p]! * entry(j, first + p)
      return sum
    }
    for (const bounds of [
      [0, size],
      [0, 8, size],
      [0, 8 * Math.floor(size / 16), size],
    ]) {
      arena.float32(matrix, before.length).set(before)
      for (const [at, from] of bounds.slice(0, -1).entries())
        kernels.packPanels(matrix, 4 * stride, first, width, from, bounds[at + 1]!, panels)
      for (const [at, from] of bounds.slice(0, -1).entries())
        kernels.sweepRows(matrix, 4 * stride, first, width, from, bounds[at + 1]!, panels, pivot, results)
      const found = arena.float32(matrix, before.length)
      let wrong: string | undefined
      for (let i = 0; i < size; i++)
        for (let j = 0; j < stride; j++) {
          // Tiles of eight columns may reach beyond the diagonal.
          if (j > i && j < 8 * Math.floor(i / 8) + 8) continue
          const expected = j > i ? before[i * stride + j] : after(i, j)
          if (found[i * stride + j] !== expected) wrong ??= `${found[i * stride + j]} at ${i}, ${j}, not ${expected}`
        }
      expect(wrong).toBeUndefined()
    }
  })
})
