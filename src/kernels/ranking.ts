/** The training kernel of models that learn the order of items. What a job holds is laid out in assembly/ranking-layout.ts. */

import type { LinearMemory } from './arena.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { RANKING_WASM } from './ranking.generated.ts'
import { plainRankingKernels } from './ranking-plain.ts'

/** The functions of the ranking kernel. */
export interface RankingKernels {
  /** `count` steps of gradient descent, each from a pair drawn at random. Returns how many found a negative to learn from. */
  trainPairs(job: number, count: number): number
}

/** Ranking kernels over a memory: the compiled ones where the backend has them. */
export function createRankingKernels(memory: LinearMemory, backend: KernelBackend): RankingKernels {
  return createKernels<RankingKernels>(RANKING_WASM, plainRankingKernels, memory, backend)
}
