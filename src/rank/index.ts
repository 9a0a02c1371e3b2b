export { type Blend, blend, boost, byScore, type RankedCandidate, type RankWeights } from './blend.ts'
export { defaultWeights, type Purpose, weightsFor } from './weights.ts'
