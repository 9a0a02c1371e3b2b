/**
 * Panels of four vectors that a block Krylov method gathers, held in kernel memory: multiplied by XXᵀ or XᵀX, made orthogonal to those before and among
 * themselves, and combined in the end. Every method works through its rows in stretches, between which the caller may give way.
 */

import { Arena, createSvdKernels, kernelBackend, kernelMemory, type SvdKernels } from '../kernels/index.ts'
import { PANEL, STRIP } from '../kernels/svd.ts'

/** Rows of a sparse matrix (CSR). */
export interface SparseRows {
  readonly rows: number
  readonly columns: number
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Runs `body` over 0 .. length in stretches of a few hundred, giving way to the event loop between them. */
export type Stretches = (length: number, body: (start: number, end: number) => void) => Promise<void>

/** Bytes of a row of a panel. */
const ROW = 4 * PANEL
/** Numbers of the product of two panels. */
const SQUARE = PANEL * PANEL

/** A panel's WᵀW = LLᵀ. */
export interface Cholesky {
  /** (L⁻¹)ᵀ, row by row, with zeros where a column is nothing but noise: W times this is orthonormal. */
  readonly inverse: Float64Array
  /** Which columns are more than noise. */
  readonly found: readonly boolean[]
  /** The least length that was left of any of those when the ones before it had been taken out of it; infinite where there are none. */
  readonly least: number
}

export class KrylovSpace {
  /** The length of the vectors: the smaller side of the matrix. */
  readonly length: number
  readonly #matrix: SparseRows
  readonly #stretches: Stretches
  readonly #arena: Arena
  readonly #kernels: SvdKernels
  readonly #indptr: number
  readonly #indices: number
  readonly #values: number
  /** Between the two products: vectors of the larger side. */
  readonly #between: number
  readonly #betweenBytes: number
  readonly #panels: number
  /** Bytes from one panel to the next. Panels end with zero rows where four rows do not go in evenly. */
  readonly #stride: number
  readonly #products: number
  readonly #factors: number

  /** Room for `count` panels. */
  constructor(matrix: SparseRows, count: number, stretches: Stretches) {
    const backend = kernelBackend()
    const arena = new Arena(kernelMemory(backend))
    const { rows, columns, indptr, indices, values } = matrix
    this.#matrix = matrix
    this.#stretches = stretches
    this.#arena = arena
    this.length = Math.min(rows, columns)
    this.#stride = Math.ceil(this.length / 4) * 4 * ROW
    this.#betweenBytes = Math.max(rows, columns) * ROW
    this.#indptr = arena.allocate(4 * indptr.length)
    this.#indices = arena.allocate(4 * indices.length)
    this.#values = arena.allocate(4 * values.length)
    this.#between = arena.allocate(this.#betweenBytes)
    this.#products = arena.allocate(8 * SQUARE * count)
    this.#factors = arena.allocate(4 * SQUARE * count)
    this.#panels = arena.allocate(this.#stride * count)
    arena.int32(this.#indptr, indptr.length).set(indptr)
    arena.int32(this.#indices, indices.length).set(indices)
    arena.float32(this.#values, values.length).set(values)
    for (let panel = 0; panel < count; panel++)
      arena.uint8(this.#at(panel) + this.length * ROW, this.#stride - this.length * ROW).fill(0)
    this.#kernels = createSvdKernels(arena.memory, backend)
  }

  /** Puts numbers into the given columns of a panel. */
  async fill(panel: number, columns: readonly boolean[], next: () => number): Promise<void> {
    await this.#stretches(this.length, (start, end) => {
      const rows = this.#arena.float32(this.#at(panel, start), (end - start) * PANEL)
      for (let at = 0; at < rows.length; at++) if (columns[at % PANEL]) rows[at] = next()
    })
  }

  /** Panel `panel + 1` = XXᵀ (or XᵀX, where X has fewer columns than rows) times panel `panel`. */
  async multiply(panel: number): Promise<void> {
    const { rows, columns } = this.#matrix
    const gather = (from: number, to: number): Promise<void> =>
      this.#stretches(rows, (start, end) =>
        this.#kernels.gatherPanel(this.#indptr, this.#indices, this.#values, start, end, from, to),
      )
    const scatter = (from: number, to: number): Promise<void> =>
      this.#stretches(rows, (start, end) =>
        this.#kernels.scatterPanel(this.#indptr, this.#indices, this.#values, start, end, from, to),
      )
    const [from, to] = [this.#at(panel), this.#at(panel + 1)]
    if (rows <= columns) {
      this.#arena.uint8(this.#between, this.#betweenBytes).fill(0)
      await scatter(from, this.#between)
      await gather(this.#between, to)
    } else {
      this.#arena.uint8(to, this.#stride).fill(0)
      await gather(from, this.#between)
      await scatter(this.#between, to)
    }
  }

  /** Takes out of a panel what the panels `first .. last` hold of it, and returns how much that was: their products with it, 16 numbers each, row by row. */
  async takeOut(panel: number, first: number, last: number): Promise<Float64Array> {
    const products = await this.#multiplyPanels(panel, first, last)
    this.#arena.float32(this.#factors, products.length).set(products)
    await this.#stretches(this.length, (start, end) =>
      this.#kernels.subtractPanels(
        this.#at(first, start),
        last - first,
        this.#stride,
        this.#at(panel, start),
        end - start,
        this.#factors,
      ),
    )
    return products
  }

  /** The length of the longest column of a panel. */
  async longest(panel: number): Promise<number> {
    const squares = await this.#multiplyPanels(panel, panel, panel + 1)
    let longest = 0
    for (let column = 0; column < PANEL; column++) longest = Math.max(longest, squares[column * (PANEL + 1)]!)
    return Math.sqrt(longest)
  }

  /** Factors WᵀW. A column of which no more than the length `noise` is left when those before it have been taken out counts as none. */
  async factor(panel: number, noise: number): Promise<Cholesky> {
    const L = await this.#multiplyPanels(panel, panel, panel + 1)
    const inverse = new Float64Array(SQUARE)
    const found = Array<boolean>(PANEL).fill(false)
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < PANEL; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = L[i * PANEL + j]!
        for (let k = 0; k < j; k++) sum -= L[i * PANEL + k]! * L[j * PANEL + k]!
        if (j < i) {
          L[i * PANEL + j] = found[j] ? sum / L[j * PANEL + j]! : 0
        } else if (sum > noise * noise) {
          L[i * PANEL + i] = Math.sqrt(sum)
          least = Math.min(least, L[i * PANEL + i]!)
          found[i] = true
        }
      }
      if (!found[i]) continue
      // Row i of L⁻¹ by forward substitution, into column i of the inverse's transpose.
      for (let j = 0; j <= i; j++) {
        let sum = i === j ? 1 : 0
        for (let k = j; k < i; k++) sum -= L[i * PANEL + k]! * inverse[j * PANEL + k]!
        inverse[j * PANEL + i] = sum / L[i * PANEL + i]!
      }
    }
    return { inverse, found, least }
  }

  /** Makes the columns of a panel orthonormal by such a factor. */
  async normalize(panel: number, { inverse }: Cholesky): Promise<void> {
    this.#arena.float32(this.#factors, SQUARE).set(inverse)
    await this.#stretches(this.length, (start, end) =>
      this.#kernels.multiplyPanel(this.#at(panel, start), end - start, this.#factors),
    )
  }

  /**
   * The first `panels` panels times `count` columns of coefficients (each `4 * panels` long, one after the other), as right vectors of X: where the
   * panels are of its other side, Xᵀ times that. Rows are `width` numbers long, zeros after the first `count`. The space can't be used any more afterwards.
   */
  async rightVectors(
    panels: number,
    coefficients: Float64Array,
    count: number,
  ): Promise<{ vectors: Float32Array; width: number }> {
    const { rows, columns } = this.#matrix
    const arena = this.#arena
    const size = panels * PANEL
    const stripCount = Math.max(1, Math.ceil(count / STRIP))
    const width = stripCount * STRIP
    const strips = arena.allocateZeroed(4 * size * width)
    const packed = arena.allocate(64 * panels)
    let result = arena.allocate(4 * width * (this.#stride / ROW))
    const S = arena.float32(strips, size * width)
    for (let j = 0; j < count; j++) {
      const strip = Math.floor(j / STRIP) * size * STRIP + (j % STRIP)
      for (let i = 0; i < size; i++) S[strip + i * STRIP] = coefficients[j * size + i]!
    }
    await this.#stretches(this.#stride / ROW, (start, end) =>
      this.#kernels.combinePanels(
        this.#at(0, start),
        panels,
        this.#stride,
        end - start,
        strips,
        stripCount,
        packed,
        result + 4 * width * start,
        4 * width,
      ),
    )
    if (rows <= columns) {
      // Their room is enough, as a rule.
      arena.free(this.#panels)
      const from = result
      const to = arena.allocate(4 * width * columns)
      await this.#stretches(columns, (start, end) =>
        arena.float32(to + 4 * width * start, width * (end - start)).fill(0),
      )
      await this.#stretches(rows, (start, end) =>
        this.#kernels.scatterWide(this.#indptr, this.#indices, this.#values, start, end, from, to, 4 * width),
      )
      result = to
    }
    return { vectors: arena.float32(result, width * columns), width }
  }

  /** The address of a row of a panel. */
  #at(panel: number, row = 0): number {
    return this.#panels + panel * this.#stride + row * ROW
  }

  /** The products of the panels `first .. last` with a panel. */
  async #multiplyPanels(panel: number, first: number, last: number): Promise<Float64Array> {
    const length = SQUARE * (last - first)
    this.#arena.float64(this.#products, length).fill(0)
    await this.#stretches(this.length, (start, end) =>
      this.#kernels.panelProducts(
        this.#at(first, start),
        last - first,
        this.#stride,
        this.#at(panel, start),
        end - start,
        this.#products,
      ),
    )
    return this.#arena.float64(this.#products, length).slice()
  }
}
