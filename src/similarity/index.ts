/** Likeness and distance of vectors and sets: of two, of whole matrices, and the closest k. Everything here works alone. */

export type { DenseMatrix, SparseMatrix } from '../encode/matrix.ts'
export { type ErrorCode, RecommenderError } from '../errors.ts'
export type { SparseVector, Vector } from './vector.ts'
export { cosine, dot } from './products.ts'
export { pearson } from './correlation.ts'
export { kendall, spearman } from './rank-correlation.ts'
export { adjustedCosine } from './adjusted-cosine.ts'
export { dice, jaccard, overlap, weightedJaccard } from './sets.ts'
export { chebyshev, euclidean, hamming, manhattan } from './distances.ts'
export { jensenShannon, type JensenShannonOptions } from './jensen-shannon.ts'
export { bm25, bm25Statistics, type Bm25ScoreOptions, type Bm25Statistics, type Bm25Variant } from './bm25.ts'
export type { DenseRows, Matrix } from './matrix.ts'
export type { DistanceMetric, Metric, MetricOptions, SimilarityMetric } from './metrics.ts'
export { pairwise } from './pairwise.ts'
export { topK, type TopKOptions } from './top-k.ts'
export {
  PreparedMatrix,
  prepareMatrix,
  type PreparedMatrixOptions,
  type SearchOptions,
  type TopKMatches,
} from './prepared-matrix.ts'
