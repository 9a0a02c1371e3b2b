/** The plain twin of assembly/neighbors.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. */

import { TopK } from '../math/top-k.ts'
import type { LinearMemory } from './arena.ts'
import type { NeighborKernels } from './neighbors.ts'

/** The neighbour kernels in plain TypeScript. They keep the same columns with the same bits as the compiled ones, in another order. */
export function plainNeighborKernels(memory: LinearMemory): NeighborKernels {
  const words = (address: number): Uint32Array => new Uint32Array(memory.buffer, address)
  const singles = (address: number): Float32Array => new Float32Array(memory.buffer, address)
  const doubles = (address: number): Float64Array => new Float64Array(memory.buffer, address)
  return {
    addThroughUsers(from, to, users, weights, starts, columns, values, sums, touched, found, budget) {
      const user = words(users)
      const weight = doubles(weights)
      const start = words(starts)
      const column = words(columns)
      const value = values === 0 ? undefined : singles(values)
      const sum = doubles(sums)
      const met = words(touched)
      let count = words(found)[0]!
      let work = 0
      while (from < to && work <= budget) {
        const [first, last] = [start[user[from]!]!, start[user[from]! + 1]!]
        const factor = weight[from]!
        for (let at = first; at < last; at++) {
          const place = column[at]!
          if (sum[place] === 0) met[count++] = place
          sum[place]! += value === undefined ? factor : factor * value[at]!
        }
        work += last - first
        from++
      }
      words(found)[0] = count
      return from
    },

    keepBest(item, count, sums, touched, others, slope, mixed, base, k, _keys, _room, indices, scores) {
      const sum = doubles(sums)
      const met = words(touched)
      const other = singles(others)
      const best = new TopK(k)
      for (let at = 0; at < count; at++) {
        const column = met[at]!
        const shared = sum[column]!
        sum[column] = 0
        if (column === item) continue
        const against = other[column]!
        const score = base < 0 ? shared * slope * against : shared / (mixed * shared + slope * against + base)
        best.offer(column, Math.fround(score))
      }
      const kept = best.drain()
      words(indices).set(kept.indices)
      singles(scores).set(kept.scores)
      return kept.indices.length
    },
  }
}
