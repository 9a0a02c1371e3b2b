/** Rows of neighbour models: what an item shares with all others through its users, cut to the best. */

import type { LinearMemory } from './arena.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { NEIGHBORS_WASM } from './neighbors.generated.ts'
import { plainNeighborKernels } from './neighbors-plain.ts'

/** The neighbour kernels. Arguments are addresses in bytes and counts; sparse rows are `starts` (u32, one more than rows), columns (u32) and values (f32). */
export interface NeighborKernels {
  /**
   * `sums[column] += weight * value` (f64) over the rows of `users` at the places `from .. to`, each with its weight (f64) in `weights`. Columns met for the first time are
   * appended to `touched` (u32, with room for one more than there are columns), and `found` (u32) holds how many these are. `values` of 0 stands for a matrix of ones. Products must be above 0. Stops after about `budget`
   * additions and returns the place to go on from.
   */
  addThroughUsers(
    from: number,
    to: number,
    users: number,
    weights: number,
    starts: number,
    columns: number,
    values: number,
    sums: number,
    touched: number,
    found: number,
    budget: number,
  ): number
  /**
   * Scores the `count` columns in `touched`, sets their sums back to 0, and writes the `k` best without `item` to `indices` (u32) and `scores` (f32), in no order; of equal scores the
   * smaller columns. A score is `shared * slope * others[column]` where `base` is below 0, else `shared / (mixed * shared + slope * others[column] + base)`; `others` is f32. Scratch: `keys`, `room` numbers of 8
   * bytes, more than `k`. Returns how many were kept.
   */
  keepBest(
    item: number,
    count: number,
    sums: number,
    touched: number,
    others: number,
    slope: number,
    mixed: number,
    base: number,
    k: number,
    keys: number,
    room: number,
    indices: number,
    scores: number,
  ): number
}

/** Neighbour kernels over a memory: the compiled ones where the backend has them. */
export function createNeighborKernels(memory: LinearMemory, backend: KernelBackend): NeighborKernels {
  return createKernels<NeighborKernels>(NEIGHBORS_WASM, plainNeighborKernels, memory, backend)
}
