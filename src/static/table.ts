/** A vector for each token, and the one thing that is done with them: adding up those of a text. */

import { Arena } from '../kernels/arena.ts'
import { kernelBackend, kernelMemory } from '../kernels/backend.ts'
import { createGatherKernels } from '../kernels/gather.ts'

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
  return lazyTable(values.length / dimensions, dimensions, (row, into) =>
    into.set(values.subarray(row * dimensions, (row + 1) * dimensions)),
  )
}

/** Rows of 4-bit numbers, two a byte (the first in the low half), each with the logarithm of its scale in one byte. */
export interface PackedRows {
  readonly dimensions: number
  /** Number = (code - 8) * 2^((scale - 240) / 16); scale 0 is a row of zeros. */
  readonly scales: Uint8Array
  readonly codes: Uint8Array
}

/** A table of packed rows. */
export function packedTable({ dimensions, scales, codes }: PackedRows): TokenTable {
  return lazyTable(scales.length, dimensions, (row, into) => {
    const scale = scaleOf(scales[row]!)
    for (let k = 0; k < dimensions; k++) {
      const index = row * dimensions + k
      const pair = codes[index >> 1]!
      into[k] = ((index & 1 ? pair >> 4 : pair & 15) - 8) * scale
    }
  })
}

/** Floats in a block of the kernel. */
const BLOCK = 32

/** A table in kernel memory whose rows come there when they are first needed: most apps use few of them, so memory grows with the words that were met. */
function lazyTable(rows: number, dimensions: number, unpack: (row: number, into: Float32Array) => void): TokenTable {
  const blocks = Math.ceil(dimensions / BLOCK)
  const rowBytes = blocks * BLOCK * 4
  const backend = kernelBackend()
  const arena = new Arena(kernelMemory(backend))
  const kernels = createGatherKernels(arena, backend)
  /** Place of each row in kernel memory, plus one; 0 where it is not yet there. */
  const places = new Int32Array(rows)
  let used = 0
  let room = Math.max(1, Math.min(rows, 1024))
  let values = arena.allocateZeroed(room * rowBytes)
  const sum = arena.allocate(rowBytes)
  let order = arena.allocate(256 * 4)
  let orderRoom = 256

  const placeOf = (row: number): number => {
    if (places[row] !== 0) return places[row]! - 1
    if (used === room) grow()
    unpack(row, arena.float32(values + used * rowBytes, dimensions))
    places[row] = ++used
    return used - 1
  }
  const grow = (): void => {
    room = Math.min(rows, room * 2)
    const grown = arena.allocateZeroed(room * rowBytes)
    arena.uint8(grown, used * rowBytes).set(arena.uint8(values, used * rowBytes))
    arena.free(values)
    values = grown
  }
  return {
    rows,
    dimensions,
    addUp(tokens, count, into) {
      if (count > orderRoom) {
        arena.free(order)
        orderRoom = count * 2
        order = arena.allocate(orderRoom * 4)
      }
      let view = arena.int32(order, count)
      for (let at = 0; at < count; at++) {
        const row = tokens[at]!
        let place = places[row]! - 1
        if (place < 0) {
          place = placeOf(row)
          if (view.length === 0) view = arena.int32(order, count) // memory has grown, and the old view is dead
        }
        view[at] = place
      }
      kernels.sumRows(values, order, count, blocks, sum)
      into.set(arena.float32(sum, dimensions))
    },
    row(token) {
      const place = placeOf(token)
      return arena.float32(values + place * rowBytes, dimensions).slice()
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
