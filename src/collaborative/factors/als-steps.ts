/** The steps of alternating least squares over a laid out kernel memory: the same pieces of work, whether one thread does them or several. */

import type { FactorKernels } from '../../kernels/factors.ts'
import type { MatrixKernels } from '../../kernels/matrix.ts'

/** `'gradients'`: so many steps of conjugate gradients a row; `'blocks'`: Newton steps by blocks of so many numbers. */
export type AlsSolver =
  | { readonly kind: 'gradients'; readonly steps: number }
  | { readonly kind: 'blocks'; readonly size: number }

/** One side of the matrix in kernel memory: addresses, and pieces of work as the rows at which they begin and end. */
export interface AlsSide {
  readonly starts: number
  readonly columns: number
  readonly weights: number
  readonly lambdas: number
  readonly factors: number
  /** Rows solved together; `solved[n] .. solved[n + 1]` is a piece. */
  readonly solved: Int32Array
  /** Rows whose Gram matrix is made together. */
  readonly multiplied: Int32Array
}

/** What everybody knows who works on it. */
export interface AlsLayout {
  readonly width: number
  readonly epochs: number
  readonly solver: AlsSolver
  readonly users: AlsSide
  readonly items: AlsSide
  /** Address of the Gram matrix of the side that is fixed. */
  readonly gram: number
  /** Address of the Gram matrices of its pieces. */
  readonly parts: number
}

/** The kernels, and scratch memory of one's own. */
export interface AlsTools {
  readonly factors: FactorKernels
  readonly products: MatrixKernels
  readonly scratch: number
}

/** How many pieces there are. */
export function pieces(bounds: Int32Array): number {
  return bounds.length - 1
}

/** Makes the Gram matrix of one piece of the rows of `side`. */
export function multiplyPiece(
  { width, parts }: AlsLayout,
  { products, scratch }: AlsTools,
  side: AlsSide,
  at: number,
): void {
  const stride = 4 * width
  const first = side.multiplied[at]!
  const from = side.factors + first * stride
  const count = side.multiplied[at + 1]! - first
  products.multiply(
    width,
    width,
    count,
    from,
    4,
    stride,
    from,
    stride,
    4,
    parts + at * width * stride,
    stride,
    0,
    scratch,
  )
}

/** Adds the pieces up, in their order. */
export function addPieces({ width, parts, gram }: AlsLayout, buffer: ArrayBufferLike, side: AlsSide): void {
  const size = width * width
  const sum = new Float32Array(buffer, gram, size)
  sum.fill(0)
  for (let at = 0; at < pieces(side.multiplied); at++) {
    const part = new Float32Array(buffer, parts + 4 * at * size, size)
    for (let place = 0; place < size; place++) sum[place]! += part[place]!
  }
}

/** Solves one piece of the rows of `side` with those of `other` fixed. */
export function solvePiece(
  { width, gram, solver }: AlsLayout,
  { factors, scratch }: AlsTools,
  side: AlsSide,
  other: AlsSide,
  at: number,
): void {
  const [first, last] = [side.solved[at]!, side.solved[at + 1]!]
  const addresses = [side.starts, side.columns, side.weights, side.lambdas, side.factors, other.factors] as const
  if (solver.kind === 'gradients')
    factors.solveByGradients(first, last, ...addresses, width, gram, solver.steps, scratch)
  else factors.solveByBlocks(first, last, ...addresses, width, gram, solver.size, scratch)
}
