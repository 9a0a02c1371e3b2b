/** Dense matrices in kernel memory, and their products. */

import { Arena, type KernelBackend, kernelBackend, kernelMemory } from '../../kernels/index.ts'
import { createMatrixKernels, type MatrixKernels, PRODUCT_SCRATCH_BYTES } from '../../kernels/matrix.ts'

/** `rows` times `columns` numbers in kernel memory, row by row. */
export interface Block {
  readonly address: number
  readonly rows: number
  readonly columns: number
}

/** Memory of its own for {@link Block}s: it goes with the last reference to it. */
export class BlockSpace {
  readonly #arena: Arena
  readonly #kernels: MatrixKernels
  readonly #scratch: number

  constructor(backend: KernelBackend = kernelBackend()) {
    this.#arena = new Arena(kernelMemory(backend))
    this.#kernels = createMatrixKernels(this.#arena.memory, backend)
    this.#scratch = this.#arena.allocate(PRODUCT_SCRATCH_BYTES)
  }

  /** A new block of zeros. Views made before may be dead after it. */
  allocate(rows: number, columns: number): Block {
    return { address: this.#arena.allocateZeroed(4 * rows * columns), rows, columns }
  }

  free(block: Block): void {
    this.#arena.free(block.address)
  }

  /** The numbers of a block; good until the next `allocate`. */
  values({ address, rows, columns }: Block): Float32Array {
    return this.#arena.float32(address, rows * columns)
  }

  /** C = A B, or C += A B. */
  product(a: Block, b: Block, c: Block, accumulate: 0 | 1 = 0): void {
    this.#multiply(a.rows, b.columns, a.columns, a, 4 * a.columns, 4, b, 4 * b.columns, 4, c, accumulate)
  }

  /** C = Aᵀ B, or C += Aᵀ B. */
  productOfTransposed(a: Block, b: Block, c: Block, accumulate: 0 | 1 = 0): void {
    this.#multiply(a.columns, b.columns, a.rows, a, 4, 4 * a.columns, b, 4 * b.columns, 4, c, accumulate)
  }

  /** C = A Bᵀ, or C += A Bᵀ. */
  productWithTransposed(a: Block, b: Block, c: Block, accumulate: 0 | 1 = 0): void {
    this.#multiply(a.rows, b.rows, a.columns, a, 4 * a.columns, 4, b, 4, 4 * b.columns, c, accumulate)
  }

  #multiply(
    m: number,
    n: number,
    k: number,
    a: Block,
    aRow: number,
    aColumn: number,
    b: Block,
    bRow: number,
    bColumn: number,
    c: Block,
    accumulate: 0 | 1,
  ): void {
    const cRow = 4 * c.columns
    this.#kernels.multiply(
      m,
      n,
      k,
      a.address,
      aRow,
      aColumn,
      b.address,
      bRow,
      bColumn,
      c.address,
      cRow,
      accumulate,
      this.#scratch,
    )
  }
}

/** The first `rows` rows of a block, as a block. */
export function firstRows({ address, columns }: Block, rows: number): Block {
  return { address, rows, columns }
}

/** A part of a block of one row, as a matrix. */
export function part({ address }: Block, offset: number, rows: number, columns: number): Block {
  return { address: address + 4 * offset, rows, columns }
}
