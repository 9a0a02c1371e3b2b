/** The same weights where the whole inverse is too large: each column of it is solved for within the neighbourhood of its item. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { factorize, solveUpper } from '../../math/dense-solve.ts'
import { TopK } from '../../math/top-k.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import { transposed } from '../interactions.ts'
import { type Ridge, ridgeOf, withoutSolution } from './ridge.ts'

/** Bytes that {@link sparseWeights} needs at its height, of which `pairs` is the number of values in all matrices. */
export function sparseBytes(items: number, neighbors: number, pairs: number): number {
  return 16 * items * neighbors + 20 * pairs + 8 * (neighbors + 1) ** 2
}

/**
 * Approximates B: the column of item j is -p_i / p_j, where p solves `(G_NN + ridge) p = e_j` and N is j with its `neighbors` nearest items by cosine, of those that share a user with it. It is a sparse
 * approximate inverse with a pattern chosen beforehand (Kolotilina and Yeremin 1993), and equals the whole inverse where every item shares users with all others and N is everything. G_NN is counted
 * whole for every item, so that it is as positive definite as G; no G is kept.
 */
export async function sparseWeights(
  matrices: readonly SparseMatrix[],
  items: number,
  ridge: Ridge,
  neighbors: number,
  options: WorkOptions,
): Promise<SparseMatrix> {
  const pacer = new Pacer(options)
  const sides = matrices.map((matrix) => ({ matrix, byItem: transposed(matrix) }))
  const nearest = nearestItems(sides, items, neighbors)
  const blocks = sides.map(({ byItem }) => blockAdder(byItem))
  const system = new Float64Array((neighbors + 1) ** 2)
  const solution = new Float64Array(neighbors + 1)
  const indptr = new Int32Array(items + 1)
  const indices = new Int32Array(items * neighbors)
  const values = new Float32Array(items * neighbors)
  let size = 0
  for (let item = 0; item < items; item++) {
    const pause = async (): Promise<void> => {
      if (pacer.due()) await pacer.pause({ phase: 'neighbourhoods', done: item, total: items })
    }
    // The item itself stands last, so that the right side is zero until then.
    const members = Int32Array.of(...nearest(item), item)
    const n = members.length
    system.fill(0, 0, n * n)
    for (const add of blocks) await add(members, system, pause)
    for (let at = 0; at < n * n; at += n + 1) system[at]! += ridgeOf(ridge, system[at]!)
    if (!factorize(system, n)) throw withoutSolution(ridge)
    const p = solution.subarray(0, n).fill(0)
    p[n - 1] = system[n * n - 1]!
    solveUpper(system, n, p)
    for (let at = 0; at < n - 1; at++) {
      indices[size] = members[at]!
      values[size++] = -p[at]! / p[n - 1]!
    }
    indptr[item + 1] = size
    await pause()
  }
  return transposed({
    kind: 'sparse',
    rows: items,
    columns: items,
    indptr,
    indices: indices.subarray(0, size),
    values: values.subarray(0, size),
  })
}

interface Side {
  readonly matrix: SparseMatrix
  readonly byItem: SparseMatrix
}

/** Gives an item's nearest others by cosine, the best first. */
function nearestItems(sides: readonly Side[], items: number, neighbors: number): (item: number) => Int32Array {
  const squares = new Float64Array(items)
  for (const { byItem } of sides)
    for (let item = 0; item < items; item++)
      for (let at = byItem.indptr[item]!; at < byItem.indptr[item + 1]!; at++) squares[item]! += byItem.values[at]! ** 2
  const sums = new Float64Array(items)
  const touched = new Int32Array(items)
  return (item) => {
    let found = 0
    for (const { matrix, byItem } of sides) {
      for (let at = byItem.indptr[item]!; at < byItem.indptr[item + 1]!; at++) {
        const row = byItem.indices[at]!
        const value = byItem.values[at]!
        for (let place = matrix.indptr[row]!; place < matrix.indptr[row + 1]!; place++) {
          const other = matrix.indices[place]!
          if (sums[other] === 0) touched[found++] = other
          sums[other]! += value * matrix.values[place]!
        }
      }
    }
    const best = new TopK(neighbors)
    for (let at = 0; at < found; at++) {
      const other = touched[at]!
      if (other !== item) best.offer(other, sums[other]! / Math.sqrt(squares[other]!))
      sums[other] = 0
    }
    return best.drain().indices
  }
}

/**
 * Gives what adds G_NN of one matrix to a lower triangle. Each of its rows has a list of the members met so far, so that no row is read through for the few of its values that count.
 */
function blockAdder({ columns, indptr, indices, values }: SparseMatrix) {
  const newest = new Int32Array(columns).fill(-1)
  const before = new Int32Array(indices.length)
  const places = new Int32Array(indices.length)
  const entries = new Float32Array(indices.length)
  return async (members: Int32Array, system: Float64Array, pause: () => Promise<void>): Promise<void> => {
    let size = 0
    for (const [place, member] of members.entries()) {
      const line = system.subarray(place * members.length)
      for (let at = indptr[member]!; at < indptr[member + 1]!; at++) {
        const row = indices[at]!
        const value = values[at]!
        before[size] = newest[row]!
        places[size] = place
        entries[size] = value
        newest[row] = size++
        for (let entry = newest[row]!; entry >= 0; entry = before[entry]!)
          line[places[entry]!]! += value * entries[entry]!
      }
      await pause()
    }
    for (const member of members)
      for (let at = indptr[member]!; at < indptr[member + 1]!; at++) newest[indices[at]!] = -1
  }
}
