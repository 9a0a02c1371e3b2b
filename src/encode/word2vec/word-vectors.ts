/** How the vectors of a vocabulary are kept: as floats, or as 8-bit codes with one scale a word. */

/** Vectors by word number. */
export interface WordVectors {
  readonly kind: 'float' | 'int8'
  readonly dimensions: number
  /** Bytes that the vectors take. */
  readonly bytes: number
  /** A copy of one vector. */
  at(word: number): Float32Array
}

/** Rows of single-precision numbers. */
export class FloatVectors implements WordVectors {
  readonly kind = 'float'
  readonly dimensions: number
  readonly values: Float32Array

  constructor(values: Float32Array, dimensions: number) {
    this.values = values
    this.dimensions = dimensions
  }

  get bytes(): number {
    return this.values.byteLength
  }

  at(word: number): Float32Array {
    return this.values.slice(word * this.dimensions, (word + 1) * this.dimensions)
  }
}

/** A quarter of the memory: each number is a whole one from -127 to 127 times the word's scale. */
export class Int8Vectors implements WordVectors {
  readonly kind = 'int8'
  readonly dimensions: number
  readonly codes: Int8Array
  readonly scales: Float32Array

  constructor(codes: Int8Array, scales: Float32Array, dimensions: number) {
    this.codes = codes
    this.scales = scales
    this.dimensions = dimensions
  }

  get bytes(): number {
    return this.codes.byteLength + this.scales.byteLength
  }

  at(word: number): Float32Array {
    const scale = this.scales[word]!
    const from = word * this.dimensions
    return Float32Array.from(this.codes.subarray(from, from + this.dimensions), (code) => code * scale)
  }
}

/** Rounds vectors to 8 bits, each by its own largest number. */
export function quantizeVectors(vectors: WordVectors, words: number): Int8Vectors {
  const { dimensions } = vectors
  const codes = new Int8Array(words * dimensions)
  const scales = new Float32Array(words)
  for (let word = 0; word < words; word += 1) {
    const vector = vectors.at(word)
    let largest = 0
    for (const value of vector) largest = Math.max(largest, Math.abs(value))
    const scale = Math.fround(largest / 127)
    scales[word] = scale
    if (scale === 0) continue
    for (const [j, value] of vector.entries()) {
      codes[word * dimensions + j] = Math.max(-127, Math.min(127, Math.round(value / scale)))
    }
  }
  return new Int8Vectors(codes, scales, dimensions)
}
