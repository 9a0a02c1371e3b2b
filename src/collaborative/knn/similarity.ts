/** How alike two items are by who did something with them; the same for two users by what they did. */

import { checkChoice, checkNumber } from '../options.ts'

/** The names of similarities. `'sar'` is Jaccard similarity with histories that fade by age. */
export type NeighborSimilarity = 'cosine' | 'jaccard' | 'asymmetric-cosine' | 'tversky' | 'sar' | 'p3alpha' | 'rp3beta'

/** Options of a similarity. */
export interface SimilarityOptions {
  /**
   * - `'cosine'`: values as vectors, `x.y / (|x| |y|)`.
   * - `'jaccard'`: shared over all, values aside.
   * - `'asymmetric-cosine'`: `x.y / (|x|^(2 alpha) |y|^(2 - 2 alpha))`, x being the item of the history (Aiolli 2013).
   * - `'tversky'`: `shared / (shared + alpha * only x + beta * only y)`, values aside.
   * - `'sar'`: `'jaccard'`, and an entry of a history counts half after `halfLife` (Microsoft's Simple Algorithm for Recommendation).
   * - `'p3alpha'`: a random walk item, user, item, each step to the power alpha (Cooper et al. 2014), values aside.
   * - `'rp3beta'`: that, divided by the popularity of the item reached to the power beta (Paudel et al. 2017).
   *
   * Default `'cosine'`.
   */
  readonly similarity?: NeighborSimilarity
  /** Asymmetric cosine: 0 to 1, default 0.5. Tversky: at least 0, default 0.5. P3alpha and RP3beta: the exponent of each step, 0 to 5, default 1. */
  readonly alpha?: number
  /** Tversky: at least 0, default 0.5. RP3beta: how much popular items are held back, 0 to 5, default 0.6. */
  readonly beta?: number
  /** Added to the denominator of the first five, so that few shared users say little. At least 0; default 0. */
  readonly shrinkage?: number
}

/** A similarity with all its settings. */
export interface ResolvedSimilarity {
  readonly similarity: NeighborSimilarity
  readonly alpha: number
  readonly beta: number
  readonly shrinkage: number
}

/**
 * A similarity as loops need it, of two rows with sizes `own` and `other` that share `shared`. Where `base(own)` is below 0 it is `shared * slope(own) * term(other)`, else
 * `shared / (mixed * shared + slope(own) * term(other) + base(own))`.
 */
export interface Measure {
  /** Values count as 1; the size of a row is then how many it has, otherwise the sum of its squares. */
  readonly sets: boolean
  /** What is shared through a column with so many entries counts so much. */
  readonly through: (entries: number) => number
  readonly slope: (own: number) => number
  readonly term: (other: number) => number
  readonly base: (own: number) => number
  readonly mixed: number
}

/** The similarity of two rows by their sizes and what they share; at least 0. */
export function similarityOf(
  { slope, term, base, mixed }: Measure,
  shared: number,
  own: number,
  other: number,
): number {
  const product = slope(own) * term(other)
  const under = base(own)
  return under < 0 ? shared * product : shared / (mixed * shared + product + under)
}

/** Checks the options of a similarity and fills in what is not given. */
export function resolveSimilarity(options: SimilarityOptions): ResolvedSimilarity {
  const names = ['cosine', 'jaccard', 'asymmetric-cosine', 'tversky', 'sar', 'p3alpha', 'rp3beta'] as const
  const similarity = checkChoice('similarity', options.similarity ?? 'cosine', names)
  const walk = similarity === 'p3alpha' || similarity === 'rp3beta'
  const { alpha = walk ? 1 : 0.5, beta = walk ? 0.6 : 0.5, shrinkage = 0 } = options
  return {
    similarity,
    alpha: checkNumber('alpha', alpha, { min: 0, max: similarity === 'asymmetric-cosine' ? 1 : 5 }),
    beta: checkNumber('beta', beta, { min: 0, max: 5 }),
    shrinkage: checkNumber('shrinkage', shrinkage, { min: 0 }),
  }
}

const one = (): number => 1
const size = (other: number): number => other
/** Stands for a similarity that is a product. */
const none = (): number => -1

/** The measure of a similarity. */
export function measureOf({ similarity, alpha, beta, shrinkage }: ResolvedSimilarity): Measure {
  switch (similarity) {
    case 'cosine':
    case 'asymmetric-cosine': {
      const exponent = similarity === 'cosine' ? 0.5 : alpha
      const sign = shrinkage === 0 ? -1 : 1
      return {
        sets: false,
        through: one,
        slope: (own) => own ** (sign * exponent),
        term: (other) => other ** (sign * (1 - exponent)),
        base: shrinkage === 0 ? none : () => shrinkage,
        mixed: 0,
      }
    }
    // shared / (own + other - shared)
    case 'jaccard':
    case 'sar':
      return { sets: true, through: one, slope: one, term: size, base: (own) => own + shrinkage, mixed: -1 }
    // shared / (shared + alpha (own - shared) + beta (other - shared))
    case 'tversky':
      return {
        sets: true,
        through: one,
        slope: () => beta,
        term: size,
        base: (own) => alpha * own + shrinkage,
        mixed: 1 - alpha - beta,
      }
    case 'p3alpha':
    case 'rp3beta': {
      const held = similarity === 'rp3beta' ? beta : 0
      return {
        sets: true,
        through: (entries) => entries ** -alpha,
        slope: (own) => own ** -alpha,
        term: (other) => other ** -held,
        base: none,
        mixed: 0,
      }
    }
    default:
      return similarity satisfies never
  }
}
