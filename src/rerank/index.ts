export { type BoostOptions, boost, type FreshnessOptions, freshness } from './boosts.ts'
export { type CalibrateOptions, calibrate } from './calibrate.ts'
export { type DeduplicateOptions, deduplicate } from './deduplicate.ts'
export { type DppOptions, dpp } from './dpp.ts'
export { type EpsilonSlotsOptions, epsilonSlots } from './epsilon-slots.ts'
export { type ImpressionDiscountOptions, impressionDiscount, type ShownEvent } from './impressions.ts'
export { type MmrOptions, mmr } from './mmr.ts'
export { pipeline } from './pipeline.ts'
export type { CandidateVector, RerankCandidate, RerankContext, Reranker } from './reranker.ts'
export {
  type ApartOptions,
  apart,
  block,
  maxPerAttribute,
  pin,
  type QuotaOptions,
  quota,
  type SprinkleOptions,
  sprinkle,
} from './rules.ts'
export { type XquadOptions, xQuAD } from './xquad.ts'
