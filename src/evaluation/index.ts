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
export {
  randomSplit,
  perUserSplit,
  kFold,
  type ShareOptions,
  type PerUserOptions,
  type FoldOptions,
} from './split/random.ts'
export { leaveOneOut, timeSplit, type LeaveOneOutOptions, type TimeSplitOptions } from './split/sequence.ts'
export { coldItems, coldUsers, type ColdUsersOptions } from './split/cold.ts'
export { givenSplit, type GivenParts } from './split/given.ts'
export type { HeldOutPart, Protocol, Split, TrainPart } from './split/split.ts'
export { evaluate, type EvaluateOptions, type SampledNegatives } from './evaluate.ts'
export {
  evaluateLists,
  type CustomMetric,
  type GivenLists,
  type Measured,
  type MeasureOptions,
  type MetricName,
} from './measure.ts'
export type { AccuracyName, Conventions } from './batch-accuracy.ts'
export type { AskedUser, Evaluable, RecommenderLike, RecommendFunction, ToInteraction } from './subject.ts'
export { EvaluationReport, type EvaluationFigures, type ReportedSplit } from './report/evaluation-report.ts'
export {
  bootstrapMean,
  pairedTest,
  holm,
  type BootstrapOptions,
  type Estimate,
  type PairedTestOptions,
  type TestMethod,
} from './statistics.ts'
export { compare, type CompareOptions } from './compare.ts'
export { ComparisonReport, type ComparisonFigures, type Difference } from './report/comparison-report.ts'
export { plot, type PlotLibrary, type PlotOptions } from './report/plot.ts'
export {
  tune,
  type Choice,
  type Drawn,
  type Effort,
  type Objective,
  type Space,
  type Trial,
  type TuneOptions,
  type TuneReport,
} from './tune.ts'
export {
  ips,
  clippedIps,
  snips,
  directMethod,
  doublyRobust,
  switchEstimator,
  type ClippedOptions,
  type LoggedAction,
  type OffPolicyOptions,
  type PolicyEstimate,
  type SwitchOptions,
} from './off-policy.ts'
export {
  satisfaction,
  type SatisfactionOptions,
  type SatisfactionReport,
  type SatisfactionSignal,
  type UserSatisfaction,
} from './metrics/satisfaction.ts'
