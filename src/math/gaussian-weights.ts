/** What is believed of the weights of a linear model: a normal distribution, with its covariance in full. */

import { factorize } from './dense-solve.ts'

/** Mean and covariance of weights. Few of them are meant: an update costs their number squared. */
export class GaussianWeights {
  readonly mean: Float64Array
  /** `dimensions` x `dimensions`, row by row, symmetric. */
  readonly covariance: Float64Array

  constructor(mean: Float64Array, covariance: Float64Array) {
    this.mean = mean
    this.covariance = covariance
  }

  /** Independent weights of one variance. */
  static of(mean: ArrayLike<number>, variance: number): GaussianWeights {
    const size = mean.length
    const covariance = new Float64Array(size * size)
    for (let at = 0; at < size; at++) covariance[at * size + at] = variance
    return new GaussianWeights(Float64Array.from(mean), covariance)
  }

  /** The mean of the product with `features`. */
  product(features: ArrayLike<number>): number {
    let sum = 0
    for (let at = 0; at < this.mean.length; at++) sum += this.mean[at]! * features[at]!
    return sum
  }

  /** The covariance times `features`: how a surprise along them moves each weight. */
  spread(features: ArrayLike<number>): Float64Array {
    const size = this.mean.length
    const spread = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let j = 0; j < size; j++) sum += this.covariance[i * size + j]! * features[j]!
      spread[i] = sum
    }
    return spread
  }

  /** The variance of the product with `features`. */
  variance(features: ArrayLike<number>): number {
    return Math.max(0, dot(this.spread(features), features))
  }

  /** mean + step * spread; covariance - shrink * spread spreadᵀ. */
  move(spread: Float64Array, step: number, shrink: number): void {
    const size = this.mean.length
    for (let i = 0; i < size; i++) {
      this.mean[i]! += step * spread[i]!
      // The lower triangle, mirrored: it stays symmetric to the last bit.
      for (let j = 0; j <= i; j++) {
        const value = this.covariance[i * size + j]! - shrink * spread[i]! * spread[j]!
        this.covariance[i * size + j] = value
        this.covariance[j * size + i] = value
      }
    }
  }

  /** Something that draws weights: mean + L z, with L Lᵀ the covariance and z standard normal. */
  sampler(): (random: () => number) => Float64Array {
    const size = this.mean.length
    const mean = this.mean.slice()
    const factor = this.covariance.slice()
    if (!factorize(factor, size)) {
      // Rounding took away what little variance was left: each weight alone then.
      factor.fill(0)
      for (let i = 0; i < size; i++)
        factor[i * size + i] = 1 / Math.sqrt(Math.max(1e-12, this.covariance[i * size + i]!))
    }
    return (random) => {
      const normal = Float64Array.from({ length: size }, () => standardNormal(random))
      return mean.map((value, i) => {
        let sum = value + normal[i]! / factor[i * size + i]!
        for (let j = 0; j < i; j++) sum += factor[i * size + j]! * normal[j]!
        return sum
      })
    }
  }
}

/** A standard normal number out of two even ones (Box and Muller 1958). */
export function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** The inner product of two arrays of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}
