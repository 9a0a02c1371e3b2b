/** Parts of the rows for cross-fitting. */

import { invalidArgument } from '../../errors.ts'
import type { Category } from './categories.ts'
import { indicesUpTo, randomNumbers, shuffle as shuffled } from './random.ts'

/** How rows are parted. */
interface FoldOptions {
  /** How many parts, or for each part the places of its rows. */
  readonly folds: number | readonly (readonly number[])[]
  readonly shuffle: boolean
  readonly seed: number
}

/** The rows of each part, every row in one; with `classes` (one a row) every part has its share of each class. As scikit-learn's KFold and StratifiedKFold. */
export function foldsOf(
  rows: number,
  classes: ArrayLike<Category> | undefined,
  options: FoldOptions,
): readonly ArrayLike<number>[] {
  const { folds, shuffle, seed } = options
  if (typeof folds !== 'number') return checkFolds(folds, rows)
  if (folds > rows) throw invalidArgument('folds', folds, `There are ${rows} rows; pass no more folds than rows.`)
  const random = shuffle ? randomNumbers(seed) : undefined
  return classes === undefined ? consecutive(rows, folds, random) : stratified(Array.from(classes), folds, random)
}

function consecutive(rows: number, folds: number, random: (() => number) | undefined): Int32Array[] {
  const order = random === undefined ? indicesUpTo(rows) : shuffled(indicesUpTo(rows), random)
  const parts: Int32Array[] = []
  let start = 0
  for (let fold = 0; fold < folds; fold++) {
    const end = start + Math.floor(rows / folds) + (fold < rows % folds ? 1 : 0)
    parts.push(order.subarray(start, end))
    start = end
  }
  return parts
}

function stratified(classes: readonly Category[], folds: number, random: (() => number) | undefined): number[][] {
  const members = new Map<Category, number[]>()
  for (const [row, one] of classes.entries()) {
    const list = members.get(one)
    if (list === undefined) members.set(one, [row])
    else list.push(row)
  }
  const largest = [...members.values()].reduce((most, list) => Math.max(most, list.length), 0)
  if (folds > largest)
    throw invalidArgument('folds', folds, `The largest class has ${largest} rows; pass no more folds than that.`)
  const parts: number[][] = Array.from({ length: folds }, () => [])
  // Dealt out in turn over all classes, so that the parts stay equally large; a class's rows then go to the parts in order.
  let dealt = 0
  for (const list of members.values()) {
    const sizes = new Array<number>(folds).fill(0)
    for (let i = 0; i < list.length; i++) sizes[dealt++ % folds]! += 1
    const labels = Int32Array.from(sizes.flatMap((size, fold) => new Array<number>(size).fill(fold)))
    if (random !== undefined) shuffled(labels, random)
    for (const [i, row] of list.entries()) parts[labels[i]!]!.push(row)
  }
  return parts.map((part) => part.sort((a, b) => a - b))
}

function checkFolds(folds: readonly (readonly number[])[], rows: number): readonly (readonly number[])[] {
  const seen = new Uint8Array(rows)
  for (const [f, fold] of folds.entries()) {
    for (const row of fold) {
      if (!Number.isInteger(row) || row < 0 || row >= rows) {
        throw invalidArgument(`folds[${f}]`, row, `Pass places of rows, 0 to ${rows - 1}.`)
      }
      if (seen[row] === 1)
        throw invalidArgument(`folds[${f}]`, row, 'This row is in another fold already; pass each once.')
      seen[row] = 1
    }
    if (fold.length === rows)
      throw invalidArgument(`folds[${f}]`, 'all rows', 'Leave rows for the other folds to learn from.')
  }
  const left = seen.indexOf(0)
  if (left >= 0) throw invalidArgument('folds', `without row ${left}`, 'Pass each row in one fold.')
  return folds
}
