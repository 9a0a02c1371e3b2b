/** Draws of rows from a seed. */

import { firstAbove } from './quantiles.ts'
import type { NumberMatrix } from './rows.ts'

/** Uniform numbers in [0, 1) from a seed: mulberry32, 32 bits of state, plenty for drawing a sample of rows. */
export function randomNumbers(seed: number): () => number {
  let state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Shuffles in place (Fisher and Yates). */
export function shuffle(list: Int32Array, random: () => number): Int32Array {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = list[i]!
    list[i] = list[j]!
    list[j] = kept
  }
  return list
}

/** 0, 1, ..., `count - 1`. */
export function indicesUpTo(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i)
}

/** `count` different rows of the matrix, drawn by `seed`. */
export function drawWithout(matrix: NumberMatrix, count: number, seed: number): NumberMatrix {
  return takeRows(matrix, shuffle(indicesUpTo(matrix.rows), randomNumbers(seed)).subarray(0, count))
}

/** `count` rows of the matrix, drawn by `seed`, each draw from all of them; by their weights where there are some. */
export function drawWith(matrix: NumberMatrix, count: number, seed: number, weights?: Float64Array): NumberMatrix {
  const random = randomNumbers(seed)
  let sum = 0
  const cumulative = weights?.map((weight) => (sum += weight))
  const drawn = Int32Array.from({ length: count }, () =>
    cumulative === undefined ? Math.floor(random() * matrix.rows) : firstAbove(cumulative, random() * sum),
  )
  return takeRows(matrix, drawn)
}

function takeRows(matrix: NumberMatrix, indices: Int32Array): NumberMatrix {
  const { columns, values } = matrix
  const taken = new Float64Array(indices.length * columns)
  for (let r = 0; r < indices.length; r++) {
    taken.set(values.subarray(indices[r]! * columns, (indices[r]! + 1) * columns), r * columns)
  }
  return { rows: indices.length, columns, values: taken }
}
