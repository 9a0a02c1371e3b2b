/** Random orders. */

/** Brings numbers into a random order, in place (Fisher and Yates). */
export function shuffled(numbers: Int32Array, random: () => number): Int32Array {
  for (let at = numbers.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const number = numbers[at]!
    numbers[at] = numbers[other]!
    numbers[other] = number
  }
  return numbers
}
