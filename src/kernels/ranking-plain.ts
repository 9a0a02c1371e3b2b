/**
 * The plain twin of assembly/ranking.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. It draws the same numbers in the same order; sums
 * run in double precision, so vectors agree to single-precision tolerance.
 */

import type { LinearMemory } from './arena.ts'
import * as layout from './assembly/ranking-layout.ts'
import type { RankingKernels } from './ranking.ts'

/** The ranking kernel in plain TypeScript. */
export function plainRankingKernels(memory: LinearMemory): RankingKernels {
  return { trainPairs: (job, count) => new Trainer(memory, job).train(count) }
}

/** What a user or an item is the sum of. */
interface Composition {
  readonly base: number
  readonly starts: number
  readonly rows: number
  readonly weights: number
}

class Trainer {
  readonly #floats: Float32Array
  readonly #words: Uint32Array
  readonly #job: number
  readonly #width: number

  constructor(memory: LinearMemory, job: number) {
    this.#floats = new Float32Array(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
    this.#job = job >>> 2
    this.#width = this.#field(layout.RANK_WIDTH)
  }

  train(count: number): number {
    const random = this.#words.subarray(
      this.#job + (layout.RANK_RANDOM >>> 2),
      this.#job + (layout.RANK_RANDOM >>> 2) + 4,
    )
    const below = (n: number): number => Math.floor((next(random) * n) / 2 ** 32)
    const pairs = this.#field(layout.RANK_PAIRS)
    let learned = 0
    for (let n = 0; n < count; n++) {
      const pair = below(pairs)
      if (this.#step(this.#word(layout.RANK_PAIR_USERS, pair), this.#word(layout.RANK_PAIR_ITEMS, pair), below))
        learned++
    }
    return learned
  }

  #step(user: number, item: number, below: (n: number) => number): boolean {
    const users = this.#composition(layout.RANK_USERS, layout.RANK_USER_STARTS)
    const items = this.#composition(layout.RANK_ITEMS, layout.RANK_ITEM_STARTS)
    const bias = this.#field(layout.RANK_BIAS)
    const u = this.#vector(users, user)
    u[bias] = 1
    const score = dot(u, this.#vector(items, item))
    const found = this.#negatives(user, u, score, items, below)
    if (found === undefined) return false
    const { chosen, coefficients } = found
    const all = [item, ...chosen]
    const rate = this.#float(layout.RANK_RATE)
    const keep = 1 - rate * this.#float(layout.RANK_REGULARIZATION)
    const change = new Float64Array(this.#width)
    for (const [k, one] of all.entries()) {
      const y = this.#vector(items, one)
      for (let j = 0; j < change.length; j++) change[j]! += coefficients[k]! * y[j]!
    }
    for (const [k, one] of all.entries()) this.#spread(items, one, u, rate * coefficients[k]!, keep)
    this.#spread(users, user, change, rate, keep)
    if (users.starts === 0) this.#floats[(users.base >>> 2) + user * this.#width + bias] = 1
    return true
  }

  /** The drawn items that take part, and the coefficients of the positive item and of them. */
  #negatives(
    user: number,
    u: Float64Array,
    score: number,
    items: Composition,
    below: (n: number) => number,
  ): { chosen: number[]; coefficients: number[] } | undefined {
    const loss = this.#field(layout.RANK_LOSS)
    const count = this.#field(layout.RANK_ITEM_COUNT)
    const chosen: number[] = []
    const scores: number[] = []
    for (let d = 0; d < this.#field(layout.RANK_DRAWS); d++) {
      const other =
        this.#field(layout.RANK_POPULAR) === 1
          ? this.#word(layout.RANK_PAIR_ITEMS, below(this.#field(layout.RANK_PAIRS)))
          : below(count)
      if (this.#isSeen(user, other)) continue
      const s = dot(u, this.#vector(items, other))
      if (loss === 0) {
        if (scores.length > 0 && s <= scores[0]!) continue
        chosen[0] = other
        scores[0] = s
      } else if (loss === 1) {
        if (s <= score - 1) continue
        const weight = Math.log(Math.max(1, Math.floor((count - 1) / (d + 1))) + 1) / Math.log(count + 1)
        return { chosen: [other], coefficients: [weight, -weight] }
      } else {
        chosen.push(other)
        scores.push(s - this.#floats[(this.#field(layout.RANK_CORRECTIONS) >>> 2) + other]!)
      }
    }
    if (chosen.length === 0) return undefined
    if (loss === 0) {
      const g = 1 / (1 + Math.exp(score - scores[0]!))
      return { chosen, coefficients: [g, -g] }
    }
    const most = Math.max(score, ...scores)
    const shares = [score, ...scores].map((s) => Math.exp(s - most))
    const total = shares.reduce((sum, share) => sum + share, 0)
    return { chosen, coefficients: shares.map((share, k) => (k === 0 ? 1 : 0) - share / total) }
  }

  #isSeen(user: number, item: number): boolean {
    const to = this.#word(layout.RANK_SEEN_STARTS, user + 1)
    for (let at = this.#word(layout.RANK_SEEN_STARTS, user); at < to; at++)
      if (this.#word(layout.RANK_SEEN, at) === item) return true
    return false
  }

  #vector(of: Composition, index: number): Float64Array {
    const vector = new Float64Array(this.#width)
    this.#eachRow(of, index, (row, weight) => {
      for (let j = 0; j < vector.length; j++) vector[j]! += weight * this.#floats[row + j]!
    })
    return vector
  }

  #spread(of: Composition, index: number, change: Float64Array, scale: number, keep: number): void {
    this.#eachRow(of, index, (row, weight) => {
      for (let j = 0; j < change.length; j++)
        this.#floats[row + j] = keep * this.#floats[row + j]! + scale * weight * change[j]!
    })
  }

  #eachRow(
    { base, starts, rows, weights }: Composition,
    index: number,
    visit: (row: number, weight: number) => void,
  ): void {
    if (starts === 0) {
      visit((base >>> 2) + index * this.#width, 1)
      return
    }
    for (let n = this.#words[(starts >>> 2) + index]!; n < this.#words[(starts >>> 2) + index + 1]!; n++)
      visit((base >>> 2) + this.#words[(rows >>> 2) + n]! * this.#width, this.#floats[(weights >>> 2) + n]!)
  }

  #composition(base: number, starts: number): Composition {
    return {
      base: this.#field(base),
      starts: this.#field(starts),
      rows: this.#field(starts + 4),
      weights: this.#field(starts + 8),
    }
  }

  #field(at: number): number {
    return this.#words[this.#job + (at >>> 2)]!
  }

  #float(at: number): number {
    return this.#floats[this.#job + (at >>> 2)]!
  }

  /** An entry of a table whose address is a field. */
  #word(table: number, at: number): number {
    return this.#words[(this.#field(table) >>> 2) + at]!
  }
}

/** The next number of sfc32. */
function next(state: Uint32Array): number {
  const [a, b, c, d] = state as unknown as [number, number, number, number]
  const drawn = (a + b + d) >>> 0
  state[3] = d + 1
  state[0] = b ^ (b >>> 9)
  state[1] = c + (c << 3)
  state[2] = ((c << 21) | (c >>> 11)) + drawn
  return drawn
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!
  return sum
}
