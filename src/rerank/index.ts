export { BayesianLogistic, type BayesianLogisticOptions } from './bayesian-logistic.ts'
export { type BoostOptions, boost, type FreshnessOptions, freshness } from './boosts.ts'
export { type CalibrateOptions, calibrate } from './calibrate.ts'
export { type CoveredInterest, type CoverInterestsOptions, coverInterests } from './cover-interests.ts'
export { type DeduplicateOptions, deduplicate } from './deduplicate.ts'
export { type DiversifyOptions, diversify } from './diversify.ts'
export { type DppOptions, dpp } from './dpp.ts'
export { type EpsilonSlotsOptions, epsilonSlots } from './epsilon-slots.ts'
export {
  type FeedbackOptions,
  FeedbackReranker,
  type FeedbackRerankerOptions,
  type LearnOptions,
  type Outcome,
} from './feedback.ts'
export { type FeedbackFeature, feedbackFeatures, type ItemFeedback } from './feedback-features.ts'
export { type ImpressionDiscountOptions, impressionDiscount, type ShownEvent } from './impressions.ts'
export {
  type LinUcb,
  type LinUcbChoice,
  type LinUcbContext,
  type LinUcbOptions,
  linUcb,
  loadLinUcb,
} from './lin-ucb.ts'
export { type MmrOptions, mmr } from './mmr.ts'
export { pipeline } from './pipeline.ts'
export type { CandidateVector, RerankCandidate, RerankContext, Reranker } from './reranker.ts'
export {
  type ApartOptions,
  apart,
  block,
  maxPerAttribute,
  type OrderedRule,
  pin,
  type QuotaOptions,
  quota,
  type SprinkleOptions,
  sprinkle,
} from './rules.ts'
export { type ThompsonOptions, thompson } from './thompson.ts'
export { type XquadOptions, xQuAD } from './xquad.ts'
