export { precision, type PrecisionOptions, recall, type RecallOptions, hitRate, rPrecision } from './metrics/hits.ts'
export {
  reciprocalRank,
  averagePrecision,
  type AveragePrecisionOptions,
  ndcg,
  type NdcgOptions,
} from './metrics/ranks.ts'
export { auc, type AucOptions } from './metrics/auc.ts'
export { rmse, mae } from './metrics/rating-errors.ts'
export {
  coverage,
  gini,
  entropy,
  type Catalogue,
  type EntropyOptions,
  type Lists,
  type ListsOptions,
} from './metrics/lists.ts'
export {
  novelty,
  type NoveltyOptions,
  averagePopularity,
  longTail,
  type LongTailOptions,
  longTailShare,
  type Popularity,
} from './metrics/popularity.ts'
export { type Categories, type Distance, cosineDistance, categoryDistance } from './metrics/categories.ts'
export { intraListDistance, categoryEntropy, alphaNdcg, type AlphaNdcgOptions } from './metrics/variety.ts'
export { serendipity, unexpectedness, type UnexpectednessOptions } from './metrics/surprise.ts'
export { calibration, type CalibrationOptions } from './metrics/calibration.ts'
export { personalization, churn } from './metrics/between-lists.ts'
export type { CutOptions, Relevant } from './metrics/ranked.ts'
