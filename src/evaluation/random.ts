/** Chance from one seed, for splits, samples and resampling. */

/** Numbers from 0 to below 1, the same for the same seed on every machine (mulberry32 over a mixed seed; `stream` gives an independent row of numbers). */
export function randomNumbers(seed: number, stream = 0): () => number {
  let state = (Math.imul(seed | 0, 0x9e37_79b1) ^ Math.imul(stream + 1, 0x85eb_ca6b)) | 0
  state = (state + Math.imul(Math.floor(seed / 2 ** 32) | 0, 0xc2b2_ae35)) | 0
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The numbers from 0 to below `size` in random order (Fisher and Yates). */
export function shuffled(size: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, at) => at)
  for (let left = size - 1; left > 0; left--) {
    const at = Math.floor(random() * (left + 1))
    const taken = order[at]!
    order[at] = order[left]!
    order[left] = taken
  }
  return order
}
