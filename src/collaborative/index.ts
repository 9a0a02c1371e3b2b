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
export { als, type AlsOptions } from './factors/als.ts'
export { biasedMf, type BiasedMfOptions } from './factors/biased-mf.ts'
export {
  factorizationMachine,
  type FactorizationMachineOptions,
  type FactorizationMachineRecipe,
} from './factors/factorization-machine.ts'
export type { FactorizationMachine } from './factors/factorization-machine-model.ts'
export { bpr, type RankingOptions, sampledSoftmax, warp } from './factors/ranking.ts'
export { ease, type EaseOptions, edlae, type EdlaeOptions } from './linear/ease.ts'
export { popularity, type PopularityOptions } from './popularity.ts'
export { type ItemKnnOptions, itemKnn } from './knn/item-knn.ts'
export type { NeighborSimilarity, SimilarityOptions } from './knn/similarity.ts'
export { type TransitionKnnOptions, transitionKnn } from './sequence/transition-knn.ts'
export { type SessionKnnOptions, sessionKnn } from './sequence/session-knn.ts'
export { item2vec, type Item2vecOptions } from './sequence/item2vec.ts'
export { type UserKnnOptions, userKnn } from './knn/user-knn.ts'
export { type GraphFilterOptions, graphFilter } from './graph-filter.ts'
export { type AutoOptions, auto, type ChosenModel, type Trial } from './auto.ts'
export { blend, type BlendPart } from './blend.ts'
export { type ColdItemsOptions, withColdItems } from './content/with-cold-items.ts'
