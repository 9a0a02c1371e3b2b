/** What counts as a vector, and its way in: every accepted form becomes numbers in a reused `Float64Array`, checked, once. */

import { invalidArgument, RecommenderError } from '../errors.ts'

/** A vector by its non-zero entries: `values[n]` stands at `indices[n]`, everything else up to `length` is 0. The indices rise. */
export interface SparseVector {
  readonly indices: ArrayLike<number>
  readonly values: ArrayLike<number>
  /** The length of the vector, zeros included. */
  readonly length: number
}

/** A vector of finite numbers: a typed array, a plain array, or the entries of a {@link SparseVector}. Two of different form can be compared. */
export type Vector = ArrayLike<number> | SparseVector

/** Room for longer vectors is given back after use, so that one huge comparison does not hold its memory for ever. */
const KEPT_CAPACITY = 1 << 16

/** One side of a comparison, taken in. The arrays are reused by the next comparison and may be longer than `count`. */
export class Side {
  readonly field: string
  sparse = false
  /** Length of the vector. */
  length = 0
  /** How many of `values` are set; for a sparse vector, also of `indices`. */
  count = 0
  indices: Int32Array = new Int32Array(0)
  values: Float64Array = new Float64Array(0)

  constructor(field: string) {
    this.field = field
  }

  /** Takes a vector in. Refuses what is no vector; whether the numbers are finite is left to {@link Side.refuseNotFinite}. */
  load(vector: Vector, keepZeros = false): void {
    if (typeof vector !== 'object' || vector === null || !isLength(vector.length)) throw this.#noVector(vector)
    this.sparse = 'indices' in vector
    this.length = vector.length
    if ('indices' in vector) this.#loadSparse(vector, keepZeros)
    else this.#loadDense(vector)
  }

  /** Throws if one of the values is `NaN` or infinite, naming its place. */
  refuseNotFinite(): void {
    for (let place = 0; place < this.count; place++) {
      const value = this.values[place]!
      if (!Number.isFinite(value)) {
        const index = this.sparse ? this.indices[place]! : place
        throw invalidArgument(`${this.field}[${index}]`, value, FINITE)
      }
    }
  }

  /** Throws if one of the values is below 0, naming its place and the measure that has no meaning for it. */
  refuseNegative(measure: string): void {
    for (let place = 0; place < this.count; place++) {
      if (this.values[place]! < 0) {
        const index = this.sparse ? this.indices[place]! : place
        throw invalidArgument(`${this.field}[${index}]`, this.values[place], negativeRemedy(measure))
      }
    }
  }

  #loadDense(vector: ArrayLike<number>): void {
    const count = vector.length
    this.count = count
    this.values = reserveFloats(this.values, count)
    copyNumbers(vector, this.values, this.field)
  }

  #loadSparse(vector: SparseVector, keepZeros: boolean): void {
    const { indices, values, length } = vector
    const count = indices?.length
    if (!isLength(count) || values?.length !== count) {
      const message = `Expected \`${this.field}\` with as many indices as values, received ${indices?.length} and ${values?.length}.`
      throw new RecommenderError('invalid-argument', message, { field: this.field, value: vector })
    }
    this.values = reserveFloats(this.values, count)
    if (this.indices.length < count) this.indices = new Int32Array(Math.max(count, 64))
    else if (this.indices.length > KEPT_CAPACITY && count <= KEPT_CAPACITY) this.indices = new Int32Array(KEPT_CAPACITY)
    copyNumbers(values, this.values, `${this.field}.values`)

    let kept = 0
    let previous = -1
    for (let place = 0; place < count; place++) {
      const index = indices[place]!
      if (!(index > previous && index < length && (index | 0) === index)) {
        const remedy = `Give whole numbers from 0 that rise and stay below the vector's length, ${length}.`
        throw invalidArgument(`${this.field}.indices[${place}]`, index, remedy)
      }
      previous = index
      const value = this.values[place]!
      if (value === 0 && !keepZeros) continue
      this.indices[kept] = index
      this.values[kept++] = value
    }
    this.count = kept
  }

  #noVector(vector: unknown): RecommenderError {
    const remedy =
      vector instanceof Set
        ? 'Only jaccard, dice and overlap compare sets; give a vector.'
        : 'Give an array of numbers, a typed array, or { indices, values, length }.'
    return invalidArgument(this.field, vector, remedy)
  }
}

/** The remedy in every refusal of `NaN` and infinite values. */
export const FINITE = 'Give finite numbers; replace what is missing first.'

/** The remedy in every refusal of negative values. */
export const negativeRemedy = (measure: string): string =>
  `${measure} is defined for counts, weights and probabilities; give numbers of at least 0.`

/** An array with room for `count` numbers: the given one where it has, without holding on to an outsized one. */
export function reserveFloats(array: Float64Array, count: number): Float64Array {
  if (array.length >= count && (array.length <= KEPT_CAPACITY || count > KEPT_CAPACITY)) return array
  return new Float64Array(Math.max(count, 64))
}

/** The refusal of two vectors of different length. */
export function lengthMismatch(left: number, right: number, field = 'b'): RecommenderError {
  const message = `Expected vectors of one length, received ${left} and ${right}. Were they made by the same encoder, fitted once?`
  return new RecommenderError('invalid-argument', message, { field, value: right })
}

/** Refuses what is not one finite number for each position of the vectors. */
export function checkPerPosition(field: string, values: ArrayLike<number>, length: number): void {
  if (values?.length !== length) {
    const message = `Expected \`${field}\` of length ${length}, one number for each position of the vectors, received ${values?.length}.`
    throw new RecommenderError('invalid-argument', message, { field, value: values })
  }
  for (let index = 0; index < length; index++) {
    if (!Number.isFinite(values[index])) throw invalidArgument(`${field}[${index}]`, values[index], FINITE)
  }
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

/** Copies numbers of any form into doubles. For typed arrays `set` is a copy at memory speed, whatever their type. */
function copyNumbers(from: ArrayLike<number>, to: Float64Array, field: string): void {
  if (ArrayBuffer.isView(from)) {
    if (from instanceof BigInt64Array || from instanceof BigUint64Array) {
      throw invalidArgument(field, from, 'Give numbers, not bigints: Float64Array.from(values, Number).')
    }
    to.set(from)
    return
  }
  for (let place = 0; place < from.length; place++) {
    const value: unknown = from[place]
    if (typeof value !== 'number') throw invalidArgument(`${field}[${place}]`, value, FINITE)
    to[place] = value
  }
}
