/** The entry: from a corpus to a finished model. */

import type { Corpus } from './corpus.ts'
import { resolveOptions, type Word2VecOptions } from './options.ts'
import { trainModel } from './plan.ts'
import { Word2Vec } from './word2vec.ts'

/**
 * Learns a vector for each word of a corpus from its neighbours (Mikolov et al. 2013): skip-gram or CBOW, with negative sampling or
 * hierarchical softmax, with or without sub-words. It runs in SIMD kernels on one thread, giving way to the event loop, or in workers.
 *
 * Texts are split by the library's tokeniser; word lists are taken as they are, so that users' item sequences can be learned as well
 * (item2vec): `trainWord2Vec(histories, { minCount: 1, window: 10, subsample: 0, epochs: 20 })`. There the best exponent of the noise differs
 * from data to data and matters most: try `negativeExponent` from -0.5 to 1 on held-out behaviour (Caselles-Dupré et al. 2018).
 *
 * Throws `invalid-argument` for options out of their range, an empty corpus, one that can be read only once, and one without a word that
 * occurs `minCount` times; `aborted` when `signal` fires. Nothing is left behind then.
 *
 * @example
 * ```ts
 * const model = await trainWord2Vec(['the king rules', 'the queen rules'], { minCount: 1, dimensions: 16, epochs: 50 })
 * model.mostSimilar('king')[0] // { word: 'queen', score: 0.9 }
 * ```
 */
export async function trainWord2Vec(corpus: Corpus, options: Word2VecOptions = {}): Promise<Word2Vec> {
  return new Word2Vec(await trainModel(corpus, resolveOptions(options), options))
}
