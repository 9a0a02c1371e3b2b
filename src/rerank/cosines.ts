/** Cosines of many vectors to a few directions, all of one kind. */

import { vectorSpace } from '../kernels/vector.ts'
import { inverseLength } from '../math/direction.ts'
import type { CandidateVector } from './reranker.ts'

/** A direction: a weighted sum of vectors, each brought to length 1 first. Vectors that are missing or have no length add nothing. */
export type WeightedSum = readonly { readonly vector: CandidateVector | undefined; readonly weight: number }[]

type Sparse = Exclude<CandidateVector, Float32Array>

/** So many rows are compared with all directions before the next come: they stay in the nearest memory meanwhile. */
const BLOCK = 32

/** By direction: its cosine to each vector, from -1 to 1; 0 where either is missing or has no length. The vectors must be checked. */
export function cosinesTo(
  directions: readonly WeightedSum[],
  vectors: readonly (CandidateVector | undefined)[],
): readonly Float32Array[] {
  const some = vectors.find((vector) => vector !== undefined)
  if (some === undefined || directions.every((direction) => direction.every(({ vector }) => vector === undefined)))
    return directions.map(() => new Float32Array(vectors.length))
  return some instanceof Float32Array
    ? dense(directions, vectors as readonly (Float32Array | undefined)[], some.length)
    : sparse(directions, vectors as readonly (Sparse | undefined)[])
}

/** In kernel memory: the vectors are copied once, block by block. */
function dense(
  directions: readonly WeightedSum[],
  vectors: readonly (Float32Array | undefined)[],
  dimensions: number,
): Float32Array[] {
  const { arena, kernels } = vectorSpace()
  const stride = dimensions * 4
  const wide = BLOCK * 4
  const rows = arena.allocate(BLOCK * stride)
  const queries = arena.allocate(directions.length * stride)
  const answers = arena.allocate((directions.length + 1) * wide)
  const values = arena.float32(rows, BLOCK * dimensions)
  const asked = arena.float32(queries, directions.length * dimensions)
  for (const [at, direction] of directions.entries()) asked.set(unitSum(direction, dimensions), at * dimensions)
  const products = arena.float32(answers, (directions.length + 1) * BLOCK)
  const found = directions.map(() => new Float32Array(vectors.length))
  for (let first = 0; first < vectors.length; first += BLOCK) {
    const count = Math.min(BLOCK, vectors.length - first)
    for (let at = 0; at < count; at++) {
      const vector = vectors[first + at]
      if (vector === undefined) values.fill(0, at * dimensions, (at + 1) * dimensions)
      else values.set(vector, at * dimensions)
    }
    kernels.norms(rows, count, stride, dimensions, answers)
    for (let at = 0; at < directions.length; at++)
      kernels.dotRows(rows, count, stride, queries + at * stride, dimensions, answers + (at + 1) * wide)
    for (const [at, cosines] of found.entries()) {
      for (let row = 0; row < count; row++) {
        const norm = products[row]!
        if (norm > 0) cosines[first + row] = within(products[(at + 1) * BLOCK + row]! / norm)
      }
    }
  }
  for (const address of [rows, queries, answers]) arena.free(address)
  return found
}

function unitSum(direction: WeightedSum, dimensions: number): Float64Array {
  const sum = new Float64Array(dimensions)
  for (const { vector, weight } of direction as readonly { vector: Float32Array | undefined; weight: number }[]) {
    const scale = vector === undefined ? 0 : weight * inverseLength(vector)
    if (scale !== 0) for (let at = 0; at < dimensions; at++) sum[at]! += scale * vector![at]!
  }
  let square = 0
  for (const value of sum) square += value * value
  if (square > 0) {
    const scale = 1 / Math.sqrt(square)
    for (let at = 0; at < dimensions; at++) sum[at]! *= scale
  }
  return sum
}

/** What directions hold, column by column, so that each vector is read once whatever the number of directions. */
function sparse(directions: readonly WeightedSum[], vectors: readonly (Sparse | undefined)[]): Float32Array[] {
  const columns = columnsOf(directions as readonly (readonly { readonly vector: Sparse | undefined }[])[], vectors)
  const heads = new Int32Array(columns).fill(-1)
  const entries: { readonly direction: number; readonly next: number; value: number }[] = []
  for (const [at, direction] of directions.entries()) {
    const from = entries.length
    for (const { vector, weight } of direction as readonly { vector: Sparse | undefined; weight: number }[]) {
      const scale = vector === undefined ? 0 : weight * inverseLength(vector)
      if (scale === 0) continue
      const { indices, values } = vector!
      for (let place = 0; place < indices.length; place++) {
        const column = indices[place]!
        const head = entries[heads[column]!]
        if (head?.direction === at) head.value += scale * values[place]!
        else heads[column] = entries.push({ direction: at, next: heads[column]!, value: scale * values[place]! }) - 1
      }
    }
    let square = 0
    for (let entry = from; entry < entries.length; entry++) square += entries[entry]!.value ** 2
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    for (let entry = from; entry < entries.length; entry++) entries[entry]!.value *= scale
  }
  const found = directions.map(() => new Float32Array(vectors.length))
  const dots = new Float64Array(directions.length)
  for (const [at, vector] of vectors.entries()) {
    if (vector === undefined) continue
    dots.fill(0)
    const { indices, values } = vector
    for (let place = 0; place < indices.length; place++) {
      for (let entry = heads[indices[place]!]!; entry >= 0; entry = entries[entry]!.next)
        dots[entries[entry]!.direction]! += values[place]! * entries[entry]!.value
    }
    const inverse = inverseLength(vector)
    for (let direction = 0; direction < dots.length; direction++)
      found[direction]![at] = within(dots[direction]! * inverse)
  }
  return found
}

/** One more than the highest column. */
function columnsOf(
  directions: readonly (readonly { readonly vector: Sparse | undefined }[])[],
  vectors: readonly (Sparse | undefined)[],
): number {
  let columns = 0
  const look = (vector: Sparse | undefined): void => {
    for (let at = 0; at < (vector?.indices.length ?? 0); at++) columns = Math.max(columns, vector!.indices[at]! + 1)
  }
  for (const direction of directions) for (const { vector } of direction) look(vector)
  for (const vector of vectors) look(vector)
  return columns
}

const within = (cosine: number): number => Math.max(-1, Math.min(1, cosine))
