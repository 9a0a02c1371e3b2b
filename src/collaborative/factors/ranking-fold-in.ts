/** A user's vector for a history that training has not seen: the training's own steps, with the items fixed. */

import { type RankingSettings, rankingWidth } from './ranking-training.ts'

/** How negatives are drawn: all alike, or, where `ends` has the running sums of how often items occur, as often as that. */
export interface NegativeItems {
  /** The logarithm of each item's share of the draws. */
  readonly logarithms: Float32Array
  readonly ends: Float64Array | undefined
}

/** Most products of a vector with an item's: what a fold-in may take, about three milliseconds at 64 factors. */
const MOST_PRODUCTS = 30_000
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Steps from the mean user on, as many as a user with this history has taken in training (fewer where that is over {@link MOST_PRODUCTS}), and the mean of the vectors along the
 * second half of the way, which is free of most of the noise of single steps (Polyak and Juditsky 1992). `own` are the items with their weights, above 0.
 */
export function foldIn(
  settings: RankingSettings,
  vectors: Float32Array,
  mean: Float32Array,
  { logarithms, ends }: NegativeItems,
  own: readonly (readonly [item: number, weight: number])[],
  random: () => number,
): Float64Array {
  const { factors, loss, negatives, epochs, learningRate } = settings
  const width = rankingWidth(factors)
  const x = Float64Array.from(mean)
  x[factors] = 1
  const items = vectors.length / width
  if (own.length === 0 || own.length === items) return x
  const isOwn = new Set(own.map(([item]) => item))
  let total = 0
  const shares = Float64Array.from(own, ([, weight]) => (total += weight))
  const score = (item: number): number => {
    let sum = 0
    for (let j = 0, at = item * width; j <= factors; j++, at++) sum += x[j]! * vectors[at]!
    return sum
  }
  const draw = (): number =>
    ends === undefined ? Math.floor(random() * items) : firstAbove(ends, random() * ends[items - 1]!)
  const move = (item: number, by: number): void => {
    for (let j = 0, at = item * width; j < factors; j++, at++) x[j]! += by * vectors[at]!
  }
  const keep = 1 - learningRate * settings.regularization
  const steps = Math.min(epochs * own.length, Math.ceil(MOST_PRODUCTS / (negatives + 1)))
  const sums = new Float64Array(factors)
  const chosen: number[] = []
  const scores: number[] = []
  for (let step = 0; step < steps; step++) {
    // Multiples of the golden section fall evenly: every stretch of the way has each item about as often as its weight says.
    const at = firstAbove(shares, ((step * GOLDEN) % 1) * shares[own.length - 1]!)
    const [item] = own[at]!
    const mine = score(item)
    chosen.length = 0
    scores.length = 0
    let pull = 1
    for (let d = 0; d < negatives; d++) {
      const other = draw()
      if (isOwn.has(other)) continue
      const s = score(other)
      if (loss === 'softmax') {
        chosen.push(other)
        scores.push(s - logarithms[other]! - Math.log(negatives))
      } else if (loss === 'warp') {
        if (s <= mine - 1) continue
        chosen.push(other)
        pull = warpWeight(items, d + 1)
        break
      } else if (chosen.length === 0 || s > scores[0]!) {
        chosen[0] = other
        scores[0] = s
      }
    }
    if (chosen.length > 0) {
      if (loss === 'softmax') {
        const most = scores.reduce((a, b) => Math.max(a, b), mine)
        const sum = scores.reduce((a, s) => a + Math.exp(s - most), Math.exp(mine - most))
        for (let j = 0; j < factors; j++) x[j]! *= keep
        move(item, learningRate * (1 - Math.exp(mine - most) / sum))
        for (const [k, other] of chosen.entries()) move(other, (-learningRate * Math.exp(scores[k]! - most)) / sum)
      } else {
        if (loss === 'bpr') pull = 1 / (1 + Math.exp(mine - scores[0]!))
        for (let j = 0; j < factors; j++) x[j]! *= keep
        move(item, learningRate * pull)
        move(chosen[0]!, -learningRate * pull)
      }
    }
    if (2 * step >= steps) for (let j = 0; j < factors; j++) sums[j]! += x[j]!
  }
  const averaged = steps - Math.ceil(steps / 2)
  if (averaged > 0) for (let j = 0; j < factors; j++) x[j] = sums[j]! / averaged
  return x
}

/** What a step of WARP weighs once `draws` items were drawn: the logarithm of the rank that this says, as a share of the largest. */
function warpWeight(items: number, draws: number): number {
  return Math.log(Math.max(1, Math.floor((items - 1) / draws)) + 1) / Math.log(items + 1)
}

/** The first place whose running sum is above `value`. */
function firstAbove(ends: Float64Array, value: number): number {
  let from = 0
  let to = ends.length - 1
  while (from < to) {
    const middle = (from + to) >>> 1
    if (ends[middle]! > value) to = middle
    else from = middle + 1
  }
  return from
}
