/** The pieces of work of an inverse by sweeps over a laid out kernel memory, whether one thread does them or several. */

import type { InverseKernels } from '../kernels/inverse.ts'
import { factorize } from './dense-solve.ts'

/** Rows and columns of a pivot, and rows of a piece. */
export const PIVOT = 96

/** A matrix in kernel memory, and what its sweeps need beside it: addresses, and the bytes of a row. */
export interface SweepLayout {
  readonly matrix: number
  readonly stride: number
  /** Rows, a multiple of 8. */
  readonly size: number
  readonly panels: number
  /** The inverse of the pivot that is swept, and that of the one after it, by turns. */
  readonly pivots: readonly [number, number]
}

/** The kernels, and memory for results of one's own. */
export interface SweepTools {
  readonly kernels: InverseKernels
  readonly results: number
}

/** How many pivots there are, and pieces in each of the two halves of a step. */
export function sweepPieces({ size }: SweepLayout): number {
  return Math.ceil(size / PIVOT)
}

/** First half of a step, in any order: copies the part of the pivot's rows and columns that piece `at` has in it. */
export function packPiece(
  { matrix, stride, size, panels }: SweepLayout,
  kernels: InverseKernels,
  step: number,
  at: number,
): void {
  const first = step * PIVOT
  const from = at * PIVOT
  kernels.packPanels(matrix, stride, first, widthAt(size, first), from, Math.min(size, from + PIVOT), panels)
}

/**
 * The rows of the piece that comes at place `at` in the second half of a step: first those of the next pivot, which can be inverted then while the others are swept, and then from
 * the bottom, where rows are longest.
 */
export function sweptRows(layout: SweepLayout, step: number, at: number): readonly [from: number, to: number] {
  const pieces = sweepPieces(layout)
  const next = step + 1
  const below = pieces - at
  const piece = at === 0 && next < pieces ? next : below > next ? below : below - 1
  return [piece * PIVOT, Math.min(layout.size, (piece + 1) * PIVOT)]
}

/** Sweeps the rows `from` to `to` of a piece. */
export function sweepRows(
  { matrix, stride, size, panels, pivots }: SweepLayout,
  { kernels, results }: SweepTools,
  step: number,
  from: number,
  to: number,
): void {
  const first = step * PIVOT
  kernels.sweepRows(matrix, stride, first, widthAt(size, first), from, to, panels, pivots[step % 2]!, results)
}

/**
 * Replaces the lower triangle of a pivot by minus its inverse, and keeps that for the rows that are to be swept with it. In double precision. False where it is not positive definite.
 */
export function invertPivot(
  { matrix, stride, size, pivots }: SweepLayout,
  buffer: ArrayBufferLike,
  step: number,
): boolean {
  const first = step * PIVOT
  const width = widthAt(size, first)
  const row = (at: number): Float32Array => new Float32Array(buffer, matrix + (first + at) * stride + 4 * first, at + 1)
  const block = new Float64Array(width * width)
  for (let i = 0; i < width; i++) block.set(row(i), i * width)
  if (!factorize(block, width)) return false
  const inverse = inverseOfFactor(block, width)
  const panels = new Float32Array(buffer, pivots[step % 2]!, width * width)
  const place = (i: number, j: number): number => (j & ~7) * width + 8 * i + (j & 7)
  for (let i = 0; i < width; i++) {
    const own = row(i)
    for (let j = 0; j <= i; j++) {
      const value = -inverse[i * width + j]!
      own[j] = value
      panels[place(i, j)] = value
      panels[place(j, i)] = value
    }
  }
  return true
}

function widthAt(size: number, first: number): number {
  return Math.min(PIVOT, size - first)
}

/** The lower triangle of (L Lᵀ)⁻¹ = WᵀW, where L is what `factorize` leaves and W its inverse, which replaces it. */
function inverseOfFactor(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size)
  const row = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const reciprocal = factor[i * size + i]!
    row.fill(0, 0, i)
    for (let k = 0; k < i; k++) {
      const entry = factor[i * size + k]! * reciprocal
      for (let j = 0; j <= k; j++) row[j]! -= entry * factor[k * size + j]!
    }
    row[i] = reciprocal
    factor.set(row.subarray(0, i + 1), i * size)
    for (let a = 0; a <= i; a++) {
      const entry = row[a]!
      for (let b = 0; b <= a; b++) inverse[a * size + b]! += entry * row[b]!
    }
  }
  return inverse
}
