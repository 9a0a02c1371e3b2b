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

/** A similarity as loops need it: of two rows with sizes `own` and `other` that share `shared`. */
export interface Measure {
  /** Values count as 1. */
  readonly sets: boolean
  /** The size of a row is the sum of its squares, not the number of its entries. */
  readonly squares: boolean
  /** What is shared through a column with so many entries counts so much. */
  readonly through: (entries: number) => number
  /** Where the similarity is `shared * ownFactor(own) * otherFactor(other)`. */
  readonly factors?: { readonly own: (size: number) => number; readonly other: (size: number) => number }
  /** At least 0. */
  readonly finish: (shared: number, own: number, other: number) => number
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

/** The measure of a similarity. */
export function measureOf({ similarity, alpha, beta, shrinkage }: ResolvedSimilarity): Measure {
  switch (similarity) {
    case 'cosine':
    case 'asymmetric-cosine': {
      const exponent = similarity === 'cosine' ? 0.5 : alpha
      const own = (size: number): number => size ** -exponent
      const other = (size: number): number => size ** (exponent - 1)
      return {
        sets: false,
        squares: true,
        through: one,
        ...(shrinkage === 0 ? { factors: { own, other } } : {}),
        finish: (shared, x, y) => shared / (x ** exponent * y ** (1 - exponent) + shrinkage),
      }
    }
    case 'jaccard':
    case 'sar':
      return setMeasure((shared, x, y) => shared / (x + y - shared + shrinkage))
    case 'tversky':
      return setMeasure((shared, x, y) => shared / (shared + alpha * (x - shared) + beta * (y - shared) + shrinkage))
    case 'p3alpha':
    case 'rp3beta': {
      const held = similarity === 'rp3beta' ? beta : 0
      const own = (size: number): number => size ** -alpha
      const other = (size: number): number => size ** -held
      return {
        sets: true,
        squares: false,
        through: (entries) => entries ** -alpha,
        factors: { own, other },
        finish: (shared, x, y) => shared * own(x) * other(y),
      }
    }
    default:
      return similarity satisfies never
  }
}

function setMeasure(finish: Measure['finish']): Measure {
  return { sets: true, squares: false, through: one, finish }
}
