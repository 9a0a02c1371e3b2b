/** The direction that a set of vectors has most in common. */

/** Rounds of power iteration: the ratio of the two largest singular values decides the accuracy, and texts share one direction strongly. */
const ROUNDS = 100

/**
 * The first right singular vector of rows of `dimensions` numbers (not centred, as in Arora et al. 2017), of length 1; its sign makes the rows' sum
 * positive along it. Undefined where all rows are zero. By power iteration on the d x d matrix of products, from a fixed start.
 */
export function firstDirection(rows: Float32Array, dimensions: number): Float32Array | undefined {
  const gram = new Float64Array(dimensions * dimensions)
  const sum = new Float64Array(dimensions)
  for (let from = 0; from < rows.length; from += dimensions) {
    for (let i = 0; i < dimensions; i += 1) {
      const value = rows[from + i]!
      sum[i]! += value
      if (value === 0) continue
      for (let j = 0; j <= i; j += 1) gram[i * dimensions + j]! += value * rows[from + j]!
    }
  }
  for (let i = 0; i < dimensions; i += 1) {
    for (let j = 0; j < i; j += 1) gram[j * dimensions + i] = gram[i * dimensions + j]!
  }
  // The sum of the rows is close to the answer; where it is zero, any start with all directions in it.
  let direction = sum.some((value) => value !== 0)
    ? sum.slice()
    : Float64Array.from({ length: dimensions }, (_, i) => 1 / (i + 1))
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Float64Array(dimensions)
    let squares = 0
    for (let i = 0; i < dimensions; i += 1) {
      for (let j = 0; j < dimensions; j += 1) next[i]! += gram[i * dimensions + j]! * direction[j]!
      squares += next[i]! * next[i]!
    }
    if (squares === 0) return undefined
    const length = Math.sqrt(squares)
    direction = next.map((value) => value / length)
  }
  let along = 0
  for (let i = 0; i < dimensions; i += 1) along += sum[i]! * direction[i]!
  return Float32Array.from(direction, (value) => (along < 0 ? -value : value))
}
