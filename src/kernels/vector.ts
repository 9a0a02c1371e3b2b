/** Dot products, norms and the exact top-k scan over memory that is shared by everything that compares vectors. */

import { Arena } from './arena.ts'
import { createKernels, type KernelBackend, kernelBackend, kernelMemory } from './backend.ts'
import { VECTOR_WASM } from './vector.generated.ts'
import { plainVectorKernels } from './vector-plain.ts'

/**
 * The vector kernels. Arguments are addresses in bytes, counts and numbers; `stride` is the bytes from one row to the next, `n` the numbers in a row.
 * Addresses of `Float32Array` rows are multiples of 4, those of the int8 scan and its query of 16, scores of 8.
 */
export interface VectorKernels {
  /** a . b in single precision. */
  dot(a: number, b: number, n: number): number
  /** a . b, products and sums in double precision. */
  dotDouble(a: number, b: number, n: number): number
  /** out[r] = row r . query, single precision. */
  dotRows(rows: number, count: number, stride: number, query: number, n: number, out: number): void
  /** y += alpha x. */
  axpy(alpha: number, x: number, y: number, n: number): void
  /** out[r] = length of row r. */
  norms(rows: number, count: number, stride: number, n: number, out: number): void
  /**
   * Offers the rows `first .. first + count`, scored by `dotDouble`, to a heap of the k best: `scores` (k doubles) and `indices` (k u32), of
   * which `size` are in use. The root is the one to drop first: the lowest score, and of equal ones the highest index. Returns the new size.
   */
  scanFloat(
    rows: number,
    first: number,
    count: number,
    stride: number,
    query: number,
    n: number,
    k: number,
    scores: number,
    indices: number,
    size: number,
  ): number
  /**
   * The first pass of the int8 scan: for each row an upper bound of its score into `upper`, and the k best lower bounds into the heap.
   * `codes` are rows of n int8 (n a multiple of 16), `query` n int16; `bounds` has three floats a row: its scale, the length of what
   * rounding took from it, and its own length after rounding. Score = scale * queryScale * integer product, to within
   * rowError * queryNorm + rowNorm * queryError (Cauchy-Schwarz).
   */
  scanInt8(
    codes: number,
    bounds: number,
    first: number,
    count: number,
    query: number,
    n: number,
    queryScale: number,
    queryNorm: number,
    queryError: number,
    upper: number,
    k: number,
    scores: number,
    indices: number,
    size: number,
  ): number
}

/** Vector kernels over an arena: the compiled ones where the backend has them. */
export function createVectorKernels(arena: Arena, backend: KernelBackend): VectorKernels {
  return createKernels<VectorKernels>(VECTOR_WASM, plainVectorKernels, arena.memory, backend)
}

/** An arena and the vector kernels that work in it. */
export interface VectorSpace {
  readonly arena: Arena
  readonly kernels: VectorKernels
}

let shared: VectorSpace | undefined

/** The one space that prepared matrices and searches share, made on first use. */
export function vectorSpace(): VectorSpace {
  if (shared === undefined) {
    const backend = kernelBackend()
    const arena = new Arena(kernelMemory(backend))
    shared = { arena, kernels: createVectorKernels(arena, backend) }
  }
  return shared
}
