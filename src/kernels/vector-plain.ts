/** The plain twin of assembly/vector.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. */

import type { LinearMemory } from './arena.ts'
import type { VectorKernels } from './vector.ts'

/** The vector kernels in plain TypeScript. Sums run in double precision, so results differ from the compiled ones by single-precision rounding. */
export function plainVectorKernels(memory: LinearMemory): VectorKernels {
  const floats = (address: number, length: number): Float32Array => new Float32Array(memory.buffer, address, length)

  const dotDouble = (a: number, b: number, n: number): number => sumOfProducts(floats(a, n), 0, floats(b, n), n)

  return {
    dot: (a, b, n) => Math.fround(dotDouble(a, b, n)),
    dotDouble,

    dotRows(rows, count, stride, query, n, out) {
      const scores = floats(out, count)
      const q = floats(query, n)
      const values = floats(rows, extent(count, stride, n))
      for (let r = 0; r < count; r += 1) scores[r] = sumOfProducts(values, (r * stride) / 4, q, n)
    },

    axpy(alpha, x, y, n) {
      const from = floats(x, n)
      const to = floats(y, n)
      for (let i = 0; i < n; i += 1) to[i]! += alpha * from[i]!
    },

    norms(rows, count, stride, n, out) {
      const lengths = floats(out, count)
      for (let r = 0; r < count; r += 1) lengths[r] = Math.sqrt(dotDouble(rows + r * stride, rows + r * stride, n))
    },

    scanFloat(rows, first, count, stride, query, n, k, scores, indices, size) {
      const heap = new Heap(memory, scores, indices, k, size)
      const values = floats(rows, extent(first + count, stride, n))
      const q = floats(query, n)
      for (let r = first; r < first + count; r += 1) heap.offer(sumOfProducts(values, (r * stride) / 4, q, n), r)
      return heap.size
    },

    scanInt8(
      codes,
      bounds,
      first,
      count,
      query,
      n,
      queryScale,
      queryNorm,
      queryError,
      upper,
      k,
      scores,
      indices,
      size,
    ) {
      const heap = new Heap(memory, scores, indices, k, size)
      const rows = new Int8Array(memory.buffer, codes, (first + count) * n)
      const q = new Int16Array(memory.buffer, query, n)
      const bound = floats(bounds, 3 * (first + count))
      const highest = floats(upper, first + count)
      for (let r = first; r < first + count; r += 1) {
        let whole = 0
        for (let i = 0, at = r * n; i < n; i += 1, at += 1) whole += rows[at]! * q[i]!
        const score = bound[3 * r]! * queryScale * whole
        const error = bound[3 * r + 1]! * queryNorm + bound[3 * r + 2]! * queryError
        highest[r] = score + error
        heap.offer(score - error, r)
      }
      return heap.size
    },
  }
}

/** How many numbers lie from the start of the first row to the end of the last. */
const extent = (count: number, stride: number, n: number): number => (count === 0 ? 0 : ((count - 1) * stride) / 4 + n)

function sumOfProducts(rows: Float32Array, at: number, query: Float32Array, n: number): number {
  // Four sums, so that the additions do not wait for one another.
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let i = 0
  for (; i + 3 < n; i += 4) {
    a += rows[at + i]! * query[i]!
    b += rows[at + i + 1]! * query[i + 1]!
    c += rows[at + i + 2]! * query[i + 2]!
    d += rows[at + i + 3]! * query[i + 3]!
  }
  let total = a + c + (b + d)
  for (; i < n; i += 1) total += rows[at + i]! * query[i]!
  return total
}

/** The k best (score, index) in kernel memory; the root is the one to drop first. */
class Heap {
  readonly #scores: Float64Array
  readonly #indices: Uint32Array
  readonly #k: number
  size: number

  constructor(memory: LinearMemory, scores: number, indices: number, k: number, size: number) {
    this.#scores = new Float64Array(memory.buffer, scores, k)
    this.#indices = new Uint32Array(memory.buffer, indices, k)
    this.#k = k
    this.size = size
  }

  offer(score: number, index: number): void {
    if (this.size < this.#k) {
      this.#rise(this.size, score, index)
      this.size += 1
    } else if (this.#dropsBefore(this.#scores[0]!, this.#indices[0]!, score, index)) this.#sink(score, index)
  }

  #dropsBefore(scoreA: number, indexA: number, scoreB: number, indexB: number): boolean {
    return scoreA < scoreB || (scoreA === scoreB && indexA > indexB)
  }

  #rise(from: number, score: number, index: number): void {
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!this.#dropsBefore(score, index, this.#scores[up]!, this.#indices[up]!)) break
      this.#move(up, at)
      at = up
    }
    this.#scores[at] = score
    this.#indices[at] = index
  }

  #sink(score: number, index: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.size) break
      const right = child + 1
      if (
        right < this.size &&
        this.#dropsBefore(this.#scores[right]!, this.#indices[right]!, this.#scores[child]!, this.#indices[child]!)
      ) {
        child = right
      }
      if (!this.#dropsBefore(this.#scores[child]!, this.#indices[child]!, score, index)) break
      this.#move(child, at)
      at = child
    }
    this.#scores[at] = score
    this.#indices[at] = index
  }

  #move(from: number, to: number): void {
    this.#scores[to] = this.#scores[from]!
    this.#indices[to] = this.#indices[from]!
  }
}
