/** The steps that `normalizeText` takes by default, without those for white space: what encoders stand on, so that a bundle that asks for no other step is without their code. */

import type { Rewrite } from './edits.ts'
import { decodeEntities } from './entities.ts'
import { stripHtml } from './html.ts'
import type { NormalizeOptions } from './normalize.ts'
import { lowerCase, removeInvisible, stripAccents, unicodeForm } from './unicode.ts'
import { treatEmails, treatUrls } from './web-text.ts'

/** What encoders leave open. */
export type PlainOptions = Pick<NormalizeOptions, 'lowercase' | 'stripAccents'>

/** The steps in the order of `normalizationSteps({ ...options, whitespace: false })`, which they equal. */
export function plainSteps({ lowercase = true, stripAccents: accents = false }: PlainOptions): Rewrite[] {
  return [
    stripHtml,
    decodeEntities,
    // Feeds carry escaped HTML, which is HTML again once it is decoded.
    stripHtml,
    treatUrls('remove'),
    treatEmails('remove'),
    removeInvisible,
    unicodeForm('NFKC'),
    ...(lowercase ? [lowerCase] : []),
    ...(accents ? [stripAccents] : []),
  ]
}
