/** WordPiece (Schuster and Nakajima 2012; as in BERT): the longest known piece from the left, again and again; a word that cannot be spelt is unknown as a whole. */

import type { TokenBuffer } from './token-buffer.ts'
import type { WordModel } from './tokenizer.ts'
import { Trie } from './trie.ts'

export interface WordPieceModel {
  /** Pieces with their tokens. */
  readonly vocabulary: Iterable<readonly [piece: string, token: number]>
  readonly unknown: number
  /** What stands before a piece that does not begin a word. Default `'##'`. */
  readonly continuing?: string
  /** Words of more characters are unknown. Default 100. */
  readonly longestWord?: number
}

export function wordPiece({ vocabulary, unknown, continuing = '##', longestWord = 100 }: WordPieceModel): WordModel {
  const pieces = [...vocabulary]
  let length = 0
  for (const [piece] of pieces) length += piece.length
  // A piece may stand in both tries: BERT looks '##a' up as written at the start of a word, too.
  const first = new Trie(length)
  const later = new Trie(length)
  for (const [piece, token] of pieces) {
    first.add(piece, token)
    if (piece.startsWith(continuing) && piece.length > continuing.length)
      later.add(piece.slice(continuing.length), token)
  }

  function segment(units: Uint16Array, length: number, into: TokenBuffer): void {
    if (length > longestWord && countCharacters(units, length) > longestWord) {
      into.push(unknown)
      return
    }
    const begin = into.length
    let start = 0
    while (start < length) {
      const trie = start === 0 ? first : later
      let node = 0
      let token = -1
      let end = start
      for (let at = start; at < length; at++) {
        node = trie.step(node, units[at]!)
        if (node === 0) break
        if (trie.tokens[node]! >= 0) {
          token = trie.tokens[node]!
          end = at + 1
        }
      }
      if (token < 0) {
        into.length = begin
        into.push(unknown)
        return
      }
      into.push(token)
      start = end
    }
  }
  return { unknown, segment }
}

function countCharacters(units: Uint16Array, length: number): number {
  let count = 0
  for (let at = 0; at < length; at++) if ((units[at]! & 0xfc00) !== 0xdc00) count++
  return count
}
