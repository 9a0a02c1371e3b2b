/** Exact search over dense vectors: the cosine (or dot product) of a query against every item's vector. */

import { invalidArgument } from '../errors.ts'
import { checkLength } from '../events/item.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'

/** Dense vectors by item index, in one flat array. */
export class DenseIndex {
  readonly #metric: 'cosine' | 'dot'
  #dimensions = 0
  #values: Float32Array = new Float32Array(0)
  #present: Uint8Array = new Uint8Array(0)
  /** The squared length of each vector as it was given; kept for the dot product alone. */
  #squares: Float64Array = new Float64Array(0)
  #count = 0

  constructor(metric: 'cosine' | 'dot' = 'cosine') {
    this.#metric = metric
  }

  /** Length of the vectors; 0 until the first one came. */
  get dimensions(): number {
    return this.#dimensions
  }

  /** How many items have a vector. */
  get size(): number {
    return this.#count
  }

  /** The root mean square length of the vectors, zero ones left out; 1 with the cosine. */
  get usualLength(): number {
    if (this.#metric === 'cosine') return 1
    let total = 0
    let rows = 0
    for (const squares of this.#squares) {
      if (squares > 0) rows++
      total += squares
    }
    return rows === 0 ? 0 : Math.sqrt(total / rows)
  }

  get bytes(): number {
    return this.#count * (this.#dimensions * 4 + 1)
  }

  /** Throws if a vector of this length would not fit those that are there. */
  checkDimensions(dimensions: number, field: string): void {
    if (this.#count > 0) checkLength(dimensions, this.#dimensions, field)
  }

  /** Gives an item this vector. With the cosine it is kept at length 1. */
  set(item: number, vector: Float32Array): void {
    if (this.#count === 0 && vector.length !== this.#dimensions) {
      this.clear()
      this.#dimensions = vector.length
    }
    if (vector.length !== this.#dimensions) {
      throw invalidArgument('vector', vector, `All vectors have one length, here ${this.#dimensions}.`)
    }
    this.#reserve(item)
    const base = item * this.#dimensions
    const scale = this.#metric === 'cosine' ? inverseNorm(vector) : 1
    for (let column = 0; column < vector.length; column++) this.#values[base + column] = vector[column]! * scale
    if (this.#metric === 'dot') this.#squares[item] = squaredLength(vector)
    if (this.#present[item] === 0) this.#count++
    this.#present[item] = 1
  }

  remove(item: number): void {
    if (this.#present[item] !== 1) return
    this.#present[item] = 0
    this.#count--
    if (this.#metric === 'dot') this.#squares[item] = 0
    this.#values.fill(0, item * this.#dimensions, (item + 1) * this.#dimensions)
  }

  /** Takes all vectors out; the next one may have another length. */
  clear(): void {
    this.#values = new Float32Array(0)
    this.#present = new Uint8Array(0)
    this.#squares = new Float64Array(0)
    this.#count = 0
    this.#dimensions = 0
  }

  has(item: number): boolean {
    return this.#present[item] === 1
  }

  /** The item's vector as it is kept; zeros if it has none. */
  vectorOf(item: number): Float32Array {
    if (!this.has(item)) return new Float32Array(this.#dimensions)
    return this.#values.slice(item * this.#dimensions, (item + 1) * this.#dimensions)
  }

  /** The product of `query` with every item's vector, by item index; with the cosine and a query of length 1, the cosine. */
  scores(query: Float32Array, spare?: Float64Array): Float64Array {
    const dimensions = this.#dimensions
    const rows = this.#present.length
    const scores = spare?.length === rows ? spare : new Float64Array(rows)
    const values = this.#values
    for (let row = 0, base = 0; row < rows; row++, base += dimensions) {
      // Four sums side by side: one sum would make each addition wait for the one before.
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      let column = 0
      for (; column + 3 < dimensions; column += 4) {
        a += values[base + column]! * query[column]!
        b += values[base + column + 1]! * query[column + 1]!
        c += values[base + column + 2]! * query[column + 2]!
        d += values[base + column + 3]! * query[column + 3]!
      }
      for (; column < dimensions; column++) a += values[base + column]! * query[column]!
      scores[row] = a + b + (c + d)
    }
    return scores
  }

  /** Carries out the moves of `Catalogue.compact`. */
  compact(moved: Int32Array): void {
    const from = [...moved.keys()].filter((item) => this.has(item) && moved[item]! >= 0)
    const dimensions = this.#dimensions
    const slots = moved.reduce((most, item) => Math.max(most, item + 1), 0)
    const values = new Float32Array(slots * dimensions)
    const present = new Uint8Array(slots)
    for (const item of from) {
      values.set(this.#values.subarray(item * dimensions, (item + 1) * dimensions), moved[item]! * dimensions)
      present[moved[item]!] = 1
    }
    this.#values = values
    this.#present = present
    this.#measure()
  }

  save(): SnapshotParts {
    const items = Int32Array.from([...this.#present.keys()].filter((item) => this.#present[item] === 1))
    const values = new Float32Array(items.length * this.#dimensions)
    items.forEach((item, row) => {
      values.set(this.vectorOf(item), row * this.#dimensions)
    })
    return { items, values, dimensions: { json: this.#dimensions } }
  }

  load(parts: SnapshotParts): void {
    const { items, values, dimensions } = parts
    if (
      !(
        items instanceof Int32Array &&
        values instanceof Float32Array &&
        dimensions !== undefined &&
        'json' in dimensions
      )
    ) {
      throw new TypeError('Not the vectors of a dense index')
    }
    const columns = dimensions.json as number
    const slots = items.length === 0 ? 0 : items[items.length - 1]! + 1
    this.#dimensions = columns
    this.#values = slots === items.length ? values : new Float32Array(slots * columns)
    this.#present = new Uint8Array(slots)
    this.#count = items.length
    items.forEach((item, row) => {
      this.#present[item] = 1
      if (this.#values !== values) this.#values.set(values.subarray(row * columns, (row + 1) * columns), item * columns)
    })
    this.#measure()
  }

  /** Works out the lengths anew. */
  #measure(): void {
    if (this.#metric === 'cosine') return
    const { length } = this.#present
    const columns = this.#dimensions
    this.#squares = Float64Array.from({ length }, (_, item) =>
      squaredLength(this.#values.subarray(item * columns, (item + 1) * columns)),
    )
  }

  #reserve(item: number): void {
    if (item < this.#present.length) {
      if (this.#values.length < this.#present.length * this.#dimensions) this.#grow(this.#present.length)
      return
    }
    this.#grow(Math.max(64, Math.ceil((item + 1) * 1.4)))
  }

  #grow(slots: number): void {
    const values = new Float32Array(slots * this.#dimensions)
    values.set(this.#values)
    const present = new Uint8Array(slots)
    present.set(this.#present)
    if (this.#metric === 'dot') {
      const squares = new Float64Array(slots)
      squares.set(this.#squares)
      this.#squares = squares
    }
    this.#values = values
    this.#present = present
  }
}

/** 1 / length, 0 for the zero vector. */
export function inverseNorm(vector: ArrayLike<number>): number {
  const squares = squaredLength(vector)
  return squares > 0 ? 1 / Math.sqrt(squares) : 0
}

function squaredLength(vector: ArrayLike<number>): number {
  let squares = 0
  for (let column = 0; column < vector.length; column++) squares += vector[column]! ** 2
  return squares
}
