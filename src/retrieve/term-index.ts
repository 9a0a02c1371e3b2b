/**
 * The inverted index: exact cosine (or dot product) of a weighted query against every item's counted terms.
 *
 * What is kept is each item's counts, row by row. Weights (idf) and lengths are applied when searching, so adding an item costs that item.
 * Posting lists are a cache over the rows: made by one counting transpose, and left as they are while items come and go; rows newer than
 * the lists are scanned beside them until they are many enough to make new lists.
 */

import type { TermCollection } from '../encode/encoder.ts'
import type { SparseMatrix } from '../encode/matrix.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'

/** A sparse vector by term id, ids rising. */
export interface TermVector {
  readonly indices: Int32Array
  readonly values: Float64Array
}

/** Rows scanned beside the posting lists may hold this many terms before new lists are made ... */
const FRESH_TERMS = 50_000
/** ... or this share of all terms, if that is more. */
const FRESH_SHARE = 0.25

/** An exact index over counted terms. Rows are named by item index. */
export class TermIndex {
  readonly #collection: TermCollection
  readonly #metric: 'cosine' | 'dot'
  // Row pool: item i has terms #terms[#start[i] .. #start[i] + #length[i]], rising, with #counts beside.
  #terms: Int32Array = new Int32Array(0)
  #counts: Float32Array = new Float32Array(0)
  #used = 0
  #garbage = 0
  #start: Int32Array = new Int32Array(0)
  #length: Int32Array = new Int32Array(0)
  #slots = 0
  /**
   * What brings each weighted row to the length at which it is compared: 1 / its length for the cosine, 1 for the dot product; 0 for an empty row, and for a
   * removed one, which posting lists may still have.
   */
  #scales: Float64Array = new Float64Array(0)
  #usualLength = 1
  /** The collection's weights that #scales and #usualLength stand on; undefined when it has changed. */
  #weights: Float64Array | undefined
  // Posting lists of the rows that were there when they were made.
  #postingStart: Int32Array = new Int32Array(1)
  #postingItem: Int32Array = new Int32Array(0)
  #postingCount: Float32Array = new Float32Array(0)
  /** Items whose row is newer than the posting lists. */
  #fresh = new Set<number>()
  #freshTerms = 0

  constructor(collection: TermCollection, metric: 'cosine' | 'dot' = 'cosine') {
    this.#collection = collection
    this.#metric = metric
  }

  /** The root mean square length of the rows that have terms, as they are compared: 1 with the cosine. */
  get usualLength(): number {
    this.#refresh()
    return this.#usualLength
  }

  /** Terms in all rows together. */
  get termTotal(): number {
    return this.#used - this.#garbage
  }

  /** Bytes of the rows and the posting lists. */
  get bytes(): number {
    return this.termTotal * 16 + this.#slots * 16 + this.#postingStart.byteLength
  }

  /** Gives items these rows of counts, replacing those they had; the collection counts them. */
  set(items: readonly number[], rows: SparseMatrix): void {
    this.remove(items)
    this.#collection.addCounts(rows)
    this.#weights = undefined
    const needed = this.#used + rows.indices.length
    if (needed > this.#terms.length) {
      const capacity = Math.max(1024, Math.ceil(needed * 1.4))
      this.#terms = grown(this.#terms, capacity)
      this.#counts = grown(this.#counts, capacity)
    }
    for (let row = 0; row < rows.rows; row++) {
      const from = rows.indptr[row]!
      const to = rows.indptr[row + 1]!
      const item = items[row]!
      this.#reserve(item)
      this.#start[item] = this.#used
      this.#length[item] = to - from
      this.#terms.set(rows.indices.subarray(from, to), this.#used)
      this.#counts.set(rows.values.subarray(from, to), this.#used)
      this.#used += to - from
      this.#fresh.add(item)
      this.#freshTerms += to - from
    }
  }

  /** Takes the rows of these items out, of the collection too. */
  remove(items: readonly number[]): void {
    const present = items.filter((item) => item < this.#slots && this.#length[item]! >= 0)
    if (present.length === 0) return
    this.#collection.removeCounts(this.#rows(present))
    this.#weights = undefined
    for (const item of present) {
      this.#garbage += this.#length[item]!
      if (this.#fresh.delete(item)) this.#freshTerms -= this.#length[item]!
      this.#length[item] = -1
    }
    if (this.#garbage > 4096 && this.#garbage > this.#used / 2) this.#collect()
  }

  /** The weighted row of an item: at length 1 with the cosine (0 if it has no terms), as it is with the dot product. */
  vectorOf(item: number): TermVector {
    this.#refresh()
    const indices = this.termsOf(item).slice()
    const start = this.#start[item]!
    const values = Float64Array.from(
      indices,
      (term, at) => this.#counts[start + at]! * this.#weights![term]! * this.#scales[item]!,
    )
    return { indices, values }
  }

  /** The terms of an item's row, rising; a view, valid until rows change. */
  termsOf(item: number): Int32Array {
    const start = this.#start[item]!
    return item < this.#slots
      ? this.#terms.subarray(start, start + Math.max(0, this.#length[item]!))
      : new Int32Array(0)
  }

  /** Counts of a text by term id as a weighted vector: at length 1 with the cosine, as it is with the dot product. Terms that no item has (any more) are left out. */
  weigh(counts: SparseMatrix, row: number): TermVector {
    this.#refresh()
    const from = counts.indptr[row]!
    const all = counts.indices.subarray(from, counts.indptr[row + 1]!)
    const weighed = Float64Array.from(all, (id, at) => counts.values[from + at]! * (this.#weights![id] ?? 0))
    const indices = all.filter((_, at) => weighed[at] !== 0)
    const values = weighed.filter((value) => value !== 0)
    const norm = this.#metric === 'dot' ? 1 : Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
    if (norm > 0) for (let at = 0; at < values.length; at++) values[at]! /= norm
    return { indices, values }
  }

  /** The product of `query` with every item's row as `vectorOf` gives it, by item index; with the cosine and a query of length 1, the cosine. */
  scores(query: TermVector, spare?: Float64Array): Float64Array {
    this.#refresh()
    this.#index()
    const scores = spare?.length === this.#slots ? spare.fill(0) : new Float64Array(this.#slots)
    const weights = this.#weights!
    // Both passes add up a row's terms in rising order, so that a score does not depend on which of them a row is in.
    const last = this.#postingStart.length - 1
    for (let at = 0; at < query.indices.length; at++) {
      const term = query.indices[at]!
      const factor = query.values[at]! * (weights[term] ?? 0)
      if (factor === 0 || term >= last) continue
      const end = this.#postingStart[term + 1]!
      for (let place = this.#postingStart[term]!; place < end; place++) {
        scores[this.#postingItem[place]!]! += factor * this.#postingCount[place]!
      }
    }
    if (this.#fresh.size > 0) this.#scoreFresh(query, scores)
    const scales = this.#scales
    for (let item = 0; item < scores.length; item++) scores[item]! *= scales[item]!
    return scores
  }

  /** Carries out the moves of `Catalogue.compact` and, if given, `TermCollection.compactTerms`. */
  compact(movedItems: Int32Array, movedTerms?: Int32Array): void {
    const kept: number[] = []
    const items: number[] = []
    for (let item = 0; item < this.#slots; item++) {
      if (this.#length[item]! < 0 || movedItems[item]! < 0) continue
      kept.push(item)
      items.push(movedItems[item]!)
    }
    const rows = this.#rows(kept)
    for (let at = 0; movedTerms !== undefined && at < rows.indices.length; at++)
      rows.indices[at] = movedTerms[rows.indices[at]!]!
    this.#adopt(rows, items)
  }

  /** The rows of counts, of the items in order. */
  save(): SnapshotParts {
    const items: number[] = []
    for (let item = 0; item < this.#slots; item++) if (this.#length[item]! >= 0) items.push(item)
    const { indptr, indices, values } = this.#rows(items)
    return { items: Int32Array.from(items), indptr, indices, values }
  }

  /** Takes over rows that `save` gave; the collection has its own state and is not told. */
  load(parts: SnapshotParts): void {
    const { items, indptr, indices, values } = parts
    const fine =
      items instanceof Int32Array &&
      indptr instanceof Int32Array &&
      indices instanceof Int32Array &&
      values instanceof Float32Array
    if (!fine || indptr.length !== items.length + 1) throw new TypeError('Not the rows of a term index')
    this.#adopt({ kind: 'sparse', rows: items.length, columns: this.#collection.termCount, indptr, indices, values }, [
      ...items,
    ])
  }

  #adopt(rows: SparseMatrix, items: readonly number[]): void {
    this.#terms = rows.indices
    this.#counts = rows.values
    this.#used = rows.indices.length
    this.#garbage = 0
    this.#slots = 0
    this.#start = new Int32Array(0)
    this.#length = new Int32Array(0)
    this.#fresh = new Set()
    for (const [row, item] of items.entries()) {
      this.#reserve(item)
      this.#start[item] = rows.indptr[row]!
      this.#length[item] = rows.indptr[row + 1]! - rows.indptr[row]!
    }
    this.#weights = undefined
    this.#transpose()
  }

  /** Makes room for this item. */
  #reserve(item: number): void {
    if (item >= this.#start.length) {
      const capacity = Math.max(256, Math.ceil((item + 1) * 1.5))
      this.#start = grown(this.#start, capacity)
      this.#length = grown(this.#length, capacity)
    }
    while (this.#slots <= item) this.#length[this.#slots++] = -1
  }

  #rows(items: readonly number[]): SparseMatrix {
    const indptr = new Int32Array(items.length + 1)
    for (const [row, item] of items.entries()) indptr[row + 1] = indptr[row]! + this.#length[item]!
    const total = indptr[items.length]!
    const indices = new Int32Array(total)
    const values = new Float32Array(total)
    for (const [row, item] of items.entries()) {
      const start = this.#start[item]!
      const end = start + this.#length[item]!
      indices.set(this.#terms.subarray(start, end), indptr[row])
      values.set(this.#counts.subarray(start, end), indptr[row])
    }
    return { kind: 'sparse', rows: items.length, columns: this.#collection.termCount, indptr, indices, values }
  }

  /** Moves the rows together in the pool. Posting lists do not point into it, so they stay. */
  #collect(): void {
    const items: number[] = []
    for (let item = 0; item < this.#slots; item++) if (this.#length[item]! >= 0) items.push(item)
    const rows = this.#rows(items)
    for (const [row, item] of items.entries()) this.#start[item] = rows.indptr[row]!
    this.#terms = rows.indices
    this.#counts = rows.values
    this.#used = rows.indices.length
    this.#garbage = 0
  }

  /** Takes the collection's weights as they are now, and what follows from them for the lengths of rows. */
  #refresh(): void {
    if (this.#weights !== undefined) return
    const weights = this.#collection.termWeights()
    const asItIs = this.#metric === 'dot'
    const scales = new Float64Array(this.#slots)
    let rows = 0
    let total = 0
    for (let item = 0; item < this.#slots; item++) {
      const start = this.#start[item]!
      const end = start + this.#length[item]!
      let squares = 0
      for (let at = start; at < end; at++) {
        const value = this.#counts[at]! * weights[this.#terms[at]!]!
        squares += value * value
      }
      if (squares === 0) continue
      scales[item] = asItIs ? 1 : 1 / Math.sqrt(squares)
      rows++
      total += squares
    }
    if (asItIs) this.#usualLength = rows === 0 ? 0 : Math.sqrt(total / rows)
    this.#scales = scales
    this.#weights = weights
  }

  #index(): void {
    if (this.#freshTerms > Math.max(FRESH_TERMS, FRESH_SHARE * this.termTotal)) this.#transpose()
  }

  /** Makes the posting lists: counts how many items each term has, then deals the items out. */
  #transpose(): void {
    const terms = this.#collection.termCount
    const starts = new Int32Array(terms + 1)
    for (let item = 0; item < this.#slots; item++) {
      const start = this.#start[item]!
      const end = start + this.#length[item]!
      for (let at = start; at < end; at++) starts[this.#terms[at]! + 1]!++
    }
    for (let term = 0; term < terms; term++) starts[term + 1]! += starts[term]!
    const items = new Int32Array(starts[terms]!)
    const counts = new Float32Array(starts[terms]!)
    const next = starts.slice(0, terms)
    for (let item = 0; item < this.#slots; item++) {
      const start = this.#start[item]!
      const end = start + this.#length[item]!
      for (let at = start; at < end; at++) {
        const place = next[this.#terms[at]!]!++
        items[place] = item
        counts[place] = this.#counts[at]!
      }
    }
    this.#postingStart = starts
    this.#postingItem = items
    this.#postingCount = counts
    this.#fresh.clear()
    this.#freshTerms = 0
  }

  #scoreFresh(query: TermVector, scores: Float64Array): void {
    const weights = this.#weights!
    const factors = new Float64Array(this.#collection.termCount)
    for (let at = 0; at < query.indices.length; at++) {
      const term = query.indices[at]!
      factors[term] = query.values[at]! * (weights[term] ?? 0)
    }
    for (const item of this.#fresh) {
      const start = this.#start[item]!
      const end = start + this.#length[item]!
      let sum = 0
      for (let at = start; at < end; at++) {
        const factor = factors[this.#terms[at]!]!
        if (factor !== 0) sum += factor * this.#counts[at]!
      }
      scores[item] = sum
    }
  }
}

function grown<T extends Int32Array | Float32Array>(array: T, capacity: number): T {
  const larger = new (array.constructor as new (length: number) => T)(capacity)
  larger.set(array)
  return larger
}
