/** How much each source counts, by what is known. */

import type { RankWeights } from './blend.ts'

/** What a list is made for: a user of whom something is known, a query that says what it wants, or nobody in particular. */
export type Purpose = 'interest' | 'query' | 'anybody'

/**
 * The default weights, chosen by hand among some thirty settings by held-out ratings of the Goodbooks sample (400 readers) and of MovieLens; what they are worth on
 * readers they were not chosen on is on the benchmarks page. Content and labels lead where there is something to go by; popularity decides between equals, and leads where nothing else is known. Under a query it only breaks ties: who asks for
 * something wants that. For a user, encoders named `words` and `meaning` share what content counts, three to one: chosen on half of the users of both sets, where equal shares were below words alone.
 */
export const defaultWeights: Readonly<Record<Purpose, RankWeights>> = {
  interest: {
    wishes: 2,
    content: 0.6,
    words: 0.45,
    meaning: 0.15,
    vector: 0.6,
    tags: 0.4,
    attributes: 0.5,
    popular: 0.8,
    fresh: 0.1,
  },
  query: { wishes: 0.5, content: 1, vector: 1, tags: 0.5, attributes: 0.5, popular: 0.05, fresh: 0.02 },
  anybody: { wishes: 2, popular: 1, fresh: 0.2 },
}

/** The weights for a purpose: own ones first, then the defaults; a source that neither names counts 1, as content does. */
export function weightsFor(purpose: Purpose, own: RankWeights, sources: Iterable<string>): RankWeights {
  const known: RankWeights = { ...defaultWeights[purpose], ...own }
  return Object.fromEntries([...sources].map((source) => [source, known[source] ?? 1]))
}
