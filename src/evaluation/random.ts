/** Chance from one seed, for splits, samples and resampling. */

import { shuffle } from '../math/random.ts'

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

/** The numbers from 0 to below `size` in random order. */
export function shuffled(size: number, random: () => number): Int32Array {
  return shuffle(
    Int32Array.from({ length: size }, (_, at) => at),
    random,
  )
}
