/** Tags of items as sparse rows: one column a tag. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument } from '../../errors.ts'
import { compareCategories } from './categories.ts'

/** One list of tags an item. */
export type TagLists = readonly (readonly string[])[]

/** The tags that have columns, sorted by code point, and what each counts. */
export interface TagVocabulary {
  readonly names: readonly string[]
  readonly weights: Float64Array
}

/** The tags of these items; their weights are 1, or ln((1 + n) / (1 + items with the tag)) + 1 where `idf`. */
export function tagVocabulary(lists: TagLists, idf: boolean): TagVocabulary {
  if (typeof idf !== 'boolean') throw invalidArgument('tagIdf', idf, 'Pass true or false.')
  const counts = new Map<string, number>()
  for (const tags of distinctTags(lists)) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const names = [...counts.keys()].sort(compareCategories)
  const weights = Float64Array.from(names, (tag) =>
    idf ? Math.log((1 + lists.length) / (1 + counts.get(tag)!)) + 1 : 1,
  )
  return { names, weights }
}

/** One row an item; a tag that it lists twice counts once, one that the vocabulary does not have not at all. */
export function readTags(lists: TagLists, vocabulary: TagVocabulary): SparseMatrix {
  const columnOf = new Map(vocabulary.names.map((tag, column) => [tag, column]))
  const rows = distinctTags(lists).map((tags) =>
    Int32Array.from([...tags].flatMap((tag) => columnOf.get(tag) ?? [])).sort(),
  )
  const indptr = new Int32Array(rows.length + 1)
  for (const [r, row] of rows.entries()) indptr[r + 1] = indptr[r]! + row.length
  const indices = new Int32Array(indptr[rows.length]!)
  for (const [r, row] of rows.entries()) indices.set(row, indptr[r]!)
  const values = Float32Array.from(indices, (column) => vocabulary.weights[column]!)
  return { kind: 'sparse', rows: rows.length, columns: vocabulary.names.length, indptr, indices, values }
}

function distinctTags(lists: TagLists): ReadonlySet<string>[] {
  if (!Array.isArray(lists))
    throw invalidArgument('tags', lists, "Pass one list of tags an item: [['jazz'], ['rock', 'live']].")
  return lists.map((tags: readonly string[], r) => {
    if (!Array.isArray(tags)) throw invalidArgument(`tags[${r}]`, tags, 'Pass a list of strings.')
    for (const [i, tag] of tags.entries()) {
      if (typeof tag !== 'string') throw invalidArgument(`tags[${r}][${i}]`, tag, 'Pass a string.')
    }
    return new Set(tags)
  })
}
