/** Blocks of {@link BLOCK} vectors made orthogonal: to all earlier ones, and among themselves. Everything is row by row, and works on a stretch of rows. */

import { BLOCK } from './sparse-products.ts'

type Stretches = (length: number, body: (start: number, end: number) => void) => Promise<void>

/** P += KᵀW over rows `start .. end`, for as many of the first columns of K as P has rows. Two rows and four columns go together, so that a number that is loaded serves more than once. */
export function addProducts(
  K: Float32Array,
  width: number,
  W: Float64Array,
  P: Float64Array,
  start: number,
  end: number,
): void {
  const known = P.length / BLOCK
  let row = start
  for (; row + 1 < end; row += 2) {
    const from = row * width
    for (let half = 0; half < BLOCK; half += 4) {
      const w = row * BLOCK + half
      const a0 = W[w]!
      const a1 = W[w + 1]!
      const a2 = W[w + 2]!
      const a3 = W[w + 3]!
      const b0 = W[w + BLOCK]!
      const b1 = W[w + BLOCK + 1]!
      const b2 = W[w + BLOCK + 2]!
      const b3 = W[w + BLOCK + 3]!
      for (let i = 0, to = half; i < known; i++, to += BLOCK) {
        const a = K[from + i]!
        const b = K[from + width + i]!
        P[to]! += a * a0 + b * b0
        P[to + 1]! += a * a1 + b * b1
        P[to + 2]! += a * a2 + b * b2
        P[to + 3]! += a * a3 + b * b3
      }
    }
  }
  for (; row < end; row++)
    for (let i = 0; i < known; i++)
      for (let j = 0; j < BLOCK; j++) P[i * BLOCK + j]! += K[row * width + i]! * W[row * BLOCK + j]!
}

/** W -= KP over rows `start .. end`, which takes out of W what the first columns of K hold of it, P being KᵀW. */
export function gramSchmidt(
  K: Float32Array,
  width: number,
  W: Float64Array,
  P: Float64Array,
  start: number,
  end: number,
): void {
  const known = P.length / BLOCK
  for (let row = start; row < end; row++) {
    const from = row * width
    const w = row * BLOCK
    let s0 = W[w]!
    let s1 = W[w + 1]!
    let s2 = W[w + 2]!
    let s3 = W[w + 3]!
    let s4 = W[w + 4]!
    let s5 = W[w + 5]!
    let s6 = W[w + 6]!
    let s7 = W[w + 7]!
    for (let i = 0, p = 0; i < known; i++, p += BLOCK) {
      const value = K[from + i]!
      s0 -= value * P[p]!
      s1 -= value * P[p + 1]!
      s2 -= value * P[p + 2]!
      s3 -= value * P[p + 3]!
      s4 -= value * P[p + 4]!
      s5 -= value * P[p + 5]!
      s6 -= value * P[p + 6]!
      s7 -= value * P[p + 7]!
    }
    W[w] = s0
    W[w + 1] = s1
    W[w + 2] = s2
    W[w + 3] = s3
    W[w + 4] = s4
    W[w + 5] = s5
    W[w + 6] = s6
    W[w + 7] = s7
  }
}

/** The length of the longest column of W. */
export async function longestColumn(W: Float64Array, length: number, stretches: Stretches): Promise<number> {
  const squares = new Float64Array(BLOCK)
  await stretches(length, (start, end) => {
    for (let row = start; row < end; row++) for (let j = 0; j < BLOCK; j++) squares[j]! += W[row * BLOCK + j]! ** 2
  })
  return Math.sqrt(Math.max(...squares))
}

/** What {@link orthonormalize} found. */
export interface Orthonormal {
  /** How many columns are not zero. */
  readonly found: number
  /** The least that was left of any of them when those before it had been taken out of it. */
  readonly least: number
}

/**
 * Makes the columns of W orthonormal, in place, by Cholesky: with WᵀW = LLᵀ, the new W is W(L⁻¹)ᵀ. A column of which no more than the length `noise` is left
 * when those before it have been taken out becomes zero.
 */
export async function orthonormalize(
  W: Float64Array,
  length: number,
  noise: number,
  stretches: Stretches,
): Promise<Orthonormal> {
  const G = new Float64Array(BLOCK * BLOCK)
  await stretches(length, (start, end) => {
    for (let row = start; row < end; row++)
      for (let i = 0; i < BLOCK; i++)
        for (let j = 0; j <= i; j++) G[i * BLOCK + j]! += W[row * BLOCK + i]! * W[row * BLOCK + j]!
  })

  const scales = new Float64Array(BLOCK)
  let found = 0
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < BLOCK; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = G[i * BLOCK + j]!
      for (let k = 0; k < j; k++) sum -= G[i * BLOCK + k]! * G[j * BLOCK + k]!
      if (j < i) {
        G[i * BLOCK + j] = sum * scales[j]!
      } else if (sum > noise * noise) {
        scales[i] = 1 / Math.sqrt(sum)
        least = Math.min(least, Math.sqrt(sum))
        found++
      }
    }
  }

  await stretches(length, (start, end) => {
    for (let row = start; row < end; row++) {
      const at = row * BLOCK
      for (let i = 0; i < BLOCK; i++) {
        let sum = W[at + i]!
        for (let j = 0; j < i; j++) sum -= G[i * BLOCK + j]! * W[at + j]!
        W[at + i] = sum * scales[i]!
      }
    }
  })
  return { found, least }
}
