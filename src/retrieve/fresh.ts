/** Candidates by age: the newest items, as far as items say when they came to be. */

import { DAY, decay } from '../events/time.ts'
import type { Retrieval, RetrieveRequest, Retriever } from './retriever.ts'
import { selectBest } from './select.ts'

/** After this many days an item is half as fresh. */
const HALF_LIFE = 14
/** Beyond this many half-lives an item is not fresh at all. */
const HORIZON = 8

/** Retrieves by `createdAt`. */
export class FreshItems implements Retriever {
  readonly name = 'fresh'
  readonly #slots: () => number
  readonly #createdAt: (item: number) => number

  constructor(slots: () => number, createdAt: (item: number) => number) {
    this.#slots = slots
    this.#createdAt = createdAt
  }

  retrieve({ now, limit, eligible }: RetrieveRequest): Retrieval | undefined {
    const since = now - HORIZON * HALF_LIFE * DAY
    const age = (item: number): number => {
      const createdAt = this.#createdAt(item)
      return createdAt > since ? createdAt : Number.NaN
    }
    const candidates = selectBest(this.#slots(), limit, age, eligible)
    if (candidates.length === 0) return undefined
    const scoreOf = (item: number): number => {
      const createdAt = age(item)
      return Number.isNaN(createdAt) ? 0 : decay(now - createdAt, HALF_LIFE)
    }
    return {
      candidates,
      scoreOf,
      evidenceOf: (item) => {
        const amount = scoreOf(item)
        return amount === 0 ? [] : [{ kind: 'freshness', amount, createdAt: age(item) }]
      },
    }
  }
}
