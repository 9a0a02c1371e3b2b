/** Products of dense matrices in single precision: A B, Aᵀ B and A Bᵀ by one kernel that is told the strides. */

import type { LinearMemory } from './arena.ts'
import { PRODUCT_SCRATCH_BYTES } from './assembly/matrix-layout.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { MATRIX_WASM } from './matrix.generated.ts'
import { plainMatrixKernels } from './matrix-plain.ts'

export { PRODUCT_SCRATCH_BYTES }

/** The matrix kernels. Arguments are addresses and strides in bytes (multiples of 4), and counts. */
export interface MatrixKernels {
  /**
   * C (m x n) = A (m x k) times B (k x n); C += where `accumulate` is 1. Element (i, j) of A is at `a + i * aRow + j * aColumn`, so that a
   * transposed matrix is the same memory with its strides exchanged; likewise B. Rows of C are contiguous, `cRow` bytes apart; C overlaps neither A nor B.
   * `scratch` is the address of {@link PRODUCT_SCRATCH_BYTES} bytes, a multiple of 16. Sums run in an order that m, n and k fix.
   */
  multiply(
    m: number,
    n: number,
    k: number,
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    c: number,
    cRow: number,
    accumulate: 0 | 1,
    scratch: number,
  ): void
}

/** Matrix kernels over a memory: the compiled ones where the backend has them. */
export function createMatrixKernels(memory: LinearMemory, backend: KernelBackend): MatrixKernels {
  return createKernels<MatrixKernels>(MATRIX_WASM, plainMatrixKernels, memory, backend)
}
