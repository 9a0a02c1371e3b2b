/** What the benches share: seeded chance, texts like those of a catalogue, and percentiles. */

/** A generator of numbers from 0 to 1 (mulberry32). */
export function seeded(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Words as often as in natural text: the n-th most frequent of `size` words has probability proportional to 1 / (n + 2.7) (Zipf-Mandelbrot). */
export function zipfWords(random, size = 50_000) {
  const sums = new Float64Array(size)
  let total = 0
  for (let rank = 0; rank < size; rank++) sums[rank] = total += 1 / (rank + 2.7)
  return () => {
    const point = random() * total
    let low = 0
    let high = size - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle] < point) low = middle + 1
      else high = middle
    }
    return `w${low.toString(36)}`
  }
}

/** So many items of 30 words with two tags, an author and an age, as a catalogue before `now` may have them. */
export function catalogue(count, random, word, now) {
  return Array.from({ length: count }, (_, index) => ({
    id: `item-${index}`,
    text: Array.from({ length: 30 }, word).join(' '),
    tags: [`tag-${Math.floor(random() ** 2 * 200)}`, `tag-${Math.floor(random() ** 2 * 200)}`],
    attributes: { author: `author-${Math.floor(random() * 5000)}` },
    createdAt: now - random() * 1000 * 86_400_000,
  }))
}

/** The value below which this share of `values` lies. */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

/** Resident memory in MB, after a collection where the process allows one. */
export function residentMegabytes() {
  globalThis.gc?.()
  return process.memoryUsage().rss / 1e6
}

/** One line of a table: what, figure, bar. */
export function report(what, figure, bar) {
  console.log(`${what.padEnd(64)} ${figure.padStart(22)}   ${bar}`)
}
