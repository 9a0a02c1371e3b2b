export type { CandidateVector, RerankCandidate, RerankContext, Reranker } from './reranker.ts'
