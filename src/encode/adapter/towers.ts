/** The two sides of an adapter: a head for queries and one for documents, or one for both. */

import { type Block, type BlockSpace, firstRows } from './blocks.ts'
import { type Dropout, Head, type HeadShape } from './head.ts'

/** What an adapter has learned. */
export interface AdapterState {
  /** Undefined where a side's vectors stay as they are. */
  readonly query: HeadShape | undefined
  readonly document: HeadShape | undefined
  /** Whether both sides have one head: then there is one row of parameters. */
  readonly shared: boolean
  /** The parameters of the heads there are, the query's first. */
  readonly parameters: readonly Float32Array[]
}

/** Rows of queries and of documents below each other, and what the heads make of them. */
export class Towers {
  readonly heads: readonly Head[]
  readonly #sides: readonly (Head | undefined)[]
  readonly #shared: boolean
  readonly #space: BlockSpace

  /** With room for so many rows of either side at a time. */
  constructor(space: BlockSpace, state: AdapterState, most: readonly [queries: number, documents: number]) {
    const { query, document, shared, parameters } = state
    this.#space = space
    this.#shared = shared
    if (shared) {
      const head = new Head(space, query!, parameters[0]!, most[0] + most[1])
      this.heads = [head]
      this.#sides = [head, head]
      return
    }
    let next = 0
    this.#sides = [query, document].map((shape, side) =>
      shape === undefined ? undefined : new Head(space, shape, parameters[next++]!, most[side]!),
    )
    this.heads = this.#sides.filter((head) => head !== undefined)
  }

  /** y for one side's rows alone. */
  forward(side: 'query' | 'document', x: Block, y: Block, strength: number): void {
    this.#forward(this.#sides[side === 'query' ? 0 : 1], x, y, strength)
  }

  /** y for the first `queries` rows of x by the query's head, for the rest by the document's. */
  *forwardBoth(x: Block, y: Block, queries: number, dropout?: Dropout): Generator<void, void> {
    for (const [head, from, to] of this.#stretches(x.rows, queries)) {
      this.#forward(head, rowsOf(x, from, to), rowsOf(y, from, to), 1, dropout)
      yield
    }
  }

  /** Adds the gradients of the heads' parameters for x and dL/dy to `gradients`. */
  *backwardBoth(x: Block, dy: Block, queries: number, gradients: readonly Block[]): Generator<void, void> {
    let next = 0
    for (const [head, from, to] of this.#stretches(x.rows, queries)) {
      if (head === undefined) continue
      head.backward(rowsOf(x, from, to), rowsOf(dy, from, to), gradients[next++]!)
      yield
    }
  }

  /** Copies of the parameters. */
  parameters(): Float32Array[] {
    return this.heads.map(({ parameters }) => this.#space.values(parameters).slice())
  }

  #stretches(rows: number, queries: number): (readonly [Head | undefined, number, number])[] {
    if (this.#shared) return [[this.#sides[0], 0, rows]]
    return [
      [this.#sides[0], 0, queries],
      [this.#sides[1], queries, rows],
    ]
  }

  #forward(head: Head | undefined, x: Block, y: Block, strength: number, dropout?: Dropout): void {
    if (head !== undefined) head.forward(x, y, strength, dropout)
    else this.#space.values(y).set(this.#space.values(x))
  }
}

/** Rows `from` to `to` of a block, as a block. */
function rowsOf(block: Block, from: number, to: number): Block {
  return firstRows({ ...block, address: block.address + 4 * from * block.columns }, to - from)
}
