/** Candidates by what others did: a collaborative model asked with the user's history. Loaded with the first model. */

import type { CollaborativeModel, HistoryEntry } from '../collaborative/model.ts'
import type { Signal } from '../profile/signals.ts'
import type { Evidence, Retrieval, RetrieveRequest, Retriever } from './retriever.ts'
import { selectBest } from './select.ts'

/** Where items of a model stand in the catalogue, as it is now. */
export interface ItemPlaces {
  /** Changes with every change of the catalogue's indexes. */
  readonly version: string
  readonly slots: number
  indexOf(itemId: string): number | undefined
  idOf(index: number): string
}

/** The content of items beside those that are known: vectors like those that the model was fitted with. */
export type Newcomers = (known: ReadonlySet<string>) => ReadonlyMap<string, ArrayLike<number>>

/** So many entries of a history are named one by one in the evidence for an item. */
const NAMED = 2
/** What an answer counts where the query asks in words, which a model cannot read: what is known of the user then orders what fits, as it does in sources that read. */
const UNREAD = 0.2

/** The item signals that speak for something, by item, oldest first; of several with one item the newest place counts, and their weights add up. */
export function historyOf(signals: readonly Signal[]): {
  readonly entries: HistoryEntry[]
  readonly by: Map<string, Signal>
} {
  const by = new Map<string, Signal>()
  const values = new Map<string, number>()
  for (const signal of signals) {
    const { subject, weight } = signal
    if (subject.kind !== 'item') continue
    values.set(subject.itemId, (values.get(subject.itemId) ?? 0) + weight)
    if (!by.has(subject.itemId)) by.set(subject.itemId, signal)
  }
  const entries = [...values]
    .filter(([, value]) => value > 0)
    .map(([itemId, value]): HistoryEntry => ({ itemId, value }))
    .reverse()
  return { entries, by }
}

/** A {@link Retriever} on a model. Items that the model does not know score 0. */
export class ModelItems implements Retriever {
  readonly name: string
  readonly model: CollaborativeModel
  readonly #places: () => ItemPlaces
  #version: string | undefined
  /** By the model's item number: the catalogue's index, or -1. */
  #indexes: Int32Array = new Int32Array(0)
  readonly #items: readonly string[]
  readonly #newcomers: Newcomers | undefined
  /** Ids that the model ranks, and those that came later. */
  #known: Set<string> | undefined

  /** `items` are the ids that the model can rank, where it does not list them itself. */
  constructor(
    name: string,
    model: CollaborativeModel,
    items: readonly string[],
    places: () => ItemPlaces,
    newcomers?: Newcomers,
  ) {
    this.name = name
    this.model = model
    this.#items = model.items ?? items
    this.#places = places
    this.#newcomers = newcomers
  }

  retrieve({ signals, limit, eligible }: RetrieveRequest): Retrieval | undefined {
    const { entries, by } = historyOf(signals)
    if (entries.length === 0) return undefined
    const places = this.#places()
    const indexes = this.#indexesNow(places)
    const found = this.model.scores?.(entries) ?? this.model.score(entries, this.#items)
    const scores = new Float64Array(places.slots)
    for (let item = 0; item < indexes.length; item++) if (indexes[item]! >= 0) scores[indexes[item]!] = found[item]!
    const candidates = selectBest(scores, limit, eligible, 0)
    if (candidates.length === 0) return undefined
    const scoreOf = (item: number): number => scores[item] ?? 0
    const origins = new Set([...by.values()].map(({ origin }) => origin))
    return {
      candidates,
      share: !origins.has('query') && signals.some(({ origin }) => origin === 'query') ? UNREAD : 1,
      origins,
      scoreOf,
      evidenceOf: (item) => this.#evidence(entries, by, places.idOf(item), scoreOf(item)),
    }
  }

  #evidence(
    entries: readonly HistoryEntry[],
    by: ReadonlyMap<string, Signal>,
    itemId: string,
    score: number,
  ): Evidence[] {
    if (score === 0) return []
    const shares = this.model.contributions?.(entries, itemId) ?? []
    const named = [...shares]
      .filter(({ itemId: id, share }) => share > 0 && by.has(id) && id !== itemId)
      .sort((a, b) => b.share - a.share)
      .slice(0, NAMED)
    const pieces = named.map(({ itemId: id, share }): Evidence => {
      return { kind: 'together', amount: share, signal: by.get(id)! }
    })
    const rest = score - named.reduce((sum, { share }) => sum + share, 0)
    return Math.abs(rest) <= 1e-9 * Math.abs(score) ? pieces : [...pieces, { kind: 'others', amount: rest }]
  }

  /** Lets the model rank items that came after it was fitted, where it can. */
  #welcome(): void {
    if (this.#newcomers === undefined || this.model.addItems === undefined) return
    this.#known ??= new Set(this.#items)
    const vectors = this.#newcomers(this.#known)
    if (vectors.size === 0) return
    this.model.addItems(vectors)
    for (const id of vectors.keys()) this.#known.add(id)
  }

  #indexesNow(places: ItemPlaces): Int32Array {
    if (this.#version === places.version) return this.#indexes
    this.#welcome()
    this.#indexes = Int32Array.from(this.#items, (id) => places.indexOf(id) ?? -1)
    this.#version = places.version
    return this.#indexes
  }
}
