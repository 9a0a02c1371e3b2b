/** The training kernel of word vectors: one call trains on a stretch of the corpus. What a job holds is laid out in assembly/train-layout.ts. */

import type { LinearMemory } from './arena.ts'
import { createKernels, type KernelBackend } from './backend.ts'
import { TRAIN_WASM } from './train.generated.ts'
import { plainTrainKernels } from './train-plain.ts'

/** The functions of the training kernel; arguments are addresses in bytes and counts. */
export interface TrainKernels {
  /** Trains on `tokens[from, to)`, whole sentences with -1 between them. Returns how many words were kept after subsampling. */
  trainTokens(job: number, from: number, to: number): number
  /**
   * One window: `count` input rows (addresses at `inputs`) against `blocks` times six target rows (addresses at `rows`; at `labels` eight
   * labels and eight rates a block). Every input learns from the targets as they were, and every target from the inputs as they were.
   * `sample` is 1 where the loss is to be added up.
   */
  trainWindow(
    job: number,
    inputs: number,
    count: number,
    rows: number,
    labels: number,
    blocks: number,
    sample: number,
  ): void
}

/** Training kernels over a memory of one thread; workers instantiate the module for shared memory themselves. */
export function createTrainKernels(memory: LinearMemory, backend: KernelBackend): TrainKernels {
  return createKernels<TrainKernels>(TRAIN_WASM, plainTrainKernels, memory, backend)
}
