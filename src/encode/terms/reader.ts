/** From a text to the ids of its terms. What a term is depends on the analyzer: words, phrases of words, or pieces of so many characters. */

import type { ResolvedOptions } from '../options.ts'
import { CharacterReader, PaddedWordReader } from './character-reader.ts'
import { prepareText } from './prepare-text.ts'
import type { TermLookup } from './term-pool.ts'
import { chooseTokenSource } from './token-sources.ts'
import { WordReader } from './word-reader.ts'

/** Reads one text after the other. It keeps what it needs between texts, so one reader serves one batch. */
export interface TermReader {
  /** Where the last `read` put the ids; replaced when it grows. */
  readonly ids: Int32Array
  /** Looks up the terms of `text`, repeats included, in some fixed order; returns how many ids there are. */
  read(text: string): number
}

/** A reader that works as the options say and asks `lookup` for ids. */
export function openReader(options: ResolvedOptions, lookup: TermLookup): TermReader {
  const [shortest, longest] = options.ngramRange
  switch (options.analyzer) {
    case 'word':
      return new WordReader(chooseTokenSource(options), shortest, longest, options.stopPool, lookup)
    case 'char':
      return new CharacterReader(prepareText(options), shortest, longest, lookup)
    case 'char-wb':
      return new PaddedWordReader(prepareText(options), shortest, longest, lookup)
    default:
      return options.analyzer satisfies never
  }
}
