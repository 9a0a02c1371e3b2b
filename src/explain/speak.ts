/** An app's own words for reasons: what it is told, and how its answer takes the place of the library's sentence. */

import { invalidArgument, RecommenderError, show } from '../errors.ts'
import type { Reason } from './reason.ts'
import type { Locale } from './sentences.ts'

/** What is put into words. `text` is the library's own sentence. */
export type Said =
  | Reason
  | {
      /** Where an item would be had one thing not been done: at `rankWithout` instead of at `rank`. Without `rank` it is left out now, without `rankWithout` it would still be. */
      readonly kind: 'without'
      readonly text: string
      /** The sentence of the reason that rests on it. */
      readonly reason: string
      readonly rank?: number
      readonly rankWithout?: number
    }
  | {
      /** An item stands above or below another one, most of all by this part of the score; by none where their parts are equal. */
      readonly kind: 'above' | 'below'
      readonly text: string
      readonly otherId: string
      readonly part?: string
    }

/** What is known where something is said. */
export interface SaidOf {
  /** The language that the sentence is wanted in. */
  readonly locale: Locale
  /** The item that is spoken of. */
  readonly itemId: string
  /** The title of an item, or its id where it has none. */
  readonly titleOf: (itemId: string) => string
  /** The time for which the list is made. */
  readonly now: number
}

/** A sentence in the app's own words; undefined leaves the library's. */
export type Speak = (said: Said, of: SaidOf) => string | undefined

/** The same in the app's words, where it has any. */
export function inOwnWords<TSaid extends Said>(said: TSaid, speak: Speak | undefined, of: SaidOf): TSaid {
  const text = speak === undefined ? undefined : ask(speak, said, of)
  if (text === undefined) return said
  if (typeof text === 'string' && text.trim() !== '') return { ...said, text }
  const remedy = `It was returned for what is of kind '${said.kind}'; return a sentence, or undefined for the library's own.`
  throw invalidArgument('sentences', text, remedy)
}

function ask(speak: Speak, said: Said, of: SaidOf): unknown {
  try {
    return speak(said, of)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : show(cause)
    const message = `\`sentences\` threw for what is of kind '${said.kind}': ${why}`
    throw new RecommenderError('invalid-argument', message, { field: 'sentences', cause })
  }
}
