/** How much alike candidates are: by their vectors where they have some, by what labels they share otherwise. */

import { invalidArgument } from '../errors.ts'
import { vectorSpace } from '../kernels/vector.ts'
import type { CandidateVector, RerankCandidate } from './reranker.ts'

/** The likeness of one candidate to all, from -1 to 1; 1 to itself where it says anything. */
export interface Likeness {
  /** Writes the likeness of candidate `at` to every candidate into `out`. */
  to(at: number, out: Float32Array): void
  /** Gives back memory. To be called when nothing more is asked. */
  dispose(): void
}

/** The cosine of dense or sparse vectors if all that have one are of one kind, otherwise the Jaccard index of tags and attributes. */
export function likenessOf(candidates: readonly RerankCandidate[]): Likeness {
  const vectors = candidates.map(({ vector }) => vector)
  if (vectors.every((vector) => vector === undefined)) return sharedLabels(candidates)
  if (vectors.every((vector) => vector === undefined || vector instanceof Float32Array))
    return denseCosines(vectors as readonly (Float32Array | undefined)[])
  if (vectors.some((vector) => vector instanceof Float32Array))
    throw invalidArgument('candidates', candidates, 'Some vectors are dense and some sparse; they cannot be compared.')
  return sparseCosines(vectors as readonly (Exclude<CandidateVector, Float32Array> | undefined)[])
}

/** In kernel memory: one scan of all rows for each question. */
function denseCosines(vectors: readonly (Float32Array | undefined)[]): Likeness {
  const dimensions = vectors.find((vector) => vector !== undefined)!.length
  for (const [at, vector] of vectors.entries()) {
    if (vector !== undefined && vector.length !== dimensions)
      throw invalidArgument(
        `candidates[${at}].vector`,
        vector.length,
        `It has to have ${dimensions} numbers, as others do.`,
      )
  }
  const { arena, kernels } = vectorSpace()
  const count = vectors.length
  const stride = dimensions * 4
  const rows = arena.allocate(count * stride)
  const answers = arena.allocate(count * 4)
  const values = arena.float32(rows, count * dimensions)
  for (const [at, vector] of vectors.entries()) {
    if (vector === undefined) values.fill(0, at * dimensions, (at + 1) * dimensions)
    else values.set(vector, at * dimensions)
  }
  kernels.norms(rows, count, stride, dimensions, answers)
  const norms = arena.float32(answers, count).slice()
  const inverse = norms.map((norm) => (norm > 0 ? 1 / norm : 0))
  if (!norms.every(Number.isFinite)) {
    arena.free(rows)
    arena.free(answers)
    throw invalidArgument('candidates', vectors, 'A vector holds a value that is no finite number.')
  }
  return {
    to(at, out) {
      kernels.dotRows(rows, count, stride, rows + at * stride, dimensions, answers)
      const dots = arena.float32(answers, count)
      const own = inverse[at]!
      for (let other = 0; other < count; other++) out[other] = dots[other]! * own * inverse[other]!
    },
    dispose() {
      arena.free(rows)
      arena.free(answers)
    },
  }
}

/** The row that is asked about is spread out; every other row is then read once. */
function sparseCosines(vectors: readonly (Exclude<CandidateVector, Float32Array> | undefined)[]): Likeness {
  let columns = 0
  for (const vector of vectors) for (const column of vector?.indices ?? []) columns = Math.max(columns, column + 1)
  const norms = vectors.map((vector) => Math.hypot(...(vector?.values ?? [])))
  const spread = new Float64Array(columns)
  return {
    to(at, out) {
      const own = vectors[at]
      if (own) for (let place = 0; place < own.indices.length; place++) spread[own.indices[place]!] = own.values[place]!
      for (const [other, vector] of vectors.entries()) {
        let dot = 0
        if (vector !== undefined)
          for (let place = 0; place < vector.indices.length; place++)
            dot += vector.values[place]! * spread[vector.indices[place]!]!
        const scale = norms[at]! * norms[other]!
        out[other] = scale > 0 ? dot / scale : 0
      }
      for (const column of own?.indices ?? []) spread[column] = 0
    },
    dispose() {},
  }
}

function sharedLabels(candidates: readonly RerankCandidate[]): Likeness {
  const labels = candidates.map(
    ({ tags = [], attributes = {} }) =>
      new Set([
        ...tags.map((tag) => `tags\n${tag}`),
        ...Object.entries(attributes).flatMap(([name, value]) =>
          typeof value === 'string' || Array.isArray(value)
            ? [value].flat().map((one) => `${name}\n${String(one)}`)
            : [],
        ),
      ]),
  )
  return {
    to(at, out) {
      const own = labels[at]!
      for (const [other, set] of labels.entries()) {
        let shared = 0
        for (const label of set) if (own.has(label)) shared++
        const all = own.size + set.size - shared
        out[other] = all === 0 ? 0 : shared / all
      }
    },
    dispose() {},
  }
}
