/** Draws from distributions, out of a generator of numbers from 0 to below 1. */

/** Draws from a normal distribution of mean 0 and deviation 1 (the polar method of Marsaglia and Bray 1964). */
export function normalDraws(random: () => number): () => number {
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const drawn = spare
      spare = undefined
      return drawn
    }
    for (;;) {
      const [x, y] = [2 * random() - 1, 2 * random() - 1]
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const scale = Math.sqrt((-2 * Math.log(square)) / square)
      spare = y * scale
      return x * scale
    }
  }
}

/** A draw from a gamma distribution with this shape, above 0, and rate 1 (Marsaglia and Tsang 2000). Its mean is `shape`. */
export function gammaDraw(shape: number, random: () => number, normal: () => number): number {
  // A shape below 1 is that of one more, times a power of a uniform draw.
  if (shape < 1) return gammaDraw(shape + 1, random, normal) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
