/**
 * Behaviour in parts that cannot be mixed up. What may be learned from is a {@link TrainPart}, which every model's `fit` takes; what is held out is a {@link HeldOutPart},
 * which none takes: it cannot be iterated, has no interactions to hand out, and the compiler refuses it as well.
 */

import type { Pair } from '../../collaborative/model.ts'
import { RecommenderError } from '../../errors.ts'
import { Fingerprint } from '../../math/fingerprint.ts'
import { pairAt, type Table } from './table.ts'

/** How a split was made: its kind and every setting. */
export interface Protocol {
  readonly kind: 'random' | 'per-user' | 'leave-one-out' | 'time' | 'cold-items' | 'cold-users' | 'k-fold' | 'given'
  readonly [setting: string]: string | number | boolean
}

/** The part that models learn from: an iterable of frozen pairs, in the order given. */
export class TrainPart implements Iterable<Pair> {
  readonly #table: Table
  readonly #rows: Int32Array
  /** How many interactions it has. */
  readonly size: number

  constructor(table: Table, rows: Int32Array) {
    this.#table = table
    this.#rows = rows
    this.size = rows.length
    Object.freeze(this)
  }

  *[Symbol.iterator](): IterableIterator<Pair> {
    for (const row of this.#rows) yield pairAt(this.#table, row)
  }

  /** What it stands on; not for callers. @internal */
  static open(given: TrainPart): { readonly table: Table; readonly rows: Int32Array } {
    return { table: given.#table, rows: given.#rows }
  }
}

/** The part that lists are judged by. It says how much it holds and no more; `evaluate` reads it, and gives out means only. */
export class HeldOutPart {
  readonly #table: Table
  readonly #rows: Int32Array
  readonly #given: Int32Array
  /** How many interactions it has. */
  readonly size: number
  /** How many users it has. */
  readonly users: number

  constructor(table: Table, rows: Int32Array, given: Int32Array = new Int32Array()) {
    this.#table = table
    this.#rows = rows
    this.#given = given
    this.size = rows.length
    this.users = new Set(Array.from(rows, (row) => table.userOf[row]!)).size
    Object.freeze(this)
  }

  /** What it stands on; `given` are interactions of its users that are shown with the question and not learned. Not for callers. @internal */
  static open(held: HeldOutPart): { readonly table: Table; readonly rows: Int32Array; readonly given: Int32Array } {
    return { table: held.#table, rows: held.#rows, given: held.#given }
  }
}

/** Behaviour in parts. `hash` tells one split from another: it covers the protocol and every interaction of every part. */
export interface Split {
  readonly train: TrainPart
  /** For choosing settings; also cut out of what is not the test part. */
  readonly validation?: HeldOutPart
  /** For one look at the end. */
  readonly test: HeldOutPart
  readonly hash: string
  readonly protocol: Protocol
}

/** Which part a row belongs to. */
export const TRAIN = 0
export const VALIDATION = 1
export const TEST = 2
/** Shown with the question: the known beginning of users that are not in the training part. */
export const GIVEN = 3
export const NOWHERE = 4

/** A split out of each row's part. Throws where a part that has to be there is empty. */
export function makeSplit(table: Table, parts: Uint8Array, protocol: Protocol): Split {
  const rowsOf = (which: number): Int32Array => {
    const rows: number[] = []
    for (let row = 0; row < parts.length; row++) if (parts[row] === which) rows.push(row)
    return Int32Array.from(rows)
  }
  const [train, validation, test, given] = [rowsOf(TRAIN), rowsOf(VALIDATION), rowsOf(TEST), rowsOf(GIVEN)]
  for (const [name, rows] of Object.entries({ train, test })) {
    if (rows.length > 0) continue
    const message = `The ${name} part is empty: of ${parts.length} interactions, ${train.length} are for training and ${test.length} for the test. Change the shares, or give more behaviour.`
    throw new RecommenderError('invalid-argument', message, { field: 'interactions', value: parts.length })
  }
  return Object.freeze({
    train: new TrainPart(table, train),
    ...(validation.length > 0 ? { validation: new HeldOutPart(table, validation, given) } : {}),
    test: new HeldOutPart(table, test, given),
    hash: hashOf(table, parts, protocol),
    protocol: Object.freeze(protocol),
  })
}

function hashOf({ users, items, userOf, itemOf, values, times }: Table, parts: Uint8Array, protocol: Protocol): string {
  const hash = new Fingerprint().text(JSON.stringify(protocol))
  for (const table of [users, items]) for (const id of table.all()) hash.text(id)
  hash.numbers(userOf).numbers(itemOf).numbers(parts)
  for (const numbers of [values, times])
    hash.numbers(new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2))
  return hash.toString()
}
