/**
 * The inverse of a large symmetric positive definite matrix, in place: the sweep operator (Goodnight 1979) by blocks, so that nearly all work is matrix products. It takes
 * n³ multiplications and additions in all, as many as a Cholesky inverse, and works on the lower triangle.
 */

import type { Arena } from '../kernels/arena.ts'
import { type MatrixKernels, PRODUCT_SCRATCH_BYTES } from '../kernels/matrix.ts'
import { factorize, solveFactorized } from './dense-solve.ts'

/** Rows and columns of a pivot. */
const PIVOT = 96
/** So many multiplications in one call of the kernel: some milliseconds. */
const STRETCH = 40_000_000

/** The bytes that {@link sweepInverse} allocates beside the matrix. */
export function sweepBytes(size: number): number {
  return PRODUCT_SCRATCH_BYTES + 8 * size * PIVOT + 4 * PIVOT * PIVOT
}

/**
 * Replaces the lower triangle of A (`size` x `size` floats at `matrix`, row by row; what is above the diagonal is overwritten) by that of -A⁻¹. Single precision; pivots are
 * inverted in double. Pauses between stretches of work through `pause`. Returns false where a pivot is not positive definite: A is then spoilt.
 */
export async function sweepInverse(
  arena: Arena,
  kernels: MatrixKernels,
  matrix: number,
  size: number,
  pause: (share: number) => Promise<void>,
  stretch: number = STRETCH,
): Promise<boolean> {
  const panel = arena.allocate(4 * size * PIVOT)
  const scaled = arena.allocate(4 * size * PIVOT)
  const pivotAddress = arena.allocate(4 * PIVOT * PIVOT)
  const scratch = arena.allocate(PRODUCT_SCRATCH_BYTES)
  const stride = 4 * size
  const row = (at: number): Float32Array => arena.float32(matrix + at * stride, size)
  try {
    for (let first = 0; first < size; first += PIVOT) {
      const width = Math.min(PIVOT, size - first)
      const last = first + width
      const inverse = invertPivot(row, first, width)
      if (inverse === undefined) return false
      arena.float32(pivotAddress, width * width).set(inverse.map((value) => -value))
      // The pivot's columns as rows of `panel`, zeros for the pivot's own.
      const columns = arena.float32(panel, size * width)
      columns.fill(0)
      for (let i = 0; i < width; i++) {
        const own = row(first + i)
        for (let j = 0; j < first; j++) columns[j * width + i] = own[j]!
      }
      for (let j = last; j < size; j++) columns.set(row(j).subarray(first, last), j * width)
      kernels.multiply(
        size,
        width,
        width,
        panel,
        4 * width,
        4,
        pivotAddress,
        4 * width,
        4,
        scaled,
        4 * width,
        0,
        scratch,
      )
      for (let from = 0; from < size; ) {
        const rows = Math.min(size - from, 384, Math.max(6, Math.floor(stretch / (width * size))))
        const to = from + rows
        const a = scaled + 4 * width * from
        kernels.multiply(
          rows,
          to,
          width,
          a,
          4 * width,
          4,
          panel,
          4,
          4 * width,
          matrix + from * stride,
          stride,
          1,
          scratch,
        )
        from = to
        await pause((first + (width * from) / size) / size)
      }
      const results = arena.float32(scaled, size * width)
      for (let i = 0; i < width; i++) {
        const own = row(first + i)
        for (let j = 0; j < first; j++) own[j] = -results[j * width + i]!
        for (let j = 0; j <= i; j++) own[first + j] = -inverse[i * width + j]!
      }
      for (let j = last; j < size; j++) {
        const other = row(j)
        for (let i = 0; i < width; i++) other[first + i] = -results[j * width + i]!
      }
    }
    return true
  } finally {
    for (const address of [panel, scaled, pivotAddress, scratch]) arena.free(address)
  }
}

/** The inverse of a diagonal block, row by row; undefined where it is not positive definite. */
function invertPivot(row: (at: number) => Float32Array, first: number, width: number): Float64Array | undefined {
  const block = new Float64Array(width * width)
  for (let i = 0; i < width; i++) {
    const own = row(first + i)
    for (let j = 0; j <= i; j++) block[i * width + j] = own[first + j]!
  }
  if (!factorize(block, width)) return undefined
  const inverse = new Float64Array(width * width)
  for (let i = 0; i < width; i++) {
    const column = inverse.subarray(i * width, (i + 1) * width)
    column[i] = 1
    solveFactorized(block, width, column)
  }
  return inverse
}
