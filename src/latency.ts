/** How long calls took, for `stats()`. */

const KEPT = 512

/** Figures of the latest calls, in milliseconds. */
export interface LatencySummary {
  /** How many calls there were in all. */
  readonly count: number
  /** The median and the 99th percentile of the latest 512. */
  readonly p50: number
  readonly p99: number
}

/** Keeps the latest durations of one kind of call. */
export class Latency {
  readonly #recent: number[] = []
  #count = 0

  /** Adds a duration in milliseconds. */
  add(milliseconds: number): void {
    this.#recent[this.#count % KEPT] = milliseconds
    this.#count++
  }

  /** What the latest calls took. */
  summary(): LatencySummary {
    const sorted = [...this.#recent].sort((a, b) => a - b)
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
    return { count: this.#count, p50: at(0.5), p99: at(0.99) }
  }
}
