/** The scratch memory of the kernels for factor models. Compiled into the kernel and the library. */

/** So many rows are solved side by side by conjugate gradients. */
export const SOLVE_ROWS = 24

/** Scratch bytes that {@link SOLVE_ROWS} conjugate-gradient solves of `factors` numbers need: residuals, directions, products, and one number a row. */
export function gradientScratchBytes(factors: number): number {
  return SOLVE_ROWS * (12 * factors + 16)
}

/** Scratch bytes of the block solver: a prediction for each of `longest` pairs of a row, a block's equations, and its solution. */
export function blockScratchBytes(longest: number, blockSize: number): number {
  return 4 * longest + 4 * blockSize * blockSize + 4 * blockSize + 64
}
