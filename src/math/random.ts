/** Chance from one seed: states for the generator (sfc32) that the training kernel also runs. */

/** Four 32-bit words for stream number `stream` of a seed: the same on every machine, different for every stream. */
export function randomState(seed: number, stream: number): Uint32Array {
  // splitmix32 over the seed and the stream; the first outputs are thrown away.
  let state = (Math.imul(seed | 0, 0x9e37_79b1) ^ Math.imul(stream + 1, 0x85eb_ca6b)) | 0
  // Seeds beyond 32 bits count too.
  state = (state + Math.imul(Math.floor(seed / 2 ** 32) | 0, 0xc2b2_ae35)) | 0
  const next = (): number => {
    state = (state + 0x9e37_79b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0_aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a_2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  next()
  return Uint32Array.from([next(), next(), next(), 1])
}

/** Numbers from 0 to below 1, in steps of 2^-32. */
export function randomNumbers(seed: number, stream: number): () => number {
  let [a, b, c, d] = [...randomState(seed, stream)] as [number, number, number, number]
  const next = (): number => {
    const drawn = (a + b + d) >>> 0
    d = (d + 1) >>> 0
    a = (b ^ (b >>> 9)) >>> 0
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + drawn) >>> 0
    return drawn / 2 ** 32
  }
  for (let i = 0; i < 12; i += 1) next()
  return next
}

/** Brings numbers into a random order, in place (Fisher and Yates), and gives them back. */
export function shuffle<T extends Int32Array | Uint32Array>(numbers: T, random: () => number): T {
  for (let last = numbers.length - 1; last > 0; last -= 1) {
    const drawn = Math.floor(random() * (last + 1))
    const number = numbers[last]!
    numbers[last] = numbers[drawn]!
    numbers[drawn] = number
  }
  return numbers
}
