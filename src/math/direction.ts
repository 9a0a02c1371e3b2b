/** Sums of unit vectors, dense or sparse, and how near other vectors are to them. */

import { invalidArgument } from '../errors.ts'

/** A vector: dense, or the columns and values of one sparse row. */
export type AnyVector =
  | Float32Array
  | { readonly indices: ArrayLike<number> & Iterable<number>; readonly values: Float32Array | Float64Array }

/** A weighted sum of unit vectors. Vectors of length 0 add nothing, and have cosine 0 to everything. */
export class Direction {
  readonly #sums = new Map<number, number>()
  #dense: Float64Array | undefined
  #length = -1

  /** Adds `weight` times the vector brought to length 1. */
  add(vector: AnyVector, weight: number): void {
    const scale = weight * inverseLength(vector)
    if (scale === 0) return
    this.#length = -1
    if (vector instanceof Float32Array) {
      this.#dense ??= new Float64Array(vector.length)
      for (let at = 0; at < vector.length; at++) this.#dense[at]! += scale * vector[at]!
      return
    }
    for (let at = 0; at < vector.indices.length; at++) {
      const column = vector.indices[at]!
      this.#sums.set(column, (this.#sums.get(column) ?? 0) + scale * vector.values[at]!)
    }
  }

  /** The Euclidean length of the sum; 0 of nothing. */
  get length(): number {
    if (this.#length < 0) {
      let square = 0
      for (const value of this.#dense ?? this.#sums.values()) square += value * value
      this.#length = Math.sqrt(square)
    }
    return this.#length
  }

  /** The cosine of the sum and a vector of the same kind, from -1 to 1; `inverse` is 1 / the vector's length, where it is known. */
  cosine(vector: AnyVector, inverse: number = inverseLength(vector)): number {
    const scale = this.length === 0 ? 0 : inverse / this.length
    if (scale === 0) return 0
    let dot = 0
    if (vector instanceof Float32Array) {
      if (this.#dense === undefined) return 0
      for (let at = 0; at < vector.length; at++) dot += this.#dense[at]! * vector[at]!
    } else {
      for (let at = 0; at < vector.indices.length; at++)
        dot += (this.#sums.get(vector.indices[at]!) ?? 0) * vector.values[at]!
    }
    return Math.max(-1, Math.min(1, dot * scale))
  }

  /** The sum brought to length 1, or `undefined` where it has none; sparse columns rise. */
  unit(): AnyVector | undefined {
    const { length } = this
    if (!(length > 0)) return undefined
    if (this.#dense !== undefined) return Float32Array.from(this.#dense, (value) => value / length)
    const indices = Int32Array.from(this.#sums.keys()).sort()
    return { indices, values: Float32Array.from(indices, (column) => this.#sums.get(column)! / length) }
  }
}

/** 1 / the length of a vector; 0 where it has none. */
export function inverseLength(vector: AnyVector): number {
  const values = vector instanceof Float32Array ? vector : vector.values
  let square = 0
  for (let at = 0; at < values.length; at++) square += values[at]! * values[at]!
  return square > 0 ? 1 / Math.sqrt(square) : 0
}

/** Throws, by the name that `field` gives for its place, unless all vectors that there are can be compared: of one kind, of one dimension where dense, and finite. */
export function checkVectors(vectors: readonly (AnyVector | undefined)[], field: (at: number) => string): void {
  const first = vectors.find((vector) => vector !== undefined)
  if (first === undefined) return
  const dimensions = first instanceof Float32Array ? first.length : undefined
  for (const [at, vector] of vectors.entries()) {
    if (vector === undefined) continue
    const { indices, values } = vector instanceof Float32Array ? { indices: undefined, values: vector } : Object(vector)
    const sparse = values instanceof Float32Array || values instanceof Float64Array
    if (!sparse || (indices !== undefined && indices.length !== values.length))
      throw invalidArgument(field(at), vector, 'Pass a Float32Array, or { indices, values } of one length.')
    if ((indices === undefined) !== (dimensions !== undefined))
      throw invalidArgument(field(at), vector, 'Some vectors are dense and some sparse; they cannot be compared.')
    if (dimensions !== undefined && values.length !== dimensions)
      throw invalidArgument(field(at), values.length, `It has to have ${dimensions} numbers, as others do.`)
    if (areFinite(values)) continue
    for (let place = 0; place < values.length; place++)
      if (!Number.isFinite(values[place]))
        throw invalidArgument(field(at), values[place], 'A vector holds finite numbers alone.')
  }
}

/** Whether all numbers are finite: 0 times anything that is not is no number. Four sums, since each addition waits for the one before it. */
function areFinite(values: ArrayLike<number>): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  let at = 0
  for (; at + 3 < values.length; at += 4) {
    a += 0 * values[at]!
    b += 0 * values[at + 1]!
    c += 0 * values[at + 2]!
    d += 0 * values[at + 3]!
  }
  for (; at < values.length; at++) a += 0 * values[at]!
  return a + b + c + d === 0
}
