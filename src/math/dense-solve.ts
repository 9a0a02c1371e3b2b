/** Small systems with a symmetric positive definite matrix, by Cholesky in double precision: the equations of one user. */

/**
 * Overwrites the lower triangle of `matrix` (`size` x `size`, row by row; the upper one is not read) with its Cholesky factor, whose diagonal holds the reciprocals.
 * False where the matrix is not positive definite to working precision; it is then half overwritten.
 */
export function factorize(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!
      if (i !== j) matrix[i * size + j] = sum * matrix[j * size + j]!
      else if (sum > 0) matrix[i * size + i] = 1 / Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** Replaces b by the solution of A x = b, given what {@link factorize} made of A. */
export function solveFactorized(factor: Float64Array, size: number, b: Float64Array): void {
  solveLower(factor, size, b)
  solveUpper(factor, size, b)
}

/** Replaces b by the solution of L x = b. */
export function solveLower(factor: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * b[k]!
    b[i] = sum * factor[i * size + i]!
  }
}

/** Replaces b by the solution of Lᵀ x = b. */
export function solveUpper(factor: Float64Array, size: number, b: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const value = b[i]! * factor[i * size + i]!
    b[i] = value
    for (let k = 0; k < i; k++) b[k]! -= factor[i * size + k]! * value
  }
}
