/** What sampling a factorisation machine has learned. */

import { invalidArgument } from '../../errors.ts'
import { checkId } from '../../events/ids.ts'
import { packStrings, StringTable, unpackStrings } from '../../events/string-table.ts'
import { factorize, solveFactorized } from '../../math/dense-solve.ts'
import { TopK } from '../../math/top-k.ts'
import { type JsonValue, nestParts, type SnapshotParts, unnestParts } from '../../snapshot/parts.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import type { Contribution, HistoryEntry, Pair, ScoredItem } from '../model.ts'
import { savedArray, savedHead } from '../saved-model.ts'
import { nearest } from './als-model.ts'
import { FactorRows, paddedFactors } from './factor-rows.ts'
import type { MachineSamples } from './machine-sampling.ts'

/** A sampled factorisation machine. */
export class FactorizationMachine extends HistoryModel {
  readonly name = 'factorizationMachine'
  readonly #id: string
  readonly #factors: number
  readonly #users = new StringTable()
  readonly #samples: MachineSamples
  readonly #rows: FactorRows

  constructor(
    id: string,
    factors: number,
    items: readonly string[],
    users: readonly string[],
    samples: MachineSamples,
  ) {
    super(items)
    this.#id = id
    this.#factors = factors
    this.#samples = samples
    for (const user of users) this.#users.intern(user)
    const width = samples.userMean.length
    this.#rows = new FactorRows(padded(samples.items, width), paddedFactors(width))
  }

  get bytes(): number {
    return this.#rows.bytes + this.#samples.users.byteLength + this.#samples.items.byteLength
  }

  /**
   * The ratings that users would give to items, by what their own ratings and features said at `fit`. A user or an item that was not there is taken for the mean one.
   */
  predict(pairs: Iterable<Pick<Pair, 'userId' | 'itemId'>>): Float32Array {
    if (typeof pairs !== 'object' || pairs === null || !(Symbol.iterator in pairs))
      throw invalidArgument('pairs', pairs, 'Pass a list of { userId, itemId }.')
    const { users, items, userMean, itemMean, offsets, mean, deviation } = this.#samples
    const width = userMean.length
    const factors = this.#factors
    return Float32Array.from(pairs, ({ userId, itemId }, at) => {
      const user = this.#users.indexOf(checkId(userId, `pairs[${at}].userId`))
      const item = this.indexOf(checkId(itemId, `pairs[${at}].itemId`))
      const x = user < 0 ? userMean : users.subarray(user * width, (user + 1) * width)
      const y = item < 0 ? itemMean : items.subarray(item * width, (item + 1) * width)
      let sum = 0
      for (let sample = 0; sample < offsets.length; sample++) {
        const start = sample * (factors + 1)
        sum += offsets[sample]! + x[start + factors]! + y[start + factors]!
        for (let j = start; j < start + factors; j++) sum += x[j]! * y[j]!
      }
      return mean + (deviation * sum) / offsets.length
    })
  }

  protected scoreAll(history: IndexedHistory): Float32Array {
    const { query, base } = this.#query(this.#user(history))
    return this.#rows.products(query).map((product) => base + product)
  }

  protected override scoreSome(history: IndexedHistory, items: Int32Array): Float32Array {
    const { query, base } = this.#query(this.#user(history))
    return this.#rows.productsOf(items, query).map((product) => base + product)
  }

  /** The items whose factors and own parts point the same way, by cosine over all samples. */
  neighbors(itemId: string, k = 10): ScoredItem[] {
    return nearest(this.#rows, this.indexOf(itemId), new TopK(k), (best) => this.scored(best))
  }

  /**
   * What each rating of a history gives to the prediction for an item, by how it differs from what the mean user would have given: `precision y_iᵀ H⁻¹ y_j error_j`, H being the matrix of the history's
   * equations, averaged over the samples. The last entry is the item itself, with what it has for the empty history. All add up to the score.
   */
  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const item = this.indexOf(itemId)
    if (item < 0) return []
    const ratings = newest(this.readHistory(history))
    const { offsets, precisions, deviation, items, userMean } = this.#samples
    const levels = this.#factors + 1
    const shares = new Float64Array(ratings.items.length)
    for (let sample = 0; sample < offsets.length; sample++) {
      const towards = this.#halfOf(items, item, sample)
      this.#solve(ratings.items, sample, towards)
      const scale = (deviation * precisions[sample]!) / offsets.length
      for (const [at, other] of ratings.items.entries()) {
        const y = this.#halfOf(items, other, sample)
        let product = 0
        for (let j = 0; j < levels; j++) product += y[j]! * towards[j]!
        shares[at]! += scale * product * this.#error(other, ratings.values[at]!, sample)
      }
    }
    const { query, base } = this.#query(userMean)
    return [
      ...Array.from(ratings.items, (other, at) => ({ itemId: this.items[other]!, share: shares[at]! })),
      { itemId, share: base + this.#rows.productsOf([item], query)[0]! },
    ]
  }

  save(): SnapshotParts {
    const { mean, deviation, users, items, offsets, precisions, userMean, userPrecision, itemMean } = this.#samples
    return {
      ...savedHead(this.#id, this.items, { mean, deviation }),
      ...nestParts('users', packStrings(this.#users.all())),
      userRows: users,
      itemRows: items,
      offsets,
      precisions,
      userMean,
      userPrecision,
      itemMean,
    }
  }

  /** The user of a history, laid out like a row: in each sample the mean of its posterior, given the sample's items. */
  #user(history: IndexedHistory): Float64Array {
    const ratings = newest(history)
    const { offsets, precisions, items, userMean } = this.#samples
    const levels = this.#factors + 1
    const user = userMean.slice()
    if (ratings.items.length === 0) return user
    for (let sample = 0; sample < offsets.length; sample++) {
      const change = new Float64Array(levels)
      for (const [at, item] of ratings.items.entries()) {
        const scale = precisions[sample]! * this.#error(item, ratings.values[at]!, sample)
        const y = this.#halfOf(items, item, sample)
        for (let j = 0; j < levels; j++) change[j]! += scale * y[j]!
      }
      this.#solve(ratings.items, sample, change)
      for (let j = 0; j < levels; j++) user[sample * levels + j]! += change[j]!
    }
    return user
  }

  /** Scores are `base + row · query` for a user laid out like a row. */
  #query(user: Float64Array): { readonly query: Float64Array; readonly base: number } {
    const { offsets, mean, deviation } = this.#samples
    const levels = this.#factors + 1
    const scale = deviation / offsets.length
    const query = new Float64Array(this.#rows.width)
    let base = mean
    for (let sample = 0; sample < offsets.length; sample++) {
      const start = sample * levels
      for (let j = start; j < start + this.#factors; j++) query[j] = scale * user[j]!
      query[start + this.#factors] = scale
      base += scale * (offsets[sample]! + user[start + this.#factors]!)
    }
    return { query, base }
  }

  /** What stands beside a user's numbers in a sample: an item's factors, and 1 for the own part. */
  #halfOf(items: Float32Array, item: number, sample: number): Float64Array {
    const levels = this.#factors + 1
    const start = item * this.#samples.userMean.length + sample * levels
    const half = Float64Array.from(items.subarray(start, start + levels))
    half[this.#factors] = 1
    return half
  }

  /** How far a rating is, in deviations, from what the mean user would have given. */
  #error(item: number, value: number, sample: number): number {
    const { mean, deviation, items, offsets, userMean } = this.#samples
    const levels = this.#factors + 1
    const own = items[item * userMean.length + sample * levels + this.#factors]!
    let error = (value - mean) / deviation - offsets[sample]! - own
    const y = this.#halfOf(items, item, sample)
    for (let j = 0; j < levels; j++) error -= y[j]! * userMean[sample * levels + j]!
    return error
  }

  /** Replaces b by the solution of (prior precisions + noise precision sum of y yᵀ) x = b over these items. */
  #solve(columns: Int32Array, sample: number, b: Float64Array): void {
    const { items, precisions, userPrecision } = this.#samples
    const levels = this.#factors + 1
    const system = new Float64Array(levels * levels)
    for (let j = 0; j < levels; j++) system[j * levels + j] = userPrecision[sample * levels + j]!
    for (const item of columns) {
      const y = this.#halfOf(items, item, sample)
      for (let i = 0; i < levels; i++) {
        const scaled = precisions[sample]! * y[i]!
        for (let j = 0; j <= i; j++) system[i * levels + j]! += scaled * y[j]!
      }
    }
    if (factorize(system, levels)) solveFactorized(system, levels, b)
    else b.fill(0)
  }
}

/** The samples and users of a saved machine. */
export function loadSamples(parts: SnapshotParts, state: JsonValue): [users: readonly string[], MachineSamples] {
  const { mean, deviation } = state as { readonly mean: number; readonly deviation: number }
  return [
    unpackStrings(unnestParts('users', parts)),
    {
      mean,
      deviation,
      users: savedArray(parts, 'userRows', Float32Array),
      items: savedArray(parts, 'itemRows', Float32Array),
      offsets: savedArray(parts, 'offsets', Float64Array),
      precisions: savedArray(parts, 'precisions', Float64Array),
      userMean: savedArray(parts, 'userMean', Float64Array),
      userPrecision: savedArray(parts, 'userPrecision', Float64Array),
      itemMean: savedArray(parts, 'itemMean', Float64Array),
    },
  ]
}

/** The newest rating of each item of a history, items rising. */
function newest({ items, values }: IndexedHistory): { readonly items: Int32Array; readonly values: Float64Array } {
  const ratings = [...new Map(Array.from(items, (item, at) => [item, values[at]!]))].sort(([a], [b]) => a - b)
  return { items: Int32Array.from(ratings, ([item]) => item), values: Float64Array.from(ratings, ([, value]) => value) }
}

/** Rows with zeros behind them, up to whole steps of the kernels. */
function padded(rows: Float32Array, width: number): Float32Array {
  const to = paddedFactors(width)
  if (to === width) return rows
  const out = new Float32Array((rows.length / width) * to)
  for (let row = 0; row * width < rows.length; row++) out.set(rows.subarray(row * width, (row + 1) * width), row * to)
  return out
}
