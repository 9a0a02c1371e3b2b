/** Sharpening of scores on the graph of users and items: what went along with the smoothing is partly taken back (BSPM; Choi et al. 2023). */

/** The items of each user, user by user: those of user `u` are `indices[indptr[u] .. indptr[u + 1]]`. */
export interface UserItems {
  readonly indptr: Int32Array
  readonly indices: Int32Array
}

/**
 * Solves ds/dt = -P s from 0 to `time`, s being the scores and P = R'R, R = D_u^(-1/2) X D_i^(-1/2), by one step of the classical Runge-Kutta method: the
 * scores are multiplied by I - TP + (TP)^2/2 - (TP)^3/6 + (TP)^4/24. It is linear and symmetric. A product with P takes two passes over the interactions.
 */
export class Sharpening {
  readonly time: number
  /** Empty where nothing is sharpened. */
  readonly graph: UserItems
  readonly #scales: Float64Array

  /** `degrees` counts the users of each item. */
  constructor(time: number, { indptr, indices }: UserItems, degrees: Float64Array) {
    this.time = time
    this.graph = time === 0 ? { indptr: new Int32Array(0), indices: new Int32Array(0) } : { indptr, indices }
    this.#scales = time === 0 ? new Float64Array(0) : degrees.map((degree) => degree ** -0.5)
  }

  get bytes(): number {
    return this.graph.indptr.byteLength + this.graph.indices.byteLength + this.#scales.byteLength
  }

  /** Sharpens the scores of all items, in place. */
  apply(scores: Float32Array): void {
    if (this.time === 0) return
    const scales = this.#scales
    const count = scores.length
    // Of each term of the polynomial what a product begins with: the term times D_i^(-1/2). In single precision more of it stays near.
    const term = new Float32Array(count)
    const product = new Float32Array(count)
    const sum = new Float64Array(scores)
    for (let item = 0; item < count; item++) term[item] = scores[item]! * scales[item]!
    for (let power = 1; power <= 4; power++) {
      addProduct(this.graph, term, product)
      for (let item = 0; item < count; item++) {
        const value = (-this.time / power) * scales[item]! * product[item]!
        sum[item]! += value
        term[item] = value * scales[item]!
        product[item] = 0
      }
    }
    scores.set(sum)
  }
}

/** Adds X' D_u^(-1) X times a vector. */
function addProduct({ indptr, indices }: UserItems, vector: Float32Array, product: Float32Array): void {
  const users = indptr.length - 1
  for (let user = 0; user < users; user++) {
    const start = indptr[user]!
    const end = indptr[user + 1]!
    // Two sums, so that one addition need not wait for the other.
    let even = 0
    let odd = 0
    let at = start
    for (; at + 1 < end; at += 2) {
      even += vector[indices[at]!]!
      odd += vector[indices[at + 1]!]!
    }
    if (at < end) even += vector[indices[at]!]!
    const mean = (even + odd) / (end - start)
    for (at = start; at < end; at++) product[indices[at]!]! += mean
  }
}
