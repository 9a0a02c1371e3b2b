/** Numbers sorted into bins. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { columnCentres } from './lloyd.ts'
import { type CodeTable, codesOfOneHot, denseOneHot, isSparse, sparseOneHot } from './one-hot.ts'
import { checkInteger, checkOneOf, checkSeed, checkSubsample } from './options.ts'
import {
  evenlySpaced,
  firstAbove,
  QUANTILE_METHODS,
  type QuantileMethod,
  quantile,
  weightedQuantile,
} from './quantiles.ts'
import { drawWith } from './random.ts'
import { type NumberMatrix, type NumberRows, readNumbers, readSampleWeight, type SameForm, sameForm } from './rows.ts'
import type { SampleWeightOptions } from './standard-scaler.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, Transformer } from './transformer.ts'

/** What {@link KBinsDiscretizer} gives: one column a bin as a full table, the same as a sparse matrix, or the bin's number. */
export type BinEncoding = 'onehot-dense' | 'onehot' | 'ordinal'

/** Options of {@link KBinsDiscretizer}. */
export interface KBinsDiscretizerOptions<Encode extends BinEncoding = BinEncoding> {
  /** How many bins, 2 or more: one number for all columns, or one for each. Default 5. */
  readonly bins?: number | readonly number[]
  /**
   * `'onehot-dense'`: a column for each bin, in the form of the input. `'onehot'`: the same as a sparse matrix. `'ordinal'`: the bin's number.
   * Default `'onehot-dense'` (scikit-learn's is `'onehot'`).
   */
  readonly encode?: Encode
  /** Bins of equal width (`'uniform'`), of equally many rows (`'quantile'`, default), or around the centres of k-means (`'kmeans'`). */
  readonly strategy?: 'uniform' | 'quantile' | 'kmeans'
  /** How quantiles between two values are chosen. Default `'averaged-inverted-cdf'`. */
  readonly quantileMethod?: QuantileMethod
  /** Learn from that many rows, drawn by `seed`, where there are more; `false` for all of them. Default 200,000. */
  readonly subsample?: number | false
  /** Seed of the draw. Default 0. */
  readonly seed?: number
  /** Told when a column gets fewer bins than asked for. Default: nobody is. */
  readonly onWarning?: (warning: { readonly code: string; readonly message: string }) => void
}

interface State extends FittedState {
  readonly edges: readonly Float64Array[]
}

/** Bins narrower than this are merged with their neighbour. */
const NARROWEST = 1e-8

/**
 * Sorts each column's numbers into bins; a bin holds its lower edge, and values beyond the ends go to the outer bins.
 *
 * A constant column has one bin, as has one whose bins would all be narrower than 1e-8; bins as narrow are merged where quantiles
 * or k-means made them. Missing values are refused by name. Numbers as of scikit-learn's class of this name as long as no subsample is drawn.
 *
 * @example
 * ```ts
 * const bins = new KBinsDiscretizer({ bins: 3, encode: 'ordinal', strategy: 'uniform' })
 * bins.fitTransform([[0], [1], [2], [3]]) // [[0], [1], [2], [2]]
 * ```
 */
export class KBinsDiscretizer<Encode extends BinEncoding = 'onehot-dense'> extends Transformer<State> {
  protected override readonly kind = 'KBinsDiscretizer'
  protected override readonly settings: Required<Omit<KBinsDiscretizerOptions, 'onWarning'>>
  readonly #onWarning: KBinsDiscretizerOptions['onWarning']

  constructor(options: KBinsDiscretizerOptions<Encode> = {}) {
    super()
    checkNames(options, ['bins', 'encode', 'strategy', 'quantileMethod', 'subsample', 'seed', 'onWarning'])
    const { bins = 5, encode = 'onehot-dense', strategy = 'quantile', onWarning } = options
    const { quantileMethod = 'averaged-inverted-cdf', subsample = 200_000, seed = 0 } = options
    if (Array.isArray(bins)) for (const [c, count] of bins.entries()) checkInteger(`bins[${c}]`, count, 2)
    else checkInteger('bins', bins, 2)
    checkOneOf('encode', encode, ['onehot-dense', 'onehot', 'ordinal'])
    checkOneOf('strategy', strategy, ['uniform', 'quantile', 'kmeans'])
    checkOneOf('quantileMethod', quantileMethod, QUANTILE_METHODS)
    checkSubsample('subsample', subsample)
    checkSeed(seed)
    this.settings = {
      bins: typeof bins === 'number' ? bins : [...bins],
      encode,
      strategy,
      quantileMethod,
      subsample,
      seed,
    }
    this.#onWarning = onWarning
  }

  /** The discretizer that `toJSON` described. */
  static fromJSON(json: unknown): KBinsDiscretizer<BinEncoding> {
    const { options, state } = readTransformer<KBinsDiscretizerOptions>('KBinsDiscretizer', json)
    const discretizer = new KBinsDiscretizer<BinEncoding>(options)
    if (state === undefined) return discretizer
    const columns = state.integer('columns', 1)
    const edges = state.numberLists('edges', columns)
    if (edges.some((list) => list.length < 2)) throw state.fault('edges', 'Every column should have two or more.')
    discretizer.state = { columns, edges }
    return discretizer
  }

  /** Learns the edges of the bins from `rows`; a second call replaces what the first has learned. */
  fit(rows: NumberRows, { sampleWeight }: SampleWeightOptions = {}): this {
    const { bins, strategy, quantileMethod, subsample, seed } = this.settings
    let matrix = readNumbers(rows, { missing: 'refused', atLeast: 1 })
    let weights = readSampleWeight(sampleWeight, matrix.rows)
    if (typeof bins !== 'number' && bins.length !== matrix.columns) {
      throw invalidArgument('bins length', bins.length, `Pass one number of bins a column, ${matrix.columns} in all.`)
    }
    if (weights !== undefined && strategy === 'quantile' && !/^(averaged-)?inverted-cdf$/.test(quantileMethod)) {
      throw invalidArgument(
        'quantileMethod',
        quantileMethod,
        "With weights use 'averaged-inverted-cdf' or 'inverted-cdf'.",
      )
    }
    if (subsample !== false && subsample < matrix.rows) {
      matrix = drawWith(matrix, subsample, seed, weights)
      weights = undefined
    }
    const { columns } = matrix
    const edges = Array.from({ length: columns }, (_, c) => this.#edgesOf(matrix, c, weights))
    this.state = { columns, edges }
    return this
  }

  /** The bins of `rows`, as `encode` says. */
  transform<Rows extends NumberRows>(rows: Rows): Encode extends 'onehot' ? SparseMatrix : SameForm<Rows> {
    type Output = Encode extends 'onehot' ? SparseMatrix : SameForm<Rows>
    const { columns, edges } = this.state
    const matrix = readNumbers(rows, { missing: 'refused', columns })
    const { values } = matrix
    const inner = edges.map((list) => list.subarray(1, list.length - 1))
    for (let i = 0; i < values.length; i++) values[i] = firstAbove(inner[i % columns]!, values[i]!)
    if (this.settings.encode === 'ordinal') return sameForm(matrix, rows) as Output
    const table: CodeTable = { rows: matrix.rows, features: columns, codes: Int32Array.from(values) }
    if (this.settings.encode === 'onehot') return sparseOneHot(table, this.binCounts) as Output
    return sameForm(denseOneHot(table, this.binCounts), rows) as Output
  }

  /** `fit(rows, options)`, then `transform(rows)`. */
  fitTransform<Rows extends NumberRows>(
    rows: Rows,
    options: SampleWeightOptions = {},
  ): Encode extends 'onehot' ? SparseMatrix : SameForm<Rows> {
    return this.fit(rows, options).transform(rows)
  }

  /** The middle of each row's bins; NaN for a constant column, whose only bin has no ends. Sparse rows give a flat matrix. */
  inverseTransform<Rows extends NumberRows | SparseMatrix>(
    rows: Rows,
  ): Rows extends SparseMatrix ? NumberMatrix : SameForm<Rows> {
    type Output = Rows extends SparseMatrix ? NumberMatrix : SameForm<Rows>
    const { columns, edges } = this.state
    const table = this.#codesOf(rows)
    const values = Float64Array.from(table.codes, (code, i) => {
      const list = edges[i % columns]!
      return (list[code]! + list[code + 1]!) * 0.5
    })
    return sameForm({ rows: table.rows, columns, values }, rows) as Output
  }

  /** The edges of each column's bins, both ends included; -Infinity and Infinity for a constant column. */
  get binEdges(): Float64Array[] {
    return this.state.edges.map((list) => list.slice())
  }

  /** How many bins each column has. */
  get binCounts(): number[] {
    return this.state.edges.map((list) => list.length - 1)
  }

  /** Names of the output's columns: `x0_2` for the third bin of the first column, or `names[0]` in place of `x0`. */
  featureNames(names: readonly string[] = this.state.edges.map((_, c) => `x${c}`)): string[] {
    if (this.settings.encode === 'ordinal') return [...names]
    return this.binCounts.flatMap((count, c) => Array.from({ length: count }, (_, bin) => `${names[c]}_${bin}`))
  }

  #codesOf(rows: NumberRows | SparseMatrix): CodeTable {
    const { columns, edges } = this.state
    if (this.settings.encode !== 'ordinal' || isSparse(rows)) {
      const table = codesOfOneHot(rows, this.binCounts)
      const at = table.codes.indexOf(-1)
      if (at < 0) return table
      throw invalidArgument(
        `rows[${Math.floor(at / columns)}]`,
        'without a bin',
        `Pass rows with a 1 for each of the ${columns} features.`,
      )
    }
    const { values, rows: count } = readNumbers(rows, { missing: 'refused', columns })
    for (let i = 0; i < values.length; i++) {
      const bins = edges[i % columns]!.length - 1
      if (Number.isInteger(values[i]!) && values[i]! >= 0 && values[i]! < bins) continue
      throw invalidArgument(
        `rows[${Math.floor(i / columns)}][${i % columns}]`,
        values[i],
        `Pass a bin from 0 to ${bins - 1}.`,
      )
    }
    return { rows: count, features: columns, codes: Int32Array.from(values) }
  }

  #edgesOf(matrix: NumberMatrix, column: number, weights: Float64Array | undefined): Float64Array {
    const { strategy, bins } = this.settings
    const wanted = typeof bins === 'number' ? bins : bins[column]!
    const values = Float64Array.from({ length: matrix.rows }, (_, r) => matrix.values[r * matrix.columns + column]!)
    // Rows without weight do not stretch bins of equal width.
    const counted =
      strategy !== 'quantile' && weights !== undefined ? values.filter((_, r) => weights[r] !== 0) : values
    const low = counted.reduce((least, value) => Math.min(least, value))
    const high = counted.reduce((most, value) => Math.max(most, value))
    if (low === high) return this.#oneBin(column)
    if (strategy === 'uniform') return evenlySpaced(low, high, wanted + 1)
    const all =
      strategy === 'quantile'
        ? this.#quantiles(values, wanted, weights)
        : centredEdges(values, wanted, low, high, weights)
    const edges = all.filter((edge, i) => i === 0 || edge - all[i - 1]! > NARROWEST)
    if (edges.length < 2) return this.#oneBin(column)
    if (edges.length < wanted + 1) {
      this.#warn(
        column,
        `has bins narrower than ${NARROWEST}; ${edges.length - 1} of ${wanted} are left. Ask for fewer.`,
      )
    }
    return edges
  }

  #quantiles(values: Float64Array, wanted: number, weights: Float64Array | undefined): Float64Array {
    const { quantileMethod } = this.settings
    const shares = evenlySpaced(0, 100, wanted + 1).map((percent) => percent / 100)
    if (weights === undefined) {
      const sorted = values.slice().sort()
      return shares.map((share) => quantile(sorted, share, quantileMethod))
    }
    const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
    const averaged = quantileMethod === 'averaged-inverted-cdf'
    return shares.map((share) => weightedQuantile(values, weights, order, share, averaged))
  }

  #oneBin(column: number): Float64Array {
    this.#warn(column, 'is constant and gets one bin.')
    return Float64Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  }

  #warn(column: number, text: string): void {
    this.#onWarning?.({ code: 'few-bins', message: `Column ${column} ${text}` })
  }
}

function centredEdges(
  values: Float64Array,
  wanted: number,
  low: number,
  high: number,
  weights: Float64Array | undefined,
): Float64Array {
  if (values.length < wanted)
    throw invalidArgument('bins', wanted, `k-means needs as many rows as bins; there are ${values.length}.`)
  const centres = columnCentres(values, wanted, weights)
  return Float64Array.from({ length: wanted + 1 }, (_, i) =>
    i === 0 ? low : i === wanted ? high : (centres[i - 1]! + centres[i]!) * 0.5,
  )
}
