/** Content to vectors: the `Encoder` contract and its implementations. */

export type { KernelBackend } from '../kernels/backend.ts'
export {
  AdaptedEncoder,
  type AdapterData,
  type AdapterHeads,
  type AdapterOptions,
  type AdapterProgress,
  type AdapterReport,
  type ExportPairsOptions,
  exportPairs,
  type HeadKind,
  type LikedItem,
  type LossKind,
  type TextItem,
  type TextPair,
  trainAdapter,
} from './adapter/index.ts'
export { Bm25Encoder, type Bm25Options } from './bm25.ts'
export { CountEncoder } from './count.ts'
export {
  type EncodeOptions,
  type Encoder,
  isTermEncoder,
  type TermCollection,
  type TermEncoder,
} from './encoder.ts'
export { type Feature, FeatureCollection } from './features.ts'
export type { FieldWeights } from './fields.ts'
export { HashingEncoder, type HashingOptions } from './hashing.ts'
export { LsaEncoder, type LsaOptions } from './lsa.ts'
export type { DenseMatrix, SparseMatrix } from './matrix.ts'
export type { AnalyzerOptions, CountOptions, TfidfOptions, VocabularyOptions } from './options.ts'
export { type SparseRow, type TermContribution, TfidfEncoder, type TermWeight } from './tfidf.ts'
export {
  type AnalogiesResult,
  type Corpus,
  type EvaluationOptions,
  learnPhrases,
  type PhraseOptions,
  Phrases,
  type Sentence,
  type SimilarWord,
  type SimilarWordsOptions,
  type SimilarWordsQuery,
  type SubwordOptions,
  type TrainingProgress,
  type TrainingReport,
  trainWord2Vec,
  Word2Vec,
  Word2VecEncoder,
  type Word2VecEncoderOptions,
  type Word2VecOptions,
  type WordPairsResult,
  type WordWeighting,
} from './word2vec/index.ts'
