/** The form in which every part that learns or accumulates hands over its state: named arrays and plain JSON values. */

/** A value that JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined }

/** The typed arrays that a snapshot stores as they are. */
export type SnapshotArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

/** One named piece of state: a typed array, or a JSON value wrapped as `{ json }`. */
export type SnapshotPart = SnapshotArray | { readonly json: JsonValue }

/** The state of one part of the library, by name; names are the part's own business. */
export type SnapshotParts = Readonly<Record<string, SnapshotPart>>

/** Parts of a part: every name with `prefix.` before it. */
export function nestParts(prefix: string, parts: SnapshotParts): SnapshotParts {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${prefix}.${name}`, part]))
}

/** The opposite of {@link nestParts}: those whose names begin with `prefix.`, without it. */
export function unnestParts(prefix: string, parts: SnapshotParts): SnapshotParts {
  const start = `${prefix}.`
  const nested = Object.entries(parts).filter(([name]) => name.startsWith(start))
  return Object.fromEntries(nested.map(([name, part]) => [name.slice(start.length), part]))
}

/** The JSON value of a part that is one. */
export function jsonPart(parts: SnapshotParts, name: string): JsonValue {
  const part = parts[name]
  if (part === undefined || !('json' in part)) throw new TypeError(`No JSON part ${name}`)
  return part.json
}
