/**
 * Sorts terms by code point, as Python sorts strings: a three-way radix quicksort over the pool's characters (Bentley and Sedgewick 1997), which
 * makes no string and compares no prefix twice.
 */

import type { TermPool } from './term-pool.ts'

/** Below this many terms, comparing whole terms is quicker than splitting them by a character. */
const SMALL = 12

/** A code unit's place in code-point order: surrogates stand for the characters above U+FFFF and come after U+E000 to U+FFFF. */
function place(unit: number): number {
  if (unit < 0xd800) return unit + 1
  return unit >= 0xe000 ? unit - 0x800 + 1 : unit + 0x2000 + 1
}

/** `ids` in the code-point order of their terms; the array itself is sorted and returned. */
export function sortByTerm(ids: Int32Array, pool: TermPool): Int32Array {
  const { units, starts } = pool.contents()

  /** The place of a term's character at `depth`; 0 after its end, before every character. */
  const placeAt = (id: number, depth: number): number => {
    const at = starts[id]! + depth
    return at < starts[id + 1]! ? place(units[at]!) : 0
  }

  const comesBefore = (first: number, second: number, depth: number): boolean => {
    for (let at = depth; ; at++) {
      const a = placeAt(first, at)
      const b = placeAt(second, at)
      if (a !== b) return a < b
      if (a === 0) return false
    }
  }

  // An own stack, since terms with a long common beginning would overflow the call stack.
  const stack = [0, ids.length, 0]
  while (stack.length > 0) {
    const depth = stack.pop()!
    const end = stack.pop()!
    const start = stack.pop()!

    if (end - start <= SMALL) {
      for (let at = start + 1; at < end; at++) {
        const id = ids[at]!
        let to = at
        while (to > start && comesBefore(id, ids[to - 1]!, depth)) {
          ids[to] = ids[to - 1]!
          to--
        }
        ids[to] = id
      }
      continue
    }

    const pivot = medianOfThree(
      placeAt(ids[start]!, depth),
      placeAt(ids[(start + end) >> 1]!, depth),
      placeAt(ids[end - 1]!, depth),
    )
    // ids[start .. lower] come before the pivot, [lower .. at] are equal to it, [upper .. end] come after.
    let lower = start
    let upper = end
    for (let at = start; at < upper; ) {
      const id = ids[at]!
      const own = placeAt(id, depth)
      if (own < pivot) {
        ids[at++] = ids[lower]!
        ids[lower++] = id
      } else if (own > pivot) {
        ids[at] = ids[--upper]!
        ids[upper] = id
      } else at++
    }
    stack.push(start, lower, depth, upper, end, depth)
    if (pivot !== 0) stack.push(lower, upper, depth + 1)
  }
  return ids
}

function medianOfThree(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : Math.max(a, c)) : a < c ? a : Math.max(b, c)
}
