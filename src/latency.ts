/** How long calls took, for `stats()`. */

const KEPT = 512

/** Keeps the latest durations of one kind of call. */
export class Latency {
  readonly #recent: number[] = []
  #count = 0

  /** Adds a duration in milliseconds. */
  add(milliseconds: number): void {
    this.#recent[this.#count % KEPT] = milliseconds
    this.#count++
  }

  /** How many calls there were, and the median and 99th percentile of the latest 512, in milliseconds. */
  summary(): { readonly count: number; readonly p50: number; readonly p99: number } {
    const sorted = [...this.#recent].sort((a, b) => a - b)
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
    return { count: this.#count, p50: at(0.5), p99: at(0.99) }
  }
}
