/** Every row of an item-kNN in one go, by kernels over one memory that is given back at the end. */

import { RecommenderError } from '../../errors.ts'
import { Arena } from '../../kernels/arena.ts'
import { kernelBackend, kernelMemory, loadKernel } from '../../kernels/backend.ts'
import { NEIGHBORS_WASM } from '../../kernels/neighbors.generated.ts'
import { createNeighborKernels } from '../../kernels/neighbors.ts'
import { Pacer, throwIfAborted, type WorkOptions } from '../../work.ts'
import { GrowingRows } from '../growing-rows.ts'
import type { BehaviorMatrix } from './behavior-matrix.ts'
import type { Measure } from './similarity.ts'

/** So many additions go between two looks at the clock. */
const BUDGET = 4_000_000
/** So many rows are copied between two looks. */
const STRETCH = 1024
/** Candidates that gather before the best of them are chosen. */
const GATHERED = 1024
/** Entries of finished rows that gather before they are moved out. */
const FINISHED = 1 << 20

/** The row of every item, each cut to the `keep` most similar; undefined, with nothing done, where the behaviour does not fit into kernel memory (4 GB: some 200 million entries). */
export async function makeAllRows(
  matrix: BehaviorMatrix,
  measure: Measure,
  keep: number,
  options: WorkOptions,
): Promise<GrowingRows | undefined> {
  await loadKernel(NEIGHBORS_WASM)
  const backend = kernelBackend()
  const arena = new Arena(kernelMemory(backend))
  const laid = layOut(arena, matrix, Math.min(keep, matrix.byItem.rows))
  if (laid === undefined) return undefined
  const pacer = new Pacer(options)
  const total = matrix.byItem.rows
  const ones = await copyBehavior(arena, laid, matrix, measure, pacer)
  const kernels = createNeighborKernels(arena.memory, backend)
  const { users, weights, userStarts, columns, values, sums, touched, terms, found, keys, room, k } = laid
  const itemStarts = startsOf(matrix.byItem)
  const count = arena.uint32(found, 1)
  const { mixed } = measure
  const sizes = new Int32Array(total)
  const indices: Int32Array[] = []
  const scores: Float32Array[] = []
  let finished = 0
  const moveOut = (): void => {
    indices.push(arena.int32(laid.indices, finished).slice())
    scores.push(arena.float32(laid.scores, finished).slice())
    finished = 0
  }
  for (let item = 0; item < total; item++) {
    const end = itemStarts[item + 1]!
    count[0] = 0
    for (let from = itemStarts[item]!; from < end; ) {
      from = kernels.addThroughUsers(
        from,
        end,
        users,
        weights,
        userStarts,
        columns,
        ones ? 0 : values,
        sums,
        touched,
        found,
        BUDGET,
      )
      if (pacer.due()) await pacer.pause({ phase: 'neighbors', done: item, total })
    }
    if (count[0] === 0) continue
    if (finished + k > laid.finished) moveOut()
    const own = matrix.itemSizes[item]!
    const size = kernels.keepBest(
      item,
      count[0]!,
      sums,
      touched,
      terms,
      measure.slope(own),
      mixed,
      measure.base(own),
      k,
      keys,
      room,
      laid.indices + 4 * finished,
      laid.scores + 4 * finished,
    )
    sizes[item] = size
    finished += size
  }
  moveOut()
  pacer.report({ phase: 'neighbors', done: total, total })
  throwIfAborted(options.signal)
  return GrowingRows.of(sizes, joined(indices, Int32Array), joined(scores, Float32Array))
}

/** Addresses, and the lengths that go with them. */
interface Laid {
  readonly userStarts: number
  readonly columns: number
  readonly values: number
  readonly users: number
  readonly weights: number
  readonly terms: number
  readonly sums: number
  readonly touched: number
  readonly found: number
  readonly keys: number
  readonly indices: number
  readonly scores: number
  /** Entries of finished rows that there is room for. */
  readonly finished: number
  readonly room: number
  readonly k: number
}

/** Room for everything; undefined where there is not enough memory. */
function layOut(arena: Arena, { byUser, byItem }: BehaviorMatrix, k: number): Laid | undefined {
  const entries = entriesOf(byItem)
  const room = k + Math.max(k, GATHERED)
  const finished = Math.max(k, Math.min(FINISHED, byItem.rows * k))
  try {
    return {
      userStarts: arena.allocate((byUser.rows + 1) * 4),
      columns: arena.allocate(entries * 4),
      values: arena.allocate(entries * 4),
      users: arena.allocate(entries * 4),
      weights: arena.allocate(entries * 8),
      terms: arena.allocate(byItem.rows * 4),
      sums: arena.allocateZeroed(byItem.rows * 8),
      touched: arena.allocate((byItem.rows + 1) * 4),
      found: arena.allocate(4),
      keys: arena.allocate(room * 8),
      indices: arena.allocate(finished * 4),
      scores: arena.allocate(finished * 4),
      finished,
      room,
      k,
    }
  } catch (error) {
    if (error instanceof RecommenderError && error.code === 'limit-exceeded') return undefined
    throw error
  }
}

/** Fills the memory; true where every value is 1. */
async function copyBehavior(
  arena: Arena,
  laid: Laid,
  { byUser, byItem, itemSizes }: BehaviorMatrix,
  measure: Measure,
  pacer: Pacer,
): Promise<boolean> {
  const entries = entriesOf(byItem)
  const starts = startsOf(byUser)
  arena.uint32(laid.userStarts, starts.length).set(starts)
  const columns = arena.int32(laid.columns, entries)
  const values = arena.float32(laid.values, entries)
  const users = arena.int32(laid.users, entries)
  const weights = arena.float64(laid.weights, entries)
  const terms = arena.float32(laid.terms, byItem.rows)
  const through = new Float64Array(byUser.rows)
  const progress = { phase: 'neighbors', done: 0, total: byItem.rows }
  let to = 0
  let ones = true
  for (let user = 0; user < byUser.rows; user++) {
    const size = byUser.sizes[user]!
    const end = byUser.starts[user]! + size
    if (size > 0) through[user] = measure.through(size)
    for (let at = byUser.starts[user]!; at < end; at++) {
      columns[to] = byUser.indices[at]!
      values[to] = byUser.values[at]!
      if (values[to++] !== 1) ones = false
    }
    if (user % STRETCH === 0 && pacer.due()) await pacer.pause(progress)
  }
  to = 0
  for (let item = 0; item < byItem.rows; item++) {
    const end = byItem.starts[item]! + byItem.sizes[item]!
    for (let at = byItem.starts[item]!; at < end; at++) {
      const user = byItem.indices[at]!
      users[to] = user
      weights[to++] = byItem.values[at]! * through[user]!
    }
    terms[item] = itemSizes[item] === 0 ? 0 : measure.term(itemSizes[item]!)
    if (item % STRETCH === 0 && pacer.due()) await pacer.pause(progress)
  }
  return ones
}

/** All numbers, one part after the other. */
function joined<T extends Int32Array | Float32Array>(parts: readonly T[], Kind: new (length: number) => T): T {
  const all = new Kind(parts.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const part of parts) {
    all.set(part, end)
    end += part.length
  }
  return all
}

function entriesOf({ rows, sizes }: GrowingRows): number {
  let sum = 0
  for (let row = 0; row < rows; row++) sum += sizes[row]!
  return sum
}

/** Where each row starts when nothing lies between them. */
function startsOf({ rows, sizes }: GrowingRows): Uint32Array {
  const starts = new Uint32Array(rows + 1)
  for (let row = 0; row < rows; row++) starts[row + 1] = starts[row]! + sizes[row]!
  return starts
}
