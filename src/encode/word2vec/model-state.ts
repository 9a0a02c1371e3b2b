/** What a model consists of. */

import type { ResolvedOptions } from './options.ts'
import type { Subwords } from './subwords.ts'
import type { TrainingReport, Weights } from './training-plan.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { WordVectors } from './word-vectors.ts'

/** A model: words with vectors; and, where it was trained here, what it needs to go on learning. */
export interface ModelState {
  readonly vocabulary: Vocabulary
  readonly vectors: WordVectors
  /** Sub-words and the rows that make them up (words first), for vectors of unseen words. */
  readonly subwords: { readonly table: Subwords; readonly rows: Float32Array } | undefined
  /** Absent for models that were read from vectors alone. */
  readonly training:
    | { readonly weights: Weights; readonly options: ResolvedOptions; readonly report: TrainingReport }
    | undefined
}
