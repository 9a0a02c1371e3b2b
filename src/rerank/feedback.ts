/** Lists that follow what a user said of items, and learn how far to follow it. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { GaussianWeights } from '../math/gaussian-weights.ts'
import { checkNames } from '../option-names.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { Appeal } from './appeal.ts'
import { checkWeight, learn, moderated } from './bayesian-logistic.ts'
import { checkCount, checkUnit, scoreBounds, sortedByScore, withPart } from './candidates.ts'
import {
  checkFeedback,
  type FeedbackFeature,
  featuresOf,
  feedbackFeatures,
  type ItemFeedback,
} from './feedback-features.ts'
import { checkPositive, savedNumbers, savedState } from './model-input.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'
import { type ThompsonOptions, thompson } from './thompson.ts'

/** Options of {@link FeedbackReranker}. */
export interface FeedbackRerankerOptions {
  /**
   * The weights before anything was learned, on the scale of log-odds; any that are not named keep their defaults: `score` 2, `liked` 1.5 and `disliked` -0.3 (Rocchio's 1, 0.75 and 0.15, doubled),
   * `impressions` -0.5, `appeal` 1, all others 0. A `score` below 0.1 counts as 0.1 where scores are moved.
   */
  readonly weights?: Readonly<Partial<Record<FeedbackFeature, number>>>
  /** How far the weights that hold for all users may be from those: the variance of each, above 0. Small ones learn slowly. Default 1. */
  readonly variance?: number
  /** How far a user's own weights may be from those that hold for all: the variance of each, above 0. Default 0.05. */
  readonly userVariance?: number
  /** How far the appeal of contents may be from none: the variance of what each dimension of a vector of length 1 adds to the log-odds, above 0. Default 0.1. */
  readonly appealVariance?: number
  /** How much of the move is made, from 0 (scores stay) to 1 (the order is that of the predicted chances). Default 1. */
  readonly strength?: number
}

/** For whom. */
export interface FeedbackOptions {
  /** Whose own weights count on top of those that hold for all. Without one, the latter stand alone. */
  readonly userId?: string
  /** Of how many items the lists are that it learns from, where there are more candidates than that: scores are compared by the range of so many best. Default: of all candidates. */
  readonly listLength?: number
}

/** For whom it learns. */
export interface LearnOptions extends FeedbackOptions {
  /** False moves the user's own weights alone, and leaves what holds for all users as it is. Default true. */
  readonly shared?: boolean
}

/** What came of showing an item. */
export interface Outcome {
  readonly itemId: string
  /** 1 where it was taken up or liked, 0 where it was passed over or disliked, or anything between. */
  readonly reward: number
  /** How often that counts. Default 1. */
  readonly weight?: number
}

const defaults: Readonly<Partial<Record<FeedbackFeature, number>>> = {
  score: 2,
  liked: 1.5,
  disliked: -0.3,
  impressions: -0.5,
  appeal: 1,
}
/** A score counts for this much at least, so that what is added to it stays finite. */
const LEAST_SCORE_WEIGHT = 0.1
const SCORE = feedbackFeatures.indexOf('score')
const optionNames = ['weights', 'variance', 'userVariance', 'appealVariance', 'strength']

/**
 * Rocchio's feedback (1971) with weights that are learned: how much likeness to what was liked, to what was disliked, shared labels, vain impressions and popularity count beside the score
 * ({@link feedbackFeatures}). The weights are those of an online Bayesian logistic regression (see {@link BayesianLogistic}), as a sum of what holds for all users and what is one user's own; each outcome moves both, in
 * proportion to their doubt. Before the first outcome the weights are the stated ones, so that it can be used alone.
 *
 * The part `feedback` moves each score so that, at strength 1, the order is that of the predicted chances: `(highest - lowest score) * sum of w x over all features but bias and score / w of score`.
 * It is linear in the features, and 0 for all without feedback, but for what was learned of rank and popularity. State is a function of the outcomes in their order; no chance is involved.
 *
 * @example
 * ```ts
 * const reranker = new FeedbackReranker()
 * const x = Float32Array.of(1, 0)
 * const y = Float32Array.of(0, 1)
 * const candidates = [{ itemId: 'a', score: 1, vector: x }, { itemId: 'b', score: 0.9, vector: y }, { itemId: 'c', score: 0, vector: x }]
 * reranker.rerank(candidates, [{ itemId: 'd', weight: 1, vector: y }]).map(({ itemId }) => itemId) // ['b', 'a', 'c']
 * ```
 */
export class FeedbackReranker {
  readonly #options: Required<FeedbackRerankerOptions>
  readonly #shared: GaussianWeights
  readonly #users = new Map<string, GaussianWeights>()
  /** Of the contents of items, once some were seen. */
  #appeal: Appeal | undefined
  #events = 0

  constructor(options: FeedbackRerankerOptions = {}) {
    checkNames(options, optionNames)
    const weights = { ...defaults, ...checkFeatureWeights(options.weights ?? {}) }
    this.#options = {
      weights,
      variance: checkPositive(options.variance ?? 1, 'variance'),
      userVariance: checkPositive(options.userVariance ?? 0.05, 'userVariance'),
      appealVariance: checkPositive(options.appealVariance ?? 0.1, 'appealVariance'),
      strength: checkUnit(options.strength ?? 1, 'strength'),
    }
    const mean = feedbackFeatures.map((name) => weights[name] ?? 0)
    this.#shared = GaussianWeights.of(mean, this.#options.variance)
  }

  /** How many outcomes it has learned from. */
  get events(): number {
    return this.#events
  }

  /** The weights as they are believed now: for all users, or for one. */
  weights(options: FeedbackOptions = {}): Readonly<Record<FeedbackFeature, number>> {
    checkFeedbackOptions(options)
    const mean = this.#mean(options.userId)
    return Object.fromEntries(feedbackFeatures.map((name, at) => [name, mean[at]!])) as Record<FeedbackFeature, number>
  }

  /** The candidates by score, each score moved by its part `feedback`. `feedback` has the oldest first. Learns nothing. */
  rerank(
    candidates: readonly RerankCandidate[],
    feedback: readonly ItemFeedback[],
    options: FeedbackOptions = {},
  ): readonly RerankCandidate[] {
    checkFeedbackOptions(options)
    checkFeedback(candidates, feedback)
    const mean = this.#mean(options.userId)
    const bounds = boundsOf(candidates, options.listLength)
    const rows = featuresOf(candidates, feedback, { weights: mean, appeal: this.#appeal, bounds })
    const range = bounds[1] > bounds[0] ? bounds[1] - bounds[0] : 1
    const scale = (this.#options.strength * range) / Math.max(LEAST_SCORE_WEIGHT, mean[SCORE]!)
    return sortedByScore(
      candidates.map((candidate, at) => {
        let sum = 0
        for (let feature = SCORE + 1; feature < mean.length; feature++) sum += mean[feature]! * rows[at]![feature]!
        return withPart(candidate, 'feedback', scale * sum)
      }),
    )
  }

  /** This feedback as a stage of a `pipeline`. The user is that of the context where `options` name none. */
  reranker(
    feedback: readonly ItemFeedback[],
    options: FeedbackOptions = {},
  ): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
    checkFeedbackOptions(options)
    return (candidates, context) => {
      checkPlaces(context)
      return this.rerank(candidates, feedback, forContext(options, context))
    }
  }

  /** How likely each candidate is to be taken up, from 0 to 1, in the order of the candidates, doubt included. */
  probabilities(
    candidates: readonly RerankCandidate[],
    feedback: readonly ItemFeedback[],
    options: FeedbackOptions = {},
  ): Float64Array {
    checkFeedbackOptions(options)
    checkFeedback(candidates, feedback)
    const beliefs = this.#beliefs(options.userId)
    const bounds = boundsOf(candidates, options.listLength)
    return Float64Array.from(featuresOf(candidates, feedback, { appeal: this.#appeal, bounds }), (row) => {
      const mean = beliefs.reduce((sum, belief) => sum + belief.product(row), 0)
      const variance = beliefs.reduce((sum, belief) => sum + belief.variance(row), 0)
      return moderated(mean, variance)
    })
  }

  /**
   * Learns what came of a list: `candidates` and `feedback` as they were when it was shown, and the outcomes, in order. Of users, those named by `userId` get weights of their own.
   * Nothing is learned where any of it is wrong.
   */
  learn(
    candidates: readonly RerankCandidate[],
    feedback: readonly ItemFeedback[],
    outcomes: readonly Outcome[],
    options: LearnOptions = {},
  ): void {
    checkFeedbackOptions(options, ['shared'])
    const { userId, listLength, shared = true } = options
    if (typeof shared !== 'boolean') throw invalidArgument('shared', shared, 'Pass true or false.')
    if (!shared && userId === undefined)
      throw invalidArgument('userId', userId, 'Say whose weights are to move, or let `shared` be true.')
    checkFeedback(candidates, feedback)
    const places = new Map(candidates.map(({ itemId }, at) => [itemId, at]))
    if (!Array.isArray(outcomes)) throw invalidArgument('outcomes', outcomes, 'Pass a list of { itemId, reward }.')
    for (const [at, outcome] of outcomes.entries()) {
      const { itemId, reward, weight = 1 } = Object(outcome) as Outcome
      if (!places.has(itemId))
        throw invalidArgument(`outcomes[${at}].itemId`, itemId, 'It has to be one of the candidates.')
      checkUnit(reward, `outcomes[${at}].reward`)
      checkWeight(weight)
    }
    const bounds = boundsOf(candidates, listLength)
    const rows = featuresOf(candidates, feedback, { appeal: this.#appeal, bounds })
    if (userId !== undefined && outcomes.length > 0 && !this.#users.has(userId))
      this.#users.set(userId, GaussianWeights.of(new Float64Array(feedbackFeatures.length), this.#options.userVariance))
    const beliefs = this.#beliefs(userId)
    for (const { itemId, reward, weight = 1 } of outcomes) {
      const place = places.get(itemId)!
      learn(beliefs, rows[place]!, reward, weight, shared ? 0 : 1)
      if (!shared) continue
      const { vector } = candidates[place]!
      this.#appeal ??= Appeal.for(vector, this.#options.appealVariance)
      this.#appeal?.learn(vector, reward, weight)
    }
    this.#events += outcomes.length
  }

  /** Exploration on this model, as a stage of a `pipeline`: see {@link thompson}, whose `propensity` the candidates carry, and whose `rate` and `samples` these are. Scores stay as they are. */
  thompson(
    feedback: readonly ItemFeedback[],
    { samples = 256, rate = 1, ...options }: FeedbackOptions & Pick<ThompsonOptions, 'samples' | 'rate'> = {},
  ): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
    checkFeedbackOptions(options)
    return (candidates, context) => {
      checkPlaces(context)
      checkFeedback(candidates, feedback)
      const samplers = this.#beliefs(forContext(options, context).userId).map((belief) => belief.sampler())
      const model = {
        sample(random: () => number): Float64Array {
          const drawn = samplers.map((sampler) => sampler(random))
          return drawn[0]!.map((_, at) => drawn.reduce((sum, one) => sum + one[at]!, 0))
        },
      }
      const bounds = boundsOf(candidates, options.listLength)
      const features: ThompsonOptions['features'] = (given) =>
        featuresOf(given, feedback, { appeal: this.#appeal, bounds })
      return thompson({ model, samples, rate, features })(candidates, context)
    }
  }

  /** Drops a user's own weights; what all users' outcomes taught together stays. False where there were none. */
  forget(userId: string): boolean {
    return this.#users.delete(userId)
  }

  /** The state and the options, for {@link FeedbackReranker.load}. */
  save(): SnapshotParts {
    const users = [...this.#users.values()]
    return {
      state: {
        json: {
          options: this.#options,
          features: [...feedbackFeatures],
          events: this.#events,
          users: [...this.#users.keys()],
        },
      },
      mean: this.#shared.mean.slice(),
      covariance: this.#shared.covariance.slice(),
      appealMean: this.#appeal?.weights.mean.slice() ?? new Float64Array(0),
      appealCovariance: this.#appeal?.weights.covariance.slice() ?? new Float64Array(0),
      userMeans: joined(users.map(({ mean }) => mean)),
      userCovariances: joined(users.map(({ covariance }) => covariance)),
    }
  }

  /** A re-ranker as it was when saved. Throws `snapshot-corrupt` where the parts are none, and `fingerprint-mismatch` where they are of other features. */
  static load(parts: SnapshotParts): FeedbackReranker {
    const { options, features, events, users } = savedState(parts, ['options', 'features', 'events', 'users'])
    if (String(features) !== String(feedbackFeatures))
      throw new RecommenderError(
        'fingerprint-mismatch',
        `The saved weights are of other features (${String(features)}) than this version has. Learn anew from the log.`,
        { field: 'state.features', value: features },
      )
    const reranker = new FeedbackReranker(options as FeedbackRerankerOptions)
    const names = users as readonly string[]
    const size = feedbackFeatures.length
    reranker.#shared.mean.set(savedNumbers(parts, 'mean', size))
    reranker.#shared.covariance.set(savedNumbers(parts, 'covariance', size * size))
    const means = savedNumbers(parts, 'userMeans', names.length * size)
    const covariances = savedNumbers(parts, 'userCovariances', names.length * size * size)
    for (const [at, userId] of names.entries()) {
      const mean = means.slice(at * size, (at + 1) * size)
      const covariance = covariances.slice(at * size * size, (at + 1) * size * size)
      reranker.#users.set(userId, new GaussianWeights(mean, covariance))
    }
    const appeal = savedNumbers(parts, 'appealMean')
    const doubts = savedNumbers(parts, 'appealCovariance', appeal.length ** 2)
    if (appeal.length > 0) reranker.#appeal = new Appeal(new GaussianWeights(appeal.slice(), doubts.slice()))
    reranker.#events = events as number
    return reranker
  }

  #beliefs(userId: string | undefined): readonly GaussianWeights[] {
    const own = userId === undefined ? undefined : this.#users.get(userId)
    return own === undefined ? [this.#shared] : [this.#shared, own]
  }

  #mean(userId: string | undefined): Float64Array {
    const [shared, own] = this.#beliefs(userId)
    return shared!.mean.map((value, at) => value + (own?.mean[at] ?? 0))
  }
}

function forContext(options: FeedbackOptions, { userId }: RerankContext): FeedbackOptions {
  return options.userId !== undefined || userId === undefined ? options : { ...options, userId }
}

function checkPlaces({ k }: RerankContext): void {
  if (!Number.isInteger(k) || k < 1) throw invalidArgument('k', k, 'Give a whole number of at least 1.')
}

/** By which scores are brought to 0..1: the lowest and the highest of all, or of the `listLength` best. */
function boundsOf(candidates: readonly RerankCandidate[], listLength: number | undefined): readonly [number, number] {
  const all = listLength === undefined || listLength >= candidates.length
  const [lowest, highest] = scoreBounds(all ? candidates : sortedByScore(candidates).slice(0, listLength))
  return highest - lowest > leastRange(lowest, highest) ? [lowest, highest] : [highest, highest]
}

function checkFeedbackOptions(options: FeedbackOptions, others: readonly string[] = []): void {
  checkNames(options, ['userId', 'listLength', ...others])
  if (options.listLength !== undefined) checkCount(options.listLength, 'listLength')
}

function checkFeatureWeights(weights: unknown): Readonly<Partial<Record<FeedbackFeature, number>>> {
  checkNames(weights, feedbackFeatures, 'weights')
  for (const [name, weight] of Object.entries(weights as object)) {
    if (!Number.isFinite(weight)) throw invalidArgument(`weights.${name}`, weight, 'A weight is a finite number.')
  }
  return weights as Readonly<Partial<Record<FeedbackFeature, number>>>
}

function joined(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  return all
}

/** Scores that differ by no more are equal: parts in proportion to less would be lost in rounding, beside the scores or at the end of what numbers can hold. */
function leastRange(lowest: number, highest: number): number {
  return Math.max(1e-290, 1e-9 * Math.max(Math.abs(lowest), Math.abs(highest)))
}
