/** Links with vectors: what is trained on, and what is held out to see how far it carries. */

import { invalidArgument } from '../../errors.ts'
import { shuffle } from '../../math/random.ts'
import type { Links } from './links.ts'
import type { ResolvedAdapterOptions } from './options.ts'

/** Documents held out, at most: more make the looks slower and no better. */
const MOST_HELD_OUT = 2000
/** Held-out documents, at least: fewer say nothing. */
const LEAST_HELD_OUT = 10
/** Queries that are tried on what is held out, at most. */
const MOST_QUERIES = 1000
/** From this score on a pair belongs together, where a loss knows only yes and no. */
const ALIKE = 0.5

/** What training reads. Vectors have length 1. */
export interface Examples {
  readonly dimensions: number
  readonly documents: Float32Array
  /** Documents that may be trained on. */
  readonly trained: Int32Array
  /** One row a query: its own vector, or for `interactions` the sum of its training documents'. */
  readonly queries: Float32Array
  /** Whether a query is the sum of its documents: then the one sought is taken out of it. */
  readonly fromDocuments: boolean
  /** All documents that belong to query q, held out or not: `relevant[starts[q] .. starts[q + 1]]`, rising. */
  readonly starts: Int32Array
  readonly relevant: Int32Array
  /** The pairs to train on. */
  readonly queryOf: Int32Array
  readonly documentOf: Int32Array
  readonly scores: Float32Array | undefined
  readonly negatives: Int32Array | undefined
  readonly heldOut: HeldOut | undefined
}

/** What is tried now and then: these queries on these documents. */
export interface HeldOut {
  readonly documents: Int32Array
  readonly queries: Int32Array
  /** For each query the places in `documents` that belong to it: `relevant[starts[n] .. starts[n + 1]]`. */
  readonly starts: Int32Array
  readonly relevant: Int32Array
  readonly scores: Float32Array | undefined
}

/** Chooses what is held out and makes the queries' vectors. The rows are brought to length 1 in place; those of zeros take no part. */
export function makeExamples(
  links: Links,
  documents: Float32Array,
  queryRows: Float32Array | undefined,
  options: ResolvedAdapterOptions,
  random: () => number,
): Examples {
  const dimensions = documents.length / links.documents.length
  const count = links.starts.length - 1
  const present = unitRows(documents, dimensions)
  const presentQueries = queryRows === undefined ? undefined : unitRows(queryRows, dimensions)
  const fromDocuments = queryRows === undefined
  const usesScores = options.loss === 'cosine'
  const isLinked = (query: number, link: number): boolean =>
    present[links.documentOf[link]!] === 1 &&
    presentQueries?.[query] !== 0 &&
    (usesScores || links.scores === undefined || links.scores[link]! >= ALIKE)

  const queries: number[] = []
  const kept: number[] = []
  for (let query = 0; query < count; query++) {
    for (let link = links.starts[query]!; link < links.starts[query + 1]!; link++) {
      if (!isLinked(query, link)) continue
      queries.push(query)
      kept.push(link)
    }
  }
  const isHeldOut = chooseHeldOut(links, kept, options.validation, random)

  // The links to train on, and those to try: of a user, only with something left to know them by.
  const sums = queryRows ?? new Float32Array(count * dimensions)
  const trainingLinks = new Int32Array(count)
  for (const [at, link] of kept.entries()) {
    const document = links.documentOf[link]!
    if (isHeldOut[document] === 1) continue
    trainingLinks[queries[at]!]! += 1
    if (fromDocuments) addRow(sums, queries[at]!, documents, document, dimensions)
  }
  const training: number[] = []
  const trial: number[] = []
  for (const [at, link] of kept.entries()) {
    const known = fromDocuments ? trainingLinks[queries[at]!]! : 2
    if (isHeldOut[links.documentOf[link]!] === 1) {
      if (known >= 1) trial.push(at)
    } else if (known >= 2) training.push(at)
  }
  if (training.length < 2) {
    const remedy = fromDocuments
      ? 'Fewer than two likes are left to learn from: users need two likes each, of items whose texts the encoder knows.'
      : 'Fewer than two pairs are left to learn from: give more whose texts the encoder knows (with scores, of at least 0.5).'
    throw invalidArgument('data', links.kind, remedy)
  }

  const starts = new Int32Array(count + 1)
  for (const query of queries) starts[query + 1]! += 1
  for (let query = 0; query < count; query++) starts[query + 1]! += starts[query]!
  const { scores, negatives } = links
  return {
    dimensions,
    documents,
    trained: Int32Array.from(
      Array.from(links.documents.keys()).filter((document) => present[document] === 1 && isHeldOut[document] === 0),
    ),
    queries: sums,
    fromDocuments,
    starts,
    relevant: Int32Array.from(kept, (link) => links.documentOf[link]!),
    queryOf: Int32Array.from(training, (at) => queries[at]!),
    documentOf: Int32Array.from(training, (at) => links.documentOf[kept[at]!]!),
    scores: usesScores && scores !== undefined ? Float32Array.from(training, (at) => scores[kept[at]!]!) : undefined,
    negatives: negatives === undefined ? undefined : Int32Array.from(training, (at) => negatives[kept[at]!]!),
    heldOut: heldOutOf(links, queries, kept, trial, usesScores),
  }
}

/** 1 for each document that is held out. */
function chooseHeldOut(links: Links, kept: readonly number[], share: number, random: () => number): Uint8Array {
  const isHeldOut = new Uint8Array(links.documents.length)
  const linked = [...new Set(kept.map((link) => links.documentOf[link]!))].sort((a, b) => a - b)
  const size = Math.min(MOST_HELD_OUT, Math.floor(share * linked.length))
  if (size < LEAST_HELD_OUT) return isHeldOut
  for (const document of shuffle(Int32Array.from(linked), random).subarray(0, size)) isHeldOut[document] = 1
  return isHeldOut
}

function heldOutOf(
  links: Links,
  queries: readonly number[],
  kept: readonly number[],
  trial: readonly number[],
  usesScores: boolean,
): HeldOut | undefined {
  if (trial.length === 0) return undefined
  const all = [...new Set(trial.map((at) => queries[at]!))]
  const size = Math.min(MOST_QUERIES, all.length)
  const chosen = Int32Array.from({ length: size }, (_, n) => all[Math.floor((n * all.length) / size)]!)
  const documents = Int32Array.from(new Set(trial.map((at) => links.documentOf[kept[at]!]!))).sort()
  const places = new Map(Array.from(documents, (document, place) => [document, place]))
  const rows = new Map<number, number>(Array.from(chosen, (query, row) => [query, row]))
  const starts = new Int32Array(size + 1)
  const relevant: number[] = []
  const scores: number[] = []
  // `trial` is in order of queries.
  for (const at of trial) {
    const row = rows.get(queries[at]!)
    if (row === undefined) continue
    relevant.push(places.get(links.documentOf[kept[at]!]!)!)
    if (usesScores && links.scores !== undefined) scores.push(links.scores[kept[at]!]!)
    starts[row + 1] = relevant.length
  }
  return {
    documents,
    queries: chosen,
    starts,
    relevant: Int32Array.from(relevant),
    scores: scores.length === 0 ? undefined : Float32Array.from(scores),
  }
}

/** Brings rows to length 1 in place; says which are no zero rows. */
export function unitRows(values: Float32Array, dimensions: number): Uint8Array {
  const present = new Uint8Array(values.length / dimensions)
  for (let row = 0; row < present.length; row++) {
    let square = 0
    const from = row * dimensions
    for (let j = 0; j < dimensions; j++) square += values[from + j]! * values[from + j]!
    if (!(square > 0 && square < Number.POSITIVE_INFINITY)) continue
    const factor = 1 / Math.sqrt(square)
    for (let j = 0; j < dimensions; j++) values[from + j]! *= factor
    present[row] = 1
  }
  return present
}

function addRow(to: Float32Array, row: number, from: Float32Array, source: number, dimensions: number): void {
  const a = row * dimensions
  const b = source * dimensions
  for (let j = 0; j < dimensions; j++) to[a + j]! += from[b + j]!
}
