/** What every saved model begins with, and how it is checked when it comes back. */

import { RecommenderError } from '../errors.ts'
import { packStrings, unpackStrings } from '../events/string-table.ts'
import { unpackSnapshot } from '../snapshot/container.ts'
import { type JsonValue, jsonPart, nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'

/** A saved model, opened. */
export interface OpenedModel {
  readonly parts: SnapshotParts
  readonly items: readonly string[]
  /** The small values that the model put beside its arrays. */
  readonly state: JsonValue
}

/** The parts that say whose state this is, its items, and small values. A model adds its arrays. */
export function savedHead(id: string, items: readonly string[], state: JsonValue = null): SnapshotParts {
  return { model: { json: { id, state } }, ...nestParts('items', packStrings(items)) }
}

/**
 * Opens what `save` or `toSnapshot` gave. Throws `fingerprint-mismatch` where a recipe with another id made it, and `snapshot-corrupt` where it is no saved model.
 */
export function openSaved(saved: SnapshotParts | Uint8Array, id: string): OpenedModel {
  const parts = saved instanceof Uint8Array ? unpackSnapshot(saved) : saved
  try {
    const head = jsonPart(parts, 'model') as { readonly id: string; readonly state: JsonValue }
    if (head.id !== id) {
      const message = `The model was made by ${head.id}, not by ${id}. Load it with the recipe and options that made it.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'parts', value: head.id })
    }
    return { parts, items: unpackStrings(unnestParts('items', parts)), state: head.state }
  } catch (cause) {
    if (cause instanceof RecommenderError) throw cause
    throw new RecommenderError('snapshot-corrupt', 'This is no saved collaborative model. Save it again.', {
      field: 'parts',
      cause,
    })
  }
}

/** A typed array of a saved model; throws `snapshot-corrupt` where it is missing or of another type. */
export function savedArray<T extends Int32Array | Uint32Array | Float32Array | Float64Array | Uint8Array>(
  parts: SnapshotParts,
  name: string,
  type: new (length: number) => T,
): T {
  const part = parts[name]
  if (part instanceof type) return part
  throw new RecommenderError('snapshot-corrupt', `The saved model lacks its part ${name}. Save it again.`, {
    field: name,
  })
}
