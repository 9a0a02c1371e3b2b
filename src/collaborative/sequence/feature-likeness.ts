/** How alike items are by what is said of them: the cosine of their features, rare ones counting more. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { transposed } from '../interactions.ts'

/** An item is looked for among so many of those that share one of its features; the most popular come first. */
const SHARERS = 500

/** Likenesses from 0 to 1 of one item at a time: {@link from} sets it, {@link to} and {@link sharers} ask. */
export class FeatureLikeness {
  /** Items by features, each row of length 1. */
  readonly #rows: SparseMatrix
  /** Features by items, the most popular items first, cut. */
  readonly #columns: readonly Int32Array[]
  /** The features of the item that is asked about, the rest 0. */
  readonly #own: Float64Array
  readonly #asked: Int32Array
  #item = -1

  /** A feature that d of n items have counts `log(n / d)`, so that what all have says nothing. */
  constructor(features: SparseMatrix, popularity: (item: number) => number) {
    const byFeature = transposed(features)
    const rarity = Float64Array.from({ length: features.columns }, (_, feature) =>
      Math.log(features.rows / Math.max(1, byFeature.indptr[feature + 1]! - byFeature.indptr[feature]!)),
    )
    const values = new Float32Array(features.values.length)
    for (let item = 0; item < features.rows; item++) {
      let square = 0
      for (let at = features.indptr[item]!; at < features.indptr[item + 1]!; at++)
        square += (features.values[at]! * rarity[features.indices[at]!]!) ** 2
      const scale = square > 0 ? 1 / Math.sqrt(square) : 0
      for (let at = features.indptr[item]!; at < features.indptr[item + 1]!; at++)
        values[at] = features.values[at]! * rarity[features.indices[at]!]! * scale
    }
    this.#rows = { ...features, values }
    this.#columns = Array.from({ length: features.columns }, (_, feature) =>
      byFeature.indices
        .slice(byFeature.indptr[feature]!, byFeature.indptr[feature + 1]!)
        .sort((a, b) => popularity(b) - popularity(a) || a - b)
        .slice(0, SHARERS),
    )
    this.#own = new Float64Array(features.columns)
    this.#asked = new Int32Array(features.rows).fill(-1)
  }

  /** Asks about this item from now on. */
  from(item: number): void {
    const { indptr, indices, values } = this.#rows
    if (this.#item >= 0)
      for (let at = indptr[this.#item]!; at < indptr[this.#item + 1]!; at++) this.#own[indices[at]!] = 0
    for (let at = indptr[item]!; at < indptr[item + 1]!; at++) this.#own[indices[at]!] = values[at]!
    this.#item = item
  }

  /** Its likeness to another item; 0 where they share nothing, or are opposed by weights below 0. */
  to(other: number): number {
    const { indptr, indices, values } = this.#rows
    let sum = 0
    for (let at = indptr[other]!; at < indptr[other + 1]!; at++) sum += values[at]! * this.#own[indices[at]!]!
    return Math.max(0, sum)
  }

  /** Items that share a feature with it, each once, without itself. */
  *sharers(): Generator<number> {
    const { indptr, indices, values } = this.#rows
    for (let at = indptr[this.#item]!; at < indptr[this.#item + 1]!; at++) {
      if (values[at] === 0) continue
      for (const other of this.#columns[indices[at]!]!) {
        if (other === this.#item || this.#asked[other] === this.#item) continue
        this.#asked[other] = this.#item
        yield other
      }
    }
  }
}
