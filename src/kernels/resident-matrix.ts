/**
 * Rows that live in kernel memory, for exact search: an int8 copy is scanned first, and only rows that its proven error bound cannot rule out
 * are scored in full.
 */

import { type VectorSpace, vectorSpace } from './vector.ts'

/** The best rows of one query, best first; of equal scores the earlier row. */
export interface Found {
  readonly indices: Int32Array
  readonly scores: Float64Array
}

/** Below so many numbers a plain scan is as fast, and the int8 copy is not made. */
const SMALL = 65_536
/** Rows scanned for one query after another while they are in the processor's cache. */
const BLOCK_BYTES = 262_144
/** Queries that are scanned together. */
const GROUP = 16

/** Blocks to free once a matrix that was not disposed is gone. */
const forgotten = new FinalizationRegistry<{ readonly space: VectorSpace; readonly blocks: number[] }>(
  ({ space, blocks }) => {
    for (const address of blocks) space.arena.free(address)
  },
)

/** A growing matrix of float rows of one length in kernel memory. Its memory is freed by `dispose`, or after the last reference is gone. */
export class ResidentMatrix {
  readonly columns: number
  readonly #space: VectorSpace = vectorSpace()
  readonly #stride: number
  readonly #codeStride: number
  readonly #blocks: number[] = [0, 0, 0]
  #capacity = 0
  #rows = 0
  /** Rows below this have int8 codes that are up to date. */
  #coded = 0

  constructor(columns: number, capacity = 0) {
    this.columns = columns
    this.#stride = Math.ceil(columns / 4) * 16
    this.#codeStride = Math.max(16, Math.ceil(columns / 16) * 16)
    this.reserve(capacity)
    forgotten.register(this, { space: this.#space, blocks: this.#blocks }, this)
  }

  /** How many rows there are. */
  get rows(): number {
    return this.#rows
  }

  /** Bytes of kernel memory that the rows and their int8 copy take. */
  get bytes(): number {
    return this.#capacity * (this.#stride + (this.#blocks[1] === 0 ? 0 : this.#codeStride + 12))
  }

  /** Makes room for so many rows. */
  reserve(capacity: number): void {
    if (capacity <= this.#capacity) return
    const { arena } = this.#space
    const grown = arena.allocate(capacity * this.#stride)
    const floats = (capacity * this.#stride) / 4
    arena.float32(grown, floats).fill(0, (this.#rows * this.#stride) / 4)
    if (this.#rows > 0) {
      const used = this.#rows * this.#stride
      arena.uint8(grown, used).set(arena.uint8(this.#blocks[0]!, used))
    }
    for (const address of this.#blocks) arena.free(address)
    this.#blocks.splice(0, 3, grown, 0, 0)
    this.#coded = 0
    this.#capacity = capacity
  }

  /** Adds a row at the end, or replaces one. */
  set(row: number, values: ArrayLike<number>): void {
    if (row >= this.#capacity) this.reserve(Math.max(row + 1, Math.ceil(this.#capacity * 1.5), 16))
    this.#space.arena.float32(this.#address(row), this.columns).set(values)
    this.#rows = Math.max(this.#rows, row + 1)
    this.#coded = Math.min(this.#coded, row)
  }

  /** Puts the last row in the place of this one. Returns the index that the last row had. */
  removeSwap(row: number): number {
    const last = this.#rows - 1
    const { arena } = this.#space
    if (row !== last)
      arena.float32(this.#address(row), this.columns).set(arena.float32(this.#address(last), this.columns))
    this.#rows = last
    this.#coded = Math.min(this.#coded, row)
    return last
  }

  /** A copy of a row. */
  row(row: number): Float32Array {
    return this.#space.arena.float32(this.#address(row), this.columns).slice()
  }

  /** Divides each row from `first` on by its length; a zero row stays zero. */
  normalize(first = 0): void {
    const { arena, kernels } = this.#space
    for (let row = first; row < this.#rows; row += 1) {
      const address = this.#address(row)
      const length = Math.sqrt(kernels.dotDouble(address, address, this.columns))
      if (length === 0) continue
      const values = arena.float32(address, this.columns)
      for (let j = 0; j < values.length; j += 1) values[j]! /= length
    }
    this.#coded = Math.min(this.#coded, first)
  }

  /** The product of a query with every row of `first .. first + count`, in single precision. */
  scores(query: ArrayLike<number>, first = 0, count: number = this.#rows - first): Float32Array {
    const { arena, kernels } = this.#space
    const q = arena.allocate(this.#stride)
    const out = arena.allocate(4 * count)
    arena.float32(q, this.columns).set(query)
    kernels.dotRows(this.#address(first), count, this.#stride, q, this.columns, out)
    const scores = arena.float32(out, count).slice()
    arena.free(q)
    arena.free(out)
    return scores
  }

  /** The k rows with the largest products with each query (of `columns` numbers each, one after the other), exact in double precision. */
  search(queries: Float32Array, count: number, k: number): Found[] {
    const kept = Math.min(k, this.#rows)
    if (kept < 1)
      return Array.from({ length: count }, () => ({ indices: new Int32Array(), scores: new Float64Array() }))
    if (this.#rows * this.columns < SMALL) return this.#searchFloats(queries, count, kept)
    this.#encode()
    const found: Found[] = []
    for (let first = 0; first < count; first += GROUP) {
      found.push(...this.#searchCodes(queries.subarray(first * this.columns), Math.min(GROUP, count - first), kept))
    }
    return found
  }

  /** Frees the memory at once. The matrix is empty afterwards. */
  dispose(): void {
    for (const address of this.#blocks) this.#space.arena.free(address)
    this.#blocks.fill(0)
    this.#capacity = 0
    this.#rows = 0
    this.#coded = 0
  }

  #address(row: number): number {
    return this.#blocks[0]! + row * this.#stride
  }

  #searchFloats(queries: Float32Array, count: number, k: number): Found[] {
    const { arena, kernels } = this.#space
    const query = arena.allocate(this.#stride)
    const scores = arena.allocate(8 * k)
    const indices = arena.allocate(4 * k)
    const found: Found[] = []
    for (let i = 0; i < count; i += 1) {
      arena.float32(query, this.columns).set(queries.subarray(i * this.columns, (i + 1) * this.columns))
      kernels.scanFloat(this.#address(0), 0, this.#rows, this.#stride, query, this.columns, k, scores, indices, 0)
      found.push(this.#drain(scores, indices, k))
    }
    for (const address of [query, scores, indices]) arena.free(address)
    return found
  }

  #searchCodes(queries: Float32Array, count: number, k: number): Found[] {
    const { arena, kernels } = this.#space
    const rows = this.#rows
    const n = this.#codeStride
    const work = Array.from({ length: count }, () => ({
      floats: arena.allocate(this.#stride),
      codes: arena.allocate(2 * n),
      upper: arena.allocate(4 * rows),
      scores: arena.allocate(8 * k),
      indices: arena.allocate(4 * k),
    }))
    const quantized = work.map(({ floats, codes }, i) => {
      const query = queries.subarray(i * this.columns, (i + 1) * this.columns)
      arena.float32(floats, this.columns).set(query)
      return quantizeQuery(query, arena.int16(codes, n))
    })
    const sizes = new Uint32Array(count)
    const block = Math.max(16, Math.floor(BLOCK_BYTES / n))
    const [, codes, bounds] = this.#blocks as [number, number, number]
    for (let first = 0; first < rows; first += count === 1 ? rows : block) {
      const length = count === 1 ? rows : Math.min(block, rows - first)
      for (const [i, { codes: query, upper, scores, indices }] of work.entries()) {
        const { scale, length: norm, error } = quantized[i]!
        sizes[i] = kernels.scanInt8(
          codes,
          bounds,
          first,
          length,
          query,
          n,
          scale,
          norm,
          error,
          upper,
          k,
          scores,
          indices,
          sizes[i]!,
        )
      }
    }
    const found = work.map(({ floats, upper, scores, indices }) => {
      // The k-th best lower bound: nothing whose upper bound is below it can be among the k best. A margin for single precision.
      const floor = arena.float64(scores, k)[0]!
      const margin = Number.isFinite(floor) ? Math.abs(floor) * 1e-6 + 1e-30 : 0
      kernels.rescore(
        this.#address(0),
        rows,
        this.#stride,
        floats,
        this.columns,
        upper,
        floor - margin,
        k,
        scores,
        indices,
      )
      return this.#drain(scores, indices, k)
    })
    for (const addresses of work) for (const address of Object.values(addresses)) arena.free(address)
    return found
  }

  #drain(scores: number, indices: number, k: number): Found {
    const heapScores = this.#space.arena.float64(scores, k)
    const heapIndices = this.#space.arena.uint32(indices, k)
    const order = Array.from({ length: k }, (_, i) => i).sort(
      (a, b) => heapScores[b]! - heapScores[a]! || heapIndices[a]! - heapIndices[b]!,
    )
    return {
      indices: Int32Array.from(order, (at) => heapIndices[at]!),
      scores: Float64Array.from(order, (at) => heapScores[at]!),
    }
  }

  /** Brings the int8 copy up to date. */
  #encode(): void {
    if (this.#coded === this.#rows) return
    const { arena } = this.#space
    const n = this.#codeStride
    if (this.#blocks[1] === 0) {
      this.#blocks[1] = arena.allocate(this.#capacity * n)
      this.#blocks[2] = arena.allocate(this.#capacity * 12)
    }
    const floats = arena.float32(this.#blocks[0]!, (this.#rows * this.#stride) / 4)
    const codes = arena.int8(this.#blocks[1]!, this.#rows * n)
    const bounds = arena.float32(this.#blocks[2]!, this.#rows * 3)
    codes.fill(0, this.#coded * n)
    for (let row = this.#coded; row < this.#rows; row += 1) {
      const from = (row * this.#stride) / 4
      let largest = 0
      for (let j = 0; j < this.columns; j += 1) largest = Math.max(largest, Math.abs(floats[from + j]!))
      const scale = Math.fround(largest / 127)
      let lost = 0
      let length = 0
      if (scale > 0) {
        for (let j = 0; j < this.columns; j += 1) {
          const value = floats[from + j]!
          const code = Math.max(-127, Math.min(127, Math.round(value / scale)))
          codes[row * n + j] = code
          lost += (value - code * scale) ** 2
          length += code * code
        }
      } else lost = this.columns * largest * largest
      bounds[row * 3] = scale
      // Rounded up, so that the bound stays one in single precision.
      bounds[row * 3 + 1] = Math.sqrt(lost) * (1 + 1e-6) + 1e-38
      bounds[row * 3 + 2] = scale * Math.sqrt(length) * (1 + 1e-6) + 1e-38
    }
    this.#coded = this.#rows
  }
}

/** Rounds a query to 16 bits, or fewer where the sums of that many products could leave 32 bits. */
function quantizeQuery(query: Float32Array, codes: Int16Array): { scale: number; length: number; error: number } {
  const top = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * codes.length)))
  let largest = 0
  for (const value of query) largest = Math.max(largest, Math.abs(value))
  const scale = Math.fround(largest / top)
  codes.fill(0)
  let length = 0
  let lost = 0
  for (const [j, value] of query.entries()) {
    const code = scale > 0 ? Math.max(-top, Math.min(top, Math.round(value / scale))) : 0
    codes[j] = code
    length += value * value
    lost += (value - code * scale) ** 2
  }
  return { scale, length: Math.sqrt(length) * (1 + 1e-6), error: Math.sqrt(lost) * (1 + 1e-6) + 1e-38 }
}
