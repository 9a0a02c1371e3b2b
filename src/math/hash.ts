/** A 64-bit hash of text for fingerprints and ids: well spread, the same everywhere, not for secrets. */

/** Sixteen hexadecimal digits of `text` (two 32-bit multiplicative hashes with mixing, after bryc's cyrb53). */
export function hashText(text: string): string {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  const digits = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')
  return digits(b) + digits(a)
}
