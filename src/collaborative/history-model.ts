/** What all models share: histories are read, scores become lists, and a state becomes one binary. A model only has to score. */

import { invalidArgument } from '../errors.ts'
import { checkId } from '../events/ids.ts'
import { StringTable } from '../events/string-table.ts'
import { toMilliseconds } from '../events/time.ts'
import { TopK } from '../math/top-k.ts'
import { checkNames } from '../option-names.ts'
import { packSnapshot } from '../snapshot/container.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import type { CollaborativeModel, HistoryEntry, RecommendOptions, ScoredItem } from './model.ts'

/** A history by item numbers, oldest entry first; entries of unknown items are left out. */
export interface IndexedHistory {
  readonly items: Int32Array
  /** How much each entry says; 1 where nothing was given. */
  readonly values: Float64Array
  /** Epoch milliseconds, NaN where an entry has none. */
  readonly times: Float64Array
}

/** The base of every model that ships here. */
export abstract class HistoryModel implements CollaborativeModel {
  abstract readonly name: string
  abstract readonly bytes: number
  readonly #items = new StringTable()

  constructor(items: readonly string[]) {
    for (const id of items) this.#items.intern(id)
  }

  get items(): readonly string[] {
    return this.#items.all()
  }

  /** The scores of all items, for a history that may be empty. */
  protected abstract scoreAll(history: IndexedHistory): Float32Array

  /** The scores of some items; models that can do it in less time than {@link scoreAll} say how. */
  protected scoreSome(history: IndexedHistory, items: Int32Array): Float32Array {
    const all = this.scoreAll(history)
    return Float32Array.from(items, (item) => all[item]!)
  }

  abstract neighbors(itemId: string, k?: number): ScoredItem[]
  abstract save(): SnapshotParts

  toSnapshot(): Uint8Array {
    return packSnapshot(this.save())
  }

  recommend(history: readonly HistoryEntry[], options: RecommendOptions = {}): ScoredItem[] {
    checkNames(options, ['k', 'excludeSeen', 'candidates'], 'recommend')
    const { k = 10, excludeSeen = true, candidates } = options
    const read = this.readHistory(history)
    const best = new TopK(k)
    const seen = new Set(excludeSeen ? read.items : [])
    const only = candidates === undefined ? undefined : this.#known(candidates)
    const scores = only === undefined ? this.scoreAll(read) : this.scoreSome(read, only)
    for (let at = 0; at < scores.length; at++) {
      const item = only === undefined ? at : only[at]!
      if (!seen.has(item)) best.offer(item, scores[at]!)
    }
    return this.scored(best)
  }

  score(history: readonly HistoryEntry[], itemIds: readonly string[]): Float32Array {
    const read = this.readHistory(history)
    const scores = new Float32Array(itemIds.length)
    const known = this.#known(itemIds)
    const found = this.scoreSome(read, known)
    const byItem = new Map(Array.from(known, (item, at) => [item, found[at]!]))
    for (const [at, id] of itemIds.entries()) scores[at] = byItem.get(this.indexOf(id)) ?? 0
    return scores
  }

  scores(history: readonly HistoryEntry[]): Float32Array {
    return this.scoreAll(this.readHistory(history))
  }

  /** The items that a history of this one alone leads to: the neighbours of models that know no other likeness. */
  protected reachedFrom(itemId: string, k: number): ScoredItem[] {
    const best = new TopK(k)
    const item = this.indexOf(itemId)
    if (item < 0) return []
    for (const [other, score] of this.scores([itemId]).entries()) if (other !== item) best.offer(other, score)
    return this.scored(best)
  }

  /** The number of an item, or -1. */
  protected indexOf(itemId: string): number {
    return this.#items.indexOf(itemId)
  }

  /** The number of an item, minted if it is new: for models that learn of further items. */
  protected addItem(itemId: string): number {
    return this.#items.intern(itemId)
  }

  /** What was kept, best first, by id. */
  protected scored(best: TopK): ScoredItem[] {
    const { indices, scores } = best.drain()
    return Array.from(indices, (item, at) => ({ itemId: this.items[item]!, score: scores[at]! }))
  }

  /** A history by item numbers; throws where an entry cannot be right. */
  protected readHistory(history: readonly HistoryEntry[]): IndexedHistory {
    if (!Array.isArray(history)) throw invalidArgument('history', history, 'Pass a list of item ids, oldest first.')
    const items: number[] = []
    const values: number[] = []
    const times: number[] = []
    for (const [at, entry] of history.entries()) {
      const { itemId, value = 1, timestamp } = typeof entry === 'string' ? { itemId: entry } : checkEntry(entry, at)
      const item = this.indexOf(itemId)
      if (item < 0) continue
      items.push(item)
      values.push(value)
      times.push(timestamp === undefined ? Number.NaN : toMilliseconds(timestamp, `history[${at}].timestamp`))
    }
    return { items: Int32Array.from(items), values: Float64Array.from(values), times: Float64Array.from(times) }
  }

  /** The numbers of those of the ids that are known, each once. */
  #known(itemIds: readonly string[]): Int32Array {
    if (!Array.isArray(itemIds)) throw invalidArgument('itemIds', itemIds, 'Pass a list of item ids.')
    return Int32Array.from(new Set(itemIds.map((id) => this.indexOf(id)).filter((item) => item >= 0)))
  }
}

function checkEntry(
  entry: Exclude<HistoryEntry, string>,
  at: number,
): { readonly itemId: string; readonly value?: number; readonly timestamp?: number | Date } {
  if (typeof entry !== 'object' || entry === null)
    throw invalidArgument(`history[${at}]`, entry, 'Pass an item id, or { itemId, value, timestamp }.')
  checkId(entry.itemId, `history[${at}].itemId`)
  if (entry.value !== undefined && !Number.isFinite(entry.value))
    throw invalidArgument(`history[${at}].value`, entry.value, 'A value is a finite number.')
  return entry
}
