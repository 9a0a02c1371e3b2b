/** What models on features check of what they are given and of what they are loaded from. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'

/** Throws unless `features` are `dimensions` finite numbers. */
export function checkFeatures(features: unknown, dimensions: number, field: string): ArrayLike<number> {
  const given = Object(features) as ArrayLike<number>
  if (typeof features === 'string' || given.length !== dimensions)
    throw invalidArgument(field, given.length ?? features, `Pass ${dimensions} numbers.`)
  for (let at = 0; at < dimensions; at++) {
    if (!Number.isFinite(given[at])) throw invalidArgument(`${field}[${at}]`, given[at], 'Features are finite numbers.')
  }
  return given
}

/** Throws unless `value` is a finite number above 0. */
export function checkPositive(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value
  throw invalidArgument(field, value, 'Pass a finite number above 0.')
}

/** A saved array of finite numbers, of this length where one is given. */
export function savedNumbers(parts: SnapshotParts, name: string, length?: number): Float64Array {
  const part = Object(parts)[name] as unknown
  const fine = part instanceof Float64Array && (length === undefined || part.length === length)
  if (!fine || !part.every(Number.isFinite)) throw corrupt(name)
  return part
}

/** The saved JSON object, with these fields at least, each a finite number, a string or an object. */
export function savedState(parts: SnapshotParts, fields: readonly string[]): Readonly<Record<string, unknown>> {
  const state = Object(Object(Object(parts).state).json) as Readonly<Record<string, unknown>>
  for (const field of fields) {
    const value = state[field]
    if (value === undefined || value === null || Number.isNaN(value)) throw corrupt(`state.${field}`)
  }
  return state
}

function corrupt(name: string): RecommenderError {
  return new RecommenderError(
    'snapshot-corrupt',
    `The saved part \`${name}\` is missing or not as it was saved. Load another copy, or begin anew.`,
    { field: name },
  )
}
