/** Cosines of many vectors to a few directions, all of one kind. */

import { vectorSpace } from '../kernels/vector.ts'
import { inverseLength } from '../math/direction.ts'
import type { CandidateVector } from './reranker.ts'

type Sparse = Exclude<CandidateVector, Float32Array>

/** By direction: its cosine to each vector, from -1 to 1; 0 where either is missing or has no length. The vectors must be checked. */
export function cosinesTo(
  directions: readonly (CandidateVector | undefined)[],
  vectors: readonly (CandidateVector | undefined)[],
): readonly Float32Array[] {
  const some = vectors.find((vector) => vector !== undefined)
  if (some === undefined || directions.every((direction) => direction === undefined))
    return directions.map(() => new Float32Array(vectors.length))
  return some instanceof Float32Array
    ? dense(directions as readonly (Float32Array | undefined)[], vectors as readonly (Float32Array | undefined)[])
    : sparse(directions as readonly (Sparse | undefined)[], vectors as readonly (Sparse | undefined)[])
}

/** In kernel memory: the vectors are copied once, and scanned once a direction. */
function dense(
  directions: readonly (Float32Array | undefined)[],
  vectors: readonly (Float32Array | undefined)[],
): Float32Array[] {
  const { arena, kernels } = vectorSpace()
  const count = vectors.length
  const dimensions = vectors.find((vector) => vector !== undefined)!.length
  const stride = dimensions * 4
  const rows = arena.allocate(count * stride)
  const query = arena.allocate(stride)
  const answers = arena.allocate(count * 4)
  const values = arena.float32(rows, count * dimensions)
  for (const [at, vector] of vectors.entries()) {
    if (vector === undefined) values.fill(0, at * dimensions, (at + 1) * dimensions)
    else values.set(vector, at * dimensions)
  }
  kernels.norms(rows, count, stride, dimensions, answers)
  const inverse = arena.float32(answers, count).map((norm) => (norm > 0 ? 1 / norm : 0))
  const found = directions.map((direction) => {
    const cosines = new Float32Array(count)
    const scale = direction === undefined ? 0 : inverseLength(direction)
    if (scale === 0) return cosines
    arena.float32(query, dimensions).set(direction!)
    kernels.dotRows(rows, count, stride, query, dimensions, answers)
    const dots = arena.float32(answers, count)
    for (let at = 0; at < count; at++) cosines[at] = within(dots[at]! * inverse[at]! * scale)
    return cosines
  })
  for (const address of [rows, query, answers]) arena.free(address)
  return found
}

/** Each direction is spread out over the columns once; every vector is then read once. */
function sparse(directions: readonly (Sparse | undefined)[], vectors: readonly (Sparse | undefined)[]): Float32Array[] {
  let columns = 0
  for (const one of [...directions, ...vectors])
    for (const column of one?.indices ?? []) columns = Math.max(columns, column + 1)
  const spread = new Float64Array(columns)
  const inverse = vectors.map((vector) => (vector === undefined ? 0 : inverseLength(vector)))
  return directions.map((direction) => {
    const cosines = new Float32Array(vectors.length)
    const scale = direction === undefined ? 0 : inverseLength(direction)
    if (scale === 0) return cosines
    const { indices, values } = direction!
    for (let place = 0; place < indices.length; place++) spread[indices[place]!] = values[place]!
    for (const [at, vector] of vectors.entries()) {
      if (vector === undefined) continue
      let dot = 0
      for (let place = 0; place < vector.indices.length; place++)
        dot += vector.values[place]! * spread[vector.indices[place]!]!
      cosines[at] = within(dot * inverse[at]! * scale)
    }
    for (const column of indices) spread[column] = 0
    return cosines
  })
}

const within = (cosine: number): number => Math.max(-1, Math.min(1, cosine))
