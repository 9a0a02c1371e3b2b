/** Meaning from transformers: sentence encoders, and caches for what they give. */

export { BertEncoder } from './bert-encoder.ts'
export { type MemoryCache, type MemoryCacheOptions, memoryCache } from './cache/memory-cache.ts'
export type { CachedVector, VectorCache } from './cache/vector-cache.ts'
export type { Int8Matrix } from './int8.ts'
export type { LongText } from './long-texts.ts'
export type { BertOptions, ModelDtype, TransformerOptions } from './options.ts'
export type { Pooling } from './pooling.ts'
