/** Small corpora with a known answer, the same on every machine. */

/** A deterministic stream of numbers from 0 to below 1 (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Words of a topic stand only with words of the same topic: t0w0 .. t0w9, t1w0 .. */
export function topicCorpus(sentences = 1500, topics = 6, seed = 3): string[][] {
  const next = numbers(seed)
  return Array.from({ length: sentences }, () => {
    const topic = Math.floor(next() * topics)
    return Array.from({ length: 6 + Math.floor(next() * 8) }, () => `t${topic}w${Math.floor(next() ** 2 * 10)}`)
  })
}

/** The share of words whose nearest neighbour is of their own topic. */
export function topicAccuracy(words: readonly string[], nearest: (word: string) => string): number {
  const right = words.filter((word) => nearest(word).slice(0, 2) === word.slice(0, 2))
  return right.length / words.length
}
