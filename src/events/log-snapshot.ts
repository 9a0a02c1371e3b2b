/** How a log is saved and comes back. Loaded with the first snapshot. */

import { RecommenderError, show } from '../errors.ts'
import { jsonPart, nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import { type Extras, extraColumns, InteractionLog } from './log.ts'
import { StringTable } from './string-table.ts'

/** All columns of a log. */
export function saveLog(log: InteractionLog): SnapshotParts {
  const { users, items, strings, extra, extras, ...columns } = log.columns
  return {
    types: { json: [...log.types] },
    ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice()])),
    extra: extra?.slice() ?? new Int32Array(0),
    ...Object.fromEntries(extraColumns.map((name) => [`extra.${name}`, extras[name].slice()])),
    ...nestParts('users', users.save()),
    ...nestParts('items', items.save()),
    ...nestParts('strings', strings.save()),
  }
}

/** The log that {@link saveLog} saw, for a recommender that knows `types`. Throws where the parts do not belong together. */
export function loadLog(parts: SnapshotParts, types: readonly string[]): InteractionLog {
  const { user, item, type, value, time, ordinal, extra } = parts
  const fine =
    user instanceof Int32Array &&
    item instanceof Int32Array &&
    type instanceof Uint8Array &&
    value instanceof Float64Array &&
    time instanceof Float64Array &&
    ordinal instanceof Int32Array &&
    extra instanceof Int32Array
  if (!fine) throw new TypeError('The log lacks a column')
  return InteractionLog.of(types, {
    users: StringTable.load(unnestParts('users', parts)),
    items: StringTable.load(unnestParts('items', parts)),
    strings: StringTable.load(unnestParts('strings', parts)),
    user,
    item,
    type: renumbered(type, jsonPart(parts, 'types') as readonly string[], types),
    value,
    time,
    ordinal,
    extra: extra.length === 0 ? undefined : extra,
    extras: Object.fromEntries(extraColumns.map((name) => [name, parts[`extra.${name}`]])) as unknown as Extras,
  })
}

/** Types are stored with their names, so that a later version or another `behaviors` option may number them otherwise. */
function renumbered(column: Uint8Array, names: readonly string[], types: readonly string[]): Uint8Array {
  const known = names.map((name) => types.indexOf(name))
  return column.map((type) => {
    const index = known[type] ?? -1
    if (index >= 0) return index
    const name = show(names[type])
    const message = `The snapshot holds events of type ${name}, which is not declared. Pass the \`behaviors\` option that it was made with.`
    throw new RecommenderError('fingerprint-mismatch', message, { field: 'behaviors', value: names[type] })
  })
}
