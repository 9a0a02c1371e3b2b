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
export { type ItemKnnOptions, itemKnn } from './knn/item-knn.ts'
export type { NeighborSimilarity, SimilarityOptions } from './knn/similarity.ts'
export { type TransitionKnnOptions, transitionKnn } from './sequence/transition-knn.ts'
