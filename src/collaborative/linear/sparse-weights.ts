/** The same weights where the whole inverse is too large: each column of it is solved for within the neighbourhood of its item. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { factorize, solveLower, solveUpper } from '../../math/dense-solve.ts'
import { TopK } from '../../math/top-k.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import { transposed } from '../interactions.ts'
import { type Ridge, ridgeOf } from './dense-weights.ts'

/** The Gram matrix, each row pruned to the items most like its own; that item itself comes first. */
interface PrunedGram {
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Bytes that {@link sparseWeights} needs at its height. */
export function sparseBytes(items: number, neighbors: number): number {
  return items * (neighbors + 1) * 8 * 4
}

/**
 * Approximates B: the column of item j is -p_i / p_j, where p solves `(G_NN + ridge) p = e_j` and N is j with its `neighbors` nearest items by cosine, of those that share a user with it. It is a sparse
 * approximate inverse with a pattern chosen beforehand (Kolotilina and Yeremin 1993), and equals the whole inverse where every item shares users with all others and N is everything.
 */
export async function sparseWeights(
  matrices: readonly SparseMatrix[],
  items: number,
  ridge: Ridge,
  neighbors: number,
  options: WorkOptions,
): Promise<SparseMatrix> {
  const pacer = new Pacer(options)
  const gram = await prunedGram(matrices, items, neighbors, pacer)
  const most = neighbors + 1
  const local = new Int32Array(items).fill(-1)
  const system = new Float64Array(most * most)
  const solution = new Float64Array(most)
  const indptr = new Int32Array(items + 1)
  const indices = new Int32Array(gram.columns.length)
  const values = new Float32Array(gram.columns.length)
  let size = 0
  for (let item = 0; item < items; item++) {
    const from = gram.starts[item]!
    const pattern = gram.columns.subarray(from, gram.starts[item + 1]!)
    const n = pattern.length
    // The item stands last, so that the right side is zero until then.
    const order = Int32Array.from(pattern, (_, at) => pattern[n - 1 - at]!)
    for (const [at, other] of order.entries()) local[other] = at
    let raised = 0
    do {
      fillSystem(system, order, local, gram, ridge, raised)
      raised = raised === 0 ? ridge.regularization + 1 : raised * 4
    } while (!factorize(system, n))
    solution.fill(0, 0, n)
    solution[n - 1] = 1
    const p = solution.subarray(0, n)
    solveLower(system, n, p)
    solveUpper(system, n, p)
    for (let at = 0; at < n - 1; at++) {
      indices[size] = order[at]!
      values[size++] = -p[at]! / p[n - 1]!
    }
    indptr[item + 1] = size
    for (const other of order) local[other] = -1
    if (pacer.due()) await pacer.pause({ phase: 'neighbourhoods', done: item, total: items })
  }
  const columns: SparseMatrix = {
    kind: 'sparse',
    rows: items,
    columns: items,
    indptr,
    indices: indices.slice(0, size),
    values: values.slice(0, size),
  }
  return transposed(columns)
}

/** G_NN + ridge, its lower triangle; `raised` comes on top of the diagonal where pruning has left a matrix that is not positive definite. */
function fillSystem(
  system: Float64Array,
  order: Int32Array,
  local: Int32Array,
  gram: PrunedGram,
  ridge: Ridge,
  raised: number,
): void {
  const n = order.length
  system.fill(0, 0, n * n)
  for (let a = 0; a < n; a++) {
    const row = order[a]!
    for (let at = gram.starts[row]!; at < gram.starts[row + 1]!; at++) {
      const b = local[gram.columns[at]!]!
      if (b >= 0) system[Math.max(a, b) * n + Math.min(a, b)] = gram.values[at]!
    }
    const diagonal = a * n + a
    system[diagonal]! += ridgeOf(ridge, system[diagonal]!) + raised
  }
}

async function prunedGram(
  matrices: readonly SparseMatrix[],
  items: number,
  neighbors: number,
  pacer: Pacer,
): Promise<PrunedGram> {
  const sides = matrices.map((matrix) => ({ matrix, byItem: transposed(matrix) }))
  const diagonal = new Float64Array(items)
  for (const { byItem } of sides)
    for (let item = 0; item < items; item++)
      for (let at = byItem.indptr[item]!; at < byItem.indptr[item + 1]!; at++)
        diagonal[item]! += byItem.values[at]! ** 2
  const sums = new Float64Array(items)
  const touched = new Int32Array(items)
  const starts = new Int32Array(items + 1)
  const columns = new Int32Array(items * (neighbors + 1))
  const values = new Float32Array(columns.length)
  let size = 0
  for (let item = 0; item < items; item++) {
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
      if (other !== item) best.offer(other, sums[other]! / Math.sqrt(diagonal[other]!))
    }
    columns[size] = item
    values[size++] = diagonal[item]!
    for (const other of best.drain().indices) {
      columns[size] = other
      values[size++] = sums[other]!
    }
    starts[item + 1] = size
    for (let at = 0; at < found; at++) sums[touched[at]!] = 0
    if (pacer.due()) await pacer.pause({ phase: 'gram', done: item, total: items })
  }
  return { starts, columns: columns.slice(0, size), values: values.slice(0, size) }
}
