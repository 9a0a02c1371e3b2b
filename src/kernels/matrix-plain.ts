/** The plain twin of assembly/matrix.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. */

import type { LinearMemory } from './arena.ts'
import type { MatrixKernels } from './matrix.ts'

/** The matrix kernels in plain TypeScript. Sums run in double precision, so results differ from the compiled ones by single-precision rounding. */
export function plainMatrixKernels(memory: LinearMemory): MatrixKernels {
  return {
    multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, accumulate) {
      const values = new Float32Array(memory.buffer)
      const sums = new Float64Array(n)
      for (let i = 0; i < m; i += 1) {
        const to = (c + i * cRow) >>> 2
        sums.fill(0)
        if (accumulate === 1) for (let j = 0; j < n; j += 1) sums[j] = values[to + j]!
        for (let p = 0; p < k; p += 1) {
          const x = values[(a + i * aRow + p * aColumn) >>> 2]!
          if (x === 0) continue
          const step = bColumn >>> 2
          let at = (b + p * bRow) >>> 2
          for (let j = 0; j < n; j += 1, at += step) sums[j]! += x * values[at]!
        }
        for (let j = 0; j < n; j += 1) values[to + j] = sums[j]!
      }
    },
  }
}
