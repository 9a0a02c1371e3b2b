/** Where tokenisers put their ids: a growing list that is emptied, not replaced, for the next text. */

export class TokenBuffer {
  ids: Int32Array = new Int32Array(256)
  length = 0

  clear(): void {
    this.length = 0
  }

  push(id: number): void {
    if (this.length === this.ids.length) this.#grow(this.length + 1)
    this.ids[this.length++] = id
  }

  /** Appends `source[start .. end]`. */
  append(source: Int32Array, start: number, end: number): void {
    const needed = this.length + end - start
    if (needed > this.ids.length) this.#grow(needed)
    for (let at = start; at < end; at++) this.ids[this.length++] = source[at]!
  }

  #grow(needed: number): void {
    const grown = new Int32Array(Math.max(needed, this.ids.length * 2))
    grown.set(this.ids)
    this.ids = grown
  }
}
