/** What feedback says of candidates, as a few numbers each. */

import { invalidArgument } from '../errors.ts'
import { checkVectors, inverseLength } from '../math/direction.ts'
import type { Appeal } from './appeal.ts'
import { checkCandidates, relativeScores } from './candidates.ts'
import { cosinesTo, type WeightedSum } from './cosines.ts'
import type { CandidateVector, RerankCandidate } from './reranker.ts'

/** What a user said of one item, or that it was shown in vain. */
export interface ItemFeedback {
  readonly itemId: string
  /** Above 0 a liking, below 0 a dislike, 0 neither: what the newer event counts more in is the caller's to say. Default 0. */
  readonly weight?: number
  /** As the candidates have it. */
  readonly vector?: CandidateVector
  readonly tags?: readonly string[]
  readonly attributes?: Readonly<Record<string, unknown>>
  /** How often it was shown and not taken up. Default 0. */
  readonly impressions?: number
}

/**
 * The features of {@link FeedbackReranker}, in order, each about from -1 to 1:
 *
 * - `bias`: 1, the base rate.
 * - `score`: the score, brought to 0..1 within the list.
 * - `rank`: 1 / log2(1 + place in the list by score).
 * - `popular`: the part `popular` of the score, brought to 0..1 within the list; 0 where there is none.
 * - `liked`, `disliked`: cosine to the weighted sum of what was liked, and of what was disliked (Rocchio 1971).
 * - `nearestLiked`, `nearestDisliked`: the largest cosine to one of the newest such items; 0 at least.
 * - `likedLabels`, `dislikedLabels`: the share of liked (disliked) weight that has a label, averaged over the labels of the candidate: tags, and attributes that are text.
 * - `impressions`: log2(1 + n) / 4, n being how often it was shown and not taken up.
 * - `appeal`: what all users' outcomes say of such contents, in log-odds: a logistic regression on the vectors, where they are dense and have 512 dimensions at most; 0 otherwise.
 */
export const feedbackFeatures = [
  'bias',
  'score',
  'rank',
  'popular',
  'liked',
  'disliked',
  'nearestLiked',
  'nearestDisliked',
  'likedLabels',
  'dislikedLabels',
  'impressions',
  'appeal',
] as const

/** The name of a feature of {@link FeedbackReranker}. */
export type FeedbackFeature = (typeof feedbackFeatures)[number]

/** How many of the newest liked, and disliked, items are looked at one by one. */
const NEAREST = 10

/** Throws unless candidates and feedback can be right, and can be compared. */
export function checkFeedback(candidates: readonly RerankCandidate[], feedback: readonly ItemFeedback[]): void {
  checkCandidates(candidates, { k: 1 })
  if (!Array.isArray(feedback))
    throw invalidArgument('feedback', feedback, 'Pass a list of { itemId, weight, vector?, tags?, attributes? }.')
  for (const [at, one] of feedback.entries()) {
    const { itemId, weight = 0, impressions = 0 } = Object(one) as ItemFeedback
    if (typeof itemId !== 'string' || itemId === '')
      throw invalidArgument(`feedback[${at}].itemId`, itemId, 'Feedback has the id of its item.')
    if (!Number.isFinite(weight))
      throw invalidArgument(`feedback[${at}].weight`, weight, 'A weight is a finite number, below 0 for a dislike.')
    if (!(Number.isFinite(impressions) && impressions >= 0))
      throw invalidArgument(`feedback[${at}].impressions`, impressions, 'Impressions are counted from 0.')
  }
  const count = candidates.length
  const vectors = [...candidates, ...feedback].map(({ vector }) => vector)
  checkVectors(vectors, (at) => (at < count ? `candidates[${at}].vector` : `feedback[${at - count}].vector`))
}

/** What features rest on beside candidates and feedback. */
export interface FeatureSources {
  /** Likeness that these multiply by 0 is left out as 0: looking for the nearest is most of the work. */
  readonly weights?: ArrayLike<number>
  readonly appeal?: Appeal | undefined
  /** Scores are brought to 0..1 by these. Default: by the lowest and the highest. */
  readonly bounds?: readonly [lowest: number, highest: number]
}

/** One row of features for each candidate; `feedback` has the oldest first. */
export function featuresOf(
  candidates: readonly RerankCandidate[],
  feedback: readonly ItemFeedback[],
  { weights, appeal, bounds }: FeatureSources = {},
): readonly Float32Array[] {
  const sides = [new Side(feedback, 1), new Side(feedback, -1)] as const
  const shown = new Map<string, number>()
  for (const { itemId, impressions = 0 } of feedback)
    if (impressions > 0) shown.set(itemId, (shown.get(itemId) ?? 0) + impressions)
  const scores = relativeScores(candidates, bounds)
  const popular = popularities(candidates)
  const places = placesByScore(candidates)
  const vectors = candidates.map(({ vector }) => vector)
  const counts = (feature: FeedbackFeature): boolean => weights?.[feedbackFeatures.indexOf(feature)] !== 0
  const groups: readonly (readonly WeightedSum[])[] = [
    counts('liked') ? [sides[0].sum] : [],
    counts('disliked') ? [sides[1].sum] : [],
    counts('nearestLiked') ? sides[0].newest : [],
    counts('nearestDisliked') ? sides[1].newest : [],
    counts('appeal') && isLike(appeal, vectors) ? [[{ vector: appeal.direction, weight: 1 }]] : [],
  ]
  const cosines = cosinesTo(groups.flat(), vectors)
  let next = 0
  const [liked, disliked, nearestLiked, nearestDisliked, appealing] = groups.map(({ length }) => {
    next += length
    return cosines.slice(next - length, next)
  })
  // The product, where cosines have divided by the length.
  const height = appealing!.length === 0 ? 0 : 1 / (inverseLength(appeal!.direction) || Number.POSITIVE_INFINITY)
  return candidates.map((candidate, at) => {
    const row = new Float32Array(feedbackFeatures.length)
    row[0] = 1
    row[1] = scores[at]!
    row[2] = 1 / Math.log2(2 + places[at]!)
    row[3] = popular[at]!
    row[4] = liked![0]?.[at] ?? 0
    row[5] = disliked![0]?.[at] ?? 0
    row[6] = largestAt(nearestLiked!, at)
    row[7] = largestAt(nearestDisliked!, at)
    row[8] = sides[0].labelShare(candidate)
    row[9] = sides[1].labelShare(candidate)
    row[10] = Math.log2(1 + (shown.get(candidate.itemId) ?? 0)) / 4
    row[11] = (appealing![0]?.[at] ?? 0) * height
    return row
  })
}

/** Whether there is an appeal of such vectors. */
function isLike(appeal: Appeal | undefined, vectors: readonly (CandidateVector | undefined)[]): appeal is Appeal {
  const some = vectors.find((vector) => vector !== undefined)
  return some instanceof Float32Array && appeal?.direction.length === some.length
}

/** 0 at least. */
function largestAt(cosines: readonly Float32Array[], at: number): number {
  let largest = 0
  for (const one of cosines) if (one[at]! > largest) largest = one[at]!
  return largest
}

type Labelled = Pick<RerankCandidate, 'tags' | 'attributes'>

/** What was liked, or what was disliked. */
class Side {
  /** The weighted sum of all. */
  readonly sum: WeightedSum
  /** The newest, one by one. */
  readonly newest: readonly WeightedSum[]
  /** By name and value: how much weight has this label. */
  readonly #labels = new Map<string, Map<string, number>>()
  #weight = 0

  constructor(feedback: readonly ItemFeedback[], sign: 1 | -1) {
    const own = feedback.filter(({ weight = 0 }) => weight * sign > 0)
    this.sum = own.map(({ vector, weight }) => ({ vector, weight: weight! * sign }))
    this.newest = own.slice(-NEAREST).map(({ vector }) => [{ vector, weight: 1 }])
    for (const one of own) {
      const weight = one.weight! * sign
      this.#weight += weight
      eachLabel(one, (name, value) => {
        const values = this.#labels.get(name) ?? new Map<string, number>()
        if (values.size === 0) this.#labels.set(name, values)
        values.set(value, (values.get(value) ?? 0) + weight)
      })
    }
  }

  labelShare(labelled: Labelled): number {
    if (this.#weight === 0) return 0
    let sum = 0
    let count = 0
    eachLabel(labelled, (name, value) => {
      sum += this.#labels.get(name)?.get(value) ?? 0
      count++
    })
    return count === 0 ? 0 : sum / count / this.#weight
  }
}

/** Visits each different label once. */
function eachLabel({ tags = [], attributes = {} }: Labelled, visit: (name: string, value: string) => void): void {
  eachValue('tags', tags, visit)
  for (const name in attributes) {
    const value = attributes[name]
    if (typeof value === 'string') visit(name, value)
    else if (Array.isArray(value)) eachValue(name, value, visit)
  }
}

function eachValue(name: string, values: readonly unknown[], visit: (name: string, value: string) => void): void {
  for (let at = 0; at < values.length; at++) {
    const value = values[at]
    if (typeof value === 'string' && values.indexOf(value) === at) visit(name, value)
  }
}

/** 0 for the highest score; equal scores in the order in which they came. */
function placesByScore(candidates: readonly RerankCandidate[]): Int32Array {
  const order = [...candidates.keys()].sort((a, b) => candidates[b]!.score - candidates[a]!.score || a - b)
  const places = new Int32Array(order.length)
  for (const [place, at] of order.entries()) places[at] = place
  return places
}

function popularities(candidates: readonly RerankCandidate[]): Float64Array {
  const values = candidates.map(({ parts }) => parts?.popular ?? 0)
  let highest = 0
  for (const value of values) if (Number.isFinite(value)) highest = Math.max(highest, value)
  return Float64Array.from(values, (value) => (highest > 0 && value > 0 ? value / highest : 0))
}
