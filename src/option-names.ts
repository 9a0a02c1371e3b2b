/** The check that every part of the library makes of the names of options: a misspelt one would otherwise be the default in silence. */

import { invalidArgument } from './errors.ts'

/** Throws if `given` is no object, or has a field that is not among `names`; says which of them was most likely meant. */
export function checkNames(given: unknown, names: readonly string[], what = 'options'): void {
  const known = `Known are: ${names.join(', ')}.`
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalidArgument(what, given, `Pass an object. ${known}`)
  if (given instanceof Promise) throw invalidArgument(what, given, 'It is a promise: put `await` before it.')
  for (const [name, value] of Object.entries(given)) {
    if (names.includes(name)) continue
    const changes = (other: string): number => editDistance(name, other) / Math.max(name.length, other.length)
    const [nearest = ''] = [...names].sort((a, b) => changes(a) - changes(b))
    // Two letters of five may be others.
    const hint = changes(nearest) > 0.4 ? '' : `Did you mean \`${nearest}\`? `
    throw invalidArgument(`${what}.${name}`, value, `There is no such option. ${hint}${known}`)
  }
}

/** Levenshtein distance, row by row. */
function editDistance(a: string, b: string): number {
  const row = [...b, ''].map((_, at) => at)
  for (const letter of a) {
    let diagonal = row[0]!++
    for (let at = 1; at < row.length; at++) {
      const above = row[at]!
      row[at] = letter === b[at - 1] ? diagonal : 1 + Math.min(diagonal, above, row[at - 1]!)
      diagonal = above
    }
  }
  return row.at(-1)!
}
