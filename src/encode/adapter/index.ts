/** Fine-tuning to behaviour. */

export { AdaptedEncoder, type AdapterReport } from './adapted-encoder.ts'
export { type ExportPairsOptions, exportPairs } from './export-pairs.ts'
export type { HeadKind } from './head.ts'
export type { AdapterData, LikedItem, TextItem, TextPair } from './links.ts'
export type { LossKind } from './losses.ts'
export type { AdapterHeads, AdapterOptions, AdapterProgress } from './options.ts'
export { trainAdapter } from './train-adapter.ts'
