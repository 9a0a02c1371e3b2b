/**
 * The largest singular values of a sparse matrix and their right singular vectors, by a randomised block Krylov method (Halko, Martinsson, Shkolnisky and
 * Tygert 2011; Musco and Musco 2015): four random directions are multiplied by XXᵀ (or XᵀX, whichever is smaller) again and again, every product is
 * made orthogonal to those before, and an eigenproblem of that small size picks the singular vectors out of what they span.
 *
 * In exact arithmetic a product need only be made orthogonal to the last two (Lanczos); rounding makes it drift towards the others. How far is
 * followed by a bound, and only when that grows too large are all the others taken out as well (partial reorthogonalisation; Simon 1984).
 *
 * Plain subspace iteration (Halko, Martinsson and Tropp 2011, the method of scikit-learn's default) keeps only the last product. On texts, whose singular values fall slowly, its
 * hundredth value is still 4 % off when this one has every value to better than 1e-3, for less work.
 */

import { pace } from '../steps.ts'
import { Pacer, type WorkOptions } from '../work.ts'
import { KrylovSpace, type SparseRows, type Stretches } from './krylov-space.ts'
import { symmetricEigenSteps } from './symmetric-eigen.ts'

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

/** Singular values below this share of the largest are rounding noise: their squares are found, with the precision of float32. */
const NOISE = 3e-4

/** What rounding to float32 leaves of a vector that should be gone, as a share of it. */
const ROUNDING = 1e-5

/** Where less than this share of a product is new, rounding is no longer small beside it. */
const CANCELLED = 1e-2

/** The largest product of unit vectors that float32 lets pass for orthogonal. */
const UNIT = 1.2e-7

/** How far a new direction may lean towards an old one. What the eigenproblem loses by it is of the order of its square. */
const DRIFT = 1e-4

/** A share of the largest image of any direction that is no image at all. */
const NOTHING = 1e-6

/** Vectors of a panel. */
const PANEL = 4

/** The `components` largest singular values and right singular vectors of X. The same seed gives the same bits. */
export async function truncatedSvd(
  matrix: SparseRows,
  components: number,
  options: TruncatedSvdOptions = {},
): Promise<TruncatedSvd> {
  const pacer = new Pacer(options)
  // On news texts this gives 2 to 256 components to 5e-4 or better.
  const directions = Math.min(Math.ceil(2.5 * components) + 80, matrix.rows, matrix.columns)
  const blocks = Math.ceil(directions / PANEL)

  let block = 0
  const stretches: Stretches = async (count, body) => {
    for (let start = 0; start < count; start += 256) {
      body(start, Math.min(count, start + 256))
      if (pacer.due()) await pacer.pause({ phase: 'svd', done: block, total: blocks + 1 })
    }
  }

  const space = new KrylovSpace(matrix, blocks + 1, stretches)
  const signs = randomSigns(options.seed ?? 0)
  await addRandom(space, 0, Array<boolean>(PANEL).fill(true), signs)

  // T = Kᵀ(XXᵀ)K for the directions K: its panels on and right above the diagonal, all others being zero.
  const width = blocks * PANEL
  const T = new Float64Array(width * width)
  /** The largest image of any direction so far, which tells how large XXᵀ is. */
  let norm = 0
  /** How large the last product was after its neighbours had been taken out. */
  let rest = 0
  /** Bounds of how far the last direction and the one before lean towards older ones. */
  let lean = UNIT
  let leanBefore = 0
  while (block < blocks) {
    const next = block + 1
    const first = Math.max(0, block - 1)
    await space.multiply(block)
    const size = await space.longest(next)
    // What is left of the space, as random directions see it, goes to zero.
    if (size <= NOTHING * norm) break
    norm = Math.max(norm, size)
    const products = await space.takeOut(next, first, next)
    for (let panel = first; panel < next; panel++)
      for (let i = 0; i < PANEL; i++) {
        const from = ((panel - first) * PANEL + i) * PANEL
        T.set(products.subarray(from, from + PANEL), (panel * PANEL + i) * width + block * PANEL)
      }
    block = next
    if (block === blocks) break

    let factor = await space.factor(block, ROUNDING * size)
    let leanNext = (norm * (lean + UNIT) + rest * leanBefore) / factor.least
    rest = await space.longest(block)
    if (leanNext > DRIFT || factor.found.includes(false)) {
      await space.takeOut(block, 0, block)
      factor = await space.factor(block, ROUNDING * size)
      // Once more where much has cancelled out: what rounding has left of the directions before.
      if (factor.least < CANCELLED * rest) {
        await space.takeOut(block, 0, block)
        factor = await space.factor(block, ROUNDING * size)
      }
      leanNext = UNIT
    }
    await space.normalize(block, factor)
    // And what rounding has left within the panel.
    await space.normalize(block, await space.factor(block, 0.5))
    // Directions that lead nowhere new make room for others, without which equal singular values would be missed.
    if (factor.found.includes(false)) {
      await addRandom(
        space,
        block,
        factor.found.map((found) => !found),
        signs,
      )
      leanNext = UNIT
    }
    leanBefore = lean
    lean = leanNext
  }

  const size = block * PANEL
  const small = symmetricEigenSteps(leading(T, width, size), size)
  const { values, vectors } = await pace(small, pacer, { phase: 'svd', done: block, total: blocks + 1 })
  const singularValues = new Float64Array(components)
  let rank = 0
  while (rank < Math.min(components, size) && values[rank]! > NOISE * NOISE * values[0]!) {
    singularValues[rank] = Math.sqrt(values[rank]!)
    rank++
  }
  const rightVectors = new Float32Array(matrix.columns * components)
  if (rank > 0) {
    const found = await space.rightVectors(block, vectors, rank)
    await settle(found.vectors, found.width, rightVectors, components, rank, stretches)
  }
  pacer.report({ phase: 'svd', done: blocks + 1, total: blocks + 1 })
  return { singularValues, rightVectors }
}

/** Fills columns of a panel with random directions, orthonormal to all before; where there are none left, with zeros. */
async function addRandom(
  space: KrylovSpace,
  panel: number,
  columns: readonly boolean[],
  signs: () => number,
): Promise<void> {
  let missing = columns
  // In a space of few dimensions signs may well depend on one another: draw again.
  for (let draw = 0; draw < 8 && missing.includes(true); draw++) {
    await space.fill(panel, missing, signs)
    await space.takeOut(panel, 0, panel)
    await space.normalize(panel, await space.factor(panel, 1e-2))
    // What rounding has left of the others is of no account unless little else was.
    await space.takeOut(panel, 0, panel)
    const factor = await space.factor(panel, 0.5)
    await space.normalize(panel, factor)
    missing = factor.found.map((found) => !found)
  }
}

/** The first `size` rows and columns of a square matrix. */
function leading(matrix: Float64Array, width: number, size: number): Float64Array {
  const part = new Float64Array(size * size)
  for (let row = 0; row < size; row++) part.set(matrix.subarray(row * width, row * width + size), row * size)
  return part
}

/** Copies the first `rank` of `width` columns, each made a unit vector whose entry of largest magnitude is positive. */
async function settle(
  from: Float32Array,
  width: number,
  to: Float32Array,
  components: number,
  rank: number,
  stretches: Stretches,
): Promise<void> {
  const length = from.length / width
  const largest = new Float64Array(rank)
  const squares = new Float64Array(rank)
  await stretches(length, (start, end) => {
    for (let row = start; row < end; row++)
      for (let j = 0; j < rank; j++) {
        const value = from[row * width + j]!
        squares[j]! += value * value
        if (Math.abs(value) > Math.abs(largest[j]!)) largest[j] = value
      }
  })
  const factors = squares.map((square, j) => (largest[j]! < 0 ? -1 : 1) / Math.sqrt(square))
  await stretches(length, (start, end) => {
    for (let row = start; row < end; row++)
      for (let j = 0; j < rank; j++) to[row * components + j] = from[row * width + j]! * factors[j]!
  })
}

/** Gives 1 or -1 at random, by a small generator (mulberry32). */
function randomSigns(seed: number): () => number {
  let state = seed | 0
  let bits = 0
  let left = 0
  return () => {
    if (left === 0) {
      state = (state + 0x6d2b79f5) | 0
      bits = Math.imul(state ^ (state >>> 15), 1 | state)
      bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
      bits ^= bits >>> 14
      left = 32
    }
    left--
    return ((bits >>> left) & 1) === 0 ? -1 : 1
  }
}
