/** What alternating least squares has learned. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { packStrings, type StringTable } from '../../events/string-table.ts'
import { TopK } from '../../math/top-k.ts'
import { nestParts, type SnapshotParts } from '../../snapshot/parts.ts'
import { GrowingRows, type PairRow } from '../growing-rows.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import { readInteractions, transposed } from '../interactions.ts'
import type { Contribution, HistoryEntry, Pair, ScoredItem } from '../model.ts'
import { savedHead } from '../saved-model.ts'
import { type AlsFactors, type AlsTraining, rowRegularization } from './als-training.ts'
import { FactorRows } from './factor-rows.ts'
import { gramOf, improveRow, RowEquations, replaceInGram, rowTarget } from './normal-equations.ts'

/** The settings of a model. */
export interface AlsState {
  readonly factors: number
  readonly alpha: number
  readonly training: AlsTraining
}

/** Rows with more pairs than this are improved by conjugate gradients in an update instead of solved outright. */
const SOLVED_OUTRIGHT = 150
const UPDATE_STEPS = 3

export class AlsModel extends HistoryModel {
  readonly name = 'als'
  readonly #id: string
  readonly #settings: AlsState
  readonly #users: StringTable
  readonly #byUser: GrowingRows
  readonly #byItem: GrowingRows
  readonly #userFactors: FactorRows
  readonly #itemFactors: FactorRows
  readonly #itemGram: Float64Array
  /** Made by the first update. */
  #userGram: Float64Array | undefined

  constructor(
    id: string,
    settings: AlsState,
    items: readonly string[],
    users: StringTable,
    matrix: SparseMatrix,
    factors: AlsFactors,
  ) {
    super(items)
    const { width } = settings.training
    this.#id = id
    this.#settings = settings
    this.#users = users
    this.#byUser = GrowingRows.from(matrix)
    this.#byItem = GrowingRows.from(transposed(matrix))
    this.#userFactors = new FactorRows(factors.users, width)
    this.#itemFactors = new FactorRows(factors.items, width)
    this.#itemGram = gramOf(factors.items, width)
  }

  get bytes(): number {
    return this.#byUser.bytes + this.#byItem.bytes + this.#userFactors.bytes + this.#itemFactors.bytes
  }

  protected scoreAll(history: IndexedHistory): Float32Array {
    return this.#itemFactors.products(this.#userVector(history))
  }

  protected override scoreSome(history: IndexedHistory, items: Int32Array): Float32Array {
    return this.#itemFactors.productsOf(items, this.#userVector(history))
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    return nearest(this.#itemFactors, this.indexOf(itemId), new TopK(k), (best) => this.scored(best))
  }

  /** `share = (1 + w_j) y_iᵀ H⁻¹ y_j`, H being the matrix of the history's equations: the shares add up to the score. Entries of value 0 or less have the share 0. */
  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const item = this.indexOf(itemId)
    if (item < 0) return []
    const pairs = this.#pairs(this.readHistory(history))
    const { values, width } = this.#itemFactors
    const towards = this.#equations(pairs).solve(Float64Array.from(this.#itemFactors.row(item)))
    return Array.from(pairs.columns, (other, at) => {
      const weight = pairs.values[at]!
      let product = 0
      for (let j = 0; j < width; j++) product += towards[j]! * values[other * width + j]!
      return { itemId: this.items[other]!, share: weight > 0 ? (1 + weight) * product : 0 }
    })
  }

  /** Adds the pairs to what is known and solves anew for their users, then for their items; all others stay as they are. Users and items may be new. */
  async update(pairs: Iterable<Pair>): Promise<void> {
    const { users, items, starts, itemOf, values } = await readInteractions(pairs)
    const { alpha, training } = this.#settings
    const { width } = training
    const userIndexes = users.all().map((id) => this.#users.intern(id))
    const itemIndexes = items.all().map((id) => this.addItem(id))
    this.#byUser.reserveRows(this.#users.size)
    this.#byItem.reserveRows(this.items.length)
    for (let user = 0; user < users.size; user++) {
      for (let event = starts[user]!; event < starts[user + 1]!; event++) {
        const weight = Math.fround(alpha * values[event]!)
        if (weight === 0) continue
        this.#byUser.add(userIndexes[user]!, itemIndexes[itemOf[event]!]!, weight)
        this.#byItem.add(itemIndexes[itemOf[event]!]!, userIndexes[user]!, weight)
      }
    }
    this.#userFactors.grow(this.#users.size)
    this.#itemFactors.grow(this.items.length)
    this.#userGram ??= gramOf(this.#userFactors.values, width)
    const [x, y] = [this.#userFactors, this.#itemFactors]
    for (const user of userIndexes)
      solveAgain(training, this.#byUser.row(user), user, x, this.#userGram, y, this.#itemGram)
    for (const item of itemIndexes)
      solveAgain(training, this.#byItem.row(item), item, y, this.#itemGram, x, this.#userGram)
  }

  save(): SnapshotParts {
    const { sizes, indices, values } = this.#byUser.compact()
    const starts = new Int32Array(sizes.length + 1)
    for (const [row, size] of sizes.entries()) starts[row + 1] = starts[row]! + size
    return {
      ...savedHead(this.#id, this.items),
      ...nestParts('users', packStrings(this.#users.all())),
      starts,
      columns: indices,
      weights: values,
      userFactors: this.#userFactors.values.slice(),
      itemFactors: this.#itemFactors.values.slice(),
    }
  }

  /** A history as the pairs of a user: repeated items add up. */
  #pairs({ items, values }: IndexedHistory): PairRow {
    const weights = new Map<number, number>()
    for (const [at, item] of items.entries())
      weights.set(item, (weights.get(item) ?? 0) + this.#settings.alpha * values[at]!)
    return { columns: [...weights.keys()], values: [...weights.values()] }
  }

  #equations(pairs: PairRow): RowEquations {
    const { values, width, count } = this.#itemFactors
    return new RowEquations(
      this.#itemGram,
      values,
      width,
      pairs,
      regularizationOf(this.#settings.training, pairs, count),
    )
  }

  #userVector(history: IndexedHistory): Float64Array {
    const pairs = this.#pairs(history)
    const { values, width } = this.#itemFactors
    return this.#equations(pairs).solve(rowTarget(values, width, pairs))
  }
}

/** The cosines of one row with all others, best first. */
export function nearest(rows: FactorRows, row: number, best: TopK, listed: (best: TopK) => ScoredItem[]): ScoredItem[] {
  if (row < 0) return []
  const lengths = rows.lengths()
  for (const [other, product] of rows.products(rows.row(row)).entries()) {
    const scale = lengths[other]! * lengths[row]!
    if (other !== row) best.offer(other, scale === 0 ? 0 : product / scale)
  }
  return listed(best)
}

function regularizationOf(training: AlsTraining, { values }: PairRow, others: number): number {
  let weight = 0
  for (let at = 0; at < values.length; at++) weight += Math.abs(values[at]!)
  return rowRegularization(training, weight, others)
}

/** Solves for one row of `side` with those of `other` fixed, and keeps the Gram matrix of `side` right. */
function solveAgain(
  training: AlsTraining,
  pairs: PairRow,
  row: number,
  side: FactorRows,
  sideGram: Float64Array,
  other: FactorRows,
  otherGram: Float64Array,
): void {
  const { width } = side
  const before = Float64Array.from(side.row(row))
  const lambda = regularizationOf(training, pairs, other.count)
  let x: Float64Array = before.slice()
  if (pairs.columns.length <= SOLVED_OUTRIGHT) {
    x = new RowEquations(otherGram, other.values, width, pairs, lambda).solve(rowTarget(other.values, width, pairs))
  } else improveRow(otherGram, other.values, width, pairs, lambda, x, UPDATE_STEPS)
  side.set(row, x)
  replaceInGram(sideGram, width, before, side.row(row))
}
