/** The accuracy of many lists: one figure a user, each equal to the metric of the same name. */

import { type Batch, discounts } from './batch.ts'
import type { AveragePrecisionOptions, NdcgOptions } from './metrics/ranks.ts'

/** Which of the usual conventions are meant; each metric's own page explains them. */
export interface Conventions {
  readonly precision?: 'k' | 'length'
  readonly recall?: 'relevant' | 'min'
  readonly averagePrecision?: NonNullable<AveragePrecisionOptions['normalizer']>
  readonly ndcg?: Pick<NdcgOptions, 'ideal' | 'gain' | 'discount'>
}

/** The metrics of accuracy that are computed for many lists at once. */
export type AccuracyName =
  | 'ndcg'
  | 'recall'
  | 'precision'
  | 'hitRate'
  | 'averagePrecision'
  | 'reciprocalRank'
  | 'rPrecision'

type PerUser = (batch: Batch, k: number, conventions: Conventions) => Float64Array

/** How many right items are among the first k places. */
function hits({ users, width, gains }: Batch, k: number): Int32Array {
  const counts = new Int32Array(users)
  const places = Math.min(k, width)
  for (let user = 0; user < users; user++) {
    let found = 0
    for (let place = user * width, end = place + places; place < end; place++) if (gains[place]! > 0) found++
    counts[user] = found
  }
  return counts
}

const precision: PerUser = (batch, k, { precision: by = 'k' }) => {
  const found = hits(batch, k)
  const values = new Float64Array(batch.users)
  for (let user = 0; user < batch.users; user++) {
    const places = by === 'k' ? k : Math.min(k, batch.lengths[user]!)
    values[user] = places === 0 ? 0 : found[user]! / places
  }
  return values
}

const recall: PerUser = (batch, k, { recall: by = 'relevant' }) => {
  const found = hits(batch, k)
  const values = new Float64Array(batch.users)
  for (let user = 0; user < batch.users; user++) {
    const right = batch.relevant[user]!
    values[user] = right === 0 ? 0 : found[user]! / (by === 'min' ? Math.min(k, right) : right)
  }
  return values
}

const hitRate: PerUser = (batch, k) => {
  const found = hits(batch, k)
  const values = new Float64Array(batch.users)
  for (let user = 0; user < batch.users; user++) values[user] = found[user]! > 0 ? 1 : 0
  return values
}

const rPrecision: PerUser = ({ users, width, gains, relevant }) => {
  const values = new Float64Array(users)
  for (let user = 0; user < users; user++) {
    const right = relevant[user]!
    let found = 0
    for (let place = 0; place < right && place < width; place++) if (gains[user * width + place]! > 0) found++
    values[user] = right === 0 ? 0 : found / right
  }
  return values
}

const reciprocalRank: PerUser = ({ users, width, gains }, k) => {
  const values = new Float64Array(users)
  const places = Math.min(k, width)
  for (let user = 0; user < users; user++) {
    for (let place = 0; place < places; place++) {
      if (gains[user * width + place]! <= 0) continue
      values[user] = 1 / (place + 1)
      break
    }
  }
  return values
}

const averagePrecision: PerUser = ({ users, width, gains, relevant }, k, { averagePrecision: by = 'relevant' }) => {
  const values = new Float64Array(users)
  const places = Math.min(k, width)
  for (let user = 0; user < users; user++) {
    let found = 0
    let sum = 0
    for (let place = 0; place < places; place++) {
      if (gains[user * width + place]! > 0) sum += ++found / (place + 1)
    }
    const right = relevant[user]!
    values[user] = right === 0 ? 0 : sum / (by === 'min' ? Math.min(k, right) : right)
  }
  return values
}

const ndcg: PerUser = ({ users, width, gains, starts, ideal }, k, conventions) => {
  const { ideal: cut = 'cut', gain = 'linear', discount = 'log2(place+1)' } = conventions.ndcg ?? {}
  const value = gain === 'linear' ? (g: number): number => g : (g: number): number => 2 ** g - 1
  let longest = width
  for (let user = 0; user < users; user++) longest = Math.max(longest, starts[user + 1]! - starts[user]!)
  const weights = discounts(longest, discount === 'log2(place)' ? 0 : 1)
  const values = new Float64Array(users)
  const places = Math.min(k, width)
  for (let user = 0; user < users; user++) {
    const first = starts[user]!
    const right = starts[user + 1]! - first
    const best = cut === 'cut' ? Math.min(k, right) : right
    let most = 0
    for (let place = 0; place < best; place++) most += value(ideal[first + place]!) * weights[place]!
    let sum = 0
    for (let place = 0; place < places; place++) {
      const found = gains[user * width + place]!
      if (found > 0) sum += value(found) * weights[place]!
    }
    values[user] = most === 0 ? 0 : sum / most
  }
  return values
}

/** Accuracy, one figure a user. */
export const accuracy: Readonly<Record<AccuracyName, PerUser>> = {
  ndcg,
  recall,
  precision,
  hitRate,
  averagePrecision,
  reciprocalRank,
  rPrecision,
}
