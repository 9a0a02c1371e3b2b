/** The app's cleaning of the whole log says which events count for others. Loaded with the first `fit` that has one. */

import type { FitReport } from '../state.ts'
import type { MemoryStore } from '../store/memory-store.ts'
import type { WorkOptions } from '../work.ts'
import type { CleanOption } from './cleaning.ts'

/** Leaves out what `clean` does not keep; says how many events that were. */
export async function cleanLog<TItem extends { readonly id: string }>(
  store: MemoryStore<TItem>,
  clean: NonNullable<CleanOption<TItem>['fit']>,
  options: WorkOptions,
): Promise<FitReport['parts'][number]> {
  const started = performance.now()
  const { log } = store
  const events = Array.from({ length: log.size }, (_, event) => log.read(event))
  const { indexes } = await clean(events, options)
  const kept = new Set(indexes)
  const left = events.filter((_, index) => !kept.has(index)).map(({ eventId }) => eventId)
  leaveOut(store, left)
  const quality = { kept: events.length - left.length, leftOut: left.length }
  return { name: 'clean', seconds: (performance.now() - started) / 1000, bytes: 0, quality }
}

/** Leaves these events, by id, out of all that follows for others than their user; those left out before count again. Unknown ids are passed over. */
export function leaveOut<TItem extends { readonly id: string }>(
  store: MemoryStore<TItem>,
  eventIds: Iterable<string>,
): void {
  const { log } = store
  const ids = new Set(eventIds)
  const left = new Set<number>()
  for (let event = 0; event < log.size; event++) if (ids.has(log.idOf(event))) left.add(event)
  store.restore(log, left)
}
