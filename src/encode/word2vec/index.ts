/** Vectors of words, items and documents, learned from plain text or sequences. */

export type { Corpus, Sentence } from './corpus.ts'
export type { AnalogiesResult, EvaluationOptions, WordPairsResult } from './evaluation.ts'
export type { SubwordOptions, TrainingProgress, Word2VecOptions } from './options.ts'
export { learnPhrases, type PhraseOptions, Phrases } from './phrases.ts'
export { trainWord2Vec } from './train-word2vec.ts'
export type { TrainingReport } from './training-plan.ts'
export { type SimilarWord, type SimilarWordsOptions, type SimilarWordsQuery, Word2Vec } from './word2vec.ts'
export { Word2VecEncoder, type Word2VecEncoderOptions, type WordWeighting } from './word2vec-encoder.ts'
