/** Sums of chosen rows: what a text is to a table of token vectors. */

import type { Arena } from './arena.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { GATHER_WASM } from './gather.generated.ts'
import { plainGatherKernels } from './gather-plain.ts'

/** The gathering kernels. Arguments are addresses in bytes (multiples of 4) and counts. */
export interface GatherKernels {
  /** `out` = the sum, in order, of the `count` rows whose numbers (u32) stand at `places`. A row is `blocks * 32` floats. */
  sumRows(rows: number, places: number, count: number, blocks: number, out: number): void
}

/** Gathering kernels over an arena: the compiled ones where the backend has them. */
export function createGatherKernels(arena: Arena, backend: KernelBackend): GatherKernels {
  return createKernels<GatherKernels>(GATHER_WASM, plainGatherKernels, arena.memory, backend)
}
