/** The plain twin of assembly/gather.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. */

import type { LinearMemory } from './arena.ts'
import type { GatherKernels } from './gather.ts'

/** The gathering kernels in plain TypeScript. Every sum is rounded to single precision after each row, as the compiled ones do: the same bits. */
export function plainGatherKernels(memory: LinearMemory): GatherKernels {
  return {
    sumRows(rows, places, count, blocks, out) {
      const dimensions = blocks * 32
      const sum = new Float32Array(memory.buffer, out, dimensions)
      const order = new Uint32Array(memory.buffer, places, count)
      sum.fill(0)
      for (const place of order) {
        const row = new Float32Array(memory.buffer, rows + place * dimensions * 4, dimensions)
        for (let k = 0; k < dimensions; k++) sum[k]! += row[k]!
      }
    },
  }
}
