/** Text to tokens, and numbers to features. */

export { type NormalizeOptions, normalizeText } from './normalize.ts'
export { stemEnglish } from './stem-english.ts'
export { type StopWordLanguage, stopWords } from './stop-words.ts'
export { createTokenizer, type Tokenizer, type TokenizerOptions, type TokenSpan } from './tokenizer.ts'
export type { Treatment } from './web-text.ts'
