/** The contract of what cuts texts into the tokens of a table: a normaliser, a rule for words, a model for the tokens of a word. */

import type { TokenBuffer } from './token-buffer.ts'

export interface Tokenizer {
  /** The token for what the vocabulary cannot spell; -1 where there is none. */
  readonly unknown: number
  /** Appends the tokens of `text`, without the special ones that frame a text (`[CLS]`, `</s>`). */
  tokenize(text: string, into: TokenBuffer): void
}

/** Cuts one word into tokens: WordPiece or Unigram. */
export interface WordModel {
  /** The token for what the vocabulary cannot spell. */
  readonly unknown: number
  /** Appends the tokens of the word `units[0 .. length]`. */
  segment(units: Uint16Array, length: number, into: TokenBuffer): void
}

/** Changes a text before it is cut into words. */
export type Normalizer = (text: string) => string
