export { type Blend, blend, byScore, type RankedCandidate, type RankWeights } from './blend.ts'
export { boost } from './boost.ts'
export { defaultWeights, type Purpose, weightsFor } from './weights.ts'
