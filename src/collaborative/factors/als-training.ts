/** Alternating least squares over one kernel memory: half a sweep solves all users with the items fixed, the other half all items; on this thread or in workers. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { Arena } from '../../kernels/arena.ts'
import { kernelBackend, kernelMemory, loadKernel } from '../../kernels/backend.ts'
import { FACTORS_WASM } from '../../kernels/factors.generated.ts'
import { blockScratchBytes, createFactorKernels, gradientScratchBytes } from '../../kernels/factors.ts'
import { MATRIX_WASM } from '../../kernels/matrix.generated.ts'
import { createMatrixKernels, PRODUCT_SCRATCH_BYTES } from '../../kernels/matrix.ts'
import type { WorkOptions } from '../../work.ts'
import { Pacer } from '../../work.ts'
import type { Hands } from '../hands.ts'
import { transposed } from '../interactions.ts'
import {
  type AlsLayout,
  type AlsSide,
  type AlsSolver,
  type AlsTools,
  addPieces,
  multiplyPiece,
  pieces,
  solvePiece,
} from './als-steps.ts'

/** What the training is told. */
export interface AlsTraining {
  /** Numbers in a row, a multiple of 8. */
  readonly width: number
  readonly epochs: number
  readonly regularization: number
  readonly frequencyScaling: number
  readonly solver: AlsSolver
}

/** Rows of `width` numbers of the users and of the items. */
export interface AlsFactors {
  readonly users: Float32Array
  readonly items: Float32Array
}

/** About so many multiplications between two looks at the clock, and in a piece. */
const STRETCH = 2_000_000
/** At most so many bytes for the pieces of a Gram matrix. */
const GRAM_BYTES = 2 ** 28

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

/**
 * Trains from `start`; `matrix` holds the weights w > 0 of users by items, a confidence being 1 + w. What is given is not changed. Workers give the same bits as one thread: they
 * do the same pieces. Where memory cannot be shared, this thread does the work.
 */
export async function trainAls(
  matrix: SparseMatrix,
  start: AlsFactors,
  training: AlsTraining,
  options: WorkOptions,
  { workers, workerFactory }: Hands = { workers: 1, workerFactory: undefined },
): Promise<AlsFactors> {
  const pacer = new Pacer(options)
  const team = workers > 1 ? await import('./als-in-workers.ts') : undefined
  const shared = await team?.sharedKernels()
  if (shared === undefined) await Promise.all([loadKernel(FACTORS_WASM), loadKernel(MATRIX_WASM)])
  const backend = kernelBackend()
  const arena = new Arena(shared?.memory ?? kernelMemory(backend))
  const { width, epochs, solver } = training
  const users = lay(arena, matrix, start.users, training)
  const items = lay(arena, transposed(matrix), start.items, training)
  const most = Math.max(pieces(users.multiplied), pieces(items.multiplied))
  const size = 4 * width * width
  const layout: AlsLayout = {
    width,
    epochs,
    solver,
    users,
    items,
    gram: arena.allocate(size),
    parts: arena.allocate(most * size),
  }
  const longest = Math.max(longestRow(arena, users), longestRow(arena, items))
  const scratchBytes = Math.max(PRODUCT_SCRATCH_BYTES, gradientScratchBytes(width), blockScratchBytes(longest, width))
  const scratches = Array.from({ length: shared === undefined ? 1 : workers }, () => arena.allocate(scratchBytes))
  if (team !== undefined && shared !== undefined) {
    await team.trainInWorkers(shared, arena, layout, scratches, workerFactory, options)
  } else {
    // No allocation after this: a plain memory would be copied by one.
    const tools: AlsTools = {
      factors: createFactorKernels(arena.memory, backend),
      products: createMatrixKernels(arena.memory, backend),
      scratch: scratches[0]!,
    }
    for (let epoch = 0; epoch < epochs; epoch++) {
      const pause = async (): Promise<void> => {
        if (pacer.due()) await pacer.pause({ phase: 'als', done: epoch, total: epochs })
      }
      await halfSweep(layout, tools, arena, users, items, pause)
      await halfSweep(layout, tools, arena, items, users, pause)
      pacer.report({ phase: 'als', done: epoch + 1, total: epochs })
    }
  }
  await pacer.pause({ phase: 'als', done: epochs, total: epochs })
  return {
    users: arena.float32(users.factors, start.users.length).slice(),
    items: arena.float32(items.factors, start.items.length).slice(),
  }
}

/** Solves all rows of `side` with those of `other` fixed. */
async function halfSweep(
  layout: AlsLayout,
  tools: AlsTools,
  arena: Arena,
  side: AlsSide,
  other: AlsSide,
  pause: () => Promise<void>,
): Promise<void> {
  for (let at = 0; at < pieces(other.multiplied); at++) {
    multiplyPiece(layout, tools, other, at)
    await pause()
  }
  addPieces(layout, arena.memory.buffer, other)
  for (let at = 0; at < pieces(side.solved); at++) {
    solvePiece(layout, tools, side, other, at)
    await pause()
  }
}

function lay(arena: Arena, matrix: SparseMatrix, factors: Float32Array, training: AlsTraining): AlsSide {
  const { rows, columns, indptr, indices, values } = matrix
  const keep = (bytes: number): number => arena.allocate(Math.max(16, bytes))
  const side = {
    starts: keep(4 * (rows + 1)),
    // The kernels look at four pairs at a time.
    columns: keep(4 * indices.length + 16),
    weights: keep(4 * indices.length + 16),
    lambdas: keep(4 * rows),
    factors: keep(4 * factors.length),
    solved: solvedPieces(matrix, training),
    multiplied: multipliedPieces(rows, training.width),
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

/** Rows in pieces of about one stretch of work. */
function solvedPieces({ rows, indptr }: SparseMatrix, { width, solver }: AlsTraining): Int32Array {
  const perRow = solver.kind === 'gradients' ? (solver.steps + 1) * width * width : width * (width + solver.size ** 2)
  const perPair = solver.kind === 'gradients' ? (solver.steps + 1) * 2 * width : width * (solver.size + 4)
  const bounds = [0]
  for (let row = 0; row < rows; ) {
    for (let cost = 0; row < rows && cost < STRETCH; row++) cost += perRow + (indptr[row + 1]! - indptr[row]!) * perPair
    bounds.push(row)
  }
  return Int32Array.from(bounds)
}

function multipliedPieces(rows: number, width: number): Int32Array {
  const most = Math.max(1, Math.floor(GRAM_BYTES / (4 * width ** 2)))
  const each = Math.max(Math.ceil((4 * STRETCH) / width ** 2), Math.ceil(rows / most))
  return Int32Array.from({ length: Math.ceil(rows / each) + 1 }, (_, at) => Math.min(rows, at * each))
}

function longestRow(arena: Arena, { starts, solved }: AlsSide): number {
  const rows = solved.at(-1)!
  const indptr = arena.int32(starts, rows + 1)
  let longest = 0
  for (let row = 0; row < rows; row++) longest = Math.max(longest, indptr[row + 1]! - indptr[row]!)
  return longest
}
