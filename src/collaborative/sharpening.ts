/** Sharpening of scores on the graph of users and items: what went along with the smoothing is partly taken back (BSPM; Choi et al. 2023). */

/** Lists of numbers: list `n` is `indices[indptr[n] .. indptr[n + 1]]`. */
export interface Lists {
  readonly indptr: Int32Array
  readonly indices: Int32Array
}

const NONE: Lists = { indptr: new Int32Array(1), indices: new Int32Array(0) }

/**
 * Solves ds/dt = -P s from 0 to `time`, s being the scores and P = R'R, R = D_u^(-1/2) X D_i^(-1/2), by one step of the classical Runge-Kutta method: the
 * scores are multiplied by I - TP + (TP)^2/2 - (TP)^3/6 + (TP)^4/24. It is linear and symmetric. A product with P takes two passes over the interactions.
 */
export class Sharpening {
  readonly time: number
  /** The items of each user; none where nothing is sharpened. */
  readonly histories: Lists
  /** The users of each item. */
  readonly #readers: Lists
  readonly #scales: Float64Array

  /** `degrees` counts the users of each item. */
  constructor(time: number, { indptr, indices }: Lists, degrees: Float64Array) {
    this.time = time
    this.histories = time === 0 ? NONE : { indptr, indices }
    this.#readers = time === 0 ? NONE : turned(this.histories, degrees)
    this.#scales = degrees.map((degree) => degree ** -0.5)
  }

  get bytes(): number {
    const lists = [this.histories, this.#readers]
    return lists.reduce((sum, list) => sum + list.indptr.byteLength + list.indices.byteLength, this.#scales.byteLength)
  }

  /** Sharpens the scores of all items, in place. */
  apply(scores: Float32Array): void {
    if (this.time === 0) return
    const { indptr } = this.histories
    const scales = this.#scales
    const sum = new Float64Array(scores)
    // A term of the polynomial times D_i^(-1/2), which is what a product begins with.
    const term = sum.map((score, item) => score * scales[item]!)
    const means = new Float64Array(indptr.length - 1)
    const product = new Float64Array(scores.length)
    for (let power = 1; power <= 4; power++) {
      addUp(this.histories, term, means)
      for (let user = 0; user < means.length; user++) means[user]! /= indptr[user + 1]! - indptr[user]!
      addUp(this.#readers, means, product)
      for (let item = 0; item < product.length; item++) {
        const value = (-this.time / power) * scales[item]! * product[item]!
        sum[item]! += value
        term[item] = value * scales[item]!
      }
    }
    scores.set(sum)
  }
}

/** Of each list the sum of the values that its numbers have. */
function addUp({ indptr, indices }: Lists, values: Float64Array, sums: Float64Array): void {
  for (let list = 0; list < sums.length; list++) {
    const end = indptr[list + 1]!
    let at = indptr[list]!
    // Four sums, so that one addition need not wait for the other.
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (; at + 3 < end; at += 4) {
      a += values[indices[at]!]!
      b += values[indices[at + 1]!]!
      c += values[indices[at + 2]!]!
      d += values[indices[at + 3]!]!
    }
    for (; at < end; at++) a += values[indices[at]!]!
    sums[list] = a + b + c + d
  }
}

/** For each number the lists that it is in, `degrees` of them. */
function turned({ indptr, indices }: Lists, degrees: Float64Array): Lists {
  const starts = new Int32Array(degrees.length + 1)
  for (let number = 0; number < degrees.length; number++) starts[number + 1] = starts[number]! + degrees[number]!
  const next = starts.slice()
  const lists = new Int32Array(indices.length)
  for (let list = 0; list + 1 < indptr.length; list++)
    for (let at = indptr[list]!; at < indptr[list + 1]!; at++) lists[next[indices[at]!]!++] = list
  return { indptr: starts, indices: lists }
}
