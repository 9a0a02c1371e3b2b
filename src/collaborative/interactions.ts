/** Behaviour as models read it: users and items by number, each user's events in order of time. */

import type { SparseMatrix } from '../encode/matrix.ts'
import { invalidArgument, RecommenderError, show } from '../errors.ts'
import { checkId } from '../events/ids.ts'
import { StringTable } from '../events/string-table.ts'
import { toMilliseconds } from '../events/time.ts'
import { Pacer, throwIfAborted } from '../work.ts'
import type { FitOptions, Pair, TrainingData } from './model.ts'

/** More events than this cannot be numbered. */
const MOST_PAIRS = 2 ** 31 - 1
/** So many pairs are read between two looks at the clock. */
const STRETCH = 4096
/** And so many users gone through. */
const SOME_USERS = 256

/** Checked behaviour. User `u` did the events `starts[u] .. starts[u + 1]`, oldest first, equal times in the order given. */
export interface Interactions {
  /** Item ids by number, in order of first appearance. */
  readonly items: StringTable
  /** User ids by number, in order of first appearance. */
  readonly users: StringTable
  readonly starts: Int32Array
  /** The item of each event. */
  readonly itemOf: Int32Array
  readonly values: Float32Array
  /** Epoch milliseconds of each event; absent where no pair has a time. */
  readonly times: Float64Array | undefined
}

/** The parts of what `fit` is given, whichever form it has; a list of more pairs than can be numbered is refused before any is read. */
export function trainingData(given: Iterable<Pair> | TrainingData): TrainingData {
  const data = partsOf(given)
  const pairs = data?.interactions
  if (data === undefined || !isIterable(pairs))
    throw invalidArgument(
      'interactions',
      given,
      'Pass a list of { userId, itemId }, or { interactions: [...], items, users, vectors }.',
    )
  if (Array.isArray(pairs) && pairs.length > MOST_PAIRS) throw tooMany(pairs.length)
  return data
}

function partsOf(given: Iterable<Pair> | TrainingData): TrainingData | undefined {
  if (isIterable(given)) return { interactions: given }
  if (typeof given === 'object' && given !== null && 'interactions' in given) return given
  return undefined
}

/** Reads and checks all pairs; throws at the first that cannot be right, naming its place. */
export async function readInteractions(pairs: Iterable<Pair>, options: FitOptions = {}): Promise<Interactions> {
  checkSeed(options)
  const pacer = new Pacer(options)
  const users = new StringTable()
  const items = new StringTable()
  let userOf = new Int32Array(STRETCH)
  let itemOf = new Int32Array(STRETCH)
  let values = new Float32Array(STRETCH)
  let times = new Float64Array(STRETCH)
  let timed = 0
  let size = 0
  let user = -1
  let lastId: string | undefined
  for (const pair of pairs) {
    if (size === userOf.length) {
      userOf = grown(userOf)
      itemOf = grown(itemOf)
      values = grown(values)
      times = grown(times)
    }
    if (size >= MOST_PAIRS) throw tooMany(size + 1)
    if (typeof pair !== 'object' || pair === null)
      throw invalidArgument(`interactions[${size}]`, pair, 'Pass { userId, itemId }.')
    // Ids that are known have been checked, and messages are made where they are needed: most pairs pass with a look-up or two, since a log often has a user's pairs together.
    if (user < 0 || pair.userId !== lastId) {
      user = users.indexOf(pair.userId)
      if (user < 0) user = users.intern(checkId(pair.userId, `interactions[${size}].userId`))
      lastId = pair.userId
    }
    let item = items.indexOf(pair.itemId)
    if (item < 0) item = items.intern(checkId(pair.itemId, `interactions[${size}].itemId`))
    const { value = 1 } = pair
    if (!(Number.isFinite(value) && value >= 0)) throw badValue(value, size)
    userOf[size] = user
    itemOf[size] = item
    values[size] = value
    if (pair.timestamp !== undefined) {
      times[size] = toMilliseconds(pair.timestamp, `interactions[${size}].timestamp`)
      timed++
    }
    size++
    if (size % STRETCH === 0 && pacer.due()) await pacer.pause({ phase: 'interactions', done: size })
  }
  if (timed !== 0 && timed !== size) {
    throw invalidArgument(
      'interactions',
      pairs,
      `${size - timed} of ${size} have no timestamp. Give all of them one, or none: a user's order is then the order given.`,
    )
  }
  pacer.report({ phase: 'interactions', done: size, total: size })
  throwIfAborted(options.signal)
  const pause = async (): Promise<void> => {
    if (pacer.due()) await pacer.pause({ phase: 'interactions', done: size, total: size })
  }
  const starts = startsOf(userOf.subarray(0, size), users.size)
  const order = await orderByUser(userOf.subarray(0, size), starts, timed === 0 ? undefined : times, pause)
  await pause()
  const ofItems = arranged(itemOf, order, new Int32Array(size))
  await pause()
  const ofValues = arranged(values, order, new Float32Array(size))
  await pause()
  const ofTimes = timed === 0 ? undefined : arranged(times, order, new Float64Array(size))
  return { users, items, starts, itemOf: ofItems, values: ofValues, times: ofTimes }
}

/**
 * Users by items, with one value for each pair: `'sum'` adds repeated events up, `'last'` keeps the newest, `'binary'` makes every value 1. Columns rise within a row.
 */
export async function userItemMatrix(
  { users, items, starts, itemOf, values }: Interactions,
  repeats: 'sum' | 'last' | 'binary',
  options: FitOptions = {},
): Promise<SparseMatrix> {
  const pacer = new Pacer(options)
  const indptr = new Int32Array(users.size + 1)
  const indices = new Int32Array(itemOf.length)
  const kept = new Float32Array(itemOf.length)
  const sums = new Float64Array(items.size)
  const seenIn = new Int32Array(items.size).fill(-1)
  let size = 0
  for (let user = 0; user < users.size; user++) {
    if (user % SOME_USERS === 0 && pacer.due()) await pacer.pause({ phase: 'matrix', done: user, total: users.size })
    const first = size
    for (let event = starts[user]!; event < starts[user + 1]!; event++) {
      const item = itemOf[event]!
      const value = values[event]!
      if (seenIn[item] !== user) {
        seenIn[item] = user
        sums[item] = value
        indices[size++] = item
      } else sums[item] = repeats === 'sum' ? sums[item]! + value : value
    }
    indices.subarray(first, size).sort()
    for (let at = first; at < size; at++) kept[at] = repeats === 'binary' ? 1 : sums[indices[at]!]!
    indptr[user + 1] = size
  }
  return {
    kind: 'sparse',
    rows: users.size,
    columns: items.size,
    indptr,
    indices: indices.slice(0, size),
    values: kept.slice(0, size),
  }
}

/** The same numbers with rows and columns exchanged. */
export function transposed({ rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  const starts = new Int32Array(columns + 1)
  for (const column of indices) starts[column + 1]!++
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!
  const next = starts.slice(0, columns)
  const rowsOf = new Int32Array(indices.length)
  const moved = new Float32Array(indices.length)
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const to = next[indices[at]!]!++
      rowsOf[to] = row
      moved[to] = values[at]!
    }
  }
  return { kind: 'sparse', rows: columns, columns: rows, indptr: starts, indices: rowsOf, values: moved }
}

function checkSeed({ seed }: FitOptions): void {
  if (seed !== undefined && !Number.isInteger(seed)) throw invalidArgument('seed', seed, 'Pass a whole number.')
}

function badValue(value: unknown, at: number): RecommenderError {
  const remedy = 'A value is a finite number of at least 0; leave out what speaks against an item.'
  return invalidArgument(`interactions[${at}].value`, value, remedy)
}

function isIterable(value: unknown): value is Iterable<Pair> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function tooMany(size: number): RecommenderError {
  const message = `There are ${show(size)} interactions or more; ${show(MOST_PAIRS)} is the most that can be numbered. Leave out the oldest.`
  return new RecommenderError('limit-exceeded', message, { field: 'interactions', value: size })
}

function startsOf(userOf: Int32Array, users: number): Int32Array {
  const starts = new Int32Array(users + 1)
  for (const user of userOf) starts[user + 1]!++
  for (let user = 0; user < users; user++) starts[user + 1]! += starts[user]!
  return starts
}

/** Events by user, and each user's by time; a stable order. */
async function orderByUser(
  userOf: Int32Array,
  starts: Int32Array,
  times: Float64Array | undefined,
  pause: () => Promise<void>,
): Promise<Int32Array> {
  const next = starts.slice()
  const order = new Int32Array(userOf.length)
  for (let event = 0; event < order.length; event++) order[next[userOf[event]!]!++] = event
  if (times === undefined) return order
  for (let user = 0; user + 1 < starts.length; user++) {
    if (user % SOME_USERS === 0) await pause()
    order.subarray(starts[user]!, starts[user + 1]!).sort((a, b) => times[a]! - times[b]! || a - b)
  }
  return order
}

/** Copies values in another order. */
function arranged<T extends Int32Array | Float32Array | Float64Array>(from: T, order: Int32Array, to: T): T {
  for (let at = 0; at < order.length; at++) to[at] = from[order[at]!]!
  return to
}

function grown<T extends Int32Array | Float32Array | Float64Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2)
  larger.set(array)
  return larger
}
