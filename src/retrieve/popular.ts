/** Candidates by what all users do: events that speak for an item, each fading with time, damped so that a hit does not drown the rest. */

import type { ResolvedBehavior } from '../events/behavior.ts'
import { DAY } from '../events/time.ts'
import type { Retrieval, RetrieveRequest, Retriever } from './retriever.ts'
import { selectBest } from './select.ts'

/** After this many days an event counts half for popularity. */
const HALF_LIFE = 90
const NEVER = -1e308

/** How much an event speaks for its item, whoever did it: its behaviour's weight and, on a scale, how far the value lies above the middle. */
export function praise(behavior: ResolvedBehavior, value: number): number {
  const { weight, scale, signed } = behavior
  if (weight <= 0) return 0
  if (scale === undefined || Number.isNaN(value)) return weight
  const [low, high] = scale
  const place = (Math.min(value, high) - low) / (high - low)
  return weight * (signed ? Math.max(0, 2 * place - 1) : place)
}

/**
 * Decayed sums by the log's item index. Kept is log2(sum) + time / half-life, from which the order follows at any time without a look at the
 * clock, since all sums fade alike.
 */
export class Popularity {
  #levels: number[] = []
  #events: number[] = []

  /** Counts an event that speaks for an item by `amount` (0 is not counted). */
  observe(item: number, amount: number, timestamp: number): void {
    while (this.#levels.length <= item) {
      this.#levels.push(NEVER)
      this.#events.push(0)
    }
    if (amount <= 0) return
    const added = Math.log2(amount) + timestamp / (HALF_LIFE * DAY)
    const level = this.#levels[item]!
    const higher = Math.max(level, added)
    const lower = Math.min(level, added)
    this.#levels[item] = lower === NEVER ? higher : higher + Math.log2(1 + 2 ** (lower - higher))
    this.#events[item]!++
  }

  /** Rises with popularity; `-1e308` for an item without any. */
  levelOf(item: number): number {
    return this.#levels[item] ?? NEVER
  }

  /** log(1 + the decayed sum) at `now`. */
  scoreOf(item: number, now: number): number {
    const level = this.levelOf(item)
    return level === NEVER ? 0 : Math.log1p(2 ** (level - now / (HALF_LIFE * DAY)))
  }

  /** How many events spoke for the item. */
  eventsOf(item: number): number {
    return this.#events[item] ?? 0
  }
}

/** Retrieves by {@link Popularity}; items that nobody touched follow in order of insertion, so that there is always a next one. */
export class PopularItems implements Retriever {
  readonly name = 'popular'
  readonly #slots: () => number
  readonly #popularity: () => Popularity
  /** From the catalogue's item index to the log's; -1 for items that no event is about. */
  readonly #logIndex: (item: number) => number

  constructor(slots: () => number, popularity: () => Popularity, logIndex: (item: number) => number) {
    this.#slots = slots
    this.#popularity = popularity
    this.#logIndex = logIndex
  }

  retrieve({ now, limit, eligible }: RetrieveRequest): Retrieval {
    const popularity = this.#popularity()
    const candidates = selectBest(this.#slots(), limit, (item) => popularity.levelOf(this.#logIndex(item)), eligible)
    const scoreOf = (item: number): number => popularity.scoreOf(this.#logIndex(item), now)
    return {
      candidates,
      scoreOf,
      evidenceOf: (item) => {
        const amount = scoreOf(item)
        return amount === 0 ? [] : [{ kind: 'popularity', amount, events: popularity.eventsOf(this.#logIndex(item)) }]
      },
    }
  }
}
