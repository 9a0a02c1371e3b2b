/** Rows of numbers in one byte each: a quarter of the memory, at an error of half a step, 1/254 of the row's largest number. */

/** Rows of `columns` numbers in one byte each; the number is `values[row * columns + column] * scales[row]`. */
export interface Int8Matrix {
  readonly kind: 'int8'
  readonly rows: number
  readonly columns: number
  readonly values: Int8Array
  /** One a row; 0 for a row of zeros. */
  readonly scales: Float32Array
}

/** Rounds each row to 255 steps, from minus to plus its largest absolute number. */
export function toInt8(values: Float32Array, columns: number): Int8Matrix {
  const rows = columns === 0 ? 0 : values.length / columns
  const bytes = new Int8Array(values.length)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    let largest = 0
    for (let at = start; at < start + columns; at++) largest = Math.max(largest, Math.abs(values[at]!))
    const scale = Math.fround(largest / 127)
    scales[row] = scale
    if (scale > 0) for (let at = start; at < start + columns; at++) bytes[at] = Math.round(values[at]! / scale)
  }
  return { kind: 'int8', rows, columns, values: bytes, scales }
}

/** The numbers that such rows stand for. */
export function fromInt8({ rows, columns, values, scales }: Int8Matrix): Float32Array {
  const numbers = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++)
    for (let at = row * columns; at < (row + 1) * columns; at++) numbers[at] = values[at]! * scales[row]!
  return numbers
}
