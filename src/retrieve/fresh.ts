/** Candidates by age: the newest items, as far as items say when they came to be. */

import { DAY, decay } from '../events/time.ts'
import type { Retrieval, RetrieveRequest, Retriever } from './retriever.ts'
import { selectBest } from './select.ts'

/** After this many days an item is half as fresh. */
const HALF_LIFE = 14
/** Beyond this many half-lives an item is not fresh enough to tell, unless nothing else is known. */
const HORIZON = 8

/** Retrieves by `createdAt`. */
export class FreshItems implements Retriever {
  readonly name = 'fresh'
  readonly #createdAt: () => Float64Array
  readonly #latest: () => number

  /** `createdAt` gives the times by item index, `NaN` where there is none; `latest` a time that no item is younger than, which spares the look at all items where none is fresh. */
  constructor(createdAt: () => Float64Array, latest: () => number) {
    this.#createdAt = createdAt
    this.#latest = latest
  }

  /** Its part is the freshness itself, and not relative to the freshest: in a catalogue of old items age hardly counts, and still orders what nothing else does. */
  retrieve({ signals, now, limit, eligible }: RetrieveRequest): Retrieval | undefined {
    const since = signals.length === 0 ? Number.NEGATIVE_INFINITY : now - HORIZON * HALF_LIFE * DAY
    if (!(this.#latest() > since)) return undefined
    const times = this.#createdAt()
    const candidates = selectBest(times, limit, eligible, since)
    if (candidates.length === 0) return undefined
    const scoreOf = (item: number): number => (times[item]! > since ? decay(now - times[item]!, HALF_LIFE) : 0)
    return {
      candidates,
      share: scoreOf(candidates[0]!),
      scoreOf,
      evidenceOf: (item) => {
        const amount = scoreOf(item)
        return amount === 0 ? [] : [{ kind: 'freshness', amount, createdAt: times[item]! }]
      },
    }
  }
}
