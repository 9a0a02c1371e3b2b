/** Content to vectors: the `Encoder` contract and its implementations. */

export { type EncodeOptions, type Encoder, isTermEncoder, type TermEncoder } from './encoder.ts'
export type { DenseMatrix, SparseMatrix } from './matrix.ts'
export type { AnalyzerOptions, CountOptions, TfidfOptions, VocabularyOptions } from './options.ts'
export { type SparseRow, type TermContribution, type TermWeight, TfidfEncoder } from './tfidf.ts'
