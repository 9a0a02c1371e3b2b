/** The plain twin of assembly/inverse.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. */

import type { LinearMemory } from './arena.ts'
import type { InverseKernels } from './inverse.ts'

/** The inverse kernels in plain TypeScript. Sums run in double precision, so results differ from the compiled ones by single-precision rounding. */
export function plainInverseKernels(memory: LinearMemory): InverseKernels {
  /** The place of (row, first + p), in whichever triangle below the diagonal it is. */
  const place = (matrix: number, stride: number, first: number, row: number, p: number): number =>
    row < first ? (matrix + (first + p) * stride + 4 * row) >>> 2 : (matrix + row * stride + 4 * (first + p)) >>> 2
  return {
    packPanels(matrix, stride, first, width, from, to, panels) {
      const values = new Float32Array(memory.buffer)
      for (let j = from; j < to; j++) {
        if (j >= first && j < first + width) continue
        const into = panelPlace(panels, width, j)
        for (let p = 0; p < width; p++) values[into + 8 * p] = values[place(matrix, stride, first, j, p)]!
      }
    },
    sweepRows(matrix, stride, first, width, from, to, panels, pivot) {
      const values = new Float32Array(memory.buffer)
      const result = new Float32Array(width)
      for (let i = from; i < to; i++) {
        if (i >= first && i < first + width) continue
        const own = panelPlace(panels, width, i)
        for (let q = 0; q < width; q++) {
          const column = panelPlace(pivot, width, q)
          let sum = 0
          for (let p = 0; p < width; p++) sum += values[column + 8 * p]! * values[own + 8 * p]!
          result[q] = sum
          values[place(matrix, stride, first, i, q)] = -sum
        }
        const row = (matrix + i * stride) >>> 2
        for (let j = 0; j <= i; j++) {
          if (j >= first && j < first + width) continue
          const panel = panelPlace(panels, width, j)
          let sum = 0
          for (let p = 0; p < width; p++) sum += result[p]! * values[panel + 8 * p]!
          values[row + j]! += sum
        }
      }
    },
  }
}

/** Where a column of a panel begins; its numbers are eight apart. */
function panelPlace(panels: number, width: number, column: number): number {
  return (panels >>> 2) + (column & ~7) * width + (column & 7)
}
