/** A source whose code is loaded with the first thing that it has to do: most recommenders never need it, and their bundle is without it. */

import type { CheckedDescription } from '../events/item.ts'
import type { Signal } from '../profile/signals.ts'
import type { CandidateVector } from '../rerank/reranker.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { Retrieval, RetrieveRequest } from './retriever.ts'
import type { Commit } from './similar.ts'
import type { ItemSource } from './sources.ts'
import type { Learnable, Match } from './space.ts'

/** Stands in for a source; until that is loaded it is empty. */
export class LazySource implements ItemSource {
  readonly name: string
  readonly #load: () => Promise<ItemSource>
  readonly #concerns: (description: CheckedDescription) => boolean
  #source: ItemSource | undefined
  #loading: Promise<ItemSource> | undefined

  /** `concerns` says which items have anything for the source; the first one that does loads it. */
  constructor(name: string, load: () => Promise<ItemSource>, concerns: (description: CheckedDescription) => boolean) {
    this.name = name
    this.#load = load
    this.#concerns = concerns
  }

  get bytes(): number {
    return this.#source?.bytes ?? 0
  }

  prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): Commit | Promise<Commit> {
    if (this.#source !== undefined) return this.#source.prepare(descriptions, options)
    if (!descriptions.some(this.#concerns)) return (items) => this.#source?.remove(items)
    return this.#loaded().then((source) => source.prepare(descriptions, options))
  }

  vectorOf(item: number): CandidateVector | undefined {
    return this.#source?.vectorOf(item)
  }

  remove(items: readonly number[]): void {
    this.#source?.remove(items)
  }

  async learn(items: () => Learnable, options?: WorkOptions): Promise<void> {
    const { descriptions } = items()
    if (this.#source === undefined && !descriptions.some(this.#concerns)) return
    await (await this.#loaded()).learn(items, options)
  }

  retrieve(request: RetrieveRequest): Retrieval | undefined | Promise<Retrieval | undefined> {
    return this.#source?.retrieve(request)
  }

  async describe(signals: readonly Signal[], limit: number): Promise<readonly Match[]> {
    return (await this.#source?.describe(signals, limit)) ?? []
  }

  compact(moved: Int32Array): void {
    this.#source?.compact(moved)
  }

  save(): SnapshotParts {
    return this.#source?.save() ?? {}
  }

  async load(parts: SnapshotParts): Promise<void> {
    if (Object.keys(parts).length > 0) await (await this.#loaded()).load(parts)
  }

  async #loaded(): Promise<ItemSource> {
    this.#loading ??= this.#load()
    this.#source = await this.#loading
    return this.#source
  }
}
