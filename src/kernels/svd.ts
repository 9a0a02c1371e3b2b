/** The products of a truncated singular value decomposition: a sparse matrix times a few vectors, and many vectors times a few. */

import type { LinearMemory } from './arena.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { SVD_WASM } from './svd.generated.ts'
import { plainSvdKernels } from './svd-plain.ts'

/** How many vectors go together in a panel: as many floats as a register holds. */
export const PANEL = 4

/** Columns that go together in {@link SvdKernels.combinePanels}. */
export const STRIP = 8

/**
 * Arguments are addresses in bytes and counts. A panel is {@link PANEL} vectors, row by row, in float32; `count` panels lie `stride` bytes apart. A sparse matrix is CSR
 * (`indptr` and `indices` u32, `values` float32), of which the rows `first .. last` are worked on.
 */
export interface SvdKernels {
  /** to[row] = sum of value * from[index] over the row's entries; rows are those of panels. */
  gatherPanel(
    indptr: number,
    indices: number,
    values: number,
    first: number,
    last: number,
    from: number,
    to: number,
  ): void
  /** to[index] += value * from[row] for each entry; rows are those of panels. */
  scatterPanel(
    indptr: number,
    indices: number,
    values: number,
    first: number,
    last: number,
    from: number,
    to: number,
  ): void
  /** The same for rows of `stride` bytes, a multiple of 32. */
  scatterWide(
    indptr: number,
    indices: number,
    values: number,
    first: number,
    last: number,
    from: number,
    to: number,
    stride: number,
  ): void
  /** out[i] += QᵢᵀW for each panel Qᵢ: matrices of 4 x 4 doubles, row by row. Sums within a call are float32: a few hundred rows at a time. */
  panelProducts(panels: number, count: number, stride: number, w: number, rows: number, out: number): void
  /** W -= sum of Qᵢ Pᵢ over the panels; `products` are matrices of 4 x 4 floats, row by row. */
  subtractPanels(panels: number, count: number, stride: number, w: number, rows: number, products: number): void
  /** W = W M for a matrix of 4 x 4 floats, row by row. */
  multiplyPanel(w: number, rows: number, matrix: number): void
  /**
   * out = [Q₁ Q₂ ...] S. S is cut into strips of {@link STRIP} columns, each row by row; the rows of `out` are `outStride` bytes apart. `rows` is a multiple of 4;
   * `packed` is room for 64 bytes a panel.
   */
  combinePanels(
    panels: number,
    count: number,
    stride: number,
    rows: number,
    strips: number,
    stripCount: number,
    packed: number,
    out: number,
    outStride: number,
  ): void
}

/** The kernels over a memory: the compiled ones where the backend has them. */
export function createSvdKernels(memory: LinearMemory, backend: KernelBackend): SvdKernels {
  return createKernels<SvdKernels>(SVD_WASM, plainSvdKernels, memory, backend)
}
