/** A trie over UTF-16 units, in flat arrays: children are found by hashing (node, unit), those of the root by a table. */

export class Trie {
  /** Token that ends at a node; -1 where none does. Node 0 is the root. */
  readonly tokens: Int32Array
  readonly #root = new Int32Array(65536)
  readonly #parents: Int32Array
  readonly #units: Uint16Array
  readonly #children: Int32Array
  readonly #mask: number
  #nodes = 1

  /** `units` is the number of units in all keys together: no trie has more nodes. */
  constructor(units: number) {
    let slots = 1024
    while (slots < units * 1.5) slots *= 2
    this.#mask = slots - 1
    this.tokens = new Int32Array(units + 1).fill(-1)
    this.#parents = new Int32Array(slots)
    this.#units = new Uint16Array(slots)
    this.#children = new Int32Array(slots)
  }

  /** The node below `node` by `unit`, or 0 where there is none. */
  step(node: number, unit: number): number {
    if (node === 0) return this.#root[unit]!
    let slot = spread(node, unit) & this.#mask
    for (;;) {
      const child = this.#children[slot]!
      if (child === 0 || (this.#parents[slot] === node && this.#units[slot] === unit)) return child
      slot = (slot + 1) & this.#mask
    }
  }

  /** Adds a key; of equal keys the last one's token stays. */
  add(key: string, token: number): void {
    let node = 0
    for (let at = 0; at < key.length; at++) node = this.#stepOrAdd(node, key.charCodeAt(at))
    this.tokens[node] = token
  }

  /**
   * Adds sorted keys, one a line from token 0 on, each written as the number of units that it shares with the one before (a digit of base 36) and the rest; the unit
   * `written` there stands for `meant`. No string is made, and no node is looked up twice. Returns the number of lines, -1 where a line shares more units than
   * there are. One loop over local names: it runs once at the start, before the engine has compiled anything.
   */
  addFrontCoded(text: string, written: number, meant: number): number {
    const root = this.#root
    const parents = this.#parents
    const units = this.#units
    const children = this.#children
    const mask = this.#mask
    const path = new Int32Array(256)
    let nodes = this.#nodes
    let token = 0
    let longest = 0
    for (let at = 0; at < text.length; at++) {
      const digit = text.charCodeAt(at)
      let depth = digit < 58 ? digit - 48 : digit - 87
      if (!(depth >= 0 && depth <= longest)) return -1
      let node = path[depth]!
      for (at++; at < text.length; at++) {
        let unit = text.charCodeAt(at)
        if (unit === 10) break
        if (unit === written) unit = meant
        if (node === 0) {
          node = root[unit]!
          if (node === 0) node = root[unit] = nodes++
        } else {
          let slot = spread(node, unit) & mask
          while (children[slot] !== 0 && (parents[slot] !== node || units[slot] !== unit)) slot = (slot + 1) & mask
          if (children[slot] === 0) {
            parents[slot] = node
            units[slot] = unit
            children[slot] = nodes++
          }
          node = children[slot]!
        }
        path[++depth] = node
      }
      if (depth >= path.length) return -1
      longest = depth
      this.tokens[node] = token++
    }
    this.#nodes = nodes
    return token
  }

  /** The token whose key is all of `text`, or -1. */
  find(text: string): number {
    let node = 0
    for (let at = 0; at < text.length; at++) {
      node = this.step(node, text.charCodeAt(at))
      if (node === 0) return -1
    }
    return node === 0 ? -1 : this.tokens[node]!
  }

  #stepOrAdd(node: number, unit: number): number {
    if (node === 0) {
      if (this.#root[unit] === 0) this.#root[unit] = this.#nodes++
      return this.#root[unit]!
    }
    let slot = spread(node, unit) & this.#mask
    while (this.#children[slot] !== 0) {
      if (this.#parents[slot] === node && this.#units[slot] === unit) return this.#children[slot]!
      slot = (slot + 1) & this.#mask
    }
    this.#parents[slot] = node
    this.#units[slot] = unit
    this.#children[slot] = this.#nodes
    return this.#nodes++
  }
}

function spread(node: number, unit: number): number {
  const mixed = Math.imul(Math.imul(node, 0x9e3779b1) ^ unit, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
