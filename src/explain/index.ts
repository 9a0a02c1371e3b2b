export { type Explained, type Reason, reasonsFor } from './reason.ts'
export { type Locale, sentences } from './sentences.ts'
