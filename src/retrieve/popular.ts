/** Candidates by what all users do: events that speak for an item, each fading with time, damped so that a hit does not drown the rest. */

import type { ResolvedBehavior } from '../events/behavior.ts'
import { DAY } from '../events/time.ts'
import type { Retrieval, RetrieveRequest, Retriever } from './retriever.ts'
import { selectBest } from './select.ts'

/** After this many days an event counts half for popularity. */
const HALF_LIFE = 90
const NEVER = -1e308
/** Popularity counts fully once so many events speak for the most popular item; before, a handful of them is no reason to lead everybody's list. */
const FULL = 30
/** 2 to this is as popular as can be: a time long before the events must not give infinity. */
const HIGHEST = 1000

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
  #levels: Float64Array = new Float64Array(0)
  #events: Int32Array = new Int32Array(0)

  /** Counts an event that speaks for an item by `amount` (0 is not counted). */
  observe(item: number, amount: number, timestamp: number): void {
    if (amount <= 0) return
    if (item >= this.#levels.length) this.#grow(item + 1)
    const added = Math.log2(amount) + timestamp / (HALF_LIFE * DAY)
    const level = this.#levels[item]!
    const higher = Math.max(level, added)
    const lower = Math.min(level, added)
    this.#levels[item] = lower === NEVER ? higher : higher + Math.log2(1 + 2 ** (lower - higher))
    this.#events[item]!++
  }

  /** Counts nothing of an item any more. */
  reset(item: number): void {
    if (item >= this.#levels.length) return
    this.#levels[item] = NEVER
    this.#events[item] = 0
  }

  /** Rises with popularity; `-1e308` for an item without any. */
  levelOf(item: number): number {
    return item >= 0 && item < this.#levels.length ? this.#levels[item]! : NEVER
  }

  /** The square root of the decayed sum at `now`: a hundred times the events count ten times as much. */
  scoreOf(item: number, now: number): number {
    const level = this.levelOf(item)
    return level === NEVER ? 0 : 2 ** (Math.min(HIGHEST, level - now / (HALF_LIFE * DAY)) / 2)
  }

  /** How many events spoke for the item. */
  eventsOf(item: number): number {
    return item >= 0 && item < this.#events.length ? this.#events[item]! : 0
  }

  #grow(needed: number): void {
    const capacity = Math.max(256, Math.ceil(needed * 1.5))
    const levels = new Float64Array(capacity).fill(NEVER)
    levels.set(this.#levels)
    const events = new Int32Array(capacity)
    events.set(this.#events)
    this.#levels = levels
    this.#events = events
  }
}

/** Popularity as it looks from the catalogue. */
export interface CataloguePopularity {
  readonly popularity: Popularity
  /** By the catalogue's item index: the log's, or -1 for items that no event is about. */
  readonly logIndexes: Int32Array
  /** By the catalogue's item index: `popularity.levelOf(logIndexes[item])`. */
  readonly levels: Float64Array
}

/** Retrieves by {@link Popularity}; items that nobody touched follow in order of insertion, so that there is always a next one. */
export class PopularItems implements Retriever {
  readonly name = 'popular'
  readonly #now: () => CataloguePopularity

  /** `now` gives popularity as it is when asked. */
  constructor(now: () => CataloguePopularity) {
    this.#now = now
  }

  retrieve({ now, limit, eligible }: RetrieveRequest): Retrieval {
    const { popularity, logIndexes, levels } = this.#now()
    const candidates = selectBest(levels, limit, eligible)
    const scoreOf = (item: number): number => popularity.scoreOf(logIndexes[item]!, now)
    return {
      candidates,
      share: Math.min(1, Math.sqrt(popularity.eventsOf(logIndexes[candidates[0] ?? -1] ?? -1) / FULL)),
      scoreOf,
      evidenceOf: (item) => {
        const amount = scoreOf(item)
        return amount === 0 ? [] : [{ kind: 'popularity', amount, events: popularity.eventsOf(logIndexes[item]!) }]
      },
    }
  }
}
