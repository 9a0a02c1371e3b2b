/** Texts in named fields: which of them count how much, and how their encodings become one row an item. */

import { invalidArgument } from '../errors.ts'
import type { DenseMatrix, SparseMatrix } from './matrix.ts'

/** Weights of named text fields; a field without one has weight 1. */
export type FieldWeights = Readonly<Record<string, number>>

/** Checks the `fields` option. */
export function checkFields(fields: unknown): FieldWeights {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw invalidArgument('fields', fields, 'Pass an object such as { title: 3, body: 1 }.')
  }
  for (const [name, weight] of Object.entries(fields)) {
    if (typeof weight !== 'number' || !Number.isFinite(weight) || weight < 0) {
      throw invalidArgument(`fields.${name}`, weight, 'A weight is a number of 0 or more; 0 leaves the field out.')
    }
  }
  return fields as FieldWeights
}

/** The texts of several items in one list, with what is needed to put their encodings together again. */
export interface FieldTexts {
  readonly texts: string[]
  /** Weight of each text. */
  readonly weights: number[]
  /** `items + 1` offsets into `texts`: item `i` has the texts from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Int32Array
}

/** The texts that count, item by item. */
export function fieldTexts(
  items: readonly { readonly text: Readonly<Record<string, string>> }[],
  fields: FieldWeights,
): FieldTexts {
  const texts: string[] = []
  const weights: number[] = []
  const starts = new Int32Array(items.length + 1)
  items.forEach((item, index) => {
    for (const name of Object.keys(item.text)) {
      const weight = Object.hasOwn(fields, name) ? fields[name]! : 1
      const text = item.text[name]!
      if (weight === 0 || text === '') continue
      texts.push(text)
      weights.push(weight)
    }
    starts[index + 1] = texts.length
  })
  return { texts, weights, starts }
}

/** The name of an item as a sentence would call it: its title or name, as attribute or text field; else its id. */
export function titleOf(
  id: string,
  {
    text,
    attributes,
  }: { readonly text: Readonly<Record<string, string>>; readonly attributes: Readonly<Record<string, unknown>> },
): string {
  for (const name of ['title', 'name']) {
    const title = attributes[name] ?? text[name]
    if (typeof title === 'string' && title.trim() !== '') return title.trim()
  }
  return id
}

/** Weighted sums of the rows that belong together: one row an item. */
export function combineSparse(matrix: SparseMatrix, { weights, starts }: FieldTexts): SparseMatrix {
  const items = starts.length - 1
  if (weights.length === items && weights.every((weight) => weight === 1) && starts.every((start, i) => start === i))
    return matrix
  const indptr = new Int32Array(items + 1)
  const indices = new Int32Array(matrix.indices.length)
  const values = new Float32Array(matrix.indices.length)
  let filled = 0
  const sums = new Map<number, number>()
  for (let item = 0; item < items; item++) {
    sums.clear()
    for (let row = starts[item]!; row < starts[item + 1]!; row++) {
      for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++) {
        const column = matrix.indices[at]!
        sums.set(column, (sums.get(column) ?? 0) + weights[row]! * matrix.values[at]!)
      }
    }
    for (const column of Int32Array.from(sums.keys()).sort()) {
      indices[filled] = column
      values[filled++] = sums.get(column)!
    }
    indptr[item + 1] = filled
  }
  const used = { indices: indices.slice(0, filled), values: values.slice(0, filled) }
  return { kind: 'sparse', rows: items, columns: matrix.columns, indptr, ...used }
}

/** Weighted means of the rows that belong together: one row an item; zero for an item without text. */
export function combineDense(matrix: DenseMatrix, { weights, starts }: FieldTexts): DenseMatrix {
  const items = starts.length - 1
  const { columns } = matrix
  const values = new Float32Array(items * columns)
  for (let item = 0; item < items; item++) {
    let total = 0
    for (let row = starts[item]!; row < starts[item + 1]!; row++) total += weights[row]!
    for (let row = starts[item]!; row < starts[item + 1]!; row++) {
      const share = weights[row]! / total
      for (let column = 0; column < columns; column++) {
        values[item * columns + column]! += share * matrix.values[row * columns + column]!
      }
    }
  }
  return { kind: 'dense', rows: items, columns, values }
}
