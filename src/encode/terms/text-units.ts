/** The code units of a text in a typed array, where a scanner reads them faster than from the string. */

import { grownUint16 } from './growable.ts'

/** Holds one text after the other. */
export class TextUnits {
  /** The units of the text that was loaded last, and a 0 after them. */
  units: Uint16Array<ArrayBufferLike> = new Uint16Array(1025)
  #bytes = new Uint8Array(1024)
  readonly #encoder = new TextEncoder()

  /** Puts the units of `text` into `units`. */
  load(text: string): void {
    const { length } = text
    this.units = grownUint16(this.units, length + 1)
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(Math.max(length, 2 * this.#bytes.length))
    const units = this.units
    const bytes = this.#bytes
    // The platform turns a text into UTF-8 at once; as many bytes as units mean that all is ASCII, and the bytes are the units.
    const { read, written } = this.#encoder.encodeInto(text, bytes)
    if (read === length && written === length) for (let at = 0; at < length; at++) units[at] = bytes[at]!
    else for (let at = 0; at < length; at++) units[at] = text.charCodeAt(at)
    units[length] = 0
  }
}
