/**
 * Memory that kernels work in: allocate, free, view, grow. This is the one place that knows that growing replaces the buffer, so that every
 * view made before it is dead: keep addresses, ask for a view right before use, and ask again after an `allocate`.
 */

import { RecommenderError } from '../errors.ts'

/** What an arena needs of its memory; `WebAssembly.Memory` is one. */
export interface LinearMemory {
  readonly buffer: ArrayBufferLike
  /** Grows by pages of 64 KiB; throws where there is no more. */
  grow(pages: number): number
}

const PAGE = 65_536
/** Blocks start at multiples of a cache line. */
const ALIGNMENT = 64
/** Below this lie the address 0, which stands for "none", and whatever a compiler keeps there. */
const FIRST = 1024
/** 32-bit addresses end here. */
const LIMIT = 65_536 * PAGE

/** The memory of the plain twins: an `ArrayBuffer` that grows by copying. */
export class PlainMemory implements LinearMemory {
  #buffer = new ArrayBuffer(PAGE)

  get buffer(): ArrayBuffer {
    return this.#buffer
  }

  grow(pages: number): number {
    const old = this.#buffer
    const grown = new ArrayBuffer(old.byteLength + pages * PAGE)
    new Uint8Array(grown).set(new Uint8Array(old))
    this.#buffer = grown
    return old.byteLength / PAGE
  }
}

/** A first-fit allocator over one linear memory. */
export class Arena {
  readonly memory: LinearMemory
  /** Free stretches `[start, end)` by rising address, never touching one another. */
  #free: { start: number; end: number }[] = []
  readonly #sizes = new Map<number, number>()
  #top = FIRST
  #bytes = 0

  constructor(memory: LinearMemory) {
    this.memory = memory
  }

  /** Bytes that are allocated now. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * The address of a new block of at least `bytes` bytes. Its content is whatever was there. Views made before this call may be dead after it.
   * Throws `limit-exceeded` when the memory cannot grow that far.
   */
  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT)
    let start = this.#take(size)
    if (start === 0) {
      start = this.#top
      this.#reserve(start + size)
      this.#top = start + size
    }
    this.#sizes.set(start, size)
    this.#bytes += size
    return start
  }

  /** Like {@link allocate}, filled with zeros. */
  allocateZeroed(bytes: number): number {
    const address = this.allocate(bytes)
    this.uint8(address, bytes).fill(0)
    return address
  }

  /** Gives a block back. The address 0 and one that is free already are passed over. */
  free(address: number): void {
    const size = this.#sizes.get(address)
    if (size === undefined) return
    this.#sizes.delete(address)
    this.#bytes -= size
    this.#release(address, address + size)
  }

  uint8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length)
  }

  int8(address: number, length: number): Int8Array {
    return new Int8Array(this.memory.buffer, address, length)
  }

  int16(address: number, length: number): Int16Array {
    return new Int16Array(this.memory.buffer, address, length)
  }

  int32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length)
  }

  uint32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length)
  }

  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length)
  }

  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length)
  }

  /** The first free stretch that is long enough, or 0. */
  #take(size: number): number {
    const at = this.#free.findIndex(({ start, end }) => end - start >= size)
    const stretch = this.#free[at]
    if (stretch === undefined) return 0
    const { start, end } = stretch
    if (end - start === size) this.#free.splice(at, 1)
    else stretch.start = start + size
    return start
  }

  #release(start: number, end: number): void {
    let at = this.#free.findIndex((stretch) => stretch.start > start)
    if (at < 0) at = this.#free.length
    const before = this.#free[at - 1]
    const after = this.#free[at]
    const joined = { start, end }
    let from = at
    let count = 0
    if (before?.end === start) {
      joined.start = before.start
      from = at - 1
      count += 1
    }
    if (after?.start === end) {
      joined.end = after.end
      count += 1
    }
    this.#free.splice(from, count, joined)
    // A free stretch at the top is room to grow into again.
    const last = this.#free.at(-1)
    if (last?.end === this.#top) {
      this.#top = last.start
      this.#free.pop()
    }
  }

  #reserve(end: number): void {
    const missing = end - this.memory.buffer.byteLength
    if (missing <= 0) return
    if (end > LIMIT) throw outOfMemory(end, undefined)
    try {
      this.memory.grow(Math.ceil(missing / PAGE))
    } catch (cause) {
      throw outOfMemory(end, cause)
    }
  }
}

function outOfMemory(bytes: number, cause: unknown): RecommenderError {
  const needed = `${Math.ceil(bytes / 2 ** 20)} MB of kernel memory are needed`
  return new RecommenderError(
    'limit-exceeded',
    `${needed}, more than can be had (4096 MB at most). Use fewer rows or dimensions.`,
    { cause },
  )
}
