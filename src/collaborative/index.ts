export type {
  CollaborativeModel,
  CollaborativeRecipe,
  Contribution,
  FeatureRow,
  FitOptions,
  HistoryEntry,
  Pair,
  RecommendOptions,
  ScoredItem,
  TrainingData,
} from './model.ts'
export { popularity, type PopularityOptions } from './popularity.ts'
