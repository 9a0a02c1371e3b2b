/** A table for scanners of words: what is kept of each code unit. */

import { COMPLEX_CASE, characterClasses, lowerCaseUnits, WORD } from '../../preprocess/characters.ts'

/** In the table, a unit that ends a word. */
export const ENDS_WORD = 0

/** In the table, a unit that must be looked at more closely: half of a surrogate pair, or a letter whose lower case depends on more than itself. */
export const LOOK_CLOSER = 1

let asIs: Uint16Array | undefined
let lowered: Uint16Array | undefined

/** By code unit: the unit itself if it is a word character (Python's `\w`), in lower case if that is wanted; otherwise {@link ENDS_WORD} or {@link LOOK_CLOSER}. */
export function keptUnits(lowercase: boolean): Uint16Array {
  if (lowercase) {
    lowered ??= buildTable(lowerCaseUnits())
    return lowered
  }
  asIs ??= buildTable(undefined)
  return asIs
}

function buildTable(lower: Uint16Array | undefined): Uint16Array {
  const classes = characterClasses()
  const kept = new Uint16Array(classes.length)
  for (let unit = 0; unit < kept.length; unit++) {
    const flags = classes[unit]!
    if ((flags & COMPLEX_CASE) !== 0) kept[unit] = LOOK_CLOSER
    else if ((flags & WORD) !== 0) kept[unit] = lower === undefined ? unit : lower[unit]!
  }
  return kept
}
