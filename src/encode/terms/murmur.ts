/** MurmurHash3 (x86, 32 bits; Appleby 2011) of a term's UTF-8 bytes, made from its UTF-16 units on the way. */

/** The signed hash of `units[start .. end]` with seed 0. A lone surrogate counts as U+FFFD. */
export function murmur3(units: Uint16Array, start: number, end: number): number {
  let hash = 0
  let word = 0
  let length = 0

  const take = (byte: number): void => {
    word |= byte << (8 * (length & 3))
    length++
    if ((length & 3) !== 0) return
    hash ^= scramble(word)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
    word = 0
  }

  for (let at = start; at < end; at++) {
    let point = units[at]!
    if (point < 0x80) {
      take(point)
      continue
    }
    if (point >= 0xd800 && point < 0xe000) {
      const second = at + 1 < end ? units[at + 1]! : 0
      if (point < 0xdc00 && second >= 0xdc00 && second < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (second - 0xdc00)
        at++
      } else point = 0xfffd
    }
    if (point < 0x800) take(0xc0 | (point >> 6))
    else {
      if (point < 0x10000) take(0xe0 | (point >> 12))
      else {
        take(0xf0 | (point >> 18))
        take(0x80 | ((point >> 12) & 63))
      }
      take(0x80 | ((point >> 6) & 63))
    }
    take(0x80 | (point & 63))
  }

  if ((length & 3) !== 0) hash ^= scramble(word)
  hash ^= length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
