/** Keeps the k best of a stream of scores, in a heap whose root is the worst kept. */

import { invalidArgument } from '../errors.ts'

/** Room made at first; a heap for a `k` beyond every candidate should not cost `k`. */
const FIRST_CAPACITY = 256

/** What {@link TopK.drain} gives: position by position, the best first. */
export interface TopKResult {
  readonly indices: Int32Array
  readonly scores: Float64Array
}

/**
 * The `k` best of all that was offered: the higher score first, and of equal scores the smaller index, whatever the order of the offers.
 *
 * An offer costs one comparison when it does not enter and O(log k) when it does; it allocates nothing once the heap has its size.
 * The caller offers each index once.
 *
 * @example
 * ```ts
 * const best = new TopK(2)
 * for (const [index, score] of [0.1, 0.9, 0.5].entries()) best.offer(index, score)
 * best.drain() // { indices: [1, 2], scores: [0.9, 0.5] }
 * ```
 */
export class TopK {
  readonly #k: number
  #indices: Int32Array
  #scores: Float64Array
  #size = 0
  #threshold = Number.NEGATIVE_INFINITY

  /** @param k - How many to keep: a whole number of at least 1. It may exceed the number of offers. */
  constructor(k: number) {
    if (!Number.isSafeInteger(k) || k < 1) throw invalidArgument('k', k, 'Give a whole number of at least 1.')
    this.#k = k
    const capacity = Math.min(k, FIRST_CAPACITY)
    this.#indices = new Int32Array(capacity)
    this.#scores = new Float64Array(capacity)
  }

  /** How many are kept now; at most `k`. */
  get size(): number {
    return this.#size
  }

  /**
   * The score to beat: the worst kept once `k` are kept, `-Infinity` before. A scan in the order of rising indices may skip whatever is
   * not above it; in any other order an equal score can still enter by its smaller index, so offer what is not below it.
   */
  get threshold(): number {
    return this.#threshold
  }

  /** Keeps this index if its score is among the `k` best so far. `NaN` never enters; infinite scores do. */
  offer(index: number, score: number): void {
    if (this.#size < this.#k) {
      if (!Number.isNaN(score)) this.#push(index, score)
      return
    }
    if (score > this.#threshold || (score === this.#threshold && index < this.#indices[0]!)) {
      this.#sinkFromRoot(index, score)
      this.#threshold = this.#scores[0]!
    }
  }

  /** Gives what is kept, best first, and empties the heap for the next stream. */
  drain(): TopKResult {
    const size = this.#size
    const indices = new Int32Array(size)
    const scores = new Float64Array(size)
    // The root is the worst of what is left, so the result fills from its end.
    for (let place = size - 1; place >= 0; place--) {
      indices[place] = this.#indices[0]!
      scores[place] = this.#scores[0]!
      this.#size = place
      this.#sinkFromRoot(this.#indices[place]!, this.#scores[place]!)
    }
    this.#size = 0
    this.#threshold = Number.NEGATIVE_INFINITY
    return { indices, scores }
  }

  #push(index: number, score: number): void {
    if (this.#size === this.#indices.length) this.#grow()
    const indices = this.#indices
    const scores = this.#scores
    let place = this.#size++
    // Worse ones rise: a parent is worse than both children.
    while (place > 0) {
      const parent = (place - 1) >> 1
      const parentScore = scores[parent]!
      if (!(score < parentScore || (score === parentScore && index > indices[parent]!))) break
      indices[place] = indices[parent]!
      scores[place] = parentScore
      place = parent
    }
    indices[place] = index
    scores[place] = score
    if (this.#size === this.#k) this.#threshold = scores[0]!
  }

  /** Puts an entry in the root's place and lets it sink below everything worse. */
  #sinkFromRoot(index: number, score: number): void {
    const indices = this.#indices
    const scores = this.#scores
    const size = this.#size
    let place = 0
    for (let child = 1; child < size; child = 2 * place + 1) {
      const right = child + 1
      if (
        right < size &&
        (scores[right]! < scores[child]! || (scores[right] === scores[child] && indices[right]! > indices[child]!))
      ) {
        child = right
      }
      const childScore = scores[child]!
      if (!(childScore < score || (childScore === score && indices[child]! > index))) break
      indices[place] = indices[child]!
      scores[place] = childScore
      place = child
    }
    indices[place] = index
    scores[place] = score
  }

  #grow(): void {
    const capacity = Math.min(this.#k, this.#indices.length * 2)
    const indices = new Int32Array(capacity)
    const scores = new Float64Array(capacity)
    indices.set(this.#indices)
    scores.set(this.#scores)
    this.#indices = indices
    this.#scores = scores
  }
}
