/** Alternating least squares over one kernel memory: half a sweep solves all users with the items fixed, the other half all items. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { Arena } from '../../kernels/arena.ts'
import { kernelBackend, kernelMemory, loadKernel } from '../../kernels/backend.ts'
import { FACTORS_WASM } from '../../kernels/factors.generated.ts'
import {
  blockScratchBytes,
  createFactorKernels,
  type FactorKernels,
  gradientScratchBytes,
} from '../../kernels/factors.ts'
import { MATRIX_WASM } from '../../kernels/matrix.generated.ts'
import { createMatrixKernels, type MatrixKernels, PRODUCT_SCRATCH_BYTES } from '../../kernels/matrix.ts'
import type { WorkOptions } from '../../work.ts'
import { Pacer } from '../../work.ts'
import { transposed } from '../interactions.ts'

/** What the training is told. */
export interface AlsTraining {
  /** Numbers in a row, a multiple of 8. */
  readonly width: number
  readonly epochs: number
  readonly regularization: number
  readonly frequencyScaling: number
  /** `'gradients'`: so many steps of conjugate gradients a row; `'blocks'`: Newton steps by blocks of so many numbers. */
  readonly solver:
    | { readonly kind: 'gradients'; readonly steps: number }
    | { readonly kind: 'blocks'; readonly size: number }
}

/** Rows of `width` numbers of the users and of the items. */
export interface AlsFactors {
  readonly users: Float32Array
  readonly items: Float32Array
}

/** About so many multiplications between two looks at the clock. */
const STRETCH = 2_000_000
/** So many rows of a Gram matrix between two looks. */
const GRAM_ROWS = 4096

/**
 * The regularisation of a row: `regularization (sum of weights + others)^frequencyScaling`, where `others` is how many there are on the other side. At scaling 1 a row
 * is held as strongly as it has squared errors to answer for; at 0 all are held alike.
 */
export function rowRegularization(
  { regularization, frequencyScaling }: Pick<AlsTraining, 'regularization' | 'frequencyScaling'>,
  weight: number,
  others: number,
): number {
  return regularization * (weight + others) ** frequencyScaling
}

/** One side of the matrix in kernel memory. */
interface Side {
  readonly matrix: SparseMatrix
  readonly starts: number
  readonly columns: number
  readonly weights: number
  readonly lambdas: number
  readonly factors: number
}

/** Trains from `start`; `matrix` holds the weights w > 0 of users by items, a confidence being 1 + w. What is given is not changed. */
export async function trainAls(
  matrix: SparseMatrix,
  start: AlsFactors,
  training: AlsTraining,
  options: WorkOptions,
): Promise<AlsFactors> {
  const pacer = new Pacer(options)
  await Promise.all([loadKernel(FACTORS_WASM), loadKernel(MATRIX_WASM)])
  const backend = kernelBackend()
  const arena = new Arena(kernelMemory(backend))
  const users = lay(arena, matrix, start.users, training)
  const items = lay(arena, transposed(matrix), start.items, training)
  const { width, epochs } = training
  const gram = arena.allocate(4 * width * width)
  const longest = Math.max(longestRow(users.matrix), longestRow(items.matrix))
  const scratch = arena.allocate(
    Math.max(PRODUCT_SCRATCH_BYTES, gradientScratchBytes(width), blockScratchBytes(longest, width)),
  )
  // No allocation after this: a plain memory would be copied by one.
  const work: Work = {
    kernels: createFactorKernels(arena.memory, backend),
    products: createMatrixKernels(arena.memory, backend),
    training,
    gram,
    scratch,
    pause: async (done) => {
      if (pacer.due()) await pacer.pause({ phase: 'als', done, total: epochs })
    },
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    await halfSweep(work, users, items, epoch)
    await halfSweep(work, items, users, epoch)
    pacer.report({ phase: 'als', done: epoch + 1, total: epochs })
  }
  await pacer.pause({ phase: 'als', done: epochs, total: epochs })
  return {
    users: arena.float32(users.factors, start.users.length).slice(),
    items: arena.float32(items.factors, start.items.length).slice(),
  }
}

interface Work {
  readonly kernels: FactorKernels
  readonly products: MatrixKernels
  readonly training: AlsTraining
  readonly gram: number
  readonly scratch: number
  pause(epoch: number): Promise<void>
}

/** Solves all rows of `side` with those of `other` fixed. */
async function halfSweep(work: Work, side: Side, other: Side, epoch: number): Promise<void> {
  const { kernels, products, training, gram, scratch } = work
  const { width, solver } = training
  const stride = 4 * width
  for (let row = 0; row < other.matrix.rows; row += GRAM_ROWS) {
    const count = Math.min(GRAM_ROWS, other.matrix.rows - row)
    const from = other.factors + row * stride
    products.multiply(width, width, count, from, 4, stride, from, stride, 4, gram, stride, row === 0 ? 0 : 1, scratch)
    await work.pause(epoch)
  }
  const { rows, indptr } = side.matrix
  const perRow = solver.kind === 'gradients' ? (solver.steps + 1) * width * width : width * (width + solver.size ** 2)
  const perPair = solver.kind === 'gradients' ? (solver.steps + 1) * 2 * width : width * (solver.size + 4)
  const addresses = [side.starts, side.columns, side.weights, side.lambdas, side.factors, other.factors] as const
  for (let first = 0; first < rows; ) {
    let last = first
    for (let cost = 0; last < rows && cost < STRETCH; last++)
      cost += perRow + (indptr[last + 1]! - indptr[last]!) * perPair
    if (solver.kind === 'gradients')
      kernels.solveByGradients(first, last, ...addresses, width, gram, solver.steps, scratch)
    else kernels.solveByBlocks(first, last, ...addresses, width, gram, solver.size, scratch)
    first = last
    await work.pause(epoch)
  }
}

function lay(arena: Arena, matrix: SparseMatrix, factors: Float32Array, training: AlsTraining): Side {
  const { rows, columns, indptr, indices, values } = matrix
  const keep = (bytes: number): number => arena.allocate(Math.max(16, bytes))
  const side = {
    matrix,
    starts: keep(4 * (rows + 1)),
    // The kernels look at four pairs at a time.
    columns: keep(4 * indices.length + 16),
    weights: keep(4 * indices.length + 16),
    lambdas: keep(4 * rows),
    factors: keep(4 * factors.length),
  }
  arena.int32(side.starts, rows + 1).set(indptr)
  arena.int32(side.columns, indices.length).set(indices)
  arena.float32(side.weights, values.length).set(values)
  arena.float32(side.factors, factors.length).set(factors)
  const lambdas = arena.float32(side.lambdas, rows)
  for (let row = 0; row < rows; row++) {
    let weight = 0
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) weight += values[at]!
    lambdas[row] = rowRegularization(training, weight, columns)
  }
  return side
}

function longestRow({ rows, indptr }: SparseMatrix): number {
  let longest = 0
  for (let row = 0; row < rows; row++) longest = Math.max(longest, indptr[row + 1]! - indptr[row]!)
  return longest
}
