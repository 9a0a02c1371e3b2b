/** Item-to-item weights in closed form: the Gram matrix of the items, inverted whole. Loaded where there is room for that. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { Arena } from '../../kernels/arena.ts'
import { kernelBackend, kernelMemory, loadKernel } from '../../kernels/backend.ts'
import { INVERSE_WASM } from '../../kernels/inverse.generated.ts'
import { createInverseKernels } from '../../kernels/inverse.ts'
import type { SweepLayout } from '../../math/sweep-steps.ts'
import { laySweep, sweepBytes, sweepInverse, sweepRow } from '../../math/symmetric-inverse.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import type { Hands } from '../hands.ts'
import { transposed } from '../interactions.ts'
import { type Ridge, ridgeOf, withoutSolution } from './ridge.ts'

/** Rows and columns that are written together, so that both triangles stay in the cache. */
const BLOCK = 32

/** Bytes that {@link denseWeights} needs at its height. */
export function denseBytes(items: number, workers: number): number {
  return 4 * items * items + sweepBytes(items, workers)
}

/**
 * B with B_ij = -P_ij / P_jj and zeros on its diagonal, row by row, P being the inverse of G + ridge and G the sum of xᵀx over the rows x of all `matrices`. Workers give the same
 * bits as one thread: they do the same pieces. Where memory cannot be shared, this thread does the work.
 */
export async function denseWeights(
  matrices: readonly SparseMatrix[],
  items: number,
  ridge: Ridge,
  { workers, workerFactory }: Hands,
  options: WorkOptions,
): Promise<Float32Array> {
  const pacer = new Pacer(options)
  const team = workers > 1 ? await import('./sweep-in-workers.ts') : undefined
  const shared = await team?.sharedKernels()
  if (shared === undefined) await loadKernel(INVERSE_WASM)
  const backend = kernelBackend()
  const arena = new Arena(shared?.memory ?? kernelMemory(backend))
  const { layout, results } = laySweep(arena, items, shared === undefined ? 1 : workers)
  let solved: boolean
  if (team !== undefined && shared !== undefined) {
    const fill = (ended: () => boolean): Promise<void> => fillGram(arena, layout, matrices, items, ridge, pacer, ended)
    solved = await team.sweepInWorkers(shared, arena, layout, results, workerFactory, options, fill)
  } else {
    await fillGram(arena, layout, matrices, items, ridge, pacer, () => false)
    const pause = async (share: number): Promise<void> => {
      if (pacer.due()) await pacer.pause({ phase: 'inverse', done: Math.round(100 * share), total: 100 })
    }
    const kernels = createInverseKernels(arena.memory, backend)
    // Without compiled kernels a few rows take as long as a whole piece does otherwise.
    const rows = backend === 'plain' ? 8 * Math.max(1, Math.floor(2500 / items)) : undefined
    solved = await sweepInverse(arena, kernels, layout, results[0]!, pause, rows)
  }
  if (!solved) throw withoutSolution(ridge)
  return weightsOf(arena, layout, items, pacer)
}

/** Writes the lower triangle of G + ridge, and ones on the diagonal of the rows that fill up. Sums run in the order of users. */
async function fillGram(
  arena: Arena,
  layout: SweepLayout,
  matrices: readonly SparseMatrix[],
  items: number,
  ridge: Ridge,
  pacer: Pacer,
  ended: () => boolean,
): Promise<void> {
  const sides = matrices.map((matrix) => ({ matrix, byItem: transposed(matrix) }))
  let since = 0
  for (let item = 0; item < layout.size; item++) {
    const row = sweepRow(arena, layout, item).fill(0)
    for (const { matrix, byItem } of item < items ? sides : []) {
      const { indptr, indices, values } = matrix
      for (let at = byItem.indptr[item]!; at < byItem.indptr[item + 1]!; at++) {
        const value = byItem.values[at]!
        const first = indptr[byItem.indices[at]!]!
        let place = first
        for (; indices[place]! < item; place++) row[indices[place]!]! += value * values[place]!
        row[item]! += value * values[place]!
        since += place - first
        if (since < 200_000) continue
        since = 0
        if (pacer.due()) await pacer.pause({ phase: 'gram', done: item, total: items })
        if (ended()) throw new Error('The workers have ended.')
      }
    }
    row[item]! += item < items ? ridgeOf(ridge, row[item]!) : 1
  }
}

/** The weights, once the matrix holds -P below its diagonal. */
async function weightsOf(arena: Arena, layout: SweepLayout, items: number, pacer: Pacer): Promise<Float32Array> {
  const rows = Array.from({ length: items }, (_, item) => sweepRow(arena, layout, item))
  const diagonal = Float32Array.from(rows, (row, item) => row[item]!)
  const weights = new Float32Array(items * items)
  for (let top = 0; top < items; top += BLOCK) {
    for (let left = 0; left <= top; left += BLOCK) {
      for (let i = top; i < Math.min(items, top + BLOCK); i++) {
        const row = rows[i]!
        for (let j = left; j < Math.min(i, left + BLOCK); j++) {
          const value = -row[j]!
          weights[i * items + j] = value / diagonal[j]!
          weights[j * items + i] = value / diagonal[i]!
        }
      }
    }
    if (pacer.due()) await pacer.pause({ phase: 'weights', done: top, total: items })
  }
  return weights
}
