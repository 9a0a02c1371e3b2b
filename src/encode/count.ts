/** Plain counts of terms. */

import { checkNames } from '../option-names.ts'
import { type CountOptions, countNames } from './options.ts'
import { TfidfEncoder } from './tfidf.ts'

/**
 * Gives each text the counts of its terms: a {@link TfidfEncoder} without idf and without a norm, with all that comes with it (`add`, `remove`, `vocabulary`,
 * `topTerms`). The same numbers as scikit-learn's `CountVectorizer` for the same options.
 *
 * @example
 * ```ts
 * const encoder = new CountEncoder({ tokenPattern: 'scikit-learn' })
 * const { values } = await encoder.fitEncode(['to be or not to be'])
 * values // Float32Array [2, 1, 1, 2], columns: be, not, or, to
 * ```
 */
export class CountEncoder extends TfidfEncoder {
  constructor(options: CountOptions = {}) {
    checkNames(options, countNames)
    super({ ...options, useIdf: false, norm: false })
  }
}
