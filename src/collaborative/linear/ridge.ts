/** What keeps the equations of a linear autoencoder solvable, and the weights small. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument, type RecommenderError } from '../../errors.ts'

/** What is added to the diagonal of the Gram matrix: `regularization + dropout / (1 - dropout) * G_ii`. */
export interface Ridge {
  readonly regularization: number
  readonly dropout: number
}

/** The number to add to a diagonal entry of the Gram matrix. */
export function ridgeOf({ regularization, dropout }: Ridge, diagonal: number): number {
  return regularization + (dropout / (1 - dropout)) * diagonal
}

/**
 * The regularisation that suits behaviour of so many users an item: the mean of the Gram matrix's diagonal, where each entry weighs as much as it is large. Where a pair counts 1, it is
 * the number of users that the item of an average pair has.
 */
export function usualRegularization({ columns, indices, values }: SparseMatrix): number {
  const diagonal = new Float64Array(columns)
  for (let at = 0; at < indices.length; at++) diagonal[indices[at]!]! += values[at]! ** 2
  let sum = 0
  let squares = 0
  for (const entry of diagonal) {
    sum += entry
    squares += entry * entry
  }
  return sum > 0 ? squares / sum : 1
}

/** What is thrown where the equations cannot be solved in the precision of the calculation. */
export function withoutSolution({ regularization }: Ridge): RecommenderError {
  const remedy = 'It is too small for this behaviour: the equations have no solution in this precision. Raise it.'
  return invalidArgument('regularization', regularization, remedy)
}
