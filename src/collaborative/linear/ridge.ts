/** What keeps the equations of a linear autoencoder solvable, and the weights small. */

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

/** What is thrown where the equations cannot be solved in the precision of the calculation. */
export function withoutSolution({ regularization }: Ridge): RecommenderError {
  const remedy = 'It is too small for this behaviour: the equations have no solution in this precision. Raise it.'
  return invalidArgument('regularization', regularization, remedy)
}
