/** How a store is saved and comes back. Loaded with the first snapshot. */

import { loadLog, saveLog } from '../events/log-snapshot.ts'
import { packItems, unpackItems } from '../snapshot/items.ts'
import { jsonPart, nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import type { MemoryStore } from './memory-store.ts'

/** Items, their times and domains, the log, and what a cleaning left out of it. The catalogue must be without gaps. */
export function saveStore<TItem extends { readonly id: string }>(store: MemoryStore<TItem>): SnapshotParts {
  const { catalogue, log, leftOut } = store
  const items = Array.from(catalogue.entries(), ([, item]) => item)
  const times = (timeOf: (index: number) => number): Float64Array =>
    Float64Array.from(items, (_, index) => timeOf(index))
  return {
    ...nestParts('items', packItems(items)),
    createdAt: times((index) => catalogue.createdAt(index)),
    expiresAt: times((index) => catalogue.expiresAt(index)),
    domains: { json: items.map((_, index) => catalogue.domain(index) ?? null) },
    ...(leftOut && { leftOut: Int32Array.from(leftOut) }),
    ...nestParts('log', saveLog(log)),
  }
}

/** Puts what {@link saveStore} gave into a store that is empty. */
export function loadStore<TItem extends { readonly id: string }>(
  store: MemoryStore<TItem>,
  parts: SnapshotParts,
): void {
  const log = loadLog(unnestParts('log', parts), store.log.types)
  const createdAt = parts['createdAt'] as Float64Array
  const expiresAt = parts['expiresAt'] as Float64Array
  const domains = jsonPart(parts, 'domains') as readonly (string | null)[]
  for (const [index, item] of unpackItems<TItem>(unnestParts('items', parts)).entries()) {
    const domain = domains[index] ?? undefined
    store.catalogue.set(item.id, item, { createdAt: createdAt[index]!, expiresAt: expiresAt[index]!, domain })
  }
  store.restore(log, parts['leftOut'] === undefined ? undefined : new Set(parts['leftOut'] as Int32Array))
}
