/** The steps of an inverse by sweeps (../math/symmetric-inverse.ts) over a matrix of single precision. */

import type { LinearMemory } from './arena.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { INVERSE_WASM } from './inverse.generated.ts'
import { plainInverseKernels } from './inverse-plain.ts'

/**
 * The kernels of a sweep. Addresses and `stride`, what a row takes, are in bytes; rows, columns and `width` are counts, multiples of 8. The pivot is the rows and columns `first` to `first + width`.
 * Of the matrix the lower triangle counts; what is above the diagonal may be overwritten.
 */
export interface InverseKernels {
  /**
   * Copies what the pivot's rows and columns have in common with the rows `from` to `to`, the pivot's own left out: element (j, first + p) of the matrix to
   * `panels`[j / 8][p][j % 8], an array of as many numbers as all rows times `width`.
   */
  packPanels(
    matrix: number,
    stride: number,
    first: number,
    width: number,
    from: number,
    to: number,
    panels: number,
  ): void
  /**
   * Sweeps the rows `from` to `to`, the pivot's own left out. X, their panels, is multiplied by minus the pivot's inverse (at `pivot`, in panels of its own); X times all panels is added to the
   * rows as far as their diagonal, and -X put where their panels were copied from. `results` is the address of (to - from) * width numbers. A row's numbers do not depend on the others that are swept with it.
   */
  sweepRows(
    matrix: number,
    stride: number,
    first: number,
    width: number,
    from: number,
    to: number,
    panels: number,
    pivot: number,
    results: number,
  ): void
}

/** Inverse kernels over a memory: the compiled ones where the backend has them. */
export function createInverseKernels(memory: LinearMemory, backend: KernelBackend): InverseKernels {
  return createKernels<InverseKernels>(INVERSE_WASM, plainInverseKernels, memory, backend)
}
