/** What a program and the threads that run its model say to each other. */

import type { PipelineRequest } from '../transformers.ts'

/** A tensor on its way: its numbers are copied. */
export interface SentTensor {
  readonly type: string
  readonly dims: readonly number[]
  readonly data: ArrayLike<number> | ArrayLike<bigint>
}

/** The outputs of a model by name; some give a list of tensors, one a layer. */
export type SentOutputs = Readonly<Record<string, SentTensor | readonly SentTensor[]>>

/** What a thread is started with: where the package is, and what to load with it. */
export interface ThreadTask {
  /** Address or name of the package, as `import` takes it. */
  readonly specifier: string
  readonly request: PipelineRequest
}

/** Asks a thread to run a batch. */
export interface RunMessage {
  readonly job: number
  readonly inputs: Readonly<Record<string, SentTensor>>
}

/** What a thread answers. */
export type ThreadMessage =
  | { readonly kind: 'ready'; readonly config: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly reason: Error; readonly isModelMissing: boolean }
  | { readonly kind: 'done'; readonly job: number; readonly outputs: SentOutputs }
  | { readonly kind: 'failed'; readonly job: number; readonly reason: Error }
