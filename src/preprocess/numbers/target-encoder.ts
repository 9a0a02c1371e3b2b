/** Categories as the mean of what is to be predicted. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import {
  type Category,
  type CategoryRows,
  type CategoryTable,
  checkCategories,
  codesOf,
  columnCategories,
  compareCategories,
  isCategory,
  readCategories,
} from './categories.ts'
import { foldsOf } from './folds.ts'
import { checkBoolean, checkInteger, checkOneOf, checkSeed } from './options.ts'
import { type SameForm, sameForm } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, Transformer } from './transformer.ts'

/** What the target is. */
export type TargetType = 'continuous' | 'binary' | 'multiclass'

/** Options of {@link TargetEncoder}. */
export interface TargetEncoderOptions {
  /** The categories: `'auto'` (default) takes those that `fit` sees; or a list for each column, numbers sorted. */
  readonly categories?: 'auto' | readonly (readonly Category[])[]
  /**
   * What the target is. Default `'auto'`: with any number that is not whole `'continuous'`, otherwise `'binary'` with up to two different
   * values and `'multiclass'` with more.
   */
  readonly targetType?: 'auto' | TargetType
  /**
   * How strongly a category's mean is drawn to the mean of all: that many rows of the overall mean are mixed in, 0 or more. Default `'auto'`: as many as
   * the variance within the category and that of the target suggest (empirical Bayes).
   */
  readonly smooth?: 'auto' | number
  /**
   * Parts for cross-fitting in `fitTransform`: how many, 2 or more, stratified by class where the target has classes; or for each part the places of
   * its rows, every row in one part. Default 5.
   */
  readonly folds?: number | readonly (readonly number[])[]
  /** Shuffle the rows before they are parted. Default true. */
  readonly shuffle?: boolean
  /** Seed of the shuffling. Default 0. */
  readonly seed?: number
}

/** One value a row: numbers, or classes. */
export type Target = readonly Category[] | Float64Array

interface State extends FittedState {
  readonly categories: readonly (readonly Category[])[]
  readonly targetType: TargetType
  /** Sorted; empty where the target is continuous. */
  readonly classes: readonly Category[]
  /** Mean of the target; for several classes the share of each. */
  readonly targetMean: Float64Array
  /** For each column (times each class, where there are several) the numbers of its categories. */
  readonly encodings: readonly Float64Array[]
}

/** The target as numbers: one list, or one of zeros and ones for each class. */
interface Numbers {
  readonly type: TargetType
  readonly classes: readonly Category[]
  readonly lists: readonly Float64Array[]
}

/**
 * Turns each category into the target's mean over its rows, drawn towards the mean of all rows the fewer they are; with several
 * classes into one such share for each class.
 *
 * **`fitTransform` is not `fit` then `transform`**: it encodes each row by what the other parts of the data say (cross-fitting), so that a row's own target
 * does not leak into its features. Use it for the rows you train on, `transform` for new ones. Unknown categories get the mean of all rows; `null` and
 * `NaN` are categories of their own. Numbers as of scikit-learn's class of this name for the same folds, but that a row whose category is not among
 * given `categories` counts for none of them (there it counts for the first).
 * D. Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes" (2001).
 *
 * @example
 * ```ts
 * const encoder = new TargetEncoder({ smooth: 0 }).fit([['a'], ['a'], ['b']], [1, 2, 6.5])
 * encoder.transform([['a'], ['b'], ['new']]) // [[1.5], [6.5], [3.1666...]]
 * ```
 */
export class TargetEncoder extends Transformer<State> {
  protected override readonly kind = 'TargetEncoder'
  protected override readonly settings: Required<TargetEncoderOptions>

  constructor(options: TargetEncoderOptions = {}) {
    super()
    checkNames(options, ['categories', 'targetType', 'smooth', 'folds', 'shuffle', 'seed'])
    const { categories = 'auto', targetType = 'auto', smooth = 'auto', folds = 5, shuffle = true, seed = 0 } = options
    checkCategories(categories)
    checkOneOf('targetType', targetType, ['auto', 'continuous', 'binary', 'multiclass'])
    if (smooth !== 'auto' && !(Number.isFinite(smooth) && smooth >= 0)) {
      throw invalidArgument('smooth', smooth, "Pass 'auto' or a number of 0 or more.")
    }
    if (!Array.isArray(folds)) checkInteger('folds', folds, 2)
    checkBoolean('shuffle', shuffle)
    checkSeed(seed)
    this.settings = {
      categories: categories === 'auto' ? 'auto' : categories.map((list) => [...list]),
      targetType,
      smooth,
      folds: typeof folds === 'number' ? folds : folds.map((fold) => [...fold]),
      shuffle,
      seed,
    }
  }

  /** The encoder that `toJSON` described. */
  static fromJSON(json: unknown): TargetEncoder {
    const { options, state } = readTransformer<TargetEncoderOptions>('TargetEncoder', json)
    const encoder = new TargetEncoder(options)
    if (state === undefined) return encoder
    const columns = state.integer('columns', 1)
    const targetType = state.text('targetType', ['continuous', 'binary', 'multiclass'])
    const classes = state.values('classes', isCategory)
    const outputs = targetType === 'multiclass' ? classes.length : 1
    const lists = state.inside('categories')
    const categories = state.list('categories', columns).map((_, c) => lists.values(String(c), isCategory))
    const encodings = state.numberLists('encodings', columns * outputs)
    if (encodings.some((list, e) => list.length !== categories[Math.floor(e / outputs)]!.length)) {
      throw state.fault('encodings', 'It should hold one number for each category.')
    }
    encoder.state = {
      columns,
      categories,
      targetType,
      classes,
      targetMean: state.numbers('targetMean', outputs),
      encodings,
    }
    return encoder
  }

  /** Learns each category's number from all rows; a second call replaces what the first has learned. */
  fit(rows: CategoryRows, target: Target): this {
    this.state = this.#prepare(rows, target).state
    return this
  }

  /** The numbers of `rows`, from all rows of `fit`: for new rows. */
  transform<Rows extends CategoryRows>(rows: Rows): SameForm<Rows> {
    const { columns, categories, encodings, targetMean } = this.state
    const table = readCategories(rows, { columns })
    const codes = codesOf(table, categories, 'allowed')
    const output = new Float64Array(table.rows * columns * targetMean.length)
    writeRows(output, codes, table, encodings, targetMean, undefined)
    return sameForm({ rows: table.rows, columns: columns * targetMean.length, values: output }, rows)
  }

  /** Fits on all rows, and gives for each row the numbers that the other folds' rows make: for the rows to train on. */
  fitTransform<Rows extends CategoryRows>(rows: Rows, target: Target): SameForm<Rows> {
    const { smooth } = this.settings
    const { table, codes, numbers, state } = this.#prepare(rows, target)
    const folds = foldsOf(table.rows, numbers.type === 'continuous' ? undefined : target, this.settings)
    const output = new Float64Array(table.rows * state.encodings.length)
    for (const fold of folds) {
      const inFold = new Uint8Array(table.rows)
      for (let i = 0; i < fold.length; i++) inFold[fold[i]!] = 1
      const others = Int32Array.from([...inFold.keys()].filter((row) => inFold[row] === 0))
      const means = Float64Array.from(numbers.lists, (list) => meanOf(list, others))
      const encodings = encodeAll(codes, table, state.categories, numbers.lists, means, others, smooth)
      writeRows(output, codes, table, encodings, means, fold)
    }
    this.state = state
    return sameForm({ rows: table.rows, columns: state.encodings.length, values: output }, rows)
  }

  /** The categories of each column. */
  get categories(): Category[][] {
    return this.state.categories.map((list) => [...list])
  }

  /** The classes of the target, sorted; empty where it is continuous. */
  get classes(): Category[] {
    return [...this.state.classes]
  }

  /** What the target was taken for. */
  get targetType(): TargetType {
    return this.state.targetType
  }

  /** Mean of the target: one number, or one for each class where there are several. */
  get targetMean(): Float64Array {
    return this.state.targetMean.slice()
  }

  /** The number of each category: a list for each column, or for each column and class. */
  get encodings(): Float64Array[] {
    return this.state.encodings.map((list) => list.slice())
  }

  /** Names of the output's columns: `x0`, or `x0_class` where there are several classes; `names[0]` in place of `x0`. */
  featureNames(names: readonly string[] = this.state.categories.map((_, c) => `x${c}`)): string[] {
    const { targetType, classes } = this.state
    return targetType === 'multiclass' ? names.flatMap((name) => classes.map((one) => `${name}_${one}`)) : [...names]
  }

  #prepare(
    rows: CategoryRows,
    target: Target,
  ): { table: CategoryTable; codes: Int32Array; numbers: Numbers; state: State } {
    const { categories: given, smooth, targetType } = this.settings
    const table = readCategories(rows, { atLeast: 1 })
    const numbers = targetNumbers(target, table.rows, targetType)
    const categories = columnCategories(table, given)
    const codes = codesOf(table, categories, 'allowed')
    const all = Int32Array.from({ length: table.rows }, (_, i) => i)
    const targetMean = Float64Array.from(numbers.lists, (list) => meanOf(list, all))
    const encodings = encodeAll(codes, table, categories, numbers.lists, targetMean, all, smooth)
    const { type, classes } = numbers
    return {
      table,
      codes,
      numbers,
      state: { columns: table.columns, categories, targetType: type, classes, targetMean, encodings },
    }
  }
}

/** For each column, and within it for each list of the target, the numbers of its categories. */
function encodeAll(
  codes: Int32Array,
  table: CategoryTable,
  categories: readonly (readonly Category[])[],
  lists: readonly Float64Array[],
  means: Float64Array,
  rows: Int32Array,
  smooth: 'auto' | number,
): Float64Array[] {
  return categories.flatMap((column, c) =>
    lists.map((y, output) => {
      const codeOf = (row: number): number => codes[row * table.columns + c]!
      if (smooth !== 'auto') return mixedMeans(codeOf, column.length, y, rows, means[output]!, smooth)
      return shrunkenMeans(codeOf, column.length, y, rows, means[output]!)
    }),
  )
}

/** (sum of y + smooth * mean) / (count + smooth) */
function mixedMeans(
  codeOf: (row: number) => number,
  size: number,
  y: Float64Array,
  rows: Int32Array,
  mean: number,
  smooth: number,
): Float64Array {
  const sums = new Float64Array(size).fill(smooth * mean)
  const counts = new Float64Array(size).fill(smooth)
  for (const row of rows) {
    const code = codeOf(row)
    if (code < 0) continue
    sums[code]! += y[row]!
    counts[code]! += 1
  }
  return sums.map((sum, code) => (counts[code] === 0 ? mean : sum / counts[code]!))
}

/** λ * (category's mean) + (1 - λ) * mean with λ = s² n / (s² n + s_c²): s² the target's variance, s_c² that within the category. */
function shrunkenMeans(
  codeOf: (row: number) => number,
  size: number,
  y: Float64Array,
  rows: Int32Array,
  mean: number,
): Float64Array {
  const counts = new Float64Array(size)
  const means = new Float64Array(size)
  const squares = new Float64Array(size)
  let variance = 0
  for (const row of rows) {
    variance += (y[row]! - mean) ** 2
    const code = codeOf(row)
    if (code < 0) continue
    counts[code]! += 1
    means[code]! += y[row]!
  }
  variance /= rows.length
  for (let code = 0; code < size; code++) means[code]! /= counts[code]!
  for (const row of rows) {
    const code = codeOf(row)
    if (code >= 0) squares[code]! += (y[row]! - means[code]!) ** 2
  }
  return means.map((own, code) => {
    const between = variance * counts[code]!
    const share = between / (between + squares[code]! / counts[code]!)
    // No rows of this category, or no spread at all.
    return Number.isNaN(share) ? mean : share * own + (1 - share) * mean
  })
}

/** Writes the numbers of `rows` (of all if undefined) to the flat output. */
function writeRows(
  output: Float64Array,
  codes: Int32Array,
  table: CategoryTable,
  encodings: readonly Float64Array[],
  means: Float64Array,
  rows: ArrayLike<number> | undefined,
): void {
  const outputs = means.length
  const count = rows?.length ?? table.rows
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : rows[i]!
    for (let e = 0; e < encodings.length; e++) {
      const code = codes[row * table.columns + Math.floor(e / outputs)]!
      output[row * encodings.length + e] = code < 0 ? means[e % outputs]! : encodings[e]![code]!
    }
  }
}

function targetNumbers(target: Target, rows: number, wanted: 'auto' | TargetType): Numbers {
  if (typeof target !== 'object' || target === null || typeof target.length !== 'number') {
    throw invalidArgument('target', target, 'Pass one number or class a row.')
  }
  const values: Category[] = Array.from(target)
  if (values.length !== rows)
    throw invalidArgument('target length', values.length, `Pass one value a row, ${rows} in all.`)
  for (const [i, value] of values.entries()) {
    if (!isCategory(value) || value === null || (typeof value === 'number' && !Number.isFinite(value))) {
      throw invalidArgument(`target[${i}]`, value, 'Pass finite numbers, strings or booleans.')
    }
  }
  const classes = [...new Set(values)].sort(compareCategories)
  const type = wanted === 'auto' ? guessType(classes) : wanted
  if (type === 'continuous') {
    const at = values.findIndex((value) => typeof value === 'string')
    if (at >= 0) throw invalidArgument(`target[${at}]`, values[at], 'A continuous target holds numbers.')
    return { type, classes: [], lists: [Float64Array.from(values, Number)] }
  }
  if (type === 'binary' && classes.length > 2) {
    throw invalidArgument('targetType', type, `The target has ${classes.length} classes; use 'multiclass'.`)
  }
  const indicator = (one: Category): Float64Array => Float64Array.from(values, (value) => (value === one ? 1 : 0))
  // Of two classes one list says it all: whether it is the second.
  const lists =
    type === 'multiclass'
      ? classes.map(indicator)
      : [classes.length < 2 ? new Float64Array(rows) : indicator(classes[1]!)]
  return { type, classes, lists }
}

function guessType(classes: readonly Category[]): TargetType {
  if (classes.some((value) => typeof value === 'number' && !Number.isInteger(value))) return 'continuous'
  return classes.length > 2 ? 'multiclass' : 'binary'
}

function meanOf(list: Float64Array, rows: Int32Array): number {
  let sum = 0
  for (const row of rows) sum += list[row]!
  return sum / rows.length
}
