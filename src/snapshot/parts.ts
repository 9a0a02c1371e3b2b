/** The form in which every part that learns or accumulates hands over its state: named arrays and plain JSON values. */

/** A value that JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined }

/** The typed arrays that a snapshot stores as they are. */
export type SnapshotArray = Uint8Array | Int8Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

/** One named piece of state: a typed array, or a JSON value wrapped as `{ json }`. */
export type SnapshotPart = SnapshotArray | { readonly json: JsonValue }

/** The state of one part of the library, by name; names are the part's own business. */
export type SnapshotParts = Readonly<Record<string, SnapshotPart>>
