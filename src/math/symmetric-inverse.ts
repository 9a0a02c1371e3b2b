/**
 * The inverse of a large symmetric positive definite matrix, in place: the sweep operator (Goodnight 1979) by blocks, so that nearly all work is matrix products. It takes
 * n³ / 2 multiplications and additions in all, as many as a Cholesky inverse, and works on the lower triangle.
 */

import type { Arena } from '../kernels/arena.ts'
import type { InverseKernels } from '../kernels/inverse.ts'
import { invertPivot, PIVOT, packPiece, type SweepLayout, sweepPieces, sweepRows, sweptRows } from './sweep-steps.ts'

/** Rows that a matrix is given, so that pieces are whole tiles. */
function paddedSize(size: number): number {
  return 8 * Math.ceil(size / 8)
}

/** The bytes of a row. Rows that lie a power of two apart would crowd each other out of the cache. */
function strideOf(size: number): number {
  const bytes = 4 * paddedSize(size)
  return bytes % 1024 === 0 ? bytes + 64 : bytes
}

/** The bytes that {@link laySweep} allocates. */
export function sweepBytes(size: number, workers = 1): number {
  return paddedSize(size) * (strideOf(size) + 4 * PIVOT) + (2 + workers) * 4 * PIVOT ** 2
}

/** Memory for a matrix of `size` rows and its sweeps by so many `workers`: the layout, and the address of each worker's results. */
export function laySweep(arena: Arena, size: number, workers = 1): { layout: SweepLayout; results: readonly number[] } {
  const pivot = (): number => arena.allocate(4 * PIVOT ** 2)
  const layout: SweepLayout = {
    matrix: arena.allocate(Math.max(16, paddedSize(size) * strideOf(size))),
    stride: strideOf(size),
    size: paddedSize(size),
    panels: arena.allocate(Math.max(16, 4 * paddedSize(size) * PIVOT)),
    pivots: [pivot(), pivot()],
  }
  return { layout, results: Array.from({ length: workers }, pivot) }
}

/** Row `at` of the matrix. */
export function sweepRow(arena: Arena, { matrix, stride, size }: SweepLayout, at: number): Float32Array {
  return arena.float32(matrix + at * stride, size)
}

/**
 * Replaces the lower triangle of A by that of -A⁻¹; what is above the diagonal may be overwritten. Rows that only fill up must be those of the unit matrix. Single precision; pivots are
 * inverted in double. Pauses between stretches of at most `rows` rows through `pause`. Returns false where a pivot is not positive definite: A is then spoilt.
 */
export async function sweepInverse(
  arena: Arena,
  kernels: InverseKernels,
  layout: SweepLayout,
  results: number,
  pause: (share: number) => Promise<void>,
  rows: number = PIVOT,
): Promise<boolean> {
  const pieces = sweepPieces(layout)
  const { buffer } = arena.memory
  const invert = (step: number): boolean => invertPivot(layout, buffer, step)
  if (pieces > 0 && !invert(0)) return false
  for (let step = 0; step < pieces; step++) {
    for (let at = 0; at < pieces; at++) packPiece(layout, kernels, step, at)
    for (let at = 0; at < pieces; at++) {
      const [from, to] = sweptRows(layout, step, at)
      for (let first = from; first < to; first += rows) {
        sweepRows(layout, { kernels, results }, step, first, Math.min(to, first + rows))
        await pause((step + at / pieces) / pieces)
      }
      if (at === 0 && step + 1 < pieces && !invert(step + 1)) return false
    }
  }
  return true
}
