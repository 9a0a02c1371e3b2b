/** Numbers and categories to features. */

export type { Category, CategoryRows, RarityOptions } from './categories.ts'
export { INFREQUENT } from './categories.ts'
export type {
  FeatureBlock,
  FeatureBlockName,
  FeatureBlocks,
  FeatureWeights,
  FusedFeatures,
  FuseFeaturesOptions,
} from './fuse-features.ts'
export { fuseFeatures } from './fuse-features.ts'
export type { BinEncoding, KBinsDiscretizerOptions } from './k-bins-discretizer.ts'
export { KBinsDiscretizer } from './k-bins-discretizer.ts'
export type { MaxAbsScalerOptions } from './max-abs-scaler.ts'
export { MaxAbsScaler } from './max-abs-scaler.ts'
export type { MinMaxScalerOptions } from './min-max-scaler.ts'
export { MinMaxScaler } from './min-max-scaler.ts'
export type { NormalizerOptions } from './normalizer.ts'
export { Normalizer } from './normalizer.ts'
export type { OneHotEncoderOptions } from './one-hot-encoder.ts'
export { OneHotEncoder } from './one-hot-encoder.ts'
export type { OrdinalEncoderOptions } from './ordinal-encoder.ts'
export { OrdinalEncoder } from './ordinal-encoder.ts'
export type { PowerTransformerOptions } from './power-transformer.ts'
export { PowerTransformer } from './power-transformer.ts'
export type { QuantileTransformerOptions } from './quantile-transformer.ts'
export { QuantileTransformer } from './quantile-transformer.ts'
export type { QuantileMethod } from './quantiles.ts'
export type { RobustScalerOptions } from './robust-scaler.ts'
export { RobustScaler } from './robust-scaler.ts'
export type { NumberMatrix, NumberRows, SameForm } from './rows.ts'
export type { ImputedForm, SimpleImputerOptions } from './simple-imputer.ts'
export { SimpleImputer } from './simple-imputer.ts'
export type { SampleWeightOptions, StandardScalerOptions } from './standard-scaler.ts'
export { StandardScaler } from './standard-scaler.ts'
export type { TransformerJson } from './state-json.ts'
export type { TagLists, TagVocabulary } from './tag-features.ts'
export type { Target, TargetEncoderOptions, TargetType } from './target-encoder.ts'
export { TargetEncoder } from './target-encoder.ts'
export type {
  FittedState,
  InvertibleTransformer,
  NumberTransformer,
  StreamingTransformer,
  Transformer,
} from './transformer.ts'
