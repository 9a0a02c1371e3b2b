/** Categories as one column each. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import {
  type Category,
  type CategoryColumn,
  type CategoryRows,
  checkCategories,
  checkRarity,
  codesOf,
  columnCategories,
  groupedCategories,
  groupRare,
  isCategory,
  placesAfterGrouping,
  type RarityOptions,
  readCategories,
  readCategoryColumns,
} from './categories.ts'
import { type CodeTable, codesOfOneHot, denseOneHot, sparseOneHot } from './one-hot.ts'
import { checkBoolean, checkOneOf } from './options.ts'
import { type NumberRows, type SameForm, sameForm } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, Transformer } from './transformer.ts'

/** Options of {@link OneHotEncoder}. */
export interface OneHotEncoderOptions<Sparse extends boolean = boolean> extends RarityOptions {
  /** The categories: `'auto'` (default) takes those that `fit` sees; or a list for each column, numbers sorted. */
  readonly categories?: 'auto' | readonly (readonly Category[])[]
  /**
   * A category to leave without a column of its own: each column's `'first'`, the first where there are just two (`'if-binary'`), or one named
   * for each column. Default: none.
   */
  readonly drop?: 'first' | 'if-binary' | readonly Category[]
  /** Give a sparse matrix. Default false: the form of the input (scikit-learn's default is sparse). */
  readonly sparseOutput?: Sparse
  /**
   * What an unknown category is: an `'error'` (default), nothing but zeros (`'ignore'`), or one of the rare ones (`'infrequent'`; zeros where a column
   * has no rare ones).
   */
  readonly handleUnknown?: 'error' | 'ignore' | 'infrequent'
  /** How output columns are named. Default: the input's name, `_`, the category. Not kept by `toJSON`. */
  readonly featureNameCombiner?: (feature: string, category: Category) => string
}

interface State extends FittedState {
  readonly features: readonly CategoryColumn[]
  /** For each feature the place, after grouping, that has no column; -1 for none. */
  readonly dropped: readonly number[]
}

/**
 * Turns each column of categories into one column of zeros and ones for each category.
 *
 * Categories are sorted: numbers by size, strings by code point; `null` and `NaN` are categories of their own, the last ones. Rare ones share a
 * column, the last of their feature, where `minFrequency` or `maxCategories` is given. Semantics as of scikit-learn's class of this name.
 *
 * @example
 * ```ts
 * const encoder = new OneHotEncoder()
 * encoder.fitTransform([['red'], ['blue'], ['red']]) // [[0, 1], [1, 0], [0, 1]]
 * encoder.featureNames(['colour']) // ['colour_blue', 'colour_red']
 * ```
 */
export class OneHotEncoder<Sparse extends boolean = false> extends Transformer<State> {
  protected override readonly kind = 'OneHotEncoder'
  protected override readonly settings: Required<
    Pick<OneHotEncoderOptions, 'categories' | 'sparseOutput' | 'handleUnknown'>
  > &
    Pick<OneHotEncoderOptions, 'drop' | 'minFrequency' | 'maxCategories'>
  readonly #nameOf: (feature: string, category: Category) => string

  constructor(options: OneHotEncoderOptions<Sparse> = {}) {
    super()
    checkNames(options, [
      'categories',
      'drop',
      'sparseOutput',
      'handleUnknown',
      'minFrequency',
      'maxCategories',
      'featureNameCombiner',
    ])
    const { categories = 'auto', drop, sparseOutput = false, handleUnknown = 'error' } = options
    const { minFrequency, maxCategories, featureNameCombiner = (name, category) => `${name}_${category}` } = options
    checkCategories(categories)
    if (drop !== undefined && !Array.isArray(drop)) checkOneOf('drop', drop, ['first', 'if-binary'])
    if (Array.isArray(drop) && !drop.every(isCategory)) {
      throw invalidArgument('drop', drop, 'Pass one category for each column.')
    }
    checkBoolean('sparseOutput', sparseOutput)
    checkOneOf('handleUnknown', handleUnknown, ['error', 'ignore', 'infrequent'])
    checkRarity(options)
    if (typeof featureNameCombiner !== 'function') {
      throw invalidArgument('featureNameCombiner', featureNameCombiner, 'Pass a function of a name and a category.')
    }
    this.#nameOf = featureNameCombiner
    this.settings = {
      categories: categories === 'auto' ? 'auto' : categories.map((list) => [...list]),
      sparseOutput,
      handleUnknown,
      ...(drop === undefined ? {} : { drop: typeof drop === 'string' ? drop : [...drop] }),
      ...(minFrequency === undefined ? {} : { minFrequency }),
      ...(maxCategories === undefined ? {} : { maxCategories }),
    }
  }

  /** The encoder that `toJSON` described. */
  static fromJSON(json: unknown): OneHotEncoder<boolean> {
    const { options, state } = readTransformer<OneHotEncoderOptions>('OneHotEncoder', json)
    const encoder = new OneHotEncoder<boolean>(options)
    if (state === undefined) return encoder
    const columns = state.integer('columns', 1)
    const features = readCategoryColumns(state, columns)
    const dropped = state.integers('dropped', columns, -1)
    if (dropped.some((place, f) => place >= groupedCategories(features[f]!).length)) {
      throw state.fault('dropped', 'It should hold places among the categories.')
    }
    encoder.state = { columns, features, dropped }
    return encoder
  }

  /** Learns the categories of `rows`; a second call replaces what the first has learned. */
  fit(rows: CategoryRows): this {
    const table = readCategories(rows, { atLeast: 1 })
    const categories = columnCategories(table, this.settings.categories)
    const codes = codesOf(table, categories, this.settings.handleUnknown === 'error' ? 'error' : 'allowed')
    const features = groupRare(table, codes, categories, this.settings)
    const dropped = this.#droppedPlaces(features)
    this.state = { columns: table.columns, features, dropped }
    return this
  }

  /** One column for each category and a 1 where it stands. */
  transform<Rows extends CategoryRows>(rows: Rows): Sparse extends true ? SparseMatrix : SameForm<Rows> {
    type Output = Sparse extends true ? SparseMatrix : SameForm<Rows>
    const table = this.#codesOf(rows)
    if (this.settings.sparseOutput) return sparseOneHot(table, this.#widths()) as Output
    return sameForm(denseOneHot(table, this.#widths()), rows) as Output
  }

  /** `fit(rows)`, then `transform(rows)`. */
  fitTransform<Rows extends CategoryRows>(rows: Rows): Sparse extends true ? SparseMatrix : SameForm<Rows> {
    return this.fit(rows).transform(rows)
  }

  /**
   * The categories back, as lists of rows. A feature of zeros only gives the dropped category, `null` where unknown ones are let through, and is
   * refused otherwise; rare categories come back as {@link INFREQUENT}.
   */
  inverseTransform(rows: NumberRows | SparseMatrix): Category[][] {
    const { columns, features, dropped } = this.state
    const table = codesOfOneHot(rows, this.#widths())
    const names = features.map(groupedCategories)
    return Array.from({ length: table.rows }, (_, r) =>
      names.map((list, f) => {
        const code = table.codes[r * columns + f]!
        const gap = dropped[f]!
        if (code >= 0) return list[gap >= 0 && code >= gap ? code + 1 : code]!
        if (gap >= 0) return list[gap]!
        const { handleUnknown } = this.settings
        if (handleUnknown === 'ignore') return null
        if (handleUnknown === 'infrequent' && features[f]!.infrequent.length === 0) return null
        throw invalidArgument(`rows[${r}]`, `all zeros in feature ${f}`, 'Pass a 1 for one of its categories.')
      }),
    )
  }

  /** The categories of each column, in the order of the output's columns before grouping and dropping. */
  get categories(): Category[][] {
    return this.state.features.map(({ categories }) => [...categories])
  }

  /** The rare categories of each column that share one. */
  get infrequentCategories(): Category[][] {
    return this.state.features.map(({ categories, infrequent }) => infrequent.map((place) => categories[place]!))
  }

  /** Names of the output's columns: `x0_red`, or `names[0]` in place of `x0`. */
  featureNames(names: readonly string[] = this.state.features.map((_, f) => `x${f}`)): string[] {
    const { features, dropped } = this.state
    return features.flatMap((feature, f) =>
      groupedCategories(feature)
        .filter((_, place) => place !== dropped[f])
        .map((category) => this.#nameOf(names[f] ?? `x${f}`, category)),
    )
  }

  #widths(): number[] {
    const { features, dropped } = this.state
    return features.map((feature, f) => groupedCategories(feature).length - (dropped[f]! >= 0 ? 1 : 0))
  }

  /** Places among the output's columns of each feature, -1 for none. */
  #codesOf(rows: CategoryRows): CodeTable {
    const { columns, features, dropped } = this.state
    const { handleUnknown } = this.settings
    const table = readCategories(rows, { columns })
    const known = features.map(({ categories }) => categories)
    const codes = codesOf(table, known, handleUnknown === 'error' ? 'error' : 'allowed')
    const places = features.map(placesAfterGrouping)
    for (let i = 0; i < codes.length; i++) {
      const f = i % columns
      let place = codes[i]! >= 0 ? places[f]![codes[i]!]! : -1
      if (place < 0 && handleUnknown === 'infrequent') place = places[f]![features[f]!.infrequent[0] ?? -1] ?? -1
      const gap = dropped[f]!
      codes[i] = place === gap ? -1 : gap >= 0 && place > gap ? place - 1 : place
    }
    return { rows: table.rows, features: columns, codes }
  }

  #droppedPlaces(features: readonly CategoryColumn[]): number[] {
    const { drop } = this.settings
    if (drop === undefined) return features.map(() => -1)
    if (drop === 'first') return features.map(() => 0)
    if (drop === 'if-binary') return features.map((feature) => (groupedCategories(feature).length === 2 ? 0 : -1))
    if (drop.length !== features.length) {
      throw invalidArgument('drop length', drop.length, `Pass one category a column, ${features.length} in all.`)
    }
    return features.map((feature, f) => {
      const place = feature.categories.findIndex((category) => Object.is(category, drop[f]))
      if (place < 0) throw invalidArgument(`drop[${f}]`, drop[f], 'Pass a category that this column has.')
      if (feature.infrequent.includes(place)) {
        throw invalidArgument(
          `drop[${f}]`,
          drop[f],
          'This category is rare and shares its column; drop a frequent one.',
        )
      }
      return placesAfterGrouping(feature)[place]!
    })
  }
}
