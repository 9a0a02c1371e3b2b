/**
 * The largest singular values of a sparse matrix and their right singular vectors, by a randomised block Krylov method (Halko, Martinsson, Shkolnisky and
 * Tygert 2011; Musco and Musco 2015): a few random directions are multiplied by XXᵀ (or XᵀX, whichever is smaller) again and again, every
 * product is made orthogonal to those before, and an eigenproblem of that small size picks the singular vectors out of what they span.
 *
 * Plain subspace iteration (Halko, Martinsson and Tropp 2011, the method of scikit-learn's default) keeps only the last product. On texts, whose singular values fall slowly, its
 * hundredth value is still 4 % off when this one has every value to better than 1e-3, for the same work.
 */

import { Pacer, type WorkOptions } from '../work.ts'
import { addProducts, gramSchmidt, longestColumn, orthonormalize } from './block-vectors.ts'
import { BLOCK, multiplyByGram, multiplyTransposed, type SparseRows } from './sparse-products.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/** Options of {@link truncatedSvd}. */
export interface TruncatedSvdOptions extends WorkOptions {
  /** Chooses the random directions. Default 0. */
  readonly seed?: number
}

/** What {@link truncatedSvd} gives. */
export interface TruncatedSvd {
  /** In falling order; 0 beyond the rank of the matrix, and where less than 3e-4 of the largest. */
  readonly singularValues: Float64Array
  /** One row of `components` numbers for each column of the matrix; zeros beyond the rank. The entry of largest magnitude of each component is positive. */
  readonly rightVectors: Float32Array
}

/** Runs `body` over 0 .. length in stretches, giving way to the event loop between them. */
type Stretches = (length: number, body: (start: number, end: number) => void) => Promise<void>

/** Singular values below this share of the largest are rounding noise: their squares are found, with the precision of float32. */
const NOISE = 3e-4

/** What rounding to float32 leaves of a vector that should be gone, as a share of it. */
const ROUNDING = 1e-5

/** Where less than this share of a product is new, rounding is no longer small beside it. */
const CANCELLED = 1e-2

/** The `components` largest singular values and right singular vectors of X. The same seed gives the same bits. */
export async function truncatedSvd(
  matrix: SparseRows,
  components: number,
  options: TruncatedSvdOptions = {},
): Promise<TruncatedSvd> {
  const pacer = new Pacer(options)
  // The side with fewer vectors: X acts on it as XXᵀ or as XᵀX.
  const side = matrix.rows <= matrix.columns ? 'rows' : 'columns'
  const length = Math.min(matrix.rows, matrix.columns)
  // Three times the components and 64 more: on news texts this gives 2 to 256 components to 3e-4 or better.
  const blocks = Math.ceil(Math.min(3 * components + 64, length) / BLOCK)
  const width = blocks * BLOCK

  let block = 0
  const stretches: Stretches = async (count, body) => {
    for (let start = 0; start < count; start += 256) {
      body(start, Math.min(count, start + 256))
      if (pacer.due()) await pacer.pause({ phase: 'svd', done: block, total: blocks + 1 })
    }
  }

  // K: the directions so far, row by row. T = Kᵀ(XXᵀ)K, of which each block gives its columns down to the diagonal.
  const K = new Float32Array(length * width)
  const T = new Float64Array(width * width)
  let Q: Float64Array = randomSigns(length * BLOCK, options.seed ?? 0)
  let W: Float64Array = new Float64Array(length * BLOCK)
  await orthonormalize(Q, length, 0, stretches)
  for (; block < blocks; block++) {
    const known = block * BLOCK
    for (let row = 0; row < length; row++) K.set(Q.subarray(row * BLOCK, (row + 1) * BLOCK), row * width + known)
    await multiplyByGram(matrix, side, Q, W, stretches)
    const size = await longestColumn(W, length, stretches)
    const products = await takeOut(K, width, known + BLOCK, W, length, stretches)
    for (let i = 0; i < known + BLOCK; i++) T.set(products.subarray(i * BLOCK, (i + 1) * BLOCK), i * width + known)

    // Of a space that is spanned, rounding alone is left.
    const { found, least } = await orthonormalize(W, length, ROUNDING * size, stretches)
    if (found === 0) break
    // Once more: where much has cancelled out, what rounding has left of the directions before; and in any case what it has left within the block.
    if (least < CANCELLED * size) await takeOut(K, width, known + BLOCK, W, length, stretches)
    await orthonormalize(W, length, 0.5, stretches)
    ;[Q, W] = [W, Q]
  }

  const { values, vectors } = symmetricEigen(T, width)
  const singularValues = new Float64Array(components)
  let rank = 0
  while (rank < Math.min(components, width) && values[rank]! > NOISE * NOISE * values[0]!) {
    singularValues[rank] = Math.sqrt(values[rank]!)
    rank++
  }
  const ritz = new Float32Array(length * components)
  await stretches(length, (start, end) => rotate(K, width, vectors, rank, ritz, components, start, end))
  const rightVectors = side === 'columns' ? ritz : await multiplyTransposed(matrix, ritz, components, stretches)
  settleSigns(rightVectors, components, side === 'columns' ? undefined : singularValues, rank)
  pacer.report({ phase: 'svd', done: blocks + 1, total: blocks + 1 })
  return { singularValues, rightVectors }
}

/** Takes out of W what the first `known` columns of K hold of it, and returns how much that was: KᵀW. */
async function takeOut(
  K: Float32Array,
  width: number,
  known: number,
  W: Float64Array,
  length: number,
  stretches: Stretches,
): Promise<Float64Array> {
  const products = new Float64Array(known * BLOCK)
  await stretches(length, (start, end) => addProducts(K, width, W, products, start, end))
  await stretches(length, (start, end) => gramSchmidt(K, width, W, products, start, end))
  return products
}

/** Rows `start .. end` of KS, S being the first `rank` eigenvectors. */
function rotate(
  K: Float32Array,
  width: number,
  vectors: Float64Array,
  rank: number,
  out: Float32Array,
  components: number,
  start: number,
  end: number,
): void {
  for (let row = start; row < end; row++) {
    const from = row * width
    for (let j = 0; j < rank; j++) {
      const of = j * width
      let even = 0
      let odd = 0
      // Two sums, so that one addition need not wait for the other; the width is even.
      for (let i = 0; i < width; i += 2) {
        even += K[from + i]! * vectors[of + i]!
        odd += K[from + i + 1]! * vectors[of + i + 1]!
      }
      out[row * components + j] = even + odd
    }
  }
}

/** Scales each component by 1 over its singular value, where those are given, and makes its entry of largest magnitude positive. */
function settleSigns(
  vectors: Float32Array,
  components: number,
  divisors: Float64Array | undefined,
  rank: number,
): void {
  for (let j = 0; j < rank; j++) {
    let largest = 0
    for (let at = j; at < vectors.length; at += components)
      if (Math.abs(vectors[at]!) > Math.abs(largest)) largest = vectors[at]!
    const factor = (largest < 0 ? -1 : 1) / (divisors?.[j] ?? 1)
    for (let at = j; at < vectors.length; at += components) vectors[at]! *= factor
  }
}

/** So many numbers of 1 or -1, by a small generator (mulberry32). */
function randomSigns(length: number, seed: number): Float64Array {
  const signs = new Float64Array(length)
  let state = seed | 0
  let bits = 0
  for (let at = 0; at < length; at++) {
    if ((at & 31) === 0) {
      state = (state + 0x6d2b79f5) | 0
      bits = Math.imul(state ^ (state >>> 15), 1 | state)
      bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
      bits ^= bits >>> 14
    }
    signs[at] = ((bits >>> (at & 31)) & 1) === 0 ? -1 : 1
  }
  return signs
}
