/**
 * The exact scan on compiled kernels: an int8 copy of the rows is scanned first, with a bound on the error that the rounding makes; only rows
 * that could be among the best by their bound are scored in full, in doubles.
 */

import { kernelBackend, ResidentMatrix } from '../kernels/index.ts'
import type { TopK } from '../math/top-k.ts'
import { type DenseScan, PlainScan } from './dense-scan.ts'

/** The fastest scan that this platform has. Rows without numbers have nothing to compile for. */
export function createScan(columns: number): DenseScan {
  return columns > 0 && kernelBackend() === 'wasm-simd' ? new KernelScan(columns) : new PlainScan(columns)
}

/** {@link DenseScan} in WebAssembly memory. It takes a quarter more memory than the rows alone from the first search on. */
export class KernelScan implements DenseScan {
  readonly columns: number
  readonly #rows: ResidentMatrix

  constructor(columns: number) {
    this.columns = columns
    this.#rows = new ResidentMatrix(columns)
  }

  get bytes(): number {
    return this.#rows.bytes
  }

  reserve(rows: number): void {
    this.#rows.reserve(rows)
  }

  write(row: number, values: Float64Array): boolean {
    return this.#rows.set(row, values)
  }

  erase(row: number): boolean {
    return this.#rows.erase(row)
  }

  dispose(): void {
    this.#rows.dispose()
  }

  search(
    queries: Float32Array,
    heaps: readonly TopK[],
    accept: ((row: number) => boolean) | undefined,
    k: number,
  ): void {
    const rows = this.#rows
    rows.candidates(queries, heaps.length, k, ({ query, upper, floor, score }) => {
      const heap = heaps[query]!
      // Rows that the filter refuses count for the floor as well, so it holds only where there is no filter.
      const lowest = accept === undefined ? floor : Number.NEGATIVE_INFINITY
      let threshold = heap.threshold
      const count = rows.rows
      for (let row = 0; row < count; row++) {
        if (upper !== undefined && (upper[row]! < lowest || upper[row]! < threshold)) continue
        if (!rows.has(row)) continue
        const exact = Math.fround(score(row))
        // Rows come in rising order, so an equal score cannot enter; but where the heap is not full, everything does.
        if (exact <= threshold && threshold !== Number.NEGATIVE_INFINITY) continue
        if (accept?.(row) === false) continue
        heap.offer(row, exact)
        threshold = heap.threshold
      }
    })
  }
}
