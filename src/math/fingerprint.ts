/** A short hash that tells settings and states apart. Not for secrets. */

/** Takes in strings and numbers and gives 16 hexadecimal digits: two 32-bit FNV-1a hashes with different stirring. */
export class Fingerprint {
  #first = 0x811c9dc5 | 0
  #second = 0x9747b28c | 0

  /** Takes in a 32-bit number. */
  number(value: number): this {
    this.#first = Math.imul(this.#first ^ value, 0x01000193)
    const mixed = Math.imul(this.#second ^ value, 0x5bd1e995)
    this.#second = mixed ^ (mixed >>> 15)
    return this
  }

  /** Takes in how many numbers there are, then each, as 32-bit integers. */
  numbers(values: ArrayLike<number>): this {
    this.number(values.length)
    for (let index = 0; index < values.length; index++) this.number(values[index]!)
    return this
  }

  /** Takes in a text. */
  text(value: string): this {
    this.number(value.length)
    for (let at = 0; at < value.length; at++) this.number(value.charCodeAt(at))
    return this
  }

  /** The hash of all that was taken in. */
  toString(): string {
    return hex(this.#first) + hex(this.#second)
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}

/** The fingerprint of a list of texts. */
export function fingerprint(texts: readonly string[]): string {
  const hash = new Fingerprint().number(texts.length)
  for (const text of texts) hash.text(text)
  return hash.toString()
}
