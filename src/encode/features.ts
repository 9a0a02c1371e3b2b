/** Tags and attributes as terms of a collection: what an item is labelled with, counted and weighted like the words of a text. */

import { wellFormed } from '../events/ids.ts'
import type { CheckedDescription } from '../events/item.ts'
import { packStrings, StringTable, unpackStrings } from '../events/string-table.ts'
import { jsonPart, nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import type { TermCollection } from './encoder.ts'
import type { SparseMatrix } from './matrix.ts'

/** A label: a tag (then `name` is `tags`) or one value of an attribute. */
export interface Feature {
  readonly name: string
  readonly value: string
}

/** Searches are short; of longer texts, of which a user may have written many, no more than this is looked through for labels. */
const READ_CHARACTERS = 200

/** Name under which tags stand among the attributes. */
export const TAGS = 'tags'

/**
 * The labels of a catalogue, each known by a term id. Numbers are no labels: 1999 and 2000 are close, which labels cannot say.
 *
 * Weights are ln((1 + n) / (1 + df)) + 1, as TF-IDF's: a label that few items share says more.
 */
export class FeatureCollection implements TermCollection {
  #names = new StringTable()
  /** By id: the value as it was first written. */
  #spelled: string[] = []
  #documentFrequency: number[] = []
  #documents = 0
  #weights: Float64Array | undefined

  get termCount(): number {
    return this.#names.size
  }

  /** All labels by id, as `[name, value]` in JSON, the value in the form in which labels are compared. The list grows; once ids are given anew, it is another. */
  get keys(): readonly string[] {
    return this.#names.all()
  }

  /** The label with this id, its value as it was first written. */
  feature(id: number): Feature {
    const [name] = JSON.parse(this.#names.at(id)) as [string, string]
    return { name, value: this.#spelled[id]! }
  }

  term(id: number): string {
    const { name, value } = this.feature(id)
    return `${name}=${value}`
  }

  /** The id of a label, or -1 if no item has it. Case and surrounding space do not matter. */
  idOf(feature: Feature): number {
    const id = this.#names.indexOf(key(feature))
    return id >= 0 && this.#documentFrequency[id]! > 0 ? id : -1
  }

  /** The ids of the labels called `name` that stand at the beginning of a text: runs of up to three words, joined by a space or a hyphen. */
  idsIn(text: string, name: string): number[] {
    const words = text
      .slice(0, READ_CHARACTERS)
      .split(/[\s,;]+/)
      .filter((word) => word !== '')
    const found = new Set<number>([this.idOf({ name, value: text })])
    for (let start = 0; start < words.length; start++) {
      for (let end = start + 1; end <= Math.min(words.length, start + 3); end++) {
        for (const joint of [' ', '-']) found.add(this.idOf({ name, value: words.slice(start, end).join(joint) }))
      }
    }
    found.delete(-1)
    return [...found].sort((a, b) => a - b)
  }

  /** One row a list: 1 for each of its labels. New labels get ids. */
  count(rows: readonly (readonly Feature[])[]): SparseMatrix {
    const indptr = new Int32Array(rows.length + 1)
    const indices: number[] = []
    rows.forEach((features, row) => {
      const ids = new Set(features.map((feature) => this.#intern(feature)))
      for (const id of Int32Array.from(ids).sort()) indices.push(id)
      indptr[row + 1] = indices.length
    })
    const values = new Float32Array(indices.length).fill(1)
    const columns = this.termCount
    return { kind: 'sparse', rows: rows.length, columns, indptr, indices: Int32Array.from(indices), values }
  }

  addCounts(counts: SparseMatrix): void {
    this.#change(counts, 1)
  }

  removeCounts(counts: SparseMatrix): void {
    this.#change(counts, -1)
  }

  termWeights(): Float64Array {
    this.#weights ??= Float64Array.from(
      { length: this.termCount },
      (_, id) => Math.log((1 + this.#documents) / (1 + (this.#documentFrequency[id] ?? 0))) + 1,
    )
    return this.#weights
  }

  compactTerms(): Int32Array {
    const moved = new Int32Array(this.termCount).fill(-1)
    const names = new StringTable()
    const spelled: string[] = []
    const frequencies: number[] = []
    for (let id = 0; id < moved.length; id++) {
      if (!(this.#documentFrequency[id]! > 0)) continue
      moved[id] = names.intern(this.#names.at(id))
      spelled.push(this.#spelled[id]!)
      frequencies.push(this.#documentFrequency[id]!)
    }
    this.#names = names
    this.#spelled = spelled
    this.#documentFrequency = frequencies
    this.#weights = undefined
    return moved
  }

  save(): SnapshotParts {
    const frequencies = Int32Array.from({ length: this.termCount }, (_, id) => this.#documentFrequency[id] ?? 0)
    return {
      ...this.#names.save(),
      ...nestParts('spelled', packStrings(this.#spelled)),
      frequencies,
      documents: { json: this.#documents },
    }
  }

  /** Takes over a state that `save` gave. */
  load(parts: SnapshotParts): void {
    this.#names = StringTable.load(parts)
    this.#spelled = unpackStrings(unnestParts('spelled', parts))
    this.#documentFrequency = [...(parts['frequencies'] as Int32Array)]
    this.#documents = jsonPart(parts, 'documents') as number
    this.#weights = undefined
  }

  #intern(feature: Feature): number {
    const id = this.#names.intern(key(feature))
    if (id === this.#spelled.length) this.#spelled.push(wellFormed(feature.value.trim()))
    return id
  }

  #change(counts: SparseMatrix, by: 1 | -1): void {
    for (const id of counts.indices) this.#documentFrequency[id] = (this.#documentFrequency[id] ?? 0) + by
    this.#documents += by * counts.rows
    this.#weights = undefined
  }
}

/** The tags of an item, as they were written. */
export function tagsOf({ tags }: Pick<CheckedDescription, 'tags'>): Feature[] {
  return tags.filter((value) => value.trim() !== '').map((value) => ({ name: TAGS, value }))
}

/** The attributes of an item that are words or lists of words. */
export function attributesOf({ attributes }: Pick<CheckedDescription, 'attributes'>): Feature[] {
  const features: Feature[] = []
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') features.push({ name, value })
    else if (typeof value === 'object') for (const entry of value) features.push({ name, value: entry })
  }
  return features.filter(({ value }) => value.trim() !== '')
}

/** The form in which labels are compared: well formed, trimmed, lower case. */
function key({ name, value }: Feature): string {
  return JSON.stringify([name, value.trim().toLowerCase().normalize('NFKC')])
}
