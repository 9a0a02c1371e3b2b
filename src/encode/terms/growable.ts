/** Typed arrays that grow: a longer copy, at least twice as long, zeros at the end. */

/** `array` if it holds `length` values, else a longer copy. */
export function grownInt32(array: Int32Array, length: number): Int32Array {
  if (array.length >= length) return array
  const longer = new Int32Array(Math.max(length, array.length * 2))
  longer.set(array)
  return longer
}

/** `array` if it holds `length` values, else a longer copy. */
export function grownFloat32(array: Float32Array, length: number): Float32Array {
  if (array.length >= length) return array
  const longer = new Float32Array(Math.max(length, array.length * 2))
  longer.set(array)
  return longer
}

/** `array` if it holds `length` values, else a longer copy. */
export function grownFloat64(array: Float64Array, length: number): Float64Array {
  if (array.length >= length) return array
  const longer = new Float64Array(Math.max(length, array.length * 2))
  longer.set(array)
  return longer
}

/** `array` if it holds `length` values, else a longer copy. */
export function grownUint16(array: Uint16Array, length: number): Uint16Array {
  if (array.length >= length) return array
  const longer = new Uint16Array(Math.max(length, array.length * 2))
  longer.set(array)
  return longer
}
