/** What users take up by what is in it, whoever they are. */

import { inverseLength } from '../math/direction.ts'
import { GaussianWeights } from '../math/gaussian-weights.ts'
import { learn } from './bayesian-logistic.ts'
import type { CandidateVector } from './reranker.ts'

/** Of longer vectors nothing is learned: an outcome costs the square of their length. */
const LONGEST = 512

/**
 * The appeal of contents: a Bayesian logistic regression of outcomes on dense vectors of length 1 and a base rate, over all users. It knows something of items that nobody has seen, where a count of clicks knows
 * nothing. Its dimensions are those of the first vector; nothing is learned from sparse ones, whose columns may be numbered anew.
 */
export class Appeal {
  readonly #weights: GaussianWeights
  #direction: Float32Array | undefined

  constructor(weights: GaussianWeights) {
    this.#weights = weights
  }

  /** Undefined for vectors that it cannot learn from. */
  static for(vector: CandidateVector | undefined, variance: number): Appeal | undefined {
    if (!(vector instanceof Float32Array) || vector.length > LONGEST) return undefined
    return new Appeal(GaussianWeights.of(new Float64Array(vector.length + 1), variance))
  }

  get weights(): GaussianWeights {
    return this.#weights
  }

  /** Along this the appeal of a vector is its product with it, at length 1, in log-odds. */
  get direction(): Float32Array {
    this.#direction ??= Float32Array.from(this.#weights.mean.subarray(0, -1))
    return this.#direction
  }

  /** Learns what came of showing something with this vector. */
  learn(vector: CandidateVector | undefined, reward: number, weight: number): void {
    if (!(vector instanceof Float32Array) || vector.length !== this.direction.length) return
    const scale = inverseLength(vector)
    const features = Float64Array.from({ length: vector.length + 1 }, (_, at) =>
      at === vector.length ? 1 : scale * vector[at]!,
    )
    learn([this.#weights], features, reward, weight)
    this.#direction = undefined
  }
}
