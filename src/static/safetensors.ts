/** Reads `safetensors` files: a JSON head with the place, shape and number type of each tensor, then their bytes. */

import { invalidArgument } from '../errors.ts'

/** A tensor as single-precision numbers (whole numbers beyond 2^24 lose their last digits). */
export interface Tensor {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

interface TensorHead {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/** The tensors of a file by name. Throws an error that says what is wrong with the bytes. */
export function readSafetensors(bytes: Uint8Array): ReadonlyMap<string, Tensor> {
  const broken = (why: string): Error =>
    invalidArgument('weights', bytes, `These bytes are no safetensors file: ${why}.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8) throw broken('there are fewer than 8 of them')
  const headBytes = view.getUint32(0, true)
  if (view.getUint32(4, true) !== 0 || headBytes > bytes.length - 8) throw broken('the head is longer than the file')
  let head: Record<string, TensorHead>
  try {
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headBytes))) as Record<string, TensorHead>
  } catch {
    throw broken('the head is no JSON')
  }
  const tensors = new Map<string, Tensor>()
  for (const [name, { dtype, shape, data_offsets: [from, to] = [0, -1] }] of Object.entries(head)) {
    if (name === '__metadata__') continue
    const reader = readers[dtype]
    if (reader === undefined) continue
    const start = 8 + headBytes + from
    const count = shape.reduce((product, size) => product * size, 1)
    if (from < 0 || 8 + headBytes + to > bytes.length || to - from !== count * reader.bytes)
      throw broken(`tensor ${name} does not fit`)
    const values = new Float32Array(count)
    for (let at = 0; at < count; at++) values[at] = reader.read(view, start + at * reader.bytes)
    tensors.set(name, { shape, values })
  }
  return tensors
}

const readers: Readonly<Record<string, { readonly bytes: number; read(view: DataView, at: number): number }>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => bfloat(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Infinity
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}

const scratch = new DataView(new ArrayBuffer(4))

/** The upper half of a single-precision number. */
function bfloat(bits: number): number {
  scratch.setUint32(0, bits << 16)
  return scratch.getFloat32(0)
}
