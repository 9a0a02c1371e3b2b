/** The distributions that training draws from: negatives by count to a power, and the thinning of frequent words. */

/** Where thresholds of 32-bit draws end. */
const TOP = 2 ** 32

/** An alias table (Walker 1977, Vose 1991): draw a place, then take it or its alias by a threshold on a second draw. */
export interface AliasTable {
  readonly thresholds: Uint32Array
  readonly aliases: Uint32Array
}

/** The table for words drawn by `count ** exponent`. */
export function noiseTable(counts: Float64Array, exponent: number): AliasTable {
  // Rounded to single precision, so that engines whose `**` differs in the last bit give the same table.
  const weights = Float64Array.from(counts, (count) => Math.fround(count ** exponent))
  const size = weights.length
  let total = 0
  for (const weight of weights) total += weight
  const scaled = weights.map((weight) => (weight * size) / total)
  const thresholds = new Uint32Array(size).fill(TOP - 1)
  const aliases = Uint32Array.from({ length: size }, (_, index) => index)
  const small: number[] = []
  const large: number[] = []
  for (let index = 0; index < size; index += 1) (scaled[index]! < 1 ? small : large).push(index)
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!
    const high = large.pop()!
    thresholds[low] = Math.min(TOP - 1, scaled[low]! * TOP)
    aliases[low] = high
    scaled[high]! -= 1 - scaled[low]!
    ;(scaled[high]! < 1 ? small : large).push(high)
  }
  // What is left over is 1 up to rounding.
  return { thresholds, aliases }
}

/**
 * For each word the 32-bit draw up to which an occurrence is kept: word2vec's rule (sqrt(f / t) + 1) t / f with f the word's share and
 * t = `subsample`. Undefined where nothing is thinned out.
 */
export function keepThresholds(counts: Float64Array, subsample: number): Uint32Array | undefined {
  if (subsample === 0) return undefined
  let total = 0
  for (const count of counts) total += count
  const threshold = subsample * total
  return Uint32Array.from(counts, (count) => {
    const kept = (Math.sqrt(count / threshold) + 1) * (threshold / count)
    return Math.min(TOP - 1, Math.floor(kept * TOP))
  })
}
