/** The heads that an adapter puts on frozen vectors: x + s f(x), where f is small and learned. What they compute, and their gradients. */

import { type Block, type BlockSpace, firstRows, part } from './blocks.ts'

/** How a head is built: one matrix, two thin ones, or two with a hidden layer between. */
export type HeadKind = 'linear' | 'low-rank' | 'two-layer'

/**
 * A head's form. With x a row of `dimensions` numbers:
 *
 * - `linear`: f(x) = W x. Sums go through it unchanged: the head of a sum is the sum of the heads.
 * - `low-rank`: f(x) = U (V x), V having `hidden` rows (Hu et al. 2021). Sums as above.
 * - `two-layer`: f(x) = W₂ gelu(W₁ x + b₁) + b₂ with `hidden` numbers in between; gelu in its tanh form (Hendrycks and Gimpel 2016).
 */
export interface HeadShape {
  readonly kind: HeadKind
  readonly dimensions: number
  /** Numbers between the two matrices; 0 for `linear`. */
  readonly hidden: number
}

/** Where the pieces of a head's parameters lie in their one row. */
interface Layout {
  /** First matrix: `hidden` (for `linear`: `dimensions`) rows of `dimensions` numbers, at 0. */
  readonly first: number
  readonly firstBias: number
  readonly second: number
  readonly secondBias: number
  readonly size: number
}

function layoutOf({ kind, dimensions, hidden }: HeadShape): Layout {
  const one = (kind === 'linear' ? dimensions : hidden) * dimensions
  if (kind === 'linear') return { first: 0, firstBias: one, second: one, secondBias: one, size: one }
  const firstBias = one
  const second = firstBias + (kind === 'two-layer' ? hidden : 0)
  const secondBias = second + one
  return { first: 0, firstBias, second, secondBias, size: secondBias + (kind === 'two-layer' ? dimensions : 0) }
}

/** How many numbers a head learns. */
export function headSize(shape: HeadShape): number {
  return layoutOf(shape).size
}

/** Stretches of a head's parameters that are biases, `[from, to)`: weight decay leaves them alone. */
export function biasesOf(shape: HeadShape): readonly (readonly [number, number])[] {
  const { firstBias, second, secondBias, size } = layoutOf(shape)
  return shape.kind === 'two-layer'
    ? [
        [firstBias, second],
        [secondBias, size],
      ]
    : []
}

/** Parameters to start from: f(x) = 0, so that training starts at the vectors as they are. The first of two matrices is drawn evenly from ± 1 / √dimensions. */
export function initialParameters(shape: HeadShape, random: () => number): Float32Array {
  const parameters = new Float32Array(headSize(shape))
  if (shape.kind === 'linear') return parameters
  const bound = 1 / Math.sqrt(shape.dimensions)
  const { second } = layoutOf(shape)
  for (let at = 0; at < second; at++) parameters[at] = bound * (2 * random() - 1)
  return parameters
}

/** Zeroes some of the numbers in between while training (Srivastava et al. 2014). */
export interface Dropout {
  /** The share that is zeroed, 0 to below 1. */
  readonly rate: number
  readonly random: () => number
}

/** A head in kernel memory, with room for the numbers in between of up to `most` rows. */
export class Head {
  readonly shape: HeadShape
  readonly parameters: Block
  readonly #space: BlockSpace
  readonly #layout: Layout
  /** Numbers between the matrices, and by how much each answers to its input. */
  readonly #hidden: Block
  readonly #slopes: Block

  constructor(space: BlockSpace, shape: HeadShape, parameters: Float32Array, most: number) {
    this.shape = shape
    this.#space = space
    this.#layout = layoutOf(shape)
    this.parameters = space.allocate(1, parameters.length)
    this.#hidden = space.allocate(most, shape.hidden)
    this.#slopes = space.allocate(most, shape.kind === 'two-layer' ? shape.hidden : 0)
    space.values(this.parameters).set(parameters)
  }

  /** y = x + strength f(x) for the rows of x, at most as many as there is room for. Dropout is for training. */
  forward(x: Block, y: Block, strength: number, dropout?: Dropout): void {
    const space = this.#space
    const { kind, dimensions, hidden } = this.shape
    const { first, firstBias, second, secondBias } = this.#layout
    if (kind === 'linear') {
      space.productWithTransposed(x, part(this.parameters, first, dimensions, dimensions), y)
    } else {
      const h = firstRows(this.#hidden, x.rows)
      space.productWithTransposed(x, part(this.parameters, first, hidden, dimensions), h)
      if (kind === 'two-layer') {
        const bias = space.values(part(this.parameters, firstBias, 1, hidden))
        activate(space.values(h), bias, space.values(firstRows(this.#slopes, x.rows)), dropout)
      }
      space.productWithTransposed(h, part(this.parameters, second, dimensions, hidden), y)
    }
    const bias = space.values(part(this.parameters, secondBias, 1, kind === 'two-layer' ? dimensions : 0))
    addResidual(space.values(y), space.values(x), bias, dimensions, strength)
  }

  /** Adds the gradient of the parameters for x and dL/dy to `gradient`; strength 1. The last `forward` must have been for this x. */
  backward(x: Block, dy: Block, gradient: Block): void {
    const space = this.#space
    const { kind, dimensions, hidden } = this.shape
    const { first, firstBias, second, secondBias } = this.#layout
    if (kind === 'linear') {
      space.productOfTransposed(dy, x, part(gradient, first, dimensions, dimensions), 1)
      return
    }
    const h = firstRows(this.#hidden, x.rows)
    space.productOfTransposed(dy, h, part(gradient, second, dimensions, hidden), 1)
    // dL/dh takes the place of h.
    space.product(dy, part(this.parameters, second, dimensions, hidden), h)
    if (kind === 'two-layer') {
      const dh = space.values(h)
      const slopes = space.values(firstRows(this.#slopes, x.rows))
      for (let at = 0; at < dh.length; at++) dh[at]! *= slopes[at]!
      addColumnSums(dh, space.values(part(gradient, firstBias, 1, hidden)))
      addColumnSums(space.values(dy), space.values(part(gradient, secondBias, 1, dimensions)))
    }
    space.productOfTransposed(h, x, part(gradient, first, hidden, dimensions), 1)
  }
}

const ROOT = Math.sqrt(2 / Math.PI)
const CUBIC = 0.044715

/** h = dropout(gelu(h + bias)), and the slope of each number. gelu(z) = z (1 + tanh u) / 2, u = √(2/π) (z + 0.044715 z³). */
function activate(h: Float32Array, bias: Float32Array, slopes: Float32Array, dropout: Dropout | undefined): void {
  const rate = dropout?.rate ?? 0
  const kept = 1 / (1 - rate)
  const width = bias.length
  for (let row = 0; row < h.length; row += width) {
    for (let j = 0; j < width; j++) {
      const at = row + j
      if (rate > 0 && dropout!.random() < rate) {
        h[at] = 0
        slopes[at] = 0
        continue
      }
      const z = h[at]! + bias[j]!
      const half = 1 / (1 + Math.exp(-2 * ROOT * (z + CUBIC * z * z * z))) // (1 + tanh u) / 2
      h[at] = kept * z * half
      slopes[at] = kept * (half + 2 * z * half * (1 - half) * ROOT * (1 + 3 * CUBIC * z * z))
    }
  }
}

/** y = x + strength (y + bias); an empty bias is none. */
function addResidual(y: Float32Array, x: Float32Array, bias: Float32Array, dimensions: number, strength: number): void {
  if (bias.length === 0) {
    for (let at = 0; at < y.length; at++) y[at] = x[at]! + strength * y[at]!
    return
  }
  for (let row = 0; row < y.length; row += dimensions) {
    for (let j = 0; j < dimensions; j++) y[row + j] = x[row + j]! + strength * (y[row + j]! + bias[j]!)
  }
}

function addColumnSums(rows: Float32Array, sums: Float32Array): void {
  for (let row = 0; row < rows.length; row += sums.length) {
    for (let j = 0; j < sums.length; j++) sums[j]! += rows[row + j]!
  }
}
