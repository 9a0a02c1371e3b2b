/** Small behaviour for the tests of evaluation. */

import type { Pair } from '../../src/collaborative/index.ts'

/** A generator of numbers from 0 to below 1, apart from the library's own. */
export function lcg(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const DAY = 86_400_000
const START = Date.UTC(2024, 0, 1)

/** So many users with 4 to 12 different items each, popular ones more often; with values 1 to 5 and times. */
export function behaviour(users: number, items: number, seed = 1): Pair[] {
  const random = lcg(seed)
  const pairs: Pair[] = []
  for (let user = 0; user < users; user++) {
    const own = new Set<number>()
    const size = 4 + Math.floor(random() * 9)
    while (own.size < Math.min(size, items)) own.add(Math.floor(items * random() ** 2))
    for (const item of own) {
      const timestamp = START + Math.floor(random() * 300) * DAY
      pairs.push({ userId: `u${user}`, itemId: `i${item}`, value: 1 + Math.floor(random() * 5), timestamp })
    }
  }
  return pairs
}
