/** From a text to the ids of its terms. What a term is depends on the analyzer: words, phrases of words, or pieces of so many characters. */

import { RecommenderError } from '../../errors.ts'
import type { ResolvedOptions } from '../options.ts'
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

let characters: Pick<typeof import('./character-reader.ts'), 'CharacterReader' | 'PaddedWordReader'> | undefined

/** What has to be waited for before a reader of these options can be opened: the code for characters is loaded with its first use. Words need nothing. */
export function loadReader({ analyzer }: ResolvedOptions): Promise<void> | undefined {
  if (analyzer === 'word' || characters !== undefined) return undefined
  return import('./character-reader.ts').then(({ CharacterReader, PaddedWordReader }) => {
    characters = { CharacterReader, PaddedWordReader }
  })
}

/** A reader that works as the options say and asks `lookup` for ids. */
export function openReader(options: ResolvedOptions, lookup: TermLookup): TermReader {
  const [shortest, longest] = options.ngramRange
  if (options.analyzer === 'word')
    return new WordReader(chooseTokenSource(options), shortest, longest, options.stopPool, lookup)
  if (characters === undefined)
    throw new RecommenderError('not-fitted', 'The code that reads characters is not loaded yet: await `ready()` first.')
  const Reader = options.analyzer === 'char' ? characters.CharacterReader : characters.PaddedWordReader
  return new Reader(prepareText(options), shortest, longest, lookup)
}
