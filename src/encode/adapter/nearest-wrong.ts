/** Hard negatives: documents that come close to a query, as the vectors are now, and do not belong to it. */

import type { Steps } from '../../steps.ts'
import { type Block, type BlockSpace, firstRows } from './blocks.ts'
import type { Examples } from './examples.ts'
import type { Towers } from './towers.ts'

/** So many of the nearest are kept for each query; which of them a step uses is drawn. */
const KEPT = 64
/** Queries that are searched together. */
const GROUP = 32

/** The nearest wrong documents by query. They are found when a query is first asked for after a {@link NearestWrong.refresh}. */
export class NearestWrong {
  readonly #space: BlockSpace
  readonly #towers: Towers
  readonly #examples: Examples
  readonly #room: number
  /** All documents that are trained on, through their head, of length 1. */
  readonly #found: Block
  readonly #x: Block
  readonly #y: Block
  readonly #cosines: Block
  readonly #nearest = new Map<number, Int32Array>()

  /** `room` is how many rows the heads have room for. */
  constructor(space: BlockSpace, towers: Towers, examples: Examples, room: number) {
    const { dimensions, trained } = examples
    this.#space = space
    this.#towers = towers
    this.#examples = examples
    this.#room = Math.min(GROUP, room)
    this.#found = space.allocate(trained.length, dimensions)
    this.#x = space.allocate(this.#room, dimensions)
    this.#y = space.allocate(this.#room, dimensions)
    this.#cosines = space.allocate(this.#room, trained.length)
  }

  /** Takes the documents through their head as it is now, and forgets what was found before. */
  *refresh(): Steps<void> {
    const { dimensions, documents, trained } = this.#examples
    this.#nearest.clear()
    for (let start = 0; start < trained.length; start += this.#room) {
      const y = this.#through('document', documents, trained.subarray(start, start + this.#room))
      this.#space.values(this.#found).set(this.#space.values(y), start * dimensions)
      yield
    }
  }

  /** Finds the nearest for those of these queries that have none yet. */
  *prepare(queries: Int32Array): Steps<void> {
    const missing = [...new Set(queries)].filter((query) => !this.#nearest.has(query))
    for (let start = 0; start < missing.length; start += this.#room) {
      const some = Int32Array.from(missing.slice(start, start + this.#room))
      const asked = this.#through('query', this.#examples.queries, some)
      const cosines = firstRows(this.#cosines, some.length)
      this.#space.productWithTransposed(asked, this.#found, cosines)
      yield
      const { columns } = cosines
      const values = this.#space.values(cosines)
      for (const [row, query] of some.entries())
        this.#nearest.set(query, this.#best(query, values.subarray(row * columns, (row + 1) * columns)))
      yield
    }
  }

  /** The nearest wrong documents of a query that was prepared, in no order. */
  of(query: number): Int32Array {
    return this.#nearest.get(query) ?? new Int32Array()
  }

  #best(query: number, cosines: Float32Array): Int32Array {
    const { starts, relevant, trained } = this.#examples
    const belongs = new Set(relevant.subarray(starts[query]!, starts[query + 1]!))
    for (const [place, document] of trained.entries()) {
      if (belongs.has(document)) cosines[place] = Number.NEGATIVE_INFINITY
    }
    const wrong = cosines.filter((cosine) => cosine > Number.NEGATIVE_INFINITY).sort()
    if (wrong.length === 0) return new Int32Array()
    const threshold = wrong[Math.max(0, wrong.length - KEPT)]!
    return trained.filter((_, place) => cosines[place]! >= threshold).subarray(0, KEPT)
  }

  /** What a head makes of some rows, of length 1. */
  #through(side: 'query' | 'document', from: Float32Array, rows: Int32Array): Block {
    const { dimensions } = this.#examples
    const x = firstRows(this.#x, rows.length)
    const y = firstRows(this.#y, rows.length)
    const values = this.#space.values(x)
    for (const [row, source] of rows.entries())
      values.set(from.subarray(source * dimensions, (source + 1) * dimensions), row * dimensions)
    unit(values, dimensions)
    this.#towers.forward(side, x, y, 1)
    unit(this.#space.values(y), dimensions)
    return y
  }
}

function unit(values: Float32Array, dimensions: number): void {
  for (let from = 0; from < values.length; from += dimensions) {
    let square = 0
    for (let j = 0; j < dimensions; j++) square += values[from + j]! * values[from + j]!
    const factor = square > 0 ? 1 / Math.sqrt(square) : 1
    for (let j = 0; j < dimensions; j++) values[from + j]! *= factor
  }
}
