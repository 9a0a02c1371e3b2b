/** What gradient descent on the order of items has learned. A user is found anew for every history. */

import { factorize, solveFactorized } from '../../math/dense-solve.ts'
import { TopK } from '../../math/top-k.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import type { ScoredItem } from '../model.ts'
import { savedHead } from '../saved-model.ts'
import { nearest } from './als-model.ts'
import { FactorRows } from './factor-rows.ts'
import { type RankingSettings, rankingWidth } from './ranking-training.ts'

/** Items that stand for all others when a user is folded in. */
export interface Panel {
  readonly items: Int32Array
  /** What is taken from the score of each in a softmax. */
  readonly corrections: Float32Array
}

/** Newton steps of a fold-in. */
const STEPS = 8

export class RankingModel extends HistoryModel {
  readonly name: string
  readonly #id: string
  readonly #settings: RankingSettings
  readonly #items: FactorRows
  readonly #mean: Float32Array
  readonly #panel: Panel

  constructor(
    name: string,
    id: string,
    settings: RankingSettings,
    items: readonly string[],
    vectors: Float32Array,
    mean: Float32Array,
    panel: Panel,
  ) {
    super(items)
    this.name = name
    this.#id = id
    this.#settings = settings
    this.#items = new FactorRows(vectors, rankingWidth(settings.factors))
    this.#mean = mean
    this.#panel = panel
  }

  get bytes(): number {
    return this.#items.bytes + this.#mean.byteLength + 8 * this.#panel.items.length
  }

  protected scoreAll(history: IndexedHistory): Float32Array {
    return this.#items.products(this.#userVector(history))
  }

  protected override scoreSome(history: IndexedHistory, items: Int32Array): Float32Array {
    return this.#items.productsOf(items, this.#userVector(history))
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    return nearest(this.#items, this.indexOf(itemId), new TopK(k), (best) => this.scored(best))
  }

  save(): SnapshotParts {
    return {
      ...savedHead(this.#id, this.items),
      vectors: this.#items.values.slice(),
      mean: this.#mean.slice(),
      panel: this.#panel.items.slice(),
      corrections: this.#panel.corrections.slice(),
    }
  }

  /**
   * The minimum of the training's own loss for this history against the panel, with the items fixed, held near the mean user: Newton steps with a Hessian that
   * is never too small, so that none overshoots.
   */
  #userVector({ items, values }: IndexedHistory): Float64Array {
    const { width } = this.#items
    const { factors } = this.#settings
    const x = Float64Array.from(this.#mean)
    x[factors] = 1
    const weights = new Map<number, number>()
    for (const [at, item] of items.entries())
      if (values[at]! > 0) weights.set(item, (weights.get(item) ?? 0) + values[at]!)
    if (weights.size === 0) return x
    const own = [...weights.keys()]
    const strengths = [...weights.values()]
    const panel = this.#panel.items
    const total = strengths.reduce((sum, value) => sum + value, 0)
    const hold = this.#settings.regularization * total + 1e-6
    const hessian = new Float64Array(factors * factors)
    const gradient = new Float64Array(factors)
    for (let step = 0; step < STEPS; step++) {
      const parts = this.#slopes(x, own, strengths)
      hessian.fill(0)
      for (let j = 0; j < factors; j++) {
        gradient[j] = hold * (x[j]! - this.#mean[j]!)
        hessian[j * factors + j] = hold
      }
      for (const [at, item] of own.entries())
        addPart(
          hessian,
          gradient,
          this.#items.values,
          item * width,
          factors,
          -parts.ownSlopes[at]!,
          parts.ownCurves[at]!,
        )
      for (const [at, item] of panel.entries())
        addPart(hessian, gradient, this.#items.values, item * width, factors, parts.slopes[at]!, parts.curves[at]!)
      if (!factorize(hessian, factors)) break
      solveFactorized(hessian, factors, gradient)
      for (let j = 0; j < factors; j++) x[j]! -= gradient[j]!
    }
    return x
  }

  /** How the loss falls with each own item's score and rises with each of the panel's, and a bound of how it bends. */
  #slopes(
    x: Float64Array,
    own: readonly number[],
    strengths: readonly number[],
  ): { ownSlopes: Float64Array; ownCurves: Float64Array; slopes: Float64Array; curves: Float64Array } {
    const { items, corrections } = this.#panel
    const isSoftmax = this.#settings.loss === 'softmax'
    const others = Float64Array.from(items, (item, at) => this.#score(x, item) - (isSoftmax ? corrections[at]! : 0))
    const ownSlopes = new Float64Array(own.length)
    const ownCurves = new Float64Array(own.length)
    const slopes = new Float64Array(items.length)
    const curves = new Float64Array(items.length)
    for (const [at, item] of own.entries()) {
      const score = this.#score(x, item)
      const strength = strengths[at]!
      if (isSoftmax) {
        const most = others.reduce((a, b) => Math.max(a, b), score)
        let sum = Math.exp(score - most)
        for (const other of others) sum += Math.exp(other - most)
        const share = Math.exp(score - most) / sum
        ownSlopes[at] = strength * (1 - share)
        ownCurves[at] = strength * share
        for (let m = 0; m < others.length; m++) {
          const slope = (strength * Math.exp(others[m]! - most)) / sum
          slopes[m]! += slope
          curves[m]! += slope
        }
      } else {
        const scale = strength / others.length
        for (let m = 0; m < others.length; m++) {
          const wrong = 1 / (1 + Math.exp(score - others[m]!))
          const bend = 2 * scale * wrong * (1 - wrong)
          ownSlopes[at]! += scale * wrong
          slopes[m]! += scale * wrong
          ownCurves[at]! += bend
          curves[m]! += bend
        }
      }
    }
    return { ownSlopes, ownCurves, slopes, curves }
  }

  #score(x: Float64Array, item: number): number {
    const { values, width } = this.#items
    let sum = 0
    for (let j = 0, at = item * width; j < width; j++, at++) sum += x[j]! * values[at]!
    return sum
  }
}

/** Adds slope y to the gradient and curve y yᵀ to the lower triangle of the Hessian. */
function addPart(
  hessian: Float64Array,
  gradient: Float64Array,
  values: Float32Array,
  start: number,
  size: number,
  slope: number,
  curve: number,
): void {
  for (let i = 0; i < size; i++) {
    const y = values[start + i]!
    gradient[i]! += slope * y
    const scaled = curve * y
    for (let j = 0, at = i * size; j <= i; j++, at++) hessian[at]! += scaled * values[start + j]!
  }
}
