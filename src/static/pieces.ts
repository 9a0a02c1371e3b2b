/**
 * The tokeniser of the compact format: a Unigram vocabulary over text in NFKC and lower case, words marked by ▁. Pieces are sorted, and each is written as the number
 * of units that it shares with the one before (in base 36), then the rest; scores are bytes.
 */

import { RecommenderError } from '../errors.ts'
import { decodeBase64 } from './base64.ts'
import { collapseSpaces, lowercase } from './normalizers.ts'
import { ScanningTokenizer } from './scanning-tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'
import { Trie } from './trie.ts'
import { unigramOf } from './unigram.ts'

/** A vocabulary as it is stored. */
export interface Pieces {
  /** One piece a line, the ▁ written as `_` (no piece has a `_`). The first is the unknown piece. */
  readonly pieces: string
  /** One byte a piece, in base64: logarithm of the probability = -byte / 10. */
  readonly scores: string
}

const SCORE_STEPS = 10

/** The tokeniser of stored pieces; token = line. */
export function piecesTokenizer({ pieces, scores }: Pieces): { readonly tokenizer: Tokenizer; readonly size: number } {
  const bytes = decodeBase64(scores)
  // Of each line, the digit and the line's end are no part of a piece.
  const trie = new Trie(Math.max(1, pieces.length - 2 * bytes.length + 1))
  const size = trie.addFrontCoded(pieces, UNDERSCORE, METASPACE)
  if (size !== bytes.length)
    throw new RecommenderError('snapshot-corrupt', `${size} pieces have ${bytes.length} scores.`)
  const score = new Float64Array(size)
  for (let token = 0; token < size; token++) score[token] = -bytes[token]! / SCORE_STEPS
  const tokenizer = new ScanningTokenizer({
    normalize: (text) => collapseSpaces(lowercase(text.normalize('NFKC'))),
    rule: { kind: 'metaspace', prepend: 'always', split: true, trimmed: false },
    model: unigramOf(trie, score, 0),
  })
  return { tokenizer, size }
}

const UNDERSCORE = 0x5f
const METASPACE = 0x2581
