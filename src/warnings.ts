/** Warnings of batches that went wrong as a whole, and are easily overlooked. Loaded when there is one. */

import type { Rejection } from './events/ingest.ts'
import type { Warning } from './options.ts'

/** Nothing of a batch was taken. */
export function allRejected(kind: 'items' | 'events', rejected: readonly Rejection[]): Warning {
  const message = `All ${rejected.length} ${kind} were rejected. The first: ${rejected[0]!.message}`
  return { code: 'all-rejected', message }
}

/** Items were taken, and none of them says anything. */
export function nothingReadable(): Warning {
  const message = 'None of the items has text, tags, attributes or a vector. Pass `describe` to say where they are.'
  return { code: 'nothing-readable', message }
}
