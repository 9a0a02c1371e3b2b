/** Meaning from a table: static embeddings, distilled from a sentence transformer. */

export type { DenseMatrix } from '../encode/matrix.ts'
export type { EncodeOptions, Encoder } from '../encode/encoder.ts'
export type { Model2VecFiles } from './model2vec.ts'
export { type SemanticOptions, semanticEncoder } from './semantic.ts'
export { StaticEncoder } from './static-encoder.ts'
