/** Gradient descent on the order of items, over one kernel memory. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { Arena } from '../../kernels/arena.ts'
import * as layout from '../../kernels/assembly/ranking-layout.ts'
import { kernelBackend, kernelMemory, loadKernel } from '../../kernels/backend.ts'
import { RANKING_WASM } from '../../kernels/ranking.generated.ts'
import { createRankingKernels } from '../../kernels/ranking.ts'
import { randomNumbers, randomState } from '../../math/random.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import { paddedFactors } from './factor-rows.ts'

/** What the training is told. */
export interface RankingSettings {
  readonly loss: 'bpr' | 'warp' | 'softmax'
  readonly factors: number
  readonly epochs: number
  readonly learningRate: number
  readonly regularization: number
  readonly negatives: number
  readonly sampling: 'popularity' | 'uniform'
}

/** Vectors of users and items as they act: what each is the sum of is added up. Rows have `rankingWidth` numbers, the bias at place `factors`. */
export interface RankingVectors {
  readonly users: Float32Array
  readonly items: Float32Array
}

/** Numbers in a row: the factors, the bias, and zeros up to a multiple of 8. */
export function rankingWidth(factors: number): number {
  return paddedFactors(factors + 1)
}

/** Steps between two looks at the clock. */
const STRETCH = 4000
/** Vectors that are drawn at first between two looks. */
const START_ROWS = 256

/** How likely items are drawn as negatives, in logarithms, so that it adds up to 1; `counts` are how many users have each item. */
export function drawLogarithms(counts: Int32Array, sampling: RankingSettings['sampling']): Float32Array {
  if (sampling === 'uniform') return new Float32Array(counts.length).fill(-Math.log(counts.length))
  const total = counts.reduce((sum, count) => sum + count, 0)
  return Float32Array.from(counts, (count) => Math.log(Math.max(count, 1e-9) / total))
}

/** How many users have each item. */
export function itemCounts({ columns, indices }: SparseMatrix): Int32Array {
  const counts = new Int32Array(columns)
  for (const item of indices) counts[item]!++
  return counts
}

/**
 * Trains on the pairs of `matrix`, users by items, columns rising. A user is its own vector plus those of the features in its row of `userFeatures`, likewise an item; undefined where there are none.
 */
export async function trainRanking(
  matrix: SparseMatrix,
  features: { readonly users: SparseMatrix | undefined; readonly items: SparseMatrix | undefined },
  settings: RankingSettings,
  options: WorkOptions & { readonly seed?: number },
): Promise<RankingVectors> {
  const pacer = new Pacer(options)
  await loadKernel(RANKING_WASM)
  const backend = kernelBackend()
  const arena = new Arena(kernelMemory(backend))
  const { rows: users, columns: items, indices, indptr } = matrix
  const { factors, loss, negatives, epochs } = settings
  const width = rankingWidth(factors)
  const words = new Uint32Array(layout.RANK_BYTES / 4)
  const numbers = new Float32Array(words.buffer)
  const keep = (values: Int32Array | Uint32Array | Float32Array): number => {
    const address = arena.allocate(Math.max(16, values.byteLength))
    arena.uint8(address, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return address
  }
  const random = randomNumbers(options.seed ?? 0, 0)
  const pause = async (done: number): Promise<void> => {
    if (pacer.due()) await pacer.pause({ phase: loss, done, total: epochs })
  }
  const userRows = await startVectors(users + (features.users?.columns ?? 0), factors, random, () => pause(0))
  for (let user = 0; user < users; user++) userRows[user * width + factors] = 1
  const itemRows = await startVectors(items + (features.items?.columns ?? 0), factors, random, () => pause(0))
  const pairUsers = new Uint32Array(indices.length)
  for (let user = 0; user < users; user++) pairUsers.fill(user, indptr[user]!, indptr[user + 1]!)
  const corrections = drawLogarithms(itemCounts(matrix), settings.sampling).map((value) => value + Math.log(negatives))
  const set = (field: number, value: number): void => {
    words[field / 4] = value
  }
  set(layout.RANK_USERS, keep(userRows))
  set(layout.RANK_ITEMS, keep(itemRows))
  set(layout.RANK_WIDTH, width)
  set(layout.RANK_BIAS, factors)
  for (const [side, starts, rows, weights] of [
    [features.users, layout.RANK_USER_STARTS, layout.RANK_USER_ROWS, layout.RANK_USER_WEIGHTS],
    [features.items, layout.RANK_ITEM_STARTS, layout.RANK_ITEM_ROWS, layout.RANK_ITEM_WEIGHTS],
  ] as const) {
    if (side === undefined) continue
    const sum = composition(side)
    set(starts, keep(sum.starts))
    set(rows, keep(sum.rows))
    set(weights, keep(sum.weights))
  }
  set(layout.RANK_PAIR_USERS, keep(pairUsers))
  set(layout.RANK_PAIR_ITEMS, keep(indices))
  set(layout.RANK_PAIRS, indices.length)
  set(layout.RANK_SEEN_STARTS, keep(indptr))
  set(layout.RANK_SEEN, keep(indices))
  set(layout.RANK_ITEM_COUNT, items)
  set(layout.RANK_LOSS, ['bpr', 'warp', 'softmax'].indexOf(loss))
  set(layout.RANK_DRAWS, negatives)
  set(layout.RANK_POPULAR, settings.sampling === 'popularity' ? 1 : 0)
  numbers[layout.RANK_RATE / 4] = settings.learningRate
  numbers[layout.RANK_REGULARIZATION / 4] = settings.regularization
  set(layout.RANK_CORRECTIONS, keep(corrections))
  words.set(randomState(options.seed ?? 0, 1), layout.RANK_RANDOM / 4)
  set(layout.RANK_VECTORS, arena.allocateZeroed(4 * width * (negatives + 3)))
  set(layout.RANK_CHOSEN, arena.allocate(4 * (negatives + 2)))
  set(layout.RANK_COEFFICIENTS, arena.allocate(4 * (negatives + 2)))
  const job = keep(words)
  await pause(0)
  const kernels = createRankingKernels(arena.memory, backend)
  const stretch = Math.max(50, Math.floor(STRETCH / negatives) >> (backend === 'plain' ? 4 : 0))
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let done = 0; done < indices.length; done += stretch) {
      kernels.trainPairs(job, Math.min(stretch, indices.length - done))
      await pause(epoch)
    }
    pacer.report({ phase: loss, done: epoch + 1, total: epochs })
  }
  await pacer.pause({ phase: loss, done: epochs, total: epochs })
  return {
    users: summed(arena.float32(words[layout.RANK_USERS / 4]!, userRows.length), users, width, features.users),
    items: summed(arena.float32(words[layout.RANK_ITEMS / 4]!, itemRows.length), items, width, features.items),
  }
}

async function startVectors(
  rows: number,
  factors: number,
  random: () => number,
  pause: () => Promise<void>,
): Promise<Float32Array> {
  const width = rankingWidth(factors)
  const vectors = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < factors; j++) vectors[row * width + j] = (random() - 0.5) / factors
    if (row % START_ROWS === 0) await pause()
  }
  return vectors
}

/** Its own row, then its features', which come after all own rows. */
function composition({ rows, indptr, indices, values }: SparseMatrix): {
  readonly starts: Uint32Array
  readonly rows: Uint32Array
  readonly weights: Float32Array
} {
  const starts = Uint32Array.from(indptr, (start, row) => start + row)
  const places = new Uint32Array(indices.length + rows)
  const weights = new Float32Array(places.length)
  for (let row = 0; row < rows; row++) {
    places[starts[row]!] = row
    weights[starts[row]!] = 1
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      places[at + row + 1] = rows + indices[at]!
      weights[at + row + 1] = values[at]!
    }
  }
  return { starts, rows: places, weights }
}

function summed(vectors: Float32Array, rows: number, width: number, features: SparseMatrix | undefined): Float32Array {
  const sums = vectors.slice(0, rows * width)
  if (features === undefined) return sums
  for (let row = 0; row < rows; row++) {
    for (let at = features.indptr[row]!; at < features.indptr[row + 1]!; at++) {
      const from = (rows + features.indices[at]!) * width
      for (let j = 0; j < width; j++) sums[row * width + j]! += features.values[at]! * vectors[from + j]!
    }
  }
  return sums
}
