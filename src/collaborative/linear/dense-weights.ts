/** Item-to-item weights in closed form: the Gram matrix of the items, inverted whole. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument, type RecommenderError } from '../../errors.ts'
import { Arena } from '../../kernels/arena.ts'
import { kernelBackend, kernelMemory, loadKernel } from '../../kernels/backend.ts'
import { MATRIX_WASM } from '../../kernels/matrix.generated.ts'
import { createMatrixKernels } from '../../kernels/matrix.ts'
import { sweepBytes, sweepInverse } from '../../math/symmetric-inverse.ts'
import { Pacer, type WorkOptions } from '../../work.ts'

/** What is added to the diagonal of the Gram matrix: `regularization + dropout / (1 - dropout) * G_ii`. */
export interface Ridge {
  readonly regularization: number
  readonly dropout: number
}

/** The number to add to a diagonal entry of the Gram matrix. */
export function ridgeOf({ regularization, dropout }: Ridge, diagonal: number): number {
  return regularization + (dropout / (1 - dropout)) * diagonal
}

/** What is thrown where the equations cannot be solved in the precision of the calculation. */
export function withoutSolution({ regularization }: Ridge): RecommenderError {
  const remedy = 'It is too small for this behaviour: the equations have no solution in this precision. Raise it.'
  return invalidArgument('regularization', regularization, remedy)
}

/** Bytes that {@link denseWeights} needs at its height. */
export function denseBytes(items: number): number {
  return 8 * items * items + sweepBytes(items)
}

/**
 * B with B_ij = -P_ij / P_jj and zeros on its diagonal, row by row, P being the inverse of G + ridge and G the sum of xᵀx over the rows x of all `matrices`.
 */
export async function denseWeights(
  matrices: readonly SparseMatrix[],
  items: number,
  ridge: Ridge,
  options: WorkOptions,
): Promise<Float32Array> {
  const pacer = new Pacer(options)
  await loadKernel(MATRIX_WASM)
  const backend = kernelBackend()
  const arena = new Arena(kernelMemory(backend))
  const address = arena.allocateZeroed(Math.max(16, 4 * items * items))
  for (const matrix of matrices) await addGram(arena.float32(address, items * items), matrix, items, pacer)
  const gram = arena.float32(address, items * items)
  for (let item = 0; item < items; item++) gram[item * items + item]! += ridgeOf(ridge, gram[item * items + item]!)
  const pause = async (share: number): Promise<void> => {
    if (pacer.due()) await pacer.pause({ phase: 'inverse', done: Math.round(100 * share), total: 100 })
  }
  const kernels = createMatrixKernels(arena.memory, backend)
  const solved = await sweepInverse(arena, kernels, address, items, pause, backend === 'plain' ? 2_000_000 : undefined)
  if (!solved) throw withoutSolution(ridge)
  const swept = arena.float32(address, items * items)
  const weights = new Float32Array(items * items)
  for (let i = 0; i < items; i++) {
    for (let j = 0; j < i; j++) {
      const value = -swept[i * items + j]!
      weights[i * items + j] = value / swept[j * items + j]!
      weights[j * items + i] = value / swept[i * items + i]!
    }
    if (pacer.due()) await pacer.pause({ phase: 'weights', done: i, total: items })
  }
  return weights
}

/** Adds xᵀx of every row to the lower triangle. */
async function addGram(gram: Float32Array, matrix: SparseMatrix, items: number, pacer: Pacer): Promise<void> {
  const { rows, indptr, indices, values } = matrix
  let since = 0
  for (let row = 0; row < rows; row++) {
    for (let a = indptr[row]!; a < indptr[row + 1]!; a++) {
      const to = indices[a]! * items
      const value = values[a]!
      for (let b = indptr[row]!; b <= a; b++) gram[to + indices[b]!]! += value * values[b]!
      since += a - indptr[row]!
    }
    if (since > 200_000) {
      since = 0
      if (pacer.due()) await pacer.pause({ phase: 'gram', done: row, total: rows })
    }
  }
}
