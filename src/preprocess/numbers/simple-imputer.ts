/** Missing values filled with one value a column. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import {
  type Category,
  type CategoryRows,
  type CategoryTable,
  compareCategories,
  isCategory,
  isMissing,
  readCategories,
} from './categories.ts'
import { checkBoolean, checkOneOf } from './options.ts'
import { median } from './quantiles.ts'
import { isMatrix, type NumberMatrix } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, Transformer } from './transformer.ts'

/** Options of {@link SimpleImputer}. */
export interface SimpleImputerOptions {
  /**
   * What stands for a missing value. Default `NaN`; then `null` and `undefined` are missing too. With a number, a string or `null` here only that is
   * missing, and `NaN` is refused.
   */
  readonly missingValues?: Category
  /**
   * What a column's missing values become: the mean of the others (default), their median, the most frequent one (the smallest of
   * several), `fillValue`, or what a function makes of the present numbers (a function is not kept by `toJSON`).
   */
  readonly strategy?: 'mean' | 'median' | 'most-frequent' | 'constant' | ((values: Float64Array) => number)
  /** The constant. Default 0, or `'missing_value'` in tables with strings. */
  readonly fillValue?: Category
  /** Append, for each column that had missing values at `fit`, a column with 1 where they were and 0 elsewhere. Default false. */
  readonly addIndicator?: boolean
  /** Keep columns without any value at `fit`, filled with 0 (or `fillValue`). Default false: they are left out. */
  readonly keepEmptyFeatures?: boolean
}

/** Tables with the form of the input: flat for flat, lists of numbers for numbers, lists of anything else as they are. */
export type ImputedForm<Rows> = Rows extends NumberMatrix
  ? NumberMatrix
  : Rows extends readonly (readonly (number | null | undefined)[])[]
    ? number[][]
    : Category[][]

interface State extends FittedState {
  /** What each column is filled with; NaN for one that is left out. */
  readonly statistics: readonly Category[]
  /** Columns that had missing values at `fit`. */
  readonly withMissing: readonly number[]
}

/**
 * Fills missing values, column by column.
 *
 * A column without any value at `fit` is left out of the output, unless `keepEmptyFeatures`. Semantics as of scikit-learn's class of this name;
 * there `null` is missing only if asked for.
 *
 * @example
 * ```ts
 * new SimpleImputer().fitTransform([[1, NaN], [3, 4]]) // [[1, 4], [3, 4]]
 * ```
 */
export class SimpleImputer extends Transformer<State> {
  protected override readonly kind = 'SimpleImputer'
  protected override readonly settings: {
    readonly missingValues: Category
    readonly strategy: 'mean' | 'median' | 'most-frequent' | 'constant' | 'function'
    readonly fillValue?: Category
    readonly addIndicator: boolean
    readonly keepEmptyFeatures: boolean
  }
  readonly #compute: ((values: Float64Array) => number) | undefined

  constructor(options: SimpleImputerOptions = {}) {
    super()
    checkNames(options, ['missingValues', 'strategy', 'fillValue', 'addIndicator', 'keepEmptyFeatures'])
    const { missingValues = Number.NaN, strategy = 'mean', fillValue } = options
    const { addIndicator = false, keepEmptyFeatures = false } = options
    if (!isCategory(missingValues)) {
      throw invalidArgument('missingValues', missingValues, 'Pass NaN, null, a number or a string.')
    }
    if (typeof strategy !== 'function') {
      checkOneOf('strategy', strategy, ['mean', 'median', 'most-frequent', 'constant'])
    }
    if (
      fillValue !== undefined &&
      (!isCategory(fillValue) || (typeof fillValue === 'number' && !Number.isFinite(fillValue)))
    ) {
      throw invalidArgument('fillValue', fillValue, 'Pass a finite number, a string, a boolean or null.')
    }
    checkBoolean('addIndicator', addIndicator)
    checkBoolean('keepEmptyFeatures', keepEmptyFeatures)
    this.#compute = typeof strategy === 'function' ? strategy : undefined
    this.settings = {
      missingValues,
      strategy: typeof strategy === 'function' ? 'function' : strategy,
      ...(fillValue === undefined ? {} : { fillValue }),
      addIndicator,
      keepEmptyFeatures,
    }
  }

  /** The imputer that `toJSON` described; one whose strategy was a function fills as before but cannot be fitted again. */
  static fromJSON(json: unknown): SimpleImputer {
    type Written = Omit<SimpleImputerOptions, 'strategy'> & { strategy?: 'mean' | 'function' }
    const { options, state } = readTransformer<Written>('SimpleImputer', json)
    const { strategy = 'mean', ...others } = options
    const imputer = new SimpleImputer({ ...others, strategy: strategy === 'function' ? lostFunction : strategy })
    if (state === undefined) return imputer
    const columns = state.integer('columns', 1)
    const withMissing = state.integers('withMissing')
    if (withMissing.some((c) => c >= columns)) throw state.fault('withMissing', 'It should hold columns.')
    imputer.state = { columns, statistics: state.values('statistics', isCategory, columns), withMissing }
    return imputer
  }

  /** Learns what to fill each column with; a second call replaces what the first has learned. */
  fit(rows: CategoryRows): this {
    const table = readCategories(rows, { atLeast: 1 })
    const missing = this.#missingIn(table)
    const { columns } = table
    const statistics = Array.from({ length: columns }, (_, c) => this.#statistic(table, missing, c))
    const withMissing = [...statistics.keys()].filter((c) => {
      for (let i = c; i < missing.length; i += columns) if (missing[i] === 1) return true
      return false
    })
    this.state = { columns, statistics, withMissing }
    return this
  }

  /** The table without missing values, in the form of the input. */
  transform<Rows extends CategoryRows>(rows: Rows): ImputedForm<Rows> {
    const { columns, statistics, withMissing } = this.state
    const table = readCategories(rows, { columns })
    const missing = this.#missingIn(table)
    const kept = this.#keptColumns()
    const lists = Array.from({ length: table.rows }, (_, r) => {
      const start = r * columns
      const filled = kept.map((c) => (missing[start + c] === 1 ? statistics[c]! : table.cells[start + c]!))
      return this.settings.addIndicator ? [...filled, ...withMissing.map((c) => missing[start + c]!)] : filled
    })
    return inFormOf(rows, lists, this.#width()) as ImputedForm<Rows>
  }

  /** `fit(rows)`, then `transform(rows)`. */
  fitTransform<Rows extends CategoryRows>(rows: Rows): ImputedForm<Rows> {
    return this.fit(rows).transform(rows)
  }

  /** The table with its missing values back, by the indicator columns; needs `addIndicator`. Columns that were left out come back as all missing. */
  inverseTransform<Rows extends CategoryRows>(rows: Rows): ImputedForm<Rows> {
    const { columns, withMissing } = this.state
    if (!this.settings.addIndicator) {
      throw invalidArgument('addIndicator', false, 'Only with `addIndicator: true` is it known what was missing.')
    }
    const width = this.#width()
    const table = readCategories(rows, { columns: width })
    const kept = this.#keptColumns()
    const lists = Array.from({ length: table.rows }, (_, r) => {
      const row = new Array<Category>(columns).fill(this.settings.missingValues)
      for (const [place, c] of kept.entries()) row[c] = table.cells[r * width + place]!
      for (const [place, c] of withMissing.entries()) {
        if (table.cells[r * width + kept.length + place]) row[c] = this.settings.missingValues
      }
      return row
    })
    return inFormOf(rows, lists, columns) as ImputedForm<Rows>
  }

  /** What each column is filled with; NaN for one that is left out. */
  get statistics(): Category[] {
    return [...this.state.statistics]
  }

  /** The columns that had missing values at `fit`: those that `addIndicator` adds to the output. */
  get indicatorColumns(): number[] {
    return [...this.state.withMissing]
  }

  /** Names of the output's columns: `x0`, and `missing_x0` for an indicator; `names[0]` in place of `x0`. */
  featureNames(names: readonly string[] = this.state.statistics.map((_, c) => `x${c}`)): string[] {
    const filled = this.#keptColumns().map((c) => names[c]!)
    return this.settings.addIndicator
      ? [...filled, ...this.state.withMissing.map((c) => `missing_${names[c]}`)]
      : filled
  }

  #keptColumns(): number[] {
    const { statistics } = this.state
    return [...statistics.keys()].filter((c) => !isMissing(statistics[c]))
  }

  #width(): number {
    return this.#keptColumns().length + (this.settings.addIndicator ? this.state.withMissing.length : 0)
  }

  /** 1 where a value is missing; refuses NaN where something else stands for it. */
  #missingIn(table: CategoryTable): Uint8Array {
    const { missingValues } = this.settings
    const byDefault = isMissing(missingValues)
    return Uint8Array.from(table.cells, (cell, i) => {
      if (byDefault) return cell === null || isMissing(cell) ? 1 : 0
      if (!isMissing(cell)) return cell === missingValues ? 1 : 0
      const at = `rows[${Math.floor(i / table.columns)}][${i % table.columns}]`
      throw invalidArgument(at, cell, 'NaN is not what `missingValues` says; replace it, or leave `missingValues` out.')
    })
  }

  #statistic(table: CategoryTable, missing: Uint8Array, column: number): Category {
    const { strategy, keepEmptyFeatures } = this.settings
    const present: Category[] = []
    for (let i = column; i < missing.length; i += table.columns) if (missing[i] === 0) present.push(table.cells[i]!)
    if (strategy === 'constant') return present.length === 0 && !keepEmptyFeatures ? Number.NaN : this.#constant(table)
    if (present.length === 0) return keepEmptyFeatures ? 0 : Number.NaN
    if (strategy === 'most-frequent') return mostFrequent(present)
    const at = present.findIndex((value) => typeof value !== 'number')
    if (at >= 0) {
      throw invalidArgument(
        `rows column ${column}`,
        present[at],
        "Only numbers have a mean or a median; use strategy 'most-frequent'.",
      )
    }
    const values = Float64Array.from(present as number[])
    if (strategy === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length
    return strategy === 'median' ? median(values.sort()) : this.#compute!(values)
  }

  #constant(table: CategoryTable): Category {
    const anyText = table.cells.some((cell) => typeof cell === 'string')
    const { fillValue = anyText ? 'missing_value' : 0 } = this.settings
    if (fillValue !== null && (anyText || typeof fillValue === 'number')) return fillValue
    const anyBoolean = table.cells.some((cell) => typeof cell === 'boolean')
    if (anyBoolean && typeof fillValue === 'boolean') return fillValue
    throw invalidArgument('fillValue', fillValue, 'The table holds no such values; pass a number.')
  }
}

function lostFunction(): number {
  throw new RecommenderError(
    'invalid-argument',
    'This imputer came from JSON, which cannot keep the function that was its `strategy`. Make a new one with the function to fit again.',
    { field: 'strategy' },
  )
}

/** The most frequent value; the smallest of several. */
function mostFrequent(values: readonly Category[]): Category {
  const counts = new Map<Category, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: Category = values[0]!
  let most = 0
  for (const [value, count] of counts) {
    if (count < most || (count === most && compareCategories(value, best) >= 0)) continue
    best = value
    most = count
  }
  return best
}

function inFormOf(
  rows: CategoryRows,
  lists: readonly Category[][],
  columns: number,
): NumberMatrix | readonly Category[][] {
  if (!isMatrix(rows)) return lists
  const values = lists.flat()
  const other = values.find((value) => typeof value !== 'number')
  if (other !== undefined) {
    throw invalidArgument(
      'rows',
      other,
      'A flat matrix holds numbers only; pass lists of rows to fill with anything else.',
    )
  }
  return { rows: lists.length, columns, values: Float64Array.from(values as number[]) }
}
