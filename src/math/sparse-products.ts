/** A sparse matrix times a few dense vectors at once. */

/** Rows of a sparse matrix (CSR). */
export interface SparseRows {
  readonly rows: number
  readonly columns: number
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** How many vectors go together: as many as there are registers to add them up in. */
export const BLOCK = 8

type Stretches = (length: number, body: (start: number, end: number) => void) => Promise<void>

/** W = X Xᵀ Q (`side` rows) or XᵀX Q (columns), Q and W being blocks of {@link BLOCK} vectors, row by row. */
export async function multiplyByGram(
  matrix: SparseRows,
  side: 'rows' | 'columns',
  Q: Float64Array,
  W: Float64Array,
  stretches: Stretches,
): Promise<void> {
  if (side === 'columns') {
    // A row at a time: W += xᵀ(xQ).
    W.fill(0)
    const y = new Float64Array(BLOCK)
    await stretches(matrix.rows, (start, end) => {
      for (let row = start; row < end; row++) {
        gatherRow(matrix, row, Q, y, 0)
        scatterRow(matrix, row, y, 0, W)
      }
    })
    return
  }
  const Y = new Float64Array(matrix.columns * BLOCK)
  await stretches(matrix.rows, (start, end) => {
    for (let row = start; row < end; row++) scatterRow(matrix, row, Q, row * BLOCK, Y)
  })
  await stretches(matrix.rows, (start, end) => {
    for (let row = start; row < end; row++) gatherRow(matrix, row, Y, W, row * BLOCK)
  })
}

/** to[at ..] = x Q for row x of the matrix. */
function gatherRow(
  { indptr, indices, values }: SparseRows,
  row: number,
  Q: Float64Array,
  to: Float64Array,
  at: number,
): void {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let s4 = 0
  let s5 = 0
  let s6 = 0
  let s7 = 0
  for (let entry = indptr[row]!; entry < indptr[row + 1]!; entry++) {
    const value = values[entry]!
    const from = indices[entry]! * BLOCK
    s0 += value * Q[from]!
    s1 += value * Q[from + 1]!
    s2 += value * Q[from + 2]!
    s3 += value * Q[from + 3]!
    s4 += value * Q[from + 4]!
    s5 += value * Q[from + 5]!
    s6 += value * Q[from + 6]!
    s7 += value * Q[from + 7]!
  }
  to[at] = s0
  to[at + 1] = s1
  to[at + 2] = s2
  to[at + 3] = s3
  to[at + 4] = s4
  to[at + 5] = s5
  to[at + 6] = s6
  to[at + 7] = s7
}

/** W += xᵀ y for row x of the matrix and y = from[at ..]. */
function scatterRow(
  { indptr, indices, values }: SparseRows,
  row: number,
  from: Float64Array,
  at: number,
  W: Float64Array,
): void {
  const y0 = from[at]!
  const y1 = from[at + 1]!
  const y2 = from[at + 2]!
  const y3 = from[at + 3]!
  const y4 = from[at + 4]!
  const y5 = from[at + 5]!
  const y6 = from[at + 6]!
  const y7 = from[at + 7]!
  for (let entry = indptr[row]!; entry < indptr[row + 1]!; entry++) {
    const value = values[entry]!
    const to = indices[entry]! * BLOCK
    W[to]! += value * y0
    W[to + 1]! += value * y1
    W[to + 2]! += value * y2
    W[to + 3]! += value * y3
    W[to + 4]! += value * y4
    W[to + 5]! += value * y5
    W[to + 6]! += value * y6
    W[to + 7]! += value * y7
  }
}

/** Xᵀ U for `width` vectors U, row by row. */
export async function multiplyTransposed(
  { rows, columns, indptr, indices, values }: SparseRows,
  U: Float32Array,
  width: number,
  stretches: Stretches,
): Promise<Float32Array> {
  const product = new Float32Array(columns * width)
  await stretches(rows, (start, end) => {
    for (let row = start; row < end; row++) {
      for (let entry = indptr[row]!; entry < indptr[row + 1]!; entry++) {
        const value = values[entry]!
        const to = indices[entry]! * width
        for (let j = 0; j < width; j++) product[to + j]! += value * U[row * width + j]!
      }
    }
  })
  return product
}
