/** What many lists show besides accuracy, by item numbers. */

import type { Batch } from './batch.ts'
import { personalizationOf } from './metrics/between-lists.ts'
import { entropyOf, giniOf } from './metrics/lists.ts'

/** The mean of a figure of items over the first k places of each list; 0 for an empty list. */
export function meanOverPlaces(
  { users, width, places, lengths }: Batch,
  k: number,
  ofItem: Float64Array,
): Float64Array {
  const values = new Float64Array(users)
  for (let user = 0; user < users; user++) {
    const length = Math.min(k, lengths[user]!)
    let sum = 0
    for (let place = user * width, end = place + length; place < end; place++) sum += ofItem[places[place]!]!
    values[user] = length === 0 ? 0 : sum / length
  }
  return values
}

/** The share of places that are right and were not to be expected; `expected` is 1 for items that were. */
export function serendipityOf(batch: Batch, k: number, expected: Uint8Array): Float64Array {
  const { users, width, places, lengths, gains } = batch
  const values = new Float64Array(users)
  for (let user = 0; user < users; user++) {
    const length = Math.min(k, lengths[user]!)
    let found = 0
    for (let place = user * width, end = place + length; place < end; place++) {
      if (gains[place]! > 0 && expected[places[place]!] === 0) found++
    }
    values[user] = length === 0 ? 0 : found / length
  }
  return values
}

/** How often each item stands among the first k places. */
function exposure({ users, width, places, lengths, items }: Batch, k: number): Float64Array {
  const counts = new Float64Array(items.size)
  for (let user = 0; user < users; user++) {
    const length = Math.min(k, lengths[user]!)
    for (let place = user * width, end = place + length; place < end; place++) counts[places[place]!]!++
  }
  return counts
}

/** Figures of all lists together. */
export const together = {
  coverage: (batch: Batch, k: number, catalogue: number): number => {
    let shown = 0
    for (const count of exposure(batch, k)) if (count > 0) shown++
    return catalogue === 0 ? 0 : shown / catalogue
  },
  gini: (batch: Batch, k: number, catalogue: number): number =>
    giniOf(
      exposure(batch, k).filter((count) => count > 0),
      catalogue,
    ),
  entropy: (batch: Batch, k: number): number => entropyOf(exposure(batch, k)),
  personalization: (batch: Batch, k: number): number => {
    const { users, width, places, lengths, items } = batch
    const sums = new Float64Array(items.size)
    const metBy = new Int32Array(items.size)
    let filled = 0
    for (let user = 0; user < users; user++) {
      const first = user * width
      const end = first + Math.min(k, lengths[user]!)
      let different = 0
      for (let place = first; place < end; place++) {
        const item = places[place]!
        if (metBy[item] === user + 1) continue
        metBy[item] = user + 1
        different++
      }
      if (different === 0) continue
      filled++
      const share = 1 / Math.sqrt(different)
      for (let place = first; place < end; place++) {
        const item = places[place]!
        if (metBy[item] !== user + 1) continue
        metBy[item] = 0
        sums[item] = sums[item]! + share
      }
    }
    return personalizationOf(sums, filled)
  },
} as const
