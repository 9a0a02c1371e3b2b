/** What is known of items and users besides behaviour, as models read it. */

import type { SparseMatrix } from '../encode/matrix.ts'
import { invalidArgument } from '../errors.ts'
import { checkId } from '../events/ids.ts'
import { StringTable } from '../events/string-table.ts'
import type { FeatureRow } from './model.ts'

/** Features of items or users as a sparse matrix whose rows are the given ids; an id without features has an empty row. */
export function featureMatrix(
  rows: Iterable<FeatureRow> | undefined,
  ids: readonly string[],
  field: string,
): { readonly names: StringTable; readonly matrix: SparseMatrix } {
  const names = new StringTable()
  const byId = new Map<string, [number, number][]>()
  let at = 0
  for (const row of rows ?? []) {
    const name = `${field}[${at++}]`
    if (typeof row !== 'object' || row === null) throw invalidArgument(name, row, "Pass { id, features: ['drama'] }.")
    byId.set(checkId(row.id, `${name}.id`), readFeatures(row.features, names, `${name}.features`))
  }
  const indptr = new Int32Array(ids.length + 1)
  const entries = ids.map((id) => (byId.get(id) ?? []).sort(([a], [b]) => a - b))
  for (const [row, list] of entries.entries()) indptr[row + 1] = indptr[row]! + list.length
  return {
    names,
    matrix: {
      kind: 'sparse',
      rows: ids.length,
      columns: names.size,
      indptr,
      indices: Int32Array.from(entries.flat(), ([index]) => index),
      values: Float32Array.from(entries.flat(), ([, value]) => value),
    },
  }
}

function readFeatures(features: unknown, names: StringTable, field: string): [number, number][] {
  if (typeof features !== 'object' || features === null) {
    throw invalidArgument(field, features, "Pass names, ['drama'], or names with weights, { drama: 1 }.")
  }
  const given: [unknown, unknown][] = Array.isArray(features)
    ? features.map((name) => [name, 1])
    : Object.entries(features)
  const weights = new Map<number, number>()
  for (const [name, weight] of given) {
    if (typeof name !== 'string' || name === '') throw invalidArgument(field, name, 'A feature has a name.')
    if (typeof weight !== 'number' || !Number.isFinite(weight))
      throw invalidArgument(`${field}.${name}`, weight, 'A feature has a finite weight.')
    weights.set(names.intern(name), weight)
  }
  return [...weights]
}

/** The ids of behaviour, then those that only have features. */
export function withFeatureRows(ids: readonly string[], rows: Iterable<FeatureRow> | undefined): readonly string[] {
  const all = new StringTable()
  for (const id of ids) all.intern(id)
  for (const id of [...(rows ?? [])].flatMap((row) => (typeof row?.id === 'string' && row.id !== '' ? [row.id] : [])))
    all.intern(id)
  return all.all()
}

/** Features as {@link featureMatrix} reads them; undefined where nothing has any. */
export function featuresOf(
  rows: Iterable<FeatureRow> | undefined,
  ids: readonly string[],
  field: string,
): SparseMatrix | undefined {
  const { matrix } = featureMatrix(rows, ids, field)
  return matrix.columns === 0 ? undefined : matrix
}
