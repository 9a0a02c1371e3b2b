/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to tridiagonal form, then implicit QL (the EISPACK routines tred2 and
 * tql2; Bowdler, Martin, Reinsch and Wilkinson 1968). For the small matrices at the end of larger computations: time grows with the cube of the size.
 */

import { finish, type Steps } from '../steps.ts'

/** Eigenvalues in falling order, and their eigenvectors. */
export interface SymmetricEigen {
  readonly values: Float64Array
  /** Unit eigenvectors one after the other: that of `values[j]` is `vectors[j * size .. (j + 1) * size]`. */
  readonly vectors: Float64Array
}

/** The eigenvalues and eigenvectors of a symmetric matrix, given row by row; only its upper triangle is read. */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  return finish(symmetricEigenSteps(matrix, size))
}

/** The same in steps. */
export function* symmetricEigenSteps(matrix: Float64Array, size: number): Steps<SymmetricEigen> {
  const vectors = new Float64Array(size * size)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      vectors[row * size + column] = matrix[Math.min(row, column) * size + Math.max(row, column)]!
  const diagonal = new Float64Array(size)
  const beside = new Float64Array(size)
  if (size > 0) {
    yield* tridiagonalize(vectors, diagonal, beside, size)
    yield* diagonalize(vectors, diagonal, beside, size)
  }

  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]!)
  const sorted = new Float64Array(size * size)
  for (const [to, from] of order.entries()) sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size)
  return { values: Float64Array.from(order, (from) => diagonal[from]!), vectors: sorted }
}

/** V, held column after column, becomes the orthogonal matrix with VᵀAV tridiagonal: `d` its diagonal, `e[1..]` what stands beside it. */
function* tridiagonalize(V: Float64Array, d: Float64Array, e: Float64Array, n: number): Steps<void> {
  for (let j = 0; j < n; j++) d[j] = V[j * n + n - 1]!
  for (let i = n - 1; i > 0; i--) {
    yield
    let scale = 0
    let h = 0
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!)
    if (scale === 0) {
      e[i] = d[i - 1]!
      for (let j = 0; j < i; j++) {
        d[j] = V[j * n + i - 1]!
        V[j * n + i] = 0
        V[i * n + j] = 0
      }
    } else {
      // The Householder vector, scaled against overflow.
      for (let k = 0; k < i; k++) {
        d[k]! /= scale
        h += d[k]! * d[k]!
      }
      let f = d[i - 1]!
      let g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h)
      e[i] = scale * g
      h -= f * g
      d[i - 1] = f - g
      e.fill(0, 0, i)
      for (let j = 0; j < i; j++) {
        f = d[j]!
        V[i * n + j] = f
        g = e[j]! + V[j * n + j]! * f
        for (let k = j + 1; k < i; k++) {
          g += V[j * n + k]! * d[k]!
          e[k]! += V[j * n + k]! * f
        }
        e[j] = g
      }
      f = 0
      for (let j = 0; j < i; j++) {
        e[j]! /= h
        f += e[j]! * d[j]!
      }
      const half = f / (h + h)
      for (let j = 0; j < i; j++) e[j]! -= half * d[j]!
      for (let j = 0; j < i; j++) {
        f = d[j]!
        g = e[j]!
        for (let k = j; k < i; k++) V[j * n + k]! -= f * e[k]! + g * d[k]!
        d[j] = V[j * n + i - 1]!
        V[j * n + i] = 0
      }
    }
    d[i] = h
  }

  // The reflections, multiplied together.
  for (let i = 0; i < n - 1; i++) {
    yield
    V[i * n + n - 1] = V[i * n + i]!
    V[i * n + i] = 1
    const h = d[i + 1]!
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = V[(i + 1) * n + k]! / h
      for (let j = 0; j <= i; j++) {
        let g = 0
        for (let k = 0; k <= i; k++) g += V[(i + 1) * n + k]! * V[j * n + k]!
        for (let k = 0; k <= i; k++) V[j * n + k]! -= g * d[k]!
      }
    }
    for (let k = 0; k <= i; k++) V[(i + 1) * n + k] = 0
  }
  for (let j = 0; j < n; j++) {
    d[j] = V[j * n + n - 1]!
    V[j * n + n - 1] = 0
  }
  V[n * n - 1] = 1
  e[0] = 0
}

/** QL steps with implicit shifts until nothing stands beside the diagonal; V takes every rotation along. */
function* diagonalize(V: Float64Array, d: Float64Array, e: Float64Array, n: number): Steps<void> {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!
  e[n - 1] = 0
  let shift = 0
  let largest = 0
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]!) + Math.abs(e[l]!))
    const negligible = Number.EPSILON * largest
    let m = l
    while (m < n - 1 && Math.abs(e[m]!) > negligible) m++
    // A matrix of finite numbers needs a few rounds; one with NaN in it must not go on for ever.
    for (let round = 0; m > l && round < 100; round++) {
      yield
      let g = d[l]!
      let p = (d[l + 1]! - g) / (2 * e[l]!)
      let r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1)
      d[l] = e[l]! / (p + r)
      d[l + 1] = e[l]! * (p + r)
      const next = d[l + 1]!
      const moved = g - d[l]!
      for (let i = l + 2; i < n; i++) d[i]! -= moved
      shift += moved

      p = d[m]!
      let c = 1
      let c2 = 1
      let c3 = 1
      const beside = e[l + 1]!
      let s = 0
      let s2 = 0
      for (let i = m - 1; i >= l; i--) {
        c3 = c2
        c2 = c
        s2 = s
        g = c * e[i]!
        const h = c * p
        r = Math.hypot(p, e[i]!)
        e[i + 1] = s * r
        s = e[i]! / r
        c = p / r
        p = c * d[i]! - s * g
        d[i + 1] = h + s * (c * g + s * d[i]!)
        for (let k = 0; k < n; k++) {
          const right = V[(i + 1) * n + k]!
          const left = V[i * n + k]!
          V[(i + 1) * n + k] = s * left + c * right
          V[i * n + k] = c * left - s * right
        }
      }
      p = (-s * s2 * c3 * beside * e[l]!) / next
      e[l] = s * p
      d[l] = c * p
      if (Math.abs(e[l]!) <= negligible) break
    }
    d[l]! += shift
    e[l] = 0
  }
}
