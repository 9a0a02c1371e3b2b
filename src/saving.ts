/** How a recommender's state becomes one binary, and comes back. Loaded with the first snapshot. */

import type { Encoder } from './encode/encoder.ts'
import type { FieldWeights } from './encode/fields.ts'
import { UNLOADED } from './encode/semantic.ts'
import { invalidArgument, RecommenderError, show } from './errors.ts'
import { checkNames } from './option-names.ts'
import type { ItemSource } from './retrieve/sources.ts'
import { packSnapshot, unpackSnapshot } from './snapshot/container.ts'
import { mismatch } from './snapshot/mismatch.ts'
import { jsonPart, nestParts, type SnapshotParts, unnestParts } from './snapshot/parts.ts'
import type { State } from './state.ts'
import type { MemoryStore } from './store/memory-store.ts'
import { loadStore, saveStore } from './store/store-snapshot.ts'
import { throwIfAborted, type WorkOptions } from './work.ts'

/** What is saved, and what it is checked against. */
interface Saved<TItem extends { readonly id: string }> {
  readonly state: State<TItem>
  readonly encoders: Encoders
  readonly fields: FieldWeights
  readonly store: MemoryStore<TItem>
  readonly sources: readonly ItemSource[]
}

type Encoders = Readonly<Record<string, Encoder>>

function savedOf<TItem extends { readonly id: string }>(state: State<TItem>, encoders: Encoders): Saved<TItem> {
  return { state, encoders, fields: state.options.fields, store: state.store, sources: state.sources.all }
}

/** What a snapshot has to agree in with the options it is loaded with. */
interface Fingerprint {
  readonly encoders: Readonly<Record<string, string>>
  /** What the encoders had learned, as far as they tell. */
  readonly states: Readonly<Record<string, string>>
  readonly fields: FieldWeights
  /** Recipes by name, as far as they have a fingerprint. */
  readonly collaborative: Readonly<Record<string, string>>
}

/** One binary of all parts. `close` is called when nothing has to be waited for any more, and closes the gaps of the catalogue. */
export async function save<TItem extends { readonly id: string }>(
  state: State<TItem>,
  encoders: Encoders,
  options: WorkOptions,
  close: () => void,
): Promise<Uint8Array> {
  checkNames(options, ['signal', 'onProgress'])
  const saved = savedOf(state, encoders)
  const collaborative = await madeReady(saved)
  close()
  const fingerprint = fingerprintOf(saved, collaborative)
  const { learned } = state
  const parts: Record<string, SnapshotParts[string]> = {}
  const phases: [string, () => SnapshotParts][] = [
    ['meta', () => ({ json: { json: { ...fingerprint } } })],
    ['store', () => saveStore(saved.store)],
    ...saved.sources.map((source): [string, () => SnapshotParts] => [`source.${source.name}`, () => source.save()]),
    ...(learned ? [['learned', () => learned.save()] satisfies [string, () => SnapshotParts]] : []),
  ]
  for (const [done, [name, savePart]] of phases.entries()) {
    throwIfAborted(options.signal)
    Object.assign(parts, nestParts(name, savePart()))
    options.onProgress?.({ phase: 'snapshot', done: done + 1, total: phases.length })
  }
  return packSnapshot(parts)
}

/** Puts what {@link save} gave into parts that are empty. After an error they are not to be used. */
export async function load<TItem extends { readonly id: string }>(
  bytes: Uint8Array | ArrayBuffer,
  state: State<TItem>,
  encoders: Encoders,
): Promise<void> {
  const parts = unpackSnapshot(checkBytes(bytes))
  try {
    await loadParts(parts, savedOf(state, encoders))
  } catch (error) {
    if (error instanceof RecommenderError) throw error
    const message = `The parts of the snapshot do not belong together: ${error instanceof Error ? error.message : show(error)}. Load another copy, or build the recommender anew.`
    throw new RecommenderError('snapshot-corrupt', message, { field: 'bytes', cause: error })
  }
}

function checkBytes(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes)
  if (bytes instanceof Promise) {
    bytes.catch(() => {})
    throw invalidArgument('bytes', bytes, 'It is a promise: wait for it, as in fromSnapshot(await bytes).')
  }
  const message = `\`bytes\` is ${show(bytes)}. Pass what toSnapshot() gave.`
  throw new RecommenderError('snapshot-corrupt', message, { field: 'bytes', value: bytes })
}

async function loadParts<TItem extends { readonly id: string }>(
  parts: SnapshotParts,
  saved: Saved<TItem>,
): Promise<void> {
  const stored = jsonPart(parts, 'meta.json') as unknown as Fingerprint
  checkFingerprint(stored, fingerprintOf(saved, await madeReady(saved)))
  loadStore(saved.store, unnestParts('store', parts))
  for (const source of saved.sources) await source.load(unnestParts(`source.${source.name}`, parts))
  const learned = unnestParts('learned', parts)
  if (Object.keys(learned).length > 0) {
    const { loadLearned } = await import('./learning.ts')
    saved.state.learned = await loadLearned(saved.state, learned)
  }
  for (const [name, { stateHash }] of Object.entries(saved.encoders)) {
    const state = stored.states[name]
    if (state !== undefined && state !== stateHash) throw learnedOtherwise(name, stateHash)
  }
}

/** Waits for what knows its fingerprint only when it is loaded; gives the fingerprints of the recipes. */
async function madeReady<TItem extends { readonly id: string }>({
  state,
  encoders,
}: Saved<TItem>): Promise<Fingerprint['collaborative']> {
  // The built-in encoder knows its fingerprint when its weights are there.
  for (const encoder of Object.values(encoders)) if (encoder.id === UNLOADED) await encoder.ready?.()
  if (state.options.collaborative.length === 0) return {}
  const { recipesOf } = await import('./learning.ts')
  return Object.fromEntries((await recipesOf(state)).map(({ name, id = name }) => [name, id]))
}

function fingerprintOf<TItem extends { readonly id: string }>(
  { encoders, fields }: Saved<TItem>,
  collaborative: Fingerprint['collaborative'],
): Fingerprint {
  const ids: [string, string][] = []
  const states: [string, string][] = []
  for (const [name, { id, stateHash }] of Object.entries(encoders)) {
    ids.push([name, id])
    if (stateHash !== undefined) states.push([name, stateHash])
  }
  return { encoders: Object.fromEntries(ids), states: Object.fromEntries(states), fields, collaborative }
}

function checkFingerprint(stored: Fingerprint, own: Fingerprint): void {
  for (const [option, was, is] of [
    ['encoder', stored.encoders, own.encoders],
    ['collaborative', stored.collaborative, own.collaborative],
  ] as const) {
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)]))
      if (was[name] !== is[name]) throw mismatch(`${option}.${name}`, was[name], is[name])
  }
  const sorted = (fields: FieldWeights): string => JSON.stringify(Object.entries(fields).sort())
  if (sorted(stored.fields) !== sorted(own.fields)) throw mismatch('fields', stored.fields, own.fields)
}

function learnedOtherwise(encoder: string, state: string | undefined): RecommenderError {
  const message = `The encoder \`${encoder}\` has learned something else than it had when the snapshot was made. Pass it as it was then, or add the items anew.`
  return new RecommenderError('fingerprint-mismatch', message, { field: `encoder.${encoder}`, value: state })
}
