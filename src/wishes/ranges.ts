/** Ranges of numbers as subjects of wishes. */

import type { WishSubject } from './wish.ts'

/** A wish's range of numbers. */
export type Range = Extract<WishSubject, { kind: 'range' }>

/** All that is outside of a range with one open end; undefined where that is no range. */
export function complemented({ name, min, max }: Range): Range | undefined {
  if (min !== undefined && max !== undefined) return undefined
  return { kind: 'range', name, ...(min === undefined ? { min: max! + 1 } : { max: min - 1 }) }
}

/** A lower and an upper bound of one number as one range; undefined for any other two. */
export function joined(a: Range, b: Range): Range | undefined {
  if (a.name !== b.name) return undefined
  const isOtherEnd = (a.min === undefined) !== (b.min === undefined) && (a.max === undefined) !== (b.max === undefined)
  const both = { ...a, ...b }
  return isOtherEnd && both.min! <= both.max! ? both : undefined
}
