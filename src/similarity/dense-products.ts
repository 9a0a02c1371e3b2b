/** Dot products of many rows with many rows, in doubles. */

import { dotOf } from './products.ts'

/**
 * `out[a * outStride + b]` becomes the dot product of row `a` of `x` and row `b` of `y`, for `xRows` and `yRows` rows of `columns`.
 *
 * Two rows against two at a time, so that each number that is loaded serves two products. Every product adds the even and the odd
 * columns apart and then together, as {@link dotOf} does: a pair has the same score, to the last bit, in a batch of any size.
 */
export function multiplyRows(
  x: Float64Array,
  xRows: number,
  y: Float64Array,
  yRows: number,
  columns: number,
  out: Float64Array,
  outStride: number,
): void {
  const pairedX = xRows - 1
  const pairedY = yRows - 1
  let a = 0
  for (; a < pairedX; a += 2) {
    let b = 0
    for (; b < pairedY; b += 2)
      multiplyTwoByTwo(x, a * columns, y, b * columns, columns, out, a * outStride + b, outStride)
    if (b < yRows) {
      out[a * outStride + b] = dotOf(x, a * columns, y, b * columns, columns)
      out[(a + 1) * outStride + b] = dotOf(x, (a + 1) * columns, y, b * columns, columns)
    }
  }
  if (a < xRows) {
    for (let b = 0; b < yRows; b++) out[a * outStride + b] = dotOf(x, a * columns, y, b * columns, columns)
  }
}

function multiplyTwoByTwo(
  x: Float64Array,
  x0: number,
  y: Float64Array,
  y0: number,
  columns: number,
  out: Float64Array,
  at: number,
  outStride: number,
): void {
  const x1 = x0 + columns
  const y1 = y0 + columns
  let even00 = 0
  let even01 = 0
  let even10 = 0
  let even11 = 0
  let odd00 = 0
  let odd01 = 0
  let odd10 = 0
  let odd11 = 0
  let column = 0
  for (const pairs = columns - 1; column < pairs; column += 2) {
    const a0 = x[x0 + column]!
    const a1 = x[x1 + column]!
    const b0 = y[y0 + column]!
    const b1 = y[y1 + column]!
    even00 += a0 * b0
    even01 += a0 * b1
    even10 += a1 * b0
    even11 += a1 * b1
    const c0 = x[x0 + column + 1]!
    const c1 = x[x1 + column + 1]!
    const d0 = y[y0 + column + 1]!
    const d1 = y[y1 + column + 1]!
    odd00 += c0 * d0
    odd01 += c0 * d1
    odd10 += c1 * d0
    odd11 += c1 * d1
  }
  if (column < columns) {
    even00 += x[x0 + column]! * y[y0 + column]!
    even01 += x[x0 + column]! * y[y1 + column]!
    even10 += x[x1 + column]! * y[y0 + column]!
    even11 += x[x1 + column]! * y[y1 + column]!
  }
  out[at] = even00 + odd00
  out[at + 1] = even01 + odd01
  out[at + outStride] = even10 + odd10
  out[at + outStride + 1] = even11 + odd11
}
