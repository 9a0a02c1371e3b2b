export { type Explained, type Reason, type ReasonBase, reasonsFor } from './reason.ts'
export { type Locale, type Sentences, sentences } from './sentences.ts'
