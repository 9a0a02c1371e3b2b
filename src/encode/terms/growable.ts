/** Typed arrays that grow: a longer copy with zeros at the end, and room to spare. */

/** `array` if it holds `length` values, else a copy of `room` values: at least `length`, by default twice that. */
export function grownInt32(array: Int32Array, length: number, room: number = 2 * length): Int32Array {
  if (array.length >= length) return array
  const longer = new Int32Array(room)
  longer.set(array)
  return longer
}

/** `array` if it holds `length` values, else a copy of `room` values: at least `length`, by default twice that. */
export function grownFloat32(array: Float32Array, length: number, room: number = 2 * length): Float32Array {
  if (array.length >= length) return array
  const longer = new Float32Array(room)
  longer.set(array)
  return longer
}

/** `array` if it holds `length` values, else a copy of `room` values: at least `length`, by default twice that. */
export function grownFloat64(array: Float64Array, length: number, room: number = 2 * length): Float64Array {
  if (array.length >= length) return array
  const longer = new Float64Array(room)
  longer.set(array)
  return longer
}

/** `array` if it holds `length` values, else a copy of `room` values: at least `length`, by default twice that. */
export function grownUint16(array: Uint16Array, length: number, room: number = 2 * length): Uint16Array {
  if (array.length >= length) return array
  const longer = new Uint16Array(room)
  longer.set(array)
  return longer
}
