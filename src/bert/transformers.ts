/**
 * Finds the library that runs transformers. Both packages, and a fake in a test, fit the little of them that is described here, so that none is needed to
 * build or to type-check.
 */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { modelNotLoaded } from './model-not-loaded.ts'
import { asModule, isPipeline, openPipeline } from './open-pipeline.ts'

/** A tensor as both packages give and take it. */
export interface Tensor {
  readonly type?: string
  readonly dims: readonly number[]
  readonly data: ArrayLike<number> | ArrayLike<bigint>
}

/** Makes a tensor. */
export type TensorConstructor = new (type: string, data: BigInt64Array, dims: number[]) => Tensor

/** What a tokenizer gives for one text when it is asked for no tensor. */
export interface TokenLists {
  readonly input_ids: ArrayLike<number | bigint>
  readonly token_type_ids?: ArrayLike<number | bigint> | undefined
}

/** The tokenizer of a pipeline. */
export interface Tokenizer {
  (text: string | string[], options?: Record<string, unknown>): unknown
  readonly model_max_length?: number
  readonly pad_token_id?: number | undefined
}

/** The model of a pipeline. */
export interface Model {
  (inputs: Record<string, Tensor>): Promise<Record<string, unknown>>
  readonly config?: Readonly<Record<string, unknown>>
}

/** A loaded pipeline: a tokenizer and a model. */
export interface Pipeline {
  readonly tokenizer: Tokenizer
  readonly model: Model
  dispose?(): Promise<unknown>
}

/** The settings of a package, which all programs of a page or process share. */
export interface TransformersEnvironment {
  localModelPath?: string
  allowLocalModels?: boolean
}

/** Either of the packages. */
export interface TransformersModule {
  readonly env?: TransformersEnvironment
  readonly AutoTokenizer?: { from_pretrained(model: string, options: Record<string, unknown>): Promise<unknown> }
  pipeline(task: string, model: string, options: Record<string, unknown>): Promise<unknown>
}

/** What is to be loaded, and how. */
export interface PipelineRequest {
  readonly task: 'feature-extraction' | 'text-classification'
  readonly model: string
  readonly localModelPath: string | undefined
  readonly cacheDir: string | undefined
  readonly revision: string | undefined
  readonly device: string | undefined
  readonly dtype: string
  readonly sessionOptions: Readonly<Record<string, unknown>> | undefined
  /** In how many threads the model runs; 1 is the calling one. */
  readonly workers: number
}

/** A pipeline, and whether it is ours to dispose of. */
export interface LoadedPipeline {
  readonly pipeline: Pipeline
  readonly ours: boolean
}

/**
 * Loads a pipeline with the package that was given (a function that imports it, the module, or a pipeline that is ready), or else with the one that is installed.
 * With several workers it is always the one that is installed, whose model then runs in threads of their own.
 *
 * Throws `missing-dependency` where there is none, `model-not-loaded` where the model cannot be had, `worker-failed` where a thread cannot be started.
 */
export async function loadPipeline(given: unknown, request: PipelineRequest): Promise<LoadedPipeline> {
  if (request.workers > 1) {
    const { name, module } = await installedModule({ canBeGiven: false })
    const { openInThreads } = await import('./threads/model-threads.ts')
    return { pipeline: await openInThreads(name, asModule(module)!, request), ours: true }
  }
  if (isPipeline(given)) return { pipeline: given, ours: false }
  const found =
    given === undefined
      ? (await installedModule({ canBeGiven: true })).module
      : typeof given === 'function'
        ? await given()
        : given
  if (isPipeline(found)) return { pipeline: found, ours: false }
  const module = asModule(found)
  if (module === undefined)
    throw invalidArgument(
      'transformers',
      found,
      "Expected () => import('@huggingface/transformers'), that module, or a feature-extraction pipeline of it.",
    )
  try {
    return { pipeline: await openPipeline(module, request), ours: true }
  } catch (cause) {
    throw modelNotLoaded(request, cause)
  }
}

/** The package that is installed, the newer one first. Imports are written out, and inside `try`, since only so every bundler takes them along where they are there and goes on where not. */
async function installedModule({ canBeGiven }: { canBeGiven: boolean }): Promise<{ name: string; module: unknown }> {
  let first: unknown
  try {
    return { name: '@huggingface/transformers', module: await import('@huggingface/transformers') }
  } catch (error) {
    first = error
  }
  try {
    return { name: '@xenova/transformers', module: await import('@xenova/transformers') }
  } catch (second) {
    const remedy = canBeGiven
      ? 'Install one (`npm install @huggingface/transformers`), or pass it: `transformers: () => import(...)`.'
      : 'Install one (`npm install @huggingface/transformers`): threads (`workers`) load the package by its name.'
    throw new RecommenderError(
      'missing-dependency',
      `Neither \`@huggingface/transformers\` nor \`@xenova/transformers\` could be imported. ${remedy}`,
      {
        field: canBeGiven ? 'transformers' : 'workers',
        cause: new AggregateError([first, second], 'Both imports failed'),
      },
    )
  }
}
