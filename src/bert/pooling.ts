/** One vector out of the vectors of a text's tokens. Padding stands at the end and is never read. */

/**
 * How a text's vector is made of its tokens' vectors h_1 .. h_n.
 *
 * - `mean`: (1/n) Σ h_i, the usual one.
 * - `cls`: h_1, for models trained so (BGE).
 * - `max`: the largest value of each dimension.
 * - `mean-sqrt-len`: Σ h_i / √n.
 * - `weighted-mean`: Σ i h_i / Σ i, later tokens counting more (SGPT; Muennighoff 2022).
 * - `first-last-mean`: the mean over tokens of (first layer + last layer) / 2 (Su et al. 2021); needs a model exported with its hidden states.
 */
export type Pooling = 'mean' | 'cls' | 'max' | 'mean-sqrt-len' | 'weighted-mean' | 'first-last-mean'

/** All names of poolings. */
export const poolings: readonly Pooling[] = ['mean', 'cls', 'max', 'mean-sqrt-len', 'weighted-mean', 'first-last-mean']

/** What a model gave for a batch: `rows` texts of `length` tokens of `size` numbers each, the last layer and, where it was asked for, the first. */
export interface HiddenStates {
  readonly rows: number
  readonly length: number
  readonly size: number
  readonly last: Float32Array
  readonly first?: Float32Array | undefined
}

/** Writes the vector of each text of a batch into `into`, row by row. `lengths` are the numbers of true tokens, 1 or more. */
export function pool(states: HiddenStates, lengths: ArrayLike<number>, pooling: Pooling, into: Float32Array): void {
  const { rows, length, size, last, first } = states
  const sum = new Float64Array(size)
  for (let row = 0; row < rows; row++) {
    const start = row * length * size
    const count = lengths[row]!
    const to = row * size
    switch (pooling) {
      case 'cls':
        into.set(last.subarray(start, start + size), to)
        break
      case 'max':
        into.set(last.subarray(start, start + size), to)
        for (let at = start + size, end = start + count * size; at < end; at += size)
          for (let j = 0; j < size; j++) if (last[at + j]! > into[to + j]!) into[to + j] = last[at + j]!
        break
      case 'mean':
      case 'mean-sqrt-len':
      case 'weighted-mean':
      case 'first-last-mean': {
        const byPosition = pooling === 'weighted-mean'
        sum.fill(0)
        addTokens(sum, last, start, count, byPosition)
        if (pooling === 'first-last-mean') addTokens(sum, first!, start, count, false)
        const total = byPosition ? (count * (count + 1)) / 2 : count
        const divisor =
          pooling === 'mean-sqrt-len' ? Math.sqrt(count) : pooling === 'first-last-mean' ? 2 * total : total
        for (let j = 0; j < size; j++) into[to + j] = sum[j]! / divisor
        break
      }
      default:
        pooling satisfies never
    }
  }
}

function addTokens(sum: Float64Array, from: Float32Array, start: number, count: number, byPosition: boolean): void {
  const size = sum.length
  for (let token = 0; token < count; token++) {
    const weight = byPosition ? token + 1 : 1
    const at = start + token * size
    for (let j = 0; j < size; j++) sum[j]! += weight * from[at + j]!
  }
}

/** Brings each row to length 1; a row of zeros stays. */
export function normalizeRows(values: Float32Array, columns: number): void {
  for (let at = 0; at < values.length; at += columns) {
    let square = 0
    for (let j = at; j < at + columns; j++) square += values[j]! * values[j]!
    if (square === 0) continue
    const scale = 1 / Math.sqrt(square)
    for (let j = at; j < at + columns; j++) values[j]! *= scale
  }
}
