/** The key that a text's vector is kept under. */

import { Fingerprint } from '../../math/fingerprint.ts'
import { hashText } from '../../math/hash.ts'

/** 128 bits of hash over what the vector depends on: two texts of one encoder share a key about never. */
export function contentKey(encoder: string, text: string): string {
  return `${encoder}-${hashText(text)}${new Fingerprint().text(text)}`
}
