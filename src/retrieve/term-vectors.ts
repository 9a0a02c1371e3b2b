/** Sums, products and matches of sparse vectors by term id: what text and label spaces share. */

import type { Match } from './space.ts'
import type { TermVector } from './term-index.ts'

/** Terms are sorted where there are this many times more that are not in the sum. */
const SORTED = 16

/** The weighted sum of sparse vectors, ids rising, and its length. */
export function sumTerms(
  vectors: readonly TermVector[],
  weights: readonly number[],
  terms: number,
): { vector: TermVector; norm: number } {
  const sums = new Float64Array(terms)
  const seen = new Uint8Array(terms)
  const touched = new Int32Array(vectors.reduce((total, vector) => total + vector.indices.length, 0))
  let count = 0
  for (const [at, { indices, values }] of vectors.entries()) {
    const weight = weights[at]!
    for (let place = 0; place < indices.length; place++) {
      const term = indices[place]!
      sums[term]! += weight * values[place]!
      if (seen[term] === 0) {
        seen[term] = 1
        touched[count++] = term
      }
    }
  }
  const indices = touched.slice(0, count)
  // A look at every term is cheaper than sorting many, and far dearer than sorting few (of a million hashed columns, say).
  if (count * SORTED < terms) indices.sort()
  else for (let term = 0, at = 0; at < count; term++) if (seen[term] === 1) indices[at++] = term
  const values = new Float64Array(count)
  let squares = 0
  for (let at = 0; at < count; at++) {
    const sum = sums[indices[at]!]!
    values[at] = sum
    squares += sum ** 2
  }
  return { vector: { indices, values }, norm: Math.sqrt(squares) }
}

/** The product of each of `vectors` with `vector`. */
export function termProducts(vectors: readonly TermVector[], vector: TermVector): Float64Array {
  const last = vector.indices[vector.indices.length - 1] ?? -1
  const dense = new Float64Array(last + 1)
  for (let at = 0; at < vector.indices.length; at++) dense[vector.indices[at]!] = vector.values[at]!
  return Float64Array.from(vectors, ({ indices, values }) => {
    let sum = 0
    for (let at = 0; at < indices.length && indices[at]! <= last; at++) sum += values[at]! * dense[indices[at]!]!
    return sum
  })
}

/** The terms that two vectors share, those with the largest product first (by size, so that disagreement shows too). */
export function termMatches(
  a: TermVector,
  b: TermVector,
  limit: number,
  name: (id: number) => Omit<Match, 'amount'>,
): Match[] {
  const shared: { id: number; amount: number }[] = []
  for (let i = 0, j = 0; i < a.indices.length && j < b.indices.length; ) {
    const difference = a.indices[i]! - b.indices[j]!
    if (difference === 0) shared.push({ id: a.indices[i]!, amount: a.values[i]! * b.values[j]! })
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return strongest(shared, limit).map(({ id, amount }) => ({ ...name(id), amount }))
}

/** The largest entries of one vector. */
export function largestTerms(vector: TermVector, limit: number, name: (id: number) => Omit<Match, 'amount'>): Match[] {
  const entries = Array.from(vector.indices, (id, at) => ({ id, amount: vector.values[at]! }))
  return strongest(entries, limit).map(({ id, amount }) => ({ ...name(id), amount }))
}

function strongest<T extends { readonly id: number; readonly amount: number }>(entries: T[], limit: number): T[] {
  return entries
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || a.id - b.id)
    .slice(0, limit)
}
