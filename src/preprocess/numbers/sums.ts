/**
 * Sums in the order in which numpy adds, so that rounding errors agree too: they decide whether a column counts as constant, and which
 * of two equally good answers is found.
 */

/** The sum of a list, by halves: rounding errors grow with the logarithm of the length only. As numpy's pairwise summation. */
export function pairwiseSum(values: Float64Array): number {
  const n = values.length
  if (n < 8) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += values[i]!
    return sum
  }
  if (n > 128) {
    const half = (n >> 1) - ((n >> 1) % 8)
    return pairwiseSum(values.subarray(0, half)) + pairwiseSum(values.subarray(half))
  }
  const lanes = values.slice(0, 8)
  let i = 8
  for (; i < n - (n % 8); i += 8) for (let lane = 0; lane < 8; lane++) lanes[lane]! += values[i + lane]!
  const [a, b, c, d, e, f, g, h] = lanes as unknown as [number, number, number, number, number, number, number, number]
  let sum = a + b + (c + d) + (e + f + (g + h))
  for (; i < n; i++) sum += values[i]!
  return sum
}

/** The sum of each column of a flat table: row by row, or by halves where there is one column. */
export function columnSums(values: Float64Array, columns: number): Float64Array {
  if (columns === 1) return Float64Array.of(pairwiseSum(values))
  const sums = new Float64Array(columns)
  for (let start = 0; start < values.length; start += columns) {
    for (let c = 0; c < columns; c++) sums[c]! += values[start + c]!
  }
  return sums
}

/** Mean squared distance from the mean, in two passes. */
export function variance(values: Float64Array): number {
  const mean = pairwiseSum(values) / values.length
  return pairwiseSum(values.map((value) => (value - mean) * (value - mean))) / values.length
}
