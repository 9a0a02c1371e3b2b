/**
 * The plain twin of assembly/factors.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. Sums run in double precision, so results
 * differ from the compiled ones by single-precision rounding.
 */

import type { LinearMemory } from './arena.ts'
import type { FactorKernels } from './factors.ts'

/** The factor kernels in plain TypeScript. */
export function plainFactorKernels(memory: LinearMemory): FactorKernels {
  return {
    solveByGradients(first, last, starts, columns, weights, lambdas, x, y, factors, gram, steps) {
      const view = new View(memory, factors, { starts, columns, weights, lambdas, x, y, gram })
      for (let row = first; row < last; row++) solveByGradients(view, row, steps)
    },
    solveByBlocks(first, last, starts, columns, weights, lambdas, x, y, factors, gram, size) {
      const view = new View(memory, factors, { starts, columns, weights, lambdas, x, y, gram })
      for (let row = first; row < last; row++) solveByBlocks(view, row, size)
    },
  }
}

interface Addresses {
  readonly starts: number
  readonly columns: number
  readonly weights: number
  readonly lambdas: number
  readonly x: number
  readonly y: number
  readonly gram: number
}

/** What lies in the memory, as arrays over all of it and places in them. */
class View {
  readonly factors: number
  readonly floats: Float32Array
  readonly integers: Uint32Array
  readonly at: Addresses

  constructor(memory: LinearMemory, factors: number, at: Addresses) {
    this.factors = factors
    this.floats = new Float32Array(memory.buffer)
    this.integers = new Uint32Array(memory.buffer)
    this.at = at
  }

  start(row: number): number {
    return this.integers[(this.at.starts >>> 2) + row]!
  }

  weight(pair: number): number {
    return this.floats[(this.at.weights >>> 2) + pair]!
  }

  lambda(row: number): number {
    return this.floats[(this.at.lambdas >>> 2) + row]!
  }

  /** The row of X, as a view. */
  row(row: number): Float32Array {
    const start = (this.at.x >>> 2) + row * this.factors
    return this.floats.subarray(start, start + this.factors)
  }

  /** The row of Y that a pair is about. */
  other(pair: number): Float32Array {
    const start = (this.at.y >>> 2) + this.integers[(this.at.columns >>> 2) + pair]! * this.factors
    return this.floats.subarray(start, start + this.factors)
  }

  gram(row: number, column: number): number {
    return this.floats[(this.at.gram >>> 2) + row * this.factors + column]!
  }
}

/** (A + lambda I) v + sum (w y.v - target (1 + w)) y. */
function applied(view: View, row: number, v: ArrayLike<number>, target: 0 | 1): Float64Array {
  const { factors } = view
  const lambda = view.lambda(row)
  const out = Float64Array.from({ length: factors }, (_, j) => {
    let sum = lambda * v[j]!
    for (let p = 0; p < factors; p++) sum += view.gram(p, j) * v[p]!
    return sum
  })
  for (let pair = view.start(row); pair < view.start(row + 1); pair++) {
    const y = view.other(pair)
    const w = view.weight(pair)
    const error = w * dot(y, v) - target * (1 + w)
    for (let j = 0; j < factors; j++) out[j]! += error * y[j]!
  }
  return out
}

function solveByGradients(view: View, row: number, steps: number): void {
  const x = view.row(row)
  if (view.start(row) === view.start(row + 1)) {
    x.fill(0)
    return
  }
  const r = applied(view, row, x, 1).map((value) => -value)
  const p = r.slice()
  let before = dot(r, r)
  for (let step = 0; step < steps && before >= 1e-20; step++) {
    const q = applied(view, row, p, 0)
    const length = before / dot(p, q)
    for (let j = 0; j < p.length; j++) {
      x[j]! += length * p[j]!
      r[j]! -= length * q[j]!
    }
    const after = dot(r, r)
    for (let j = 0; j < p.length; j++) p[j] = r[j]! + (after / before) * p[j]!
    before = after
  }
}

function solveByBlocks(view: View, row: number, size: number): void {
  const x = view.row(row)
  const [from, to] = [view.start(row), view.start(row + 1)]
  if (from === to) {
    x.fill(0)
    return
  }
  for (let block = 0; block < x.length; block += size) {
    const gradient = applied(view, row, x, 1).slice(block, block + size)
    const h = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) h[i * size + j] = view.gram(block + i, block + j)
      h[i * size + i]! += view.lambda(row)
    }
    for (let pair = from; pair < to; pair++) {
      const y = view.other(pair)
      for (let i = 0; i < size; i++) {
        const scaled = view.weight(pair) * y[block + i]!
        for (let j = 0; j <= i; j++) h[i * size + j]! += scaled * y[block + j]!
      }
    }
    solveSmall(h, gradient, size)
    for (let i = 0; i < size; i++) x[block + i]! -= gradient[i]!
  }
}

/** Solves H d = g in place by Cholesky; a pivot that is not positive gives 0. */
function solveSmall(h: Float64Array, g: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = h[i * size + j]!
      for (let k = 0; k < j; k++) sum -= h[i * size + k]! * h[j * size + k]!
      if (i === j) h[i * size + i] = sum > 1e-12 ? 1 / Math.sqrt(sum) : 0
      else h[i * size + j] = sum * h[j * size + j]!
    }
    let sum = g[i]!
    for (let k = 0; k < i; k++) sum -= h[i * size + k]! * g[k]!
    g[i] = sum * h[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = g[i]!
    for (let k = i + 1; k < size; k++) sum -= h[k * size + i]! * g[k]!
    g[i] = sum * h[i * size + i]!
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!
  return sum
}
