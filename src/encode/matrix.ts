/** The two forms in which sets of vectors travel: sparse (CSR) and dense (one flat array). */

/**
 * Rows of mostly zeros, in compressed sparse row form: row `r` has the columns `indices[indptr[r] .. indptr[r + 1]]` with the
 * `values` beside them. Within a row the columns rise and none appears twice.
 */
export interface SparseMatrix {
  readonly kind: 'sparse'
  readonly rows: number
  readonly columns: number
  /** `rows + 1` offsets into `indices` and `values`; the first is 0. */
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Rows of `columns` numbers each, one after the other in one flat array. */
export interface DenseMatrix {
  readonly kind: 'dense'
  readonly rows: number
  readonly columns: number
  /** `rows * columns` numbers, row by row. */
  readonly values: Float32Array
}
