/** Which words are close: cosine scans over the whole vocabulary. */

import { ResidentMatrix } from '../../kernels/index.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { WordVectors } from './word-vectors.ts'

/** The unit vectors of a vocabulary in kernel memory, made on the first question. */
export class NearestWords {
  readonly #vectors: WordVectors
  readonly #size: number
  #matrix: ResidentMatrix | undefined

  constructor(vectors: WordVectors, vocabulary: Vocabulary) {
    this.#vectors = vectors
    this.#size = vocabulary.size
  }

  /** The cosine of a vector with the first `restrict` words; a zero vector has cosine 0 with everything. */
  cosines(vector: Float32Array, restrict: number = this.#size): Float32Array {
    const unit = vector.slice()
    normalize(unit)
    return this.#unitMatrix().scores(unit, Math.min(restrict, this.#size))
  }

  #unitMatrix(): ResidentMatrix {
    if (this.#matrix === undefined) {
      const matrix = new ResidentMatrix(this.#vectors.dimensions)
      matrix.reserve(this.#size)
      for (let word = 0; word < this.#size; word += 1) {
        const vector = this.#vectors.at(word)
        normalize(vector)
        matrix.set(word, vector)
      }
      this.#matrix = matrix
    }
    return this.#matrix
  }
}

/** Divides a vector by its length; a zero vector stays. */
export function normalize(vector: Float32Array): void {
  let squares = 0
  for (const value of vector) squares += value * value
  if (squares === 0) return
  const length = Math.sqrt(squares)
  for (let j = 0; j < vector.length; j += 1) vector[j]! /= length
}

/** The cosine of two vectors; 0 where one of them is zero. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let product = 0
  let squaresA = 0
  let squaresB = 0
  for (let j = 0; j < a.length; j += 1) {
    product += a[j]! * b[j]!
    squaresA += a[j]! * a[j]!
    squaresB += b[j]! * b[j]!
  }
  return squaresA === 0 || squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB)
}
