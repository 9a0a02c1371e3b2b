/**
 * Rows that live in kernel memory, for exact search: an int8 copy is scanned first, and only rows that its proven error bound cannot rule out
 * are scored in full.
 */

import { type VectorSpace, vectorSpace } from './vector.ts'

/** What the first pass leaves for one query. */
export interface Candidates {
  /** Which of the queries this is. */
  readonly query: number
  /** For each row a number that its score does not exceed; undefined for a matrix so small that nothing is gained by it. Of rows that are not there: Infinity. */
  readonly upper: Float32Array | undefined
  /** At least k rows reach this score; -Infinity where fewer than k are there. */
  readonly floor: number
  /** The product of the query with a row, products and sums in double precision. */
  score(row: number): number
}

/** Below so many numbers a plain scan is as fast, and the int8 copy is not made. */
const SMALL = 65_536
/** Rows scanned for one query after another while they are in the processor's cache. */
const BLOCK_BYTES = 262_144
/** Queries that are scanned together. */
const GROUP = 16

/** Kernel memory to free once a matrix that was not disposed is gone. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry<{ readonly space: VectorSpace; readonly blocks: Blocks }>(
  free,
)

/** Addresses of the float rows, of their int8 codes (0 until they are needed) and of the codes' bounds. */
interface Blocks {
  floats: number
  codes: number
  bounds: number
}

function free({ space, blocks }: { readonly space: VectorSpace; readonly blocks: Blocks }): void {
  for (const address of [blocks.floats, blocks.codes, blocks.bounds]) space.arena.free(address)
  blocks.floats = 0
  blocks.codes = 0
  blocks.bounds = 0
}

/** A growing matrix of float rows of one length in kernel memory. Its memory is freed by `dispose`, or after the last reference is gone. */
export class ResidentMatrix {
  readonly columns: number
  readonly #space: VectorSpace = vectorSpace()
  readonly #blocks: Blocks = { floats: 0, codes: 0, bounds: 0 }
  /** Bytes of a row, and of its codes: whole vectors of 16 bytes. */
  readonly #stride: number
  readonly #codeStride: number
  #present = new Uint8Array()
  /** One past the last row that may be there. */
  #rows = 0

  /** Rows of `columns` numbers, at least one. */
  constructor(columns: number) {
    this.columns = columns
    this.#stride = Math.ceil(columns / 4) * 16
    this.#codeStride = Math.ceil(columns / 16) * 16
    forgotten.register(this, { space: this.#space, blocks: this.#blocks }, this)
  }

  /** One past the last row that may be there. */
  get rows(): number {
    return this.#rows
  }

  /** Bytes of memory that the rows and their int8 copy take. */
  get bytes(): number {
    const capacity = this.#present.length
    return capacity * (1 + this.#stride + (this.#blocks.codes === 0 ? 0 : this.#codeStride + 12))
  }

  /** Makes room for the rows below `rows`. Throws `limit-exceeded` where there is none, and leaves everything as it was. */
  reserve(rows: number): void {
    const before = this.#present.length
    if (rows <= before) return
    // The first time exactly what is asked for; later half as much again, so that rows can come one by one.
    const capacity = before === 0 ? rows : Math.max(rows, Math.ceil(before * 1.5))
    const present = new Uint8Array(capacity)
    present.set(this.#present)
    const grow = (address: number, bytes: number): number => {
      const { arena } = this.#space
      const grown = arena.allocate(capacity * bytes)
      arena.uint8(grown, capacity * bytes).fill(0, before * bytes)
      if (address !== 0) arena.uint8(grown, before * bytes).set(arena.uint8(address, before * bytes))
      arena.free(address)
      return grown
    }
    this.#blocks.floats = grow(this.#blocks.floats, this.#stride)
    this.#present = present
    if (this.#blocks.codes === 0) return
    // The codes are made again at the next search.
    this.#space.arena.free(this.#blocks.codes)
    this.#space.arena.free(this.#blocks.bounds)
    this.#blocks.codes = 0
    this.#blocks.bounds = 0
  }

  /** Copies a row in, rounded to floats; `reserve` comes before. Says whether the row was not there before. */
  set(row: number, values: ArrayLike<number>): boolean {
    const isNew = this.#present[row] !== 1
    this.#space.arena.float32(this.#address(row), this.columns).set(values)
    this.#present[row] = 1
    this.#rows = Math.max(this.#rows, row + 1)
    if (this.#blocks.codes !== 0) this.#encode(row, row + 1)
    return isNew
  }

  /** Whether there is such a row. */
  has(row: number): boolean {
    return this.#present[row] === 1
  }

  /** Forgets a row. Says whether it was there. */
  erase(row: number): boolean {
    if (this.#present[row] !== 1) return false
    this.#present[row] = 0
    if (this.#blocks.codes !== 0) this.#encode(row, row + 1)
    while (this.#rows > 0 && this.#present[this.#rows - 1] === 0) this.#rows -= 1
    return true
  }

  /** The product of a query with each of the first `count` rows, in single precision. */
  scores(query: ArrayLike<number>, count: number = this.#rows): Float32Array {
    const { arena, kernels } = this.#space
    const q = arena.allocate(this.#stride)
    const out = arena.allocate(4 * count)
    arena.float32(q, this.columns).set(query)
    kernels.dotRows(this.#blocks.floats, count, this.#stride, q, this.columns, out)
    const scores = arena.float32(out, count).slice()
    arena.free(q)
    arena.free(out)
    return scores
  }

  /**
   * Runs the first pass for `count` queries (rows of `columns` numbers) whose k best rows are sought, and calls `visit` for each in order. `visit`
   * may take as long as it likes and use other matrices; `score` is good until it returns.
   */
  candidates(queries: Float32Array, count: number, k: number, visit: (candidates: Candidates) => void): void {
    for (let first = 0; first < count; first += GROUP) {
      const own = queries.subarray(first * this.columns)
      this.#visitGroup(own, Math.min(GROUP, count - first), k, (candidates) =>
        visit({ ...candidates, query: first + candidates.query }),
      )
    }
  }

  /** Frees the memory at once. The matrix is empty afterwards. */
  dispose(): void {
    free({ space: this.#space, blocks: this.#blocks })
    this.#present = new Uint8Array()
    this.#rows = 0
  }

  #address(row: number): number {
    return this.#blocks.floats + row * this.#stride
  }

  #visitGroup(queries: Float32Array, count: number, k: number, visit: (candidates: Candidates) => void): void {
    const { arena, kernels } = this.#space
    const allocated: number[] = []
    const allocate = (bytes: number): number => {
      const address = arena.allocate(bytes)
      allocated.push(address)
      return address
    }
    try {
      const bounds =
        this.#rows * this.columns < SMALL ? undefined : this.#upperBounds(queries, count, Math.min(k, this.#rows))
      for (let query = 0; query < count; query += 1) {
        const floats = allocate(this.#stride)
        arena.float32(floats, this.columns).set(queries.subarray(query * this.columns, (query + 1) * this.columns))
        const score = (row: number): number => kernels.dotDouble(this.#address(row), floats, this.columns)
        const { upper, floor } = bounds?.[query] ?? { upper: undefined, floor: Number.NEGATIVE_INFINITY }
        visit({ query, upper, floor, score })
      }
    } finally {
      for (const address of allocated) arena.free(address)
    }
  }

  #upperBounds(queries: Float32Array, count: number, k: number): { upper: Float32Array; floor: number }[] {
    const { arena, kernels } = this.#space
    this.#encodeAll()
    const rows = this.#rows
    const n = this.#codeStride
    const work = Array.from({ length: count }, () => ({
      codes: arena.allocate(2 * n),
      upper: arena.allocate(4 * rows),
      scores: arena.allocate(8 * k),
      indices: arena.allocate(4 * k),
    }))
    const quantized = work.map(({ codes }, query) =>
      quantizeQuery(queries.subarray(query * this.columns, (query + 1) * this.columns), arena.int16(codes, n)),
    )
    const sizes = new Uint32Array(count)
    const block = count === 1 ? rows : Math.max(16, Math.floor(BLOCK_BYTES / n))
    const { codes, bounds } = this.#blocks
    for (let first = 0; first < rows; first += block) {
      const length = Math.min(block, rows - first)
      for (const [i, { codes: query, upper, scores, indices }] of work.entries()) {
        const { scale, length: norm, error } = quantized[i]!
        // biome-ignore format: the arguments of one kernel call belong together
        sizes[i] = kernels.scanInt8(codes, bounds, first, length, query, n, scale, norm, error, upper, k, scores, indices, sizes[i]!)
      }
    }
    return work.map((addresses) => {
      const floor = arena.float64(addresses.scores, k)[0]!
      // A margin for bounds and scores that are rounded to floats.
      const margin = Number.isFinite(floor) ? Math.abs(floor) * 1e-6 + 1e-30 : 0
      const upper = arena.float32(addresses.upper, rows).slice()
      for (const address of Object.values(addresses)) arena.free(address)
      return { upper, floor: floor - margin }
    })
  }

  #encodeAll(): void {
    if (this.#blocks.codes !== 0) return
    const { arena } = this.#space
    const capacity = this.#present.length
    this.#blocks.codes = arena.allocateZeroed(capacity * this.#codeStride)
    this.#blocks.bounds = arena.allocateZeroed(capacity * 12)
    this.#encode(0, capacity)
  }

  /** Brings the int8 copy of some rows up to date. */
  #encode(from: number, to: number): void {
    const { arena } = this.#space
    const n = this.#codeStride
    const padded = this.#stride / 4
    const count = to - from
    const floats = arena.float32(this.#address(from), padded * count)
    const codes = arena.int8(this.#blocks.codes + from * n, n * count)
    const bounds = arena.float32(this.#blocks.bounds + from * 12, 3 * count)
    for (let row = 0; row < count; row += 1) {
      if (this.#present[from + row] !== 1) {
        // No lower bound counts a row that is not there.
        bounds.set([0, Number.POSITIVE_INFINITY, 0], 3 * row)
        continue
      }
      const at = row * padded
      let largest = 0
      for (let j = 0; j < this.columns; j += 1) largest = Math.max(largest, Math.abs(floats[at + j]!))
      const scale = Math.fround(largest / 127)
      let lost = scale > 0 ? 0 : this.columns * largest * largest
      let length = 0
      for (let j = 0; j < this.columns; j += 1) {
        const value = floats[at + j]!
        const code = scale > 0 ? Math.max(-127, Math.min(127, Math.round(value / scale))) : 0
        codes[row * n + j] = code
        if (scale > 0) lost += (value - code * scale) ** 2
        length += code * code
      }
      // Rounded up, so that the bound stays one in single precision.
      bounds[3 * row] = scale
      bounds[3 * row + 1] = Math.sqrt(lost) * (1 + 1e-6) + 1e-38
      bounds[3 * row + 2] = scale * Math.sqrt(length) * (1 + 1e-6) + 1e-38
    }
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
  // Rounded up, as the rows' bounds are.
  return { scale, length: Math.sqrt(length) * (1 + 1e-6), error: Math.sqrt(lost) * (1 + 1e-6) + 1e-38 }
}
