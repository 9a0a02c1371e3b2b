/** The training of an adapter's heads: batches, the loss, its gradients, and looks at what is held out. */

import type { KernelBackend } from '../../kernels/index.ts'
import { randomNumbers, shuffle } from '../../math/random.ts'
import type { Steps } from '../../steps.ts'
import { AdamW } from './adam-w.ts'
import { type Block, BlockSpace, firstRows } from './blocks.ts'
import type { Examples } from './examples.ts'
import { biasesOf } from './head.ts'
import { lossOf } from './losses.ts'
import { NearestWrong } from './nearest-wrong.ts'
import type { ResolvedAdapterOptions } from './options.ts'
import { correlation, recallAmong } from './quality.ts'
import { type AdapterState, Towers } from './towers.ts'

/** The streams of chance, apart from one another so that one does not move with another's use. */
export const STREAMS = { parameters: 0, heldOut: 1, batches: 2, dropout: 3, negatives: 4 } as const

/** Temperatures stay within these. */
const LEAST_TEMPERATURE = 0.005
const MOST_TEMPERATURE = 10

/** One training, step by step. */
export class Training {
  readonly towers: Towers
  readonly #space: BlockSpace
  readonly #examples: Examples
  readonly #options: ResolvedAdapterOptions
  readonly #batch: number
  readonly #columns: number
  /** Queries above documents: their vectors, what the heads make of them (brought to length 1), and the loss's slopes there. */
  readonly #x: Block
  readonly #y: Block
  readonly #dy: Block
  readonly #cosines: Block
  readonly #gradients: readonly Block[]
  readonly #optimizers: readonly AdamW[]
  readonly #lengths: Float64Array
  readonly #masked: Uint8Array
  readonly #corrections: Float32Array | undefined
  readonly #logFrequencies: Float32Array | undefined
  readonly #nearestWrong: NearestWrong | undefined
  readonly #stamps: Int32Array
  readonly #logScale: Float32Array
  readonly #logScaleGradient: Float32Array = new Float32Array(1)
  readonly #logScaleOptimizer = new AdamW(1, [[0, 1]])
  readonly #random: Record<'batches' | 'dropout' | 'negatives', () => number>
  readonly #order: Int32Array
  #next = 0
  #steps = 0

  constructor(examples: Examples, state: AdapterState, options: ResolvedAdapterOptions, backend?: KernelBackend) {
    const { dimensions, documentOf, negatives } = examples
    const space = new BlockSpace(backend)
    const batch = Math.min(options.batchSize, documentOf.length)
    const columns = batch * (1 + options.hardNegatives + (negatives === undefined ? 0 : 1))
    this.#space = space
    this.#examples = examples
    this.#options = options
    this.#batch = batch
    this.#columns = columns
    this.towers = new Towers(space, state, [batch, columns])
    this.#x = space.allocate(batch + columns, dimensions)
    this.#y = space.allocate(batch + columns, dimensions)
    this.#dy = space.allocate(batch + columns, dimensions)
    this.#cosines = space.allocate(batch, columns)
    this.#gradients = this.towers.heads.map(({ parameters }) => space.allocate(1, parameters.columns))
    this.#optimizers = this.towers.heads.map(({ shape, parameters }) => new AdamW(parameters.columns, biasesOf(shape)))
    this.#lengths = new Float64Array(batch + columns)
    this.#masked = new Uint8Array(batch * columns)
    this.#logScale = Float32Array.of(Math.log(1 / options.temperature))
    this.#stamps = new Int32Array(examples.documents.length / dimensions).fill(-1)
    const { seed } = options
    this.#random = {
      batches: randomNumbers(seed, STREAMS.batches),
      dropout: randomNumbers(seed, STREAMS.dropout),
      negatives: randomNumbers(seed, STREAMS.negatives),
    }
    this.#order = shuffle(Int32Array.from(documentOf.keys()), this.#random.batches)
    if (options.loss === 'contrastive' && options.popularityCorrection) {
      this.#logFrequencies = logFrequencies(examples)
      this.#corrections = new Float32Array(columns)
    }
    if (options.hardNegatives > 0) this.#nearestWrong = new NearestWrong(space, this.towers, examples, batch)
  }

  /** The temperature now. */
  get temperature(): number {
    return 1 / Math.exp(this.#logScale[0]!)
  }

  /** One step of the optimizer; returns the mean loss of its batch. */
  *step(): Steps<number> {
    const loss = yield* this.computeGradients()
    const { learningRate, weightDecay, learnTemperature } = this.#options
    for (const [at, { parameters }] of this.towers.heads.entries()) {
      const gradient = this.#space.values(this.#gradients[at]!)
      this.#optimizers[at]!.step(this.#space.values(parameters), gradient, learningRate, weightDecay)
    }
    if (learnTemperature) {
      this.#logScaleOptimizer.step(this.#logScale, this.#logScaleGradient, learningRate, 0)
      const scale = Math.exp(this.#logScale[0]!)
      this.#logScale[0] = Math.log(Math.min(1 / LEAST_TEMPERATURE, Math.max(1 / MOST_TEMPERATURE, scale)))
    }
    this.#steps += 1
    return loss
  }

  /** The gradients of the last step: of each head's parameters, and of ln(1 / temperature). */
  gradients(): { readonly heads: Float32Array[]; readonly logScale: number } {
    const heads = this.#gradients.map((gradient) => this.#space.values(gradient).slice())
    return { heads, logScale: this.#logScaleGradient[0]! }
  }

  /** Takes the next batch and computes its gradients; returns its mean loss. */
  *computeGradients(): Steps<number> {
    const space = this.#space
    const batch = this.#batch
    const { dropout, hardNegatives, mineEvery } = this.#options
    if (hardNegatives > 0 && this.#steps % mineEvery === 0) yield* this.#nearestWrong!.refresh()
    const members = this.#draw()
    const documents = yield* this.#documentsOf(members)
    this.#fill(members, documents)
    this.#mask(members, documents)
    for (const gradient of this.#gradients) space.values(gradient).fill(0)
    yield

    const random = this.#random.dropout
    yield* this.towers.forwardBoth(this.#x, this.#y, batch, dropout > 0 ? { rate: dropout, random } : undefined)
    const { dimensions } = this.#examples
    toUnit(space.values(this.#y), this.#lengths, dimensions)
    const queries = firstRows(this.#y, batch)
    const found = rowsAfter(this.#y, batch)
    space.productWithTransposed(queries, found, this.#cosines)
    yield

    const { loss, logScaleGradient } = lossOf(
      this.#options.loss,
      {
        values: space.values(this.#cosines),
        rows: batch,
        columns: this.#columns,
        masked: this.#masked,
        targets: this.#targetsOf(members),
        corrections: this.#correctionsOf(documents),
      },
      { logScale: this.#logScale[0]!, margin: this.#options.margin },
    )
    this.#logScaleGradient[0] = logScaleGradient
    yield
    space.product(this.#cosines, found, firstRows(this.#dy, batch))
    yield
    space.productOfTransposed(this.#cosines, queries, rowsAfter(this.#dy, batch))
    yield
    throughUnit(space.values(this.#dy), space.values(this.#y), this.#lengths, dimensions)
    yield* this.towers.backwardBoth(this.#x, this.#dy, batch, this.#gradients)
    return loss
  }

  /** How well the queries tried find what is held out, 0 to 1: recall, or with scores the correlation of cosines and scores. */
  *evaluate(): Steps<number> {
    const { heldOut, queries, documents } = this.#examples
    if (heldOut === undefined) return Number.NaN
    const found = yield* this.#through('document', documents, heldOut.documents)
    const asked = yield* this.#through('query', queries, heldOut.queries)
    const cosines = this.#space.allocate(asked.rows, found.rows)
    try {
      this.#space.productWithTransposed(asked, found, cosines)
      yield
      const values = this.#space.values(cosines)
      return heldOut.scores === undefined ? recallAmong(values, heldOut) : correlation(values, heldOut)
    } finally {
      for (const block of [cosines, found, asked]) this.#space.free(block)
    }
  }

  /** What a head makes of some rows, brought to length 1. */
  *#through(side: 'query' | 'document', from: Float32Array, rows: Int32Array): Steps<Block> {
    const { dimensions } = this.#examples
    const result = this.#space.allocate(rows.length, dimensions)
    const room = side === 'query' ? this.#batch : this.#columns
    for (let start = 0; start < rows.length; start += room) {
      const some = rows.subarray(start, start + room)
      const x = firstRows(this.#x, some.length)
      const values = this.#space.values(x)
      for (const [row, source] of some.entries())
        values.set(from.subarray(source * dimensions, (source + 1) * dimensions), row * dimensions)
      toUnit(values, undefined, dimensions)
      const y = firstRows(rowsAfter(result, start), some.length)
      this.towers.forward(side, x, y, 1)
      toUnit(this.#space.values(y), undefined, dimensions)
      yield
    }
    return result
  }

  /** The pairs of the next batch. */
  #draw(): Int32Array {
    const batch = this.#batch
    if (this.#next + batch > this.#order.length) {
      shuffle(this.#order, this.#random.batches)
      this.#next = 0
    }
    const members = this.#order.slice(this.#next, this.#next + batch)
    this.#next += batch
    return members
  }

  /** The documents of a batch: those of its pairs, then the wrong ones that go with them. */
  *#documentsOf(members: Int32Array): Steps<Int32Array> {
    const { documentOf, queryOf, negatives, trained } = this.#examples
    const documents = new Int32Array(this.#columns)
    const random = this.#random.negatives
    let at = 0
    for (const member of members) documents[at++] = documentOf[member]!
    if (negatives !== undefined) {
      for (const member of members) {
        const given = negatives[member]!
        documents[at++] = given >= 0 ? given : trained[Math.floor(random() * trained.length)]!
      }
    }
    if (this.#nearestWrong !== undefined) {
      const queries = Int32Array.from(members, (member) => queryOf[member]!)
      yield* this.#nearestWrong.prepare(queries)
      for (const query of queries) {
        const nearest = this.#nearestWrong.of(query)
        for (let n = 0; n < this.#options.hardNegatives; n++) {
          const place = Math.floor(random() * nearest.length)
          documents[at++] = nearest[place] ?? trained[Math.floor(random() * trained.length)]!
        }
      }
    }
    return documents
  }

  /** Copies the vectors of a batch in. A user's query is the sum of what they like without the one sought, brought to length 1. */
  #fill(members: Int32Array, documents: Int32Array): void {
    const { dimensions, queries, queryOf, documentOf, fromDocuments, documents: vectors } = this.#examples
    const x = this.#space.values(this.#x)
    for (const [row, member] of members.entries()) {
      const query = queryOf[member]! * dimensions
      const own = documentOf[member]! * dimensions
      const to = row * dimensions
      for (let j = 0; j < dimensions; j++) x[to + j] = queries[query + j]! - (fromDocuments ? vectors[own + j]! : 0)
    }
    if (fromDocuments) toUnit(x.subarray(0, this.#batch * dimensions), undefined, dimensions)
    for (const [at, document] of documents.entries())
      x.set(vectors.subarray(document * dimensions, (document + 1) * dimensions), (this.#batch + at) * dimensions)
  }

  /** Marks the documents that are not to be held against a query: all that belong to it, but for its own column. */
  #mask(members: Int32Array, documents: Int32Array): void {
    const { starts, relevant, queryOf } = this.#examples
    const stamps = this.#stamps
    stamps.fill(-1)
    for (const [row, member] of members.entries()) {
      const query = queryOf[member]!
      for (let at = starts[query]!; at < starts[query + 1]!; at++) stamps[relevant[at]!] = row
      const from = row * this.#columns
      for (const [column, document] of documents.entries())
        this.#masked[from + column] = stamps[document] === row && column !== row ? 1 : 0
    }
  }

  #targetsOf(members: Int32Array): Float32Array | undefined {
    const { scores } = this.#examples
    return scores === undefined ? undefined : Float32Array.from(members, (member) => scores[member]!)
  }

  #correctionsOf(documents: Int32Array): Float32Array | undefined {
    const corrections = this.#corrections
    if (corrections === undefined) return undefined
    for (const [column, document] of documents.entries()) corrections[column] = this.#logFrequencies![document]!
    return corrections
  }
}

/** For each document the log of its share of the pairs, counted with one more so that none is 0. */
function logFrequencies({ documents, dimensions, documentOf }: Examples): Float32Array {
  const counts = new Float32Array(documents.length / dimensions).fill(1)
  for (const document of documentOf) counts[document]! += 1
  const total = documentOf.length + counts.length
  return counts.map((count) => Math.log(count / total))
}

/** Brings rows to length 1 in place and notes their lengths; rows of zeros stay, with length 1. */
function toUnit(values: Float32Array, lengths: Float64Array | undefined, dimensions: number): void {
  for (let row = 0, from = 0; from < values.length; row++, from += dimensions) {
    let square = 0
    for (let j = 0; j < dimensions; j++) square += values[from + j]! * values[from + j]!
    const length = square > 0 ? Math.sqrt(square) : 1
    if (lengths !== undefined) lengths[row] = length
    for (let j = 0; j < dimensions; j++) values[from + j]! /= length
  }
}

/** The slope before a row was brought to length 1: (du - u (u . du)) / length, in the place of du. */
function throughUnit(slopes: Float32Array, unit: Float32Array, lengths: Float64Array, dimensions: number): void {
  for (let row = 0, from = 0; from < slopes.length; row++, from += dimensions) {
    let along = 0
    for (let j = 0; j < dimensions; j++) along += unit[from + j]! * slopes[from + j]!
    const factor = 1 / lengths[row]!
    for (let j = 0; j < dimensions; j++) slopes[from + j] = factor * (slopes[from + j]! - along * unit[from + j]!)
  }
}

/** The rows of a block from `from` on, as a block. */
function rowsAfter({ address, rows, columns }: Block, from: number): Block {
  return { address: address + 4 * from * columns, rows: rows - from, columns }
}
