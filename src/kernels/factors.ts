/** Solvers of implicit-feedback factors: conjugate gradients for many rows side by side, and Newton steps by blocks. */

import type { LinearMemory } from './arena.ts'
import { blockScratchBytes, gradientScratchBytes } from './assembly/factors-layout.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { FACTORS_WASM } from './factors.generated.ts'
import { plainFactorKernels } from './factors-plain.ts'

export { blockScratchBytes, gradientScratchBytes }

/**
 * A row x of X solves `(A + lambda I + sum w y yᵀ) x = sum (1 + w) y`, with A = YᵀY and the sums over the row's pairs. Arguments are addresses in bytes and
 * counts. Pairs of row r are at `starts[r] .. starts[r + 1]` of `columns` (u32) and `weights` (f32, above 0); `lambdas` has one f32 a row. Rows of X and Y have
 * `factors` f32, a multiple of 8, and lie side by side; all addresses are multiples of 16. Rows without pairs become zero.
 */
export interface FactorKernels {
  /** `steps` steps of conjugate gradients from where the rows `first .. last` are. Scratch: {@link gradientScratchBytes}. */
  solveByGradients(
    first: number,
    last: number,
    starts: number,
    columns: number,
    weights: number,
    lambdas: number,
    x: number,
    y: number,
    factors: number,
    gram: number,
    steps: number,
    scratch: number,
  ): void
  /** One Newton step a block of `size` numbers (a multiple of 4 that divides factors), block after block. Scratch: {@link blockScratchBytes}. */
  solveByBlocks(
    first: number,
    last: number,
    starts: number,
    columns: number,
    weights: number,
    lambdas: number,
    x: number,
    y: number,
    factors: number,
    gram: number,
    size: number,
    scratch: number,
  ): void
}

/** Factor kernels over a memory: the compiled ones where the backend has them. */
export function createFactorKernels(memory: LinearMemory, backend: KernelBackend): FactorKernels {
  return createKernels<FactorKernels>(FACTORS_WASM, plainFactorKernels, memory, backend)
}
