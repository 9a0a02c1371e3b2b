/**
 * SentencePiece's precompiled map of characters (`nmt_nfkc` and its kin): a double-array trie over UTF-8 bytes whose values are places in a list of replacements.
 * A cluster of at most five bytes is looked up as a whole, else each of its characters; the shortest key that begins it decides, as in the `tokenizers` package.
 */

import { invalidArgument } from '../errors.ts'
import { decodeBase64 } from './base64.ts'
import type { Normalizer } from './tokenizer.ts'

const encoder = new TextEncoder()

/** The normaliser of a `precompiled_charsmap` in base64. */
export function precompiledNormalizer(charsmap: string): Normalizer {
  const bytes = decodeBase64(charsmap)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const trieBytes = bytes.length < 4 ? -1 : view.getUint32(0, true)
  if (trieBytes < 0 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length)
    throw invalidArgument(
      'tokenizer.normalizer.precompiled_charsmap',
      charsmap,
      'This is no precompiled map of characters.',
    )
  const trie = new Uint32Array(trieBytes / 4)
  for (let at = 0; at < trie.length; at++) trie[at] = view.getUint32(4 + at * 4, true)
  const replacements = bytes.subarray(4 + trieBytes)
  const decoder = new TextDecoder()

  /** What the shortest key that begins `chunk` is replaced by; undefined where none does. */
  const lookUp = (chunk: string): string | undefined => {
    let node = offset(trie[0]!)
    for (const byte of encoder.encode(chunk)) {
      if (byte === 0) return undefined
      node ^= byte
      const unit = trie[node]
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined
      node ^= offset(unit)
      if ((unit >>> 8) & 1) {
        const start = trie[node]! & 0x7fffffff
        let end = start
        while (end < replacements.length && replacements[end] !== 0) end++
        return decoder.decode(replacements.subarray(start, end))
      }
    }
    return undefined
  }
  const known = new Map<string, string | undefined>()
  const transform = (chunk: string): string | undefined => {
    if (known.has(chunk)) return known.get(chunk)
    if (known.size > 20_000) known.clear()
    const found = lookUp(chunk)
    known.set(chunk, found)
    return found
  }

  return (text) => {
    let out = ''
    for (const cluster of clusters(text)) {
      const whole = utf8Length(cluster) < 6 ? transform(cluster) : undefined
      if (whole !== undefined) out += whole
      else for (const character of cluster) out += transform(character) ?? character
    }
    return out
  }
}

function offset(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6)
}

function utf8Length(text: string): number {
  let length = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return length
}

/** Between two characters of these kinds there is always a border of clusters: printable ASCII, Latin, Greek, Cyrillic, punctuation, kana, ideographs, Hangul syllables, wide forms. */
const PLAIN =
  /[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2100-\u2139\u2150-\u218f\u3001-\u3029\u3031-\u3098\u309b-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uff9d]/

let segmenter: Intl.Segmenter | undefined

/** The grapheme clusters of a text. `Intl.Segmenter` is slow, and on long strings very slow, so it sees only stretches that are not plain. */
function* clusters(text: string): Generator<string> {
  let pending = ''
  let plainBefore = false
  for (const character of text) {
    const plain = PLAIN.test(character)
    if (plain && plainBefore) {
      yield* segments(pending)
      pending = character
    } else pending += character
    plainBefore = plain
  }
  yield* segments(pending)
}

function* segments(text: string): Generator<string> {
  if (text.length <= 1) {
    if (text !== '') yield text
    return
  }
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}
