/** What items have as one numeric attribute, as a column of numbers: rules ask thousands of items a list, and an app's descriptions are slow to ask. */

import { labelledItem } from '../item-labels.ts'
import type { State } from '../state.ts'

const made = new WeakMap<object, { readonly version: number; readonly columns: Map<string, NumberColumn> }>()

/** The column of an attribute. Kept until the catalogue changes. */
export function columnOf<TItem extends { readonly id: string }>(state: State<TItem>, name: string): NumberColumn {
  const { catalogue } = state.store
  const { version } = catalogue
  const known = made.get(state)
  const columns = known?.version === version ? known.columns : new Map<string, NumberColumn>()
  if (columns !== known?.columns) made.set(state, { version, columns })
  const column =
    columns.get(name) ??
    new NumberColumn(catalogue.slots, (item) => {
      if (!catalogue.has(item)) return undefined
      const { attributes = {} } = labelledItem(state, item)
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined
    })
  columns.set(name, column)
  return column
}

/** Numbers by item, each read when it is first asked for. */
export class NumberColumn {
  readonly #values: Float64Array
  readonly #isRead: Uint8Array
  readonly #read: (item: number) => unknown
  #higher: Float64Array | undefined
  #lower: Float64Array | undefined

  constructor(size: number, read: (item: number) => unknown) {
    this.#values = new Float64Array(size)
    this.#isRead = new Uint8Array(size)
    this.#read = read
  }

  /** The number of an item; `NaN` where it has none. */
  valueOf(item: number): number {
    if (this.#isRead[item] === 0) {
      const value = this.#read(item)
      this.#values[item] = typeof value === 'number' ? value : Number.NaN
      this.#isRead[item] = 1
    }
    return this.#values[item] ?? Number.NaN
  }

  /** All of them, by item. */
  values(): Float64Array {
    for (let item = 0; item < this.#isRead.length; item++) if (this.#isRead[item] === 0) this.valueOf(item)
    return this.#values
  }

  /** By item, how many standard deviations its number lies above (or below) the mean, squashed to -1..1; 0 where it has none, or where all are the same. */
  deviations(to: 'higher' | 'lower'): Float64Array {
    this.#higher ??= squashed(this.values())
    if (to === 'higher') return this.#higher
    this.#lower ??= this.#higher.map((deviation) => -deviation)
    return this.#lower
  }
}

function squashed(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length)
  if (!(deviation > 0)) return new Float64Array(values.length)
  return values.map((value) => (Number.isNaN(value) ? 0 : Math.tanh((value - mean) / deviation)))
}
