/** Categories as numbers. */

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
  isMissing,
  placesAfterGrouping,
  type RarityOptions,
  readCategories,
  readCategoryColumns,
} from './categories.ts'
import { checkOneOf } from './options.ts'
import { type NumberRows, readNumbers, type SameForm, sameForm } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, Transformer } from './transformer.ts'

/** Options of {@link OrdinalEncoder}. */
export interface OrdinalEncoderOptions extends RarityOptions {
  /** The categories: `'auto'` (default) takes those that `fit` sees; or a list for each column, numbers sorted. */
  readonly categories?: 'auto' | readonly (readonly Category[])[]
  /** What an unknown category is: an `'error'` (default), or `unknownValue`. */
  readonly handleUnknown?: 'error' | 'use-encoded-value'
  /** The number of unknown categories, an integer that no known category has, or NaN; with `handleUnknown: 'use-encoded-value'` only. */
  readonly unknownValue?: number
  /** The number of the missing value `NaN`, an integer that no known category has, or NaN. Default NaN. */
  readonly encodedMissingValue?: number
}

interface State extends FittedState {
  readonly features: readonly CategoryColumn[]
}

/**
 * Numbers each column's categories from 0, in sorted order (numbers by size, strings by code point).
 *
 * The missing value `NaN` is not numbered but gets `encodedMissingValue`; `null` is a category like others, the last. Rare categories share the number after
 * the frequent ones where `minFrequency` or `maxCategories` is given. Semantics as of scikit-learn's class of this name.
 *
 * @example
 * ```ts
 * new OrdinalEncoder().fitTransform([['red'], ['blue'], ['red']]) // [[1], [0], [1]]
 * ```
 */
export class OrdinalEncoder extends Transformer<State> {
  protected override readonly kind = 'OrdinalEncoder'
  protected override readonly settings: Required<
    Pick<OrdinalEncoderOptions, 'categories' | 'handleUnknown' | 'encodedMissingValue'>
  > &
    Pick<OrdinalEncoderOptions, 'unknownValue' | 'minFrequency' | 'maxCategories'>

  constructor(options: OrdinalEncoderOptions = {}) {
    super()
    checkNames(options, [
      'categories',
      'handleUnknown',
      'unknownValue',
      'encodedMissingValue',
      'minFrequency',
      'maxCategories',
    ])
    const { categories = 'auto', handleUnknown = 'error', encodedMissingValue = Number.NaN } = options
    const { unknownValue, minFrequency, maxCategories } = options
    checkCategories(categories)
    checkOneOf('handleUnknown', handleUnknown, ['error', 'use-encoded-value'])
    checkRarity(options)
    checkCode('encodedMissingValue', encodedMissingValue)
    if (handleUnknown === 'use-encoded-value') checkCode('unknownValue', unknownValue)
    else if (unknownValue !== undefined) {
      throw invalidArgument(
        'unknownValue',
        unknownValue,
        "Leave it out, or set `handleUnknown` to 'use-encoded-value'.",
      )
    }
    this.settings = {
      categories: categories === 'auto' ? 'auto' : categories.map((list) => [...list]),
      handleUnknown,
      encodedMissingValue,
      ...(unknownValue === undefined ? {} : { unknownValue }),
      ...(minFrequency === undefined ? {} : { minFrequency }),
      ...(maxCategories === undefined ? {} : { maxCategories }),
    }
  }

  /** The encoder that `toJSON` described. */
  static fromJSON(json: unknown): OrdinalEncoder {
    const { options, state } = readTransformer<OrdinalEncoderOptions>('OrdinalEncoder', json)
    const encoder = new OrdinalEncoder(options)
    if (state === undefined) return encoder
    const columns = state.integer('columns', 1)
    encoder.state = { columns, features: readCategoryColumns(state, columns) }
    return encoder
  }

  /** Learns the categories of `rows`; a second call replaces what the first has learned. */
  fit(rows: CategoryRows): this {
    const { settings } = this
    const table = readCategories(rows, { atLeast: 1 })
    const categories = columnCategories(table, settings.categories)
    const codes = codesOf(table, categories, settings.handleUnknown === 'error' ? 'error' : 'allowed')
    const features = groupRare(table, codes, categories, settings, missingPlace)
    for (const feature of features) this.#checkFree(feature)
    this.state = { columns: table.columns, features }
    return this
  }

  /** Each category's number, in the form of the input. */
  transform<Rows extends CategoryRows>(rows: Rows): SameForm<Rows> {
    const { columns, features } = this.state
    const { handleUnknown, unknownValue = Number.NaN, encodedMissingValue } = this.settings
    const table = readCategories(rows, { columns })
    const known = features.map(({ categories }) => categories)
    const codes = codesOf(table, known, handleUnknown === 'error' ? 'error' : 'allowed')
    const numbers = features.map((feature) => this.#numbersOf(feature))
    const missing = known.map(missingPlace)
    const values = Float64Array.from(codes, (code, i) => {
      if (code < 0) return unknownValue
      return code === missing[i % columns] ? encodedMissingValue : numbers[i % columns]![code]!
    })
    return sameForm({ rows: table.rows, columns: table.columns, values }, rows)
  }

  /** `fit(rows)`, then `transform(rows)`. */
  fitTransform<Rows extends CategoryRows>(rows: Rows): SameForm<Rows> {
    return this.fit(rows).transform(rows)
  }

  /** The categories back, as lists of rows; `null` for `unknownValue`, {@link INFREQUENT} for the rare. */
  inverseTransform(rows: NumberRows): Category[][] {
    const { columns, features } = this.state
    const { unknownValue, handleUnknown, encodedMissingValue } = this.settings
    const matrix = readNumbers(rows, { missing: 'allowed', columns })
    const names = features.map((feature) => groupedCategories(withoutMissing(feature)))
    const missing = features.map(({ categories }) => missingPlace(categories) >= 0)
    return Array.from({ length: matrix.rows }, (_, r) =>
      names.map((list, f) => {
        const number = matrix.values[r * columns + f]!
        if (missing[f] && Object.is(number, encodedMissingValue)) return Number.NaN
        if (handleUnknown === 'use-encoded-value' && Object.is(number, unknownValue)) return null
        const category = list[number]
        if (category !== undefined) return category
        throw invalidArgument(`rows[${r}][${f}]`, number, `Pass a number from 0 to ${list.length - 1}.`)
      }),
    )
  }

  /** The categories of each column; their places are their numbers, but for rare ones and `NaN`. */
  get categories(): Category[][] {
    return this.state.features.map(({ categories }) => [...categories])
  }

  /** The rare categories of each column that share a number. */
  get infrequentCategories(): Category[][] {
    return this.state.features.map(({ categories, infrequent }) => infrequent.map((place) => categories[place]!))
  }

  #numbersOf(feature: CategoryColumn): Int32Array {
    return placesAfterGrouping(withoutMissing(feature))
  }

  #checkFree(feature: CategoryColumn): void {
    const { handleUnknown, unknownValue, encodedMissingValue } = this.settings
    const used = groupedCategories(withoutMissing(feature)).length
    const remedy = `A category has this number already: they go from 0 to ${used - 1}. Choose another, or NaN.`
    if (handleUnknown === 'use-encoded-value' && unknownValue! >= 0 && unknownValue! < used) {
      throw invalidArgument('unknownValue', unknownValue, remedy)
    }
    if (missingPlace(feature.categories) >= 0 && encodedMissingValue >= 0 && encodedMissingValue < used) {
      throw invalidArgument('encodedMissingValue', encodedMissingValue, remedy)
    }
  }
}

/** The place of NaN, which is the last if it is there; -1 if not. */
function missingPlace(categories: readonly Category[]): number {
  return isMissing(categories.at(-1)) ? categories.length - 1 : -1
}

function withoutMissing(feature: CategoryColumn): CategoryColumn {
  const place = missingPlace(feature.categories)
  return place < 0 ? feature : { ...feature, categories: feature.categories.slice(0, place) }
}

function checkCode(name: string, value: unknown): void {
  if (Number.isInteger(value) || Number.isNaN(value)) return
  throw invalidArgument(name, value, 'Pass an integer or NaN.')
}
