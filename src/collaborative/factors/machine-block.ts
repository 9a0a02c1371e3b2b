/** One half of what a factorisation machine is given of a case: who rated, or what was rated. Cases share their halves, so sums over cases are made once a row (Rendle 2013). */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { gammaDraw } from '../../math/random-draws.ts'
import { transposed } from '../interactions.ts'

/** Chance as the sampler needs it. */
export interface Chance {
  readonly random: () => number
  readonly normal: () => number
}

/** The normal distribution that the parameters of one kind come from. */
interface Prior {
  mean: number
  precision: number
}

/** What the sums over a row's cases are, of errors e and of the other half's numbers t. */
interface CaseSums {
  readonly t: Float64Array
  readonly tt: Float64Array
  readonly e: Float64Array
  readonly et: Float64Array
}

/**
 * Rows that are an id each, with features beside it: parameter p < rows is the id of row p, the others are features. Level 0 of the parameters are the linear weights, level f > 0 factor
 * f - 1. `sums` has for each level and row the sum of value times parameter.
 */
export class MachineBlock {
  readonly rows: number
  readonly levels: number
  /** The row of each case. */
  readonly rowOf: Int32Array
  readonly sums: Float64Array
  /** Cases of each row. */
  readonly counts: Int32Array
  readonly #features: SparseMatrix | undefined
  readonly #parameters: Float64Array
  readonly #parameterCount: number
  /** By level: ids, then features. */
  readonly #priors: readonly (readonly [ids: Prior, features: Prior])[]
  readonly #columns: SparseMatrix | undefined
  /** Whether any case has the parameter; the others stay at their prior's mean. */
  readonly #informed: Uint8Array
  readonly #cases: CaseSums
  /** What is taken from the errors of a row's cases: base + slope t. */
  readonly #base: Float64Array
  readonly #slope: Float64Array

  constructor(rows: number, rowOf: Int32Array, features: SparseMatrix | undefined, factors: number, chance: Chance) {
    this.rows = rows
    this.rowOf = rowOf
    this.levels = factors + 1
    this.#features = features
    this.#columns = features === undefined ? undefined : transposed(features)
    this.#parameterCount = rows + (features?.columns ?? 0)
    this.#parameters = new Float64Array(this.levels * this.#parameterCount)
    this.sums = new Float64Array(this.levels * rows)
    this.counts = new Int32Array(rows)
    for (const row of rowOf) this.counts[row]!++
    this.#informed = new Uint8Array(this.#parameterCount)
    for (let parameter = 0; parameter < this.#parameterCount; parameter++)
      this.#eachRow(parameter, (row) => {
        if (this.counts[row]! > 0) this.#informed[parameter] = 1
      })
    this.#priors = Array.from({ length: this.levels }, () => [
      { mean: 0, precision: 1 },
      { mean: 0, precision: 1 },
    ])
    const vector = (): Float64Array => new Float64Array(rows)
    this.#cases = { t: vector(), tt: vector(), e: vector(), et: vector() }
    this.#base = vector()
    this.#slope = vector()
    // Factors start as small chance: at zero every one of them would stay like the next.
    for (let level = 1; level <= factors; level++)
      for (let parameter = 0; parameter < this.#parameterCount; parameter++)
        if (this.#informed[parameter] === 1) this.#move(level, parameter, 0.1 * chance.normal())
  }

  /** A row's half of the linear part: its weights, and the products of its own factors with one another. */
  own(row: number): number {
    let sum = this.sums[row]!
    if (this.#features === undefined) return sum
    const { indptr, indices, values } = this.#features
    for (let level = 1; level < this.levels; level++) {
      const from = level * this.#parameterCount
      let squares = this.#parameters[from + row]! ** 2
      for (let at = indptr[row]!; at < indptr[row + 1]!; at++)
        squares += (values[at]! * this.#parameters[from + this.rows + indices[at]!]!) ** 2
      sum += 0.5 * (this.sums[level * this.rows + row]! ** 2 - squares)
    }
    return sum
  }

  /** The part of a row's sum that its features give. */
  ofFeatures(level: number, row: number): number {
    return this.sums[level * this.rows + row]! - this.#parameters[level * this.#parameterCount + row]!
  }

  /** The prior of the ids at a level, as drawn last. */
  idPrior(level: number): Readonly<Prior> {
    return this.#priors[level]![0]
  }

  /** Draws the priors anew, given the parameters: Gamma(1/2, 1/2) on precisions, and as much as one parameter at 0 on means (Freudenthaler and others 2011). */
  drawPriors({ random, normal }: Chance): void {
    for (let level = 0; level < this.levels; level++) {
      for (const [kind, prior] of this.#priors[level]!.entries()) {
        const from = kind === 0 ? 0 : this.rows
        const to = kind === 0 ? this.rows : this.#parameterCount
        let count = 0
        let sum = 0
        let squares = 0
        for (let parameter = from; parameter < to; parameter++) {
          if (this.#informed[parameter] === 0) continue
          const value = this.#parameters[level * this.#parameterCount + parameter]!
          count++
          sum += value
          squares += (value - prior.mean) ** 2
        }
        const rate = (1 + squares + prior.mean ** 2) / 2
        prior.precision = gammaDraw((2 + count) / 2, random, normal) / rate
        prior.mean = sum / (count + 1) + normal() / Math.sqrt((count + 1) * prior.precision)
      }
    }
  }

  /** Forgets the sums over cases of the level before. */
  begin(): void {
    for (const sums of Object.values(this.#cases)) sums.fill(0)
    this.#base.fill(0)
    this.#slope.fill(0)
  }

  /** Adds up what the cases `first .. last` say of a level; t is the other half's sum, and 1 in the linear part. */
  gather(level: number, other: MachineBlock, errors: Float64Array, first: number, last: number): void {
    const { t, tt, e, et } = this.#cases
    const { rowOf } = this
    const otherSums = other.sums.subarray(level * other.rows, (level + 1) * other.rows)
    const otherOf = other.rowOf
    if (level === 0) {
      for (let at = first; at < last; at++) e[rowOf[at]!]! += errors[at]!
      return
    }
    for (let at = first; at < last; at++) {
      const row = rowOf[at]!
      const value = otherSums[otherOf[at]!]!
      const error = errors[at]!
      t[row]! += value
      tt[row]! += value * value
      e[row]! += error
      et[row]! += error * value
    }
  }

  /**
   * Draws the parameters of a level anew, one after another, each given all others. Errors are linear in each: e' = e - change h, with h = x (a + t) and a the rest of the row's own sum, or h = x in
   * the linear part.
   */
  draw(level: number, noisePrecision: number, { normal }: Chance): void {
    const { t, tt, e, et } = this.#cases
    const { counts } = this
    const sums = this.sums.subarray(level * this.rows, (level + 1) * this.rows)
    const linear = level === 0
    for (let parameter = 0; parameter < this.#parameterCount; parameter++) {
      const at = level * this.#parameterCount + parameter
      const value = this.#parameters[at]!
      const prior = this.#priors[level]![parameter < this.rows ? 0 : 1]
      if (this.#informed[parameter] === 0) {
        this.#move(level, parameter, prior.mean - value)
        continue
      }
      let squares = 0
      let products = 0
      this.#eachRow(parameter, (row, x) => {
        if (linear) {
          squares += x * x * counts[row]!
          products += x * e[row]!
          return
        }
        const a = sums[row]! - value * x
        squares += x * x * (counts[row]! * a * a + 2 * a * t[row]! + tt[row]!)
        products += x * (a * e[row]! + et[row]!)
      })
      const precision = noisePrecision * squares + prior.precision
      const mean = (noisePrecision * (products + value * squares) + prior.precision * prior.mean) / precision
      const change = mean + normal() / Math.sqrt(precision) - value
      this.#eachRow(parameter, (row, x) => {
        const step = change * x
        if (linear) {
          e[row]! -= step * counts[row]!
          this.#base[row]! += step
          return
        }
        const a = sums[row]! - value * x
        e[row]! -= step * (counts[row]! * a + t[row]!)
        et[row]! -= step * (a * t[row]! + tt[row]!)
        this.#base[row]! += step * a
        this.#slope[row]! += step
      })
      this.#move(level, parameter, change)
    }
  }

  /** Takes what {@link draw} changed from the errors of the cases `first .. last`. */
  settle(level: number, other: MachineBlock, errors: Float64Array, first: number, last: number): void {
    const { rowOf } = this
    const base = this.#base
    const slope = this.#slope
    const otherSums = other.sums.subarray(level * other.rows, (level + 1) * other.rows)
    const otherOf = other.rowOf
    for (let at = first; at < last; at++) {
      const row = rowOf[at]!
      errors[at]! -= base[row]! + slope[row]! * otherSums[otherOf[at]!]!
    }
  }

  #move(level: number, parameter: number, change: number): void {
    this.#parameters[level * this.#parameterCount + parameter]! += change
    const from = level * this.rows
    this.#eachRow(parameter, (row, x) => {
      this.sums[from + row]! += change * x
    })
  }

  #eachRow(parameter: number, visit: (row: number, value: number) => void): void {
    if (parameter < this.rows) {
      visit(parameter, 1)
      return
    }
    const { indptr, indices, values } = this.#columns!
    const column = parameter - this.rows
    for (let at = indptr[column]!; at < indptr[column + 1]!; at++) visit(indices[at]!, values[at]!)
  }
}
