/** Graph filter: histories smoothed over the graph of users and items, without training (GF-CF; Shen et al. 2021). */

import type { SparseMatrix } from '../encode/matrix.ts'
import { truncatedSvd } from '../math/truncated-svd.ts'
import { checkNames } from '../option-names.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { Pacer, throwIfAborted } from '../work.ts'
import { FactorRows, paddedFactors } from './factors/factor-rows.ts'
import { GrowingRows } from './growing-rows.ts'
import { HistoryModel, type IndexedHistory } from './history-model.ts'
import { readInteractions, trainingData, transposed, userItemMatrix } from './interactions.ts'
import { KeepBest } from './knn/keep-best.ts'
import type { CollaborativeRecipe, Contribution, HistoryEntry, ScoredItem } from './model.ts'
import { checkNumber, recipeId } from './options.ts'
import { openSaved, savedArray, savedHead } from './saved-model.ts'
import { Sharpening } from './sharpening.ts'

/** Options of {@link graphFilter}. The defaults were chosen on validation parts of training data: Gowalla's for all, those of five smaller sets besides for `factors` and `sharpening`. */
export interface GraphFilterOptions {
  /** So many of the smoothest patterns pass the low-pass filter. 0 (no low-pass part) to 512. Default: a ninetieth of the items, no fewer than 256 and no more than 448. */
  readonly factors?: number
  /** How much the low-pass part counts beside the neighbours. 0 to 10. Default 0.8. */
  readonly lowPass?: number
  /** Weights of neighbours to this power; below 1, weak ties count more. 0.1 to 2. Default 0.8. */
  readonly exponent?: number
  /** How much popular items are held back as recommendations of the neighbour part: by `degree^(-itemExponent)`, 0.5 being the paper's. Those of the history are always normalised by 0.5. 0 to 1. Default 0.4. */
  readonly itemExponent?: number
  /** Each item keeps so many neighbours. At least 1. Default 1000. */
  readonly neighbors?: number
  /**
   * How far the smoothing is taken back, so that items which go with everything count less. 0 (not at all) to 2.5. Default 0.75, and 0 in catalogues of fewer than 5,000 items: lists were better for it in four
   * sets of 8,000 to 41,000 items and worse in two of 2,000. Each list then takes eight passes over the interactions of training, which the model keeps: with 10 million of them, set it to 0.
   */
  readonly sharpening?: number
}

const VERSION = 3

/**
 * With the normalised adjacency `R = D_u^(-1/2) X D_i^(-1/2)` the neighbour part is `P = (R'R D_i^(0.5 - itemExponent))^exponent`, entry by entry, and the low-pass part `D_i^(-1/2) V V' D_i^(1/2)`, V being the
 * leading right singular vectors of R; the score is `history * (P + lowPass * part)`. `exponent: 1, lowPass: 0.3, itemExponent: 0.5, factors: 256, sharpening: 0` is the paper's filter.
 *
 * Scores are then sharpened (BSPM; Choi et al. 2023): `ds/dt = -s R'R` from 0 to T = `sharpening`, by one Runge-Kutta step, which multiplies them by `I - TR'R + ... + (TR'R)^4 / 24`. Values of interactions
 * are not read. All is linear in the history, so that shares are exact.
 *
 * @example
 * ```ts
 * const model = await graphFilter().fit(checkIns)
 * model.recommend(['museum', 'harbour'])
 * ```
 */
export function graphFilter(options: GraphFilterOptions = {}): CollaborativeRecipe {
  checkNames(options, ['factors', 'lowPass', 'exponent', 'itemExponent', 'neighbors', 'sharpening'], 'graphFilter')
  const { factors: patterns, sharpening: time } = options
  const settings: Settings = {
    ...(patterns !== undefined && { factors: checkNumber('factors', patterns, { min: 0, max: 512, whole: true }) }),
    lowPass: checkNumber('lowPass', options.lowPass ?? 0.8, { min: 0, max: 10 }),
    exponent: checkNumber('exponent', options.exponent ?? 0.8, { min: 0.1, max: 2 }),
    itemExponent: checkNumber('itemExponent', options.itemExponent ?? 0.4, { min: 0, max: 1 }),
    neighbors: checkNumber('neighbors', options.neighbors ?? 1000, { min: 1, whole: true }),
    ...(time !== undefined && { sharpening: checkNumber('sharpening', time, { min: 0, max: 2.5 }) }),
  }
  const id = recipeId('graphFilter', VERSION, settings)
  return {
    name: 'graphFilter',
    id,
    async fit(given, fitOptions = {}) {
      const interactions = await readInteractions(trainingData(given).interactions, fitOptions)
      const counts = await userItemMatrix(interactions, 'binary', fitOptions)
      const pacer = new Pacer(fitOptions)
      const rows = await neighborRows(counts, settings, pacer)
      const degrees = degreesOf(counts)
      // No more patterns than the graph has.
      const asked = settings.factors ?? factorsFor(counts.columns)
      const factors = settings.lowPass === 0 ? 0 : Math.min(asked, counts.rows, counts.columns)
      let vectors = new FactorRows(new Float32Array(0), 0)
      if (factors > 0) {
        const seed = fitOptions.seed ?? 0
        const { rightVectors } = await truncatedSvd(normalized(counts, degrees), factors, { ...fitOptions, seed })
        vectors = padded(rightVectors, factors)
      }
      throwIfAborted(fitOptions.signal)
      const sharpening = new Sharpening(settings.sharpening ?? sharpeningFor(counts.columns), counts, degrees)
      return new GraphFilterModel(id, settings, interactions.items.all(), rows, vectors, degrees, sharpening)
    },
    load(saved) {
      const { parts, items, state } = openSaved(saved, id)
      const { width, sharpening } = state as { readonly width: number; readonly sharpening: number }
      const vectors = new FactorRows(savedArray(parts, 'vectors', Float32Array), width)
      const degrees = savedArray(parts, 'degrees', Float64Array)
      const indptr = savedArray(parts, 'indptr', Int32Array)
      const histories = { indptr, indices: savedArray(parts, 'indices', Int32Array) }
      const sharpened = new Sharpening(sharpening, histories, degrees)
      return new GraphFilterModel(id, settings, items, GrowingRows.load('rows', parts), vectors, degrees, sharpened)
    },
  }
}

interface Settings {
  readonly factors?: number
  readonly lowPass: number
  readonly exponent: number
  readonly itemExponent: number
  readonly neighbors: number
  readonly sharpening?: number
}

/** How many patterns pass unless the caller says: more of them are told apart in larger catalogues. */
const factorsFor = (items: number): number => Math.min(448, Math.max(256, Math.round(items / 90)))

/** How long scores are sharpened unless the caller says: small catalogues lose by it. */
const sharpeningFor = (items: number): number => (items < 5000 ? 0 : 0.75)

function degreesOf({ columns, indices }: SparseMatrix): Float64Array {
  const degrees = new Float64Array(columns)
  for (const item of indices) degrees[item]!++
  return degrees
}

/** D_u^(-1/2) X D_i^(-1/2). */
function normalized(counts: SparseMatrix, degrees: Float64Array): SparseMatrix {
  const values = new Float32Array(counts.values.length)
  for (let user = 0; user < counts.rows; user++) {
    const size = counts.indptr[user + 1]! - counts.indptr[user]!
    for (let at = counts.indptr[user]!; at < counts.indptr[user + 1]!; at++)
      values[at] = 1 / Math.sqrt(size * degrees[counts.indices[at]!]!)
  }
  return { ...counts, values }
}

/** Rows of so many factors, brought to the width that scans ask for. */
function padded(vectors: Float32Array, factors: number): FactorRows {
  const width = paddedFactors(factors)
  if (width === factors) return new FactorRows(vectors, width)
  const count = vectors.length / factors
  const wide = new Float32Array(count * width)
  for (let row = 0; row < count; row++) wide.set(vectors.subarray(row * factors, (row + 1) * factors), row * width)
  return new FactorRows(wide, width)
}

/** The rows of the neighbour part, each cut to its best. */
async function neighborRows(byUser: SparseMatrix, settings: Settings, pacer: Pacer): Promise<GrowingRows> {
  const byItem = transposed(byUser)
  const count = byItem.rows
  const sums = new Float64Array(count)
  const touched = new Int32Array(count)
  const scores = new Float32Array(count)
  const best = new KeepBest()
  const rows = new GrowingRows()
  rows.reserveRows(count)
  const degrees = degreesOf(byUser)
  const factors = degrees.map((degree) => degree ** -settings.itemExponent)
  for (let item = 0; item < count; item++) {
    let size = 0
    for (let at = byItem.indptr[item]!; at < byItem.indptr[item + 1]!; at++) {
      const user = byItem.indices[at]!
      const start = byUser.indptr[user]!
      const end = byUser.indptr[user + 1]!
      const weight = 1 / (end - start)
      for (let place = start; place < end; place++) {
        const other = byUser.indices[place]!
        if (sums[other] === 0) touched[size++] = other
        sums[other]! += weight
      }
      if (pacer.due()) await pacer.pause({ phase: 'neighbors', done: item, total: count })
    }
    const own = degrees[item]! ** -0.5
    for (let at = 0; at < size; at++) {
      const other = touched[at]!
      scores[at] = (sums[other]! * own * factors[other]!) ** settings.exponent
      sums[other] = 0
    }
    const kept = best.select(touched, scores, size, settings.neighbors)
    rows.replace(item, touched.subarray(0, kept), scores.subarray(0, kept))
  }
  pacer.report({ phase: 'neighbors', done: count, total: count })
  return rows
}

class GraphFilterModel extends HistoryModel {
  readonly name = 'graphFilter'
  readonly #id: string
  readonly #settings: Settings
  readonly #rows: GrowingRows
  /** One row an item, or none where there is no low-pass part. */
  readonly #vectors: FactorRows
  readonly #degrees: Float64Array
  readonly #sharpening: Sharpening

  constructor(
    id: string,
    settings: Settings,
    items: readonly string[],
    rows: GrowingRows,
    vectors: FactorRows,
    degrees: Float64Array,
    sharpening: Sharpening,
  ) {
    super(items)
    this.#id = id
    this.#settings = settings
    this.#rows = rows
    this.#vectors = vectors
    this.#degrees = degrees
    this.#sharpening = sharpening
  }

  get bytes(): number {
    return this.#rows.bytes + this.#vectors.bytes + this.#degrees.byteLength + this.#sharpening.bytes
  }

  protected scoreAll(history: IndexedHistory): Float32Array {
    const scores = this.#smoothed(history)
    this.#sharpening.apply(scores)
    return scores
  }

  /** The scores before they are sharpened. */
  #smoothed({ items, values }: IndexedHistory): Float32Array {
    const scores = new Float32Array(this.items.length)
    const { starts, sizes, indices, values: weights } = this.#rows
    for (const [entry, item] of items.entries()) {
      const value = values[entry]!
      for (let at = starts[item]!; at < starts[item]! + sizes[item]!; at++)
        scores[indices[at]!]! += value * weights[at]!
    }
    const { width } = this.#vectors
    if (width === 0 || items.length === 0) return scores
    const pattern = new Float64Array(width)
    for (const [entry, item] of items.entries()) {
      const scale = values[entry]! / Math.sqrt(this.#degrees[item]!)
      const row = this.#vectors.row(item)
      for (let j = 0; j < width; j++) pattern[j]! += scale * row[j]!
    }
    const { lowPass } = this.#settings
    const smoothed = this.#vectors.products(pattern)
    for (let item = 0; item < scores.length; item++)
      scores[item]! += lowPass * Math.sqrt(this.#degrees[item]!) * smoothed[item]!
    return scores
  }

  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const target = this.indexOf(itemId)
    if (target < 0) return []
    const { items, values } = this.readHistory(history)
    const weight = this.#weightsTo(target)
    return Array.from(items, (item, entry) => ({ itemId: this.items[item]!, share: values[entry]! * weight(item) }))
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    return this.reachedFrom(itemId, k)
  }

  save(): SnapshotParts {
    return {
      ...savedHead(this.#id, this.items, { width: this.#vectors.width, sharpening: this.#sharpening.time }),
      ...this.#rows.saveAs('rows'),
      vectors: this.#vectors.values,
      degrees: this.#degrees,
      indptr: this.#sharpening.histories.indptr,
      indices: this.#sharpening.histories.indices,
    }
  }

  /**
   * What items of a history give to one item. Sharpening is symmetric, so that its share of the unsharpened scores is what it makes of this item alone: q. An item gives the sum over all j of q_j times what it
   * gave to j unsharpened.
   */
  #weightsTo(target: number): (item: number) => number {
    const shares = new Float32Array(this.items.length)
    shares[target] = 1
    this.#sharpening.apply(shares)
    const { width } = this.#vectors
    const pattern = new Float64Array(width)
    const { values: vectors } = this.#vectors
    for (let item = 0; item < shares.length && width > 0; item++) {
      if (shares[item] === 0) continue
      const scale = shares[item]! * Math.sqrt(this.#degrees[item]!)
      const start = item * width
      for (let j = 0; j < width; j++) pattern[j]! += scale * vectors[start + j]!
    }
    return (item) => {
      const { columns, values } = this.#rows.row(item)
      let near = 0
      for (let at = 0; at < columns.length; at++) near += values[at]! * shares[columns[at]!]!
      if (width === 0) return near
      const row = this.#vectors.row(item)
      let low = 0
      for (let j = 0; j < width; j++) low += pattern[j]! * row[j]!
      return near + (this.#settings.lowPass * low) / Math.sqrt(this.#degrees[item]!)
    }
  }
}
