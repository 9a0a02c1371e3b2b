/** Ranges of numbers as subjects of wishes: bounds, and mere directions (higher, lower). */

import type { WishSubject } from './wish.ts'

/** A wish's range of numbers. */
export type Range = Extract<WishSubject, { kind: 'range' }>

/** Higher or lower values. Infinite ends mark a direction; they are kept as a huge number, which JSON can hold. */
export function direction(name: string, to: 'higher' | 'lower'): Range {
  return to === 'lower'
    ? { kind: 'range', name, max: -Number.MAX_VALUE }
    : { kind: 'range', name, min: Number.MAX_VALUE }
}

/** Whether a range asks for low values. */
export function isDown({ min }: Range): boolean {
  return min === undefined
}

/** Whether a range is only a direction: higher, or lower. */
export function isDirection({ min, max }: Range): boolean {
  return min === Number.MAX_VALUE || max === -Number.MAX_VALUE
}

/** All that is outside of a range with one open end; undefined where that is no range. */
export function complemented({ name, min, max }: Range): Range | undefined {
  if (min !== undefined && max !== undefined) return undefined
  return { kind: 'range', name, ...(min === undefined ? { min: max! + 1 } : { max: min - 1 }) }
}

/** A lower and an upper bound of one number as one range; undefined for any other two. */
export function joined(a: Range, b: Range): Range | undefined {
  if (a.name !== b.name || isDirection(a) || isDirection(b)) return undefined
  const isOtherEnd = (a.min === undefined) !== (b.min === undefined) && (a.max === undefined) !== (b.max === undefined)
  const both = { ...a, ...b }
  return isOtherEnd && both.min! <= both.max! ? both : undefined
}
