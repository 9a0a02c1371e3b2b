/** A vector for each token, and the one thing that is done with them: adding up those of a text. */

/** Adds rows of a table. */
export interface TokenTable {
  readonly rows: number
  readonly dimensions: number
  /** `sum` = the sum of the rows `tokens[0 .. count]`; all of them are below `rows`. */
  addUp(tokens: Int32Array, count: number, sum: Float32Array): void
  /** One row. */
  row(token: number): Float32Array
}

/** A table whose rows stand there as numbers. */
export function floatTable(values: Float32Array, dimensions: number): TokenTable {
  return {
    rows: values.length / dimensions,
    dimensions,
    addUp: (tokens, count, sum) => addRows(values, dimensions, tokens, count, sum),
    row: (token) => values.slice(token * dimensions, (token + 1) * dimensions),
  }
}

/** Rows of 4-bit numbers, two a byte (the first in the low half), each with the logarithm of its scale in one byte. */
export interface PackedRows {
  readonly dimensions: number
  /** Number = (code - 8) * 2^((scale - 240) / 16); scale 0 is a row of zeros. */
  readonly scales: Uint8Array
  readonly codes: Uint8Array
}

/** A table of packed rows. A row becomes numbers when it is first needed: most texts use few of them, and nothing has to be unpacked beforehand. */
export function packedTable({ dimensions, scales, codes }: PackedRows): TokenTable {
  const rows = scales.length
  const values = new Float32Array(rows * dimensions) // pages that are never touched take no memory
  const unpacked = new Uint8Array(rows)
  const unpack = (row: number): void => {
    unpacked[row] = 1
    const scale = scaleOf(scales[row]!)
    let at = row * dimensions
    const end = ((row + 1) * dimensions) >> 1
    for (let byte = (row * dimensions) >> 1; byte < end; byte++) {
      const pair = codes[byte]!
      values[at++] = ((pair & 15) - 8) * scale
      values[at++] = ((pair >> 4) - 8) * scale
    }
  }
  return {
    rows,
    dimensions,
    addUp(tokens, count, sum) {
      for (let at = 0; at < count; at++) if (unpacked[tokens[at]!] === 0) unpack(tokens[at]!)
      addRows(values, dimensions, tokens, count, sum)
    },
    row(token) {
      if (unpacked[token] === 0) unpack(token)
      return values.slice(token * dimensions, (token + 1) * dimensions)
    },
  }
}

/** The scale that a byte stands for: steps of 4.4 %, from 2^-15 to 2^0.9. */
export function scaleOf(byte: number): number {
  return byte === 0 ? 0 : 2 ** ((byte - 240) / 16)
}

/** Packs rows to 4 bits: of the 16 scales around the one that just holds a row's largest number, the one with the least squared error. */
export function packRows(values: Float32Array, dimensions: number): PackedRows {
  const rows = values.length / dimensions
  const scales = new Uint8Array(rows)
  const codes = new Uint8Array((rows * dimensions) >> 1).fill(0x88)
  for (let row = 0; row < rows; row++) {
    const numbers = values.subarray(row * dimensions, (row + 1) * dimensions)
    let largest = 0
    for (const number of numbers) largest = Math.max(largest, Math.abs(number))
    if (largest === 0) continue
    const widest = Math.ceil(Math.log2(largest / 7) * 16) + 240
    let best = 1
    let least = Infinity
    for (let byte = Math.max(1, widest - 15); byte <= widest; byte++) {
      const candidate = Math.min(255, byte)
      const error = squaredError(numbers, scaleOf(candidate))
      if (error < least) {
        least = error
        best = candidate
      }
    }
    scales[row] = best
    const scale = scaleOf(best)
    for (let at = 0; at < dimensions; at++) {
      const index = row * dimensions + at
      const code = codeOf(numbers[at]!, scale)
      codes[index >> 1] = index & 1 ? (codes[index >> 1]! & 15) | (code << 4) : (codes[index >> 1]! & 240) | code
    }
  }
  return { dimensions, scales, codes }
}

function codeOf(number: number, scale: number): number {
  return Math.max(0, Math.min(15, Math.round(number / scale) + 8))
}

function squaredError(numbers: Float32Array, scale: number): number {
  let error = 0
  for (const number of numbers) error += (number - (codeOf(number, scale) - 8) * scale) ** 2
  return error
}

/** Eight rows at a time, so that the sum is read and written an eighth as often. */
function addRows(values: Float32Array, dimensions: number, tokens: Int32Array, count: number, sum: Float32Array): void {
  sum.fill(0)
  let at = 0
  for (; at + 8 <= count; at += 8) {
    const a = tokens[at]! * dimensions
    const b = tokens[at + 1]! * dimensions
    const c = tokens[at + 2]! * dimensions
    const d = tokens[at + 3]! * dimensions
    const e = tokens[at + 4]! * dimensions
    const f = tokens[at + 5]! * dimensions
    const g = tokens[at + 6]! * dimensions
    const h = tokens[at + 7]! * dimensions
    for (let k = 0; k < dimensions; k++) {
      const low = values[a + k]! + values[b + k]! + values[c + k]! + values[d + k]!
      sum[k]! += low + (values[e + k]! + values[f + k]! + values[g + k]! + values[h + k]!)
    }
  }
  for (; at < count; at++) {
    const row = tokens[at]! * dimensions
    for (let k = 0; k < dimensions; k++) sum[k]! += values[row + k]!
  }
}
