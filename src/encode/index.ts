/** Content to vectors: the `Encoder` contract and its implementations. */

export { Bm25Encoder, type Bm25Options } from './bm25.ts'
export { CountEncoder } from './count.ts'
export { type EncodeOptions, type Encoder, isTermEncoder, type TermEncoder } from './encoder.ts'
export { HashingEncoder, type HashingOptions } from './hashing.ts'
export type { DenseMatrix, SparseMatrix } from './matrix.ts'
export type { AnalyzerOptions, CountOptions, TfidfOptions, VocabularyOptions } from './options.ts'
export { type SparseRow, type TermContribution, TfidfEncoder, type TermWeight } from './tfidf.ts'
