/**
 * The tokeniser of the compact format: a Unigram vocabulary over text in NFKC and lower case, words marked by ▁. Pieces are sorted, and each is written as the number
 * of units that it shares with the one before (in base 36), then the rest; scores are bytes.
 */

import { RecommenderError } from '../errors.ts'
import { decodeBase64 } from './base64.ts'
import { collapseSpaces, lowercase } from './normalizers.ts'
import { ScanningTokenizer } from './scanning-tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'
import { unigram } from './unigram.ts'

/** A vocabulary as it is stored. */
export interface Pieces {
  /** One piece a line, the ▁ written as `_` (no piece has a `_`). The first is the unknown piece. */
  readonly pieces: string
  /** One byte a piece, in base64: logarithm of the probability = -byte / 10. */
  readonly scores: string
}

/** Logarithm of a probability as a byte, and back. */
export const SCORE_STEPS = 10

/** The tokeniser of stored pieces; token = line. */
export function piecesTokenizer({ pieces, scores }: Pieces): { readonly tokenizer: Tokenizer; readonly size: number } {
  const bytes = decodeBase64(scores)
  const lines = pieces.split('\n')
  if (lines.length !== bytes.length)
    throw new RecommenderError('snapshot-corrupt', `${lines.length} pieces have ${bytes.length} scores.`)
  let before = ''
  const all = lines.map((line) => {
    before = before.slice(0, Number.parseInt(line[0] ?? '0', 36)) + line.slice(1)
    return before.replaceAll('_', '▁')
  })
  const model = unigram({ pieces: all, scores: Float64Array.from(bytes, (byte) => -byte / SCORE_STEPS), unknown: 0 })
  const tokenizer = new ScanningTokenizer({
    normalize: (text) => collapseSpaces(lowercase(text.normalize('NFKC'))),
    rule: { kind: 'metaspace', prepend: 'always', split: true, trimmed: false },
    model,
  })
  return { tokenizer, size: all.length }
}
