/** One vector an item, in the form that scans are fast in: the numbers here, and a copy in kernel memory from the first scan on. */

import { type VectorSpace, vectorSpace } from '../../kernels/vector.ts'

/** Kernel memory to free once rows are gone. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry<Blocks>((blocks) => release(blocks))

/** Addresses in kernel memory, 0 while there is none: the rows, a query, and the scores. */
interface Blocks {
  readonly space: VectorSpace
  rows: number
  query: number
  scores: number
}

function release(blocks: Blocks): void {
  for (const address of [blocks.rows, blocks.query, blocks.scores]) blocks.space.arena.free(address)
  blocks.rows = 0
  blocks.query = 0
  blocks.scores = 0
}

/** So many numbers does a row take: whole steps of the kernels, the rest zeros. */
export function paddedFactors(factors: number): number {
  return Math.ceil(factors / 8) * 8
}

/** Rows of `width` numbers, a multiple of 8. */
export class FactorRows {
  readonly width: number
  #values: Float32Array
  #blocks: Blocks | undefined

  constructor(values: Float32Array, width: number) {
    this.#values = values
    this.width = width
  }

  get count(): number {
    return this.#values.length / this.width
  }

  get values(): Float32Array {
    return this.#values
  }

  /** Bytes in use, the copy included. */
  get bytes(): number {
    return this.#values.byteLength * (this.#blocks === undefined ? 1 : 2)
  }

  /** A view of a row. */
  row(row: number): Float32Array {
    return this.#values.subarray(row * this.width, (row + 1) * this.width)
  }

  /** Puts numbers into a row. */
  set(row: number, values: ArrayLike<number>): void {
    this.row(row).set(values)
    const blocks = this.#blocks
    if (blocks !== undefined) blocks.space.arena.float32(blocks.rows + 4 * this.width * row, this.width).set(values)
  }

  /** Appends rows of zeros until there are so many. */
  grow(count: number): void {
    if (count <= this.count) return
    const values = new Float32Array(count * this.width)
    values.set(this.#values)
    this.#values = values
    if (this.#blocks !== undefined) release(this.#blocks)
    this.#blocks = undefined
  }

  /** The product of every row with `query`, of `width` numbers. */
  products(query: ArrayLike<number>): Float32Array {
    const { count, width } = this
    if (count === 0) return new Float32Array(0)
    const { space, rows, query: address, scores } = this.#resident()
    space.arena.float32(address, width).set(query)
    space.kernels.dotRows(rows, count, 4 * width, address, width, scores)
    return space.arena.float32(scores, count).slice()
  }

  /** The products of some rows with `query`. */
  productsOf(chosen: ArrayLike<number>, query: ArrayLike<number>): Float32Array {
    const { width } = this
    if (this.count === 0) return new Float32Array(chosen.length)
    const { space, rows, query: address } = this.#resident()
    space.arena.float32(address, width).set(query)
    return Float32Array.from(chosen, (row) => space.kernels.dot(rows + 4 * width * row, address, width))
  }

  /** The length of every row. */
  lengths(): Float64Array {
    const { width } = this
    return Float64Array.from({ length: this.count }, (_, row) =>
      Math.sqrt(squaredLength(this.#values, row * width, width)),
    )
  }

  #resident(): Blocks {
    if (this.#blocks !== undefined) return this.#blocks
    const space = vectorSpace()
    const blocks: Blocks = { space, rows: 0, query: 0, scores: 0 }
    forgotten.register(this, blocks)
    try {
      blocks.rows = space.arena.allocate(this.#values.byteLength)
      blocks.query = space.arena.allocate(4 * this.width)
      blocks.scores = space.arena.allocate(4 * this.count)
    } catch (error) {
      release(blocks)
      throw error
    }
    space.arena.float32(blocks.rows, this.#values.length).set(this.#values)
    this.#blocks = blocks
    return blocks
  }
}

function squaredLength(values: Float32Array, start: number, width: number): number {
  let sum = 0
  for (let at = start; at < start + width; at++) sum += values[at]! * values[at]!
  return sum
}
