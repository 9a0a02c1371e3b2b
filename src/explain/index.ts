export type { Generate } from '../options.ts'
export { type RephraseOptions, rephrase } from './rephrase.ts'
export { type Explained, type Reason, type ReasonBase, reasonsFor } from './reason.ts'
export { type Locale, type Sentences, sentences } from './sentences.ts'
