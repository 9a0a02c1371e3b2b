/** Meaning from transformers and embedding services: sentence encoders, a judge of pairs, and caches for what they give. */

export { type AiSdkEmbeddingModel, type AiSdkEncoderOptions, aiSdkEncoder } from './ai-sdk.ts'
export { BertEncoder } from './bert-encoder.ts'
export { type DirectoryCache, directoryCache } from './cache/directory-cache.ts'
export { type IndexedDbCache, indexedDbCache } from './cache/indexed-db-cache.ts'
export { type MemoryCache, type MemoryCacheOptions, memoryCache } from './cache/memory-cache.ts'
export type { CachedVector, VectorCache } from './cache/vector-cache.ts'
export { CrossEncoder, type CrossEncoderOptions, type CrossEncoderRerankOptions } from './cross-encoder.ts'
export {
  type EmbedContext,
  type EmbedFunction,
  type FunctionEncoder,
  type FunctionEncoderOptions,
  functionEncoder,
} from './function-encoder.ts'
export { fromInt8, type Int8Matrix, toInt8 } from './int8.ts'
export { type ModelUse, knownUse } from './known-models.ts'
export type { LongText } from './long-texts.ts'
export { type OpenAiCompatibleOptions, openAiCompatibleEncoder } from './openai-compatible.ts'
export type { BertOptions, ModelDtype, TransformerOptions } from './options.ts'
export type { Pooling } from './pooling.ts'
