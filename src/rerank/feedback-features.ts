/** What feedback says of candidates, as a few numbers each. */

import { invalidArgument } from '../errors.ts'
import { type AnyVector, checkVectors, Direction } from '../math/direction.ts'
import { checkCandidates, relativeScores } from './candidates.ts'
import { cosinesTo } from './cosines.ts'
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
  checkVectors([...candidates, ...feedback].map(vectorOf), (at) =>
    at < count ? `candidates[${at}].vector` : `feedback[${at - count}].vector`,
  )
}

const vectorOf = ({ vector }: { readonly vector?: CandidateVector }): AnyVector | undefined => vector

/** One row of features for each candidate; `feedback` has the oldest first. Likeness that `weights`, if given, multiply by 0 is left out as 0: looking for the nearest is most of the work. */
export function featuresOf(
  candidates: readonly RerankCandidate[],
  feedback: readonly ItemFeedback[],
  weights?: ArrayLike<number>,
): readonly Float32Array[] {
  const sides = [new Side(feedback, 1), new Side(feedback, -1)] as const
  const shown = new Map<string, number>()
  for (const { itemId, impressions = 0 } of feedback) shown.set(itemId, (shown.get(itemId) ?? 0) + impressions)
  const scores = relativeScores(candidates)
  const popular = popularities(candidates)
  const places = placesByScore(candidates)
  const counts = (feature: FeedbackFeature): boolean => weights?.[feedbackFeatures.indexOf(feature)] !== 0
  const sums = sides.map(({ sum }, at) => (counts(at === 0 ? 'liked' : 'disliked') ? [sum] : []))
  const newest = sides.map((side, at) => (counts(at === 0 ? 'nearestLiked' : 'nearestDisliked') ? side.newest : []))
  const vectors = candidates.map(({ vector }) => vector)
  const cosines = cosinesTo([...sums.flat(), ...newest.flat()], vectors)
  let next = 0
  const [liked, disliked, ...nearest] = [...sums, ...newest].map((directions) => {
    const own = cosines.slice(next, next + directions.length)
    next += directions.length
    return own
  })
  return candidates.map((candidate, at) => {
    const labels = labelsIn(candidate)
    return Float32Array.of(
      1,
      scores[at]!,
      1 / Math.log2(2 + places[at]!),
      popular[at]!,
      liked![0]?.[at] ?? 0,
      disliked![0]?.[at] ?? 0,
      largestAt(nearest[0]!, at),
      largestAt(nearest[1]!, at),
      sides[0].labelShare(labels),
      sides[1].labelShare(labels),
      Math.log2(1 + (shown.get(candidate.itemId) ?? 0)) / 4,
    )
  })
}

/** 0 at least. */
function largestAt(cosines: readonly Float32Array[], at: number): number {
  let largest = 0
  for (const one of cosines) if (one[at]! > largest) largest = one[at]!
  return largest
}

/** What was liked, or what was disliked. */
class Side {
  /** The weighted sum of what has a vector. */
  readonly sum: AnyVector | undefined
  /** The vectors of the newest. */
  readonly newest: readonly (AnyVector | undefined)[]
  readonly #labels = new Map<string, number>()
  #weight = 0

  constructor(feedback: readonly ItemFeedback[], sign: 1 | -1) {
    const own = feedback.filter(({ weight = 0 }) => weight * sign > 0)
    const sum = new Direction()
    for (const one of own) {
      const weight = one.weight! * sign
      if (one.vector !== undefined) sum.add(one.vector, weight)
      for (const label of labelsIn(one)) this.#labels.set(label, (this.#labels.get(label) ?? 0) + weight)
      this.#weight += weight
    }
    this.sum = sum.unit()
    this.newest = own.slice(-NEAREST).map(({ vector }) => vector)
  }

  labelShare(labels: readonly string[]): number {
    if (labels.length === 0 || this.#weight === 0) return 0
    let sum = 0
    for (const label of labels) sum += this.#labels.get(label) ?? 0
    return sum / labels.length / this.#weight
  }
}

function labelsIn({ tags = [], attributes = {} }: Pick<RerankCandidate, 'tags' | 'attributes'>): readonly string[] {
  const labels = new Set(tags.map((tag) => `tags\n${tag}`))
  for (const [name, value] of Object.entries(attributes)) {
    for (const one of Array.isArray(value) ? value : [value]) if (typeof one === 'string') labels.add(`${name}\n${one}`)
  }
  return [...labels]
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
