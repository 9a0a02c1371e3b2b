/**
 * Finds the library that runs transformers. Both packages, and a fake in a test, fit the little of them that is described here, so that none is needed to
 * build or to type-check.
 */

import { invalidArgument, RecommenderError } from '../errors.ts'

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
}

/** A pipeline, and whether it is ours to dispose of. */
export interface LoadedPipeline {
  readonly pipeline: Pipeline
  readonly ours: boolean
}

/**
 * Loads a pipeline with the package that was given (a function that imports it, the module, or a pipeline that is ready), or else with the one that is installed.
 *
 * Throws `missing-dependency` where there is none, `model-not-loaded` where the model cannot be had.
 */
export async function loadPipeline(given: unknown, request: PipelineRequest): Promise<LoadedPipeline> {
  if (isPipeline(given)) return { pipeline: given, ours: false }
  const found = given === undefined ? await installedModule() : typeof given === 'function' ? await given() : given
  if (isPipeline(found)) return { pipeline: found, ours: false }
  const module = asModule(found)
  if (module === undefined)
    throw invalidArgument(
      'transformers',
      found,
      "Expected () => import('@huggingface/transformers'), that module, or a feature-extraction pipeline of it.",
    )
  return { pipeline: await alone(() => load(module, request)), ours: true }
}

/** True for what has a tokenizer and a model, as pipelines of both packages have. */
export function isPipeline(value: unknown): value is Pipeline {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const { tokenizer, model } = value as Partial<Record<string, unknown>>
  return typeof tokenizer === 'function' && typeof model === 'function'
}

function asModule(found: unknown): TransformersModule | undefined {
  for (const candidate of [found, (found as { default?: unknown } | null | undefined)?.default]) {
    if (typeof candidate !== 'object' || candidate === null) continue
    if (typeof (candidate as Partial<TransformersModule>).pipeline === 'function')
      return candidate as TransformersModule
  }
  return undefined
}

/** The package that is installed, the newer one first. Imports are written out, and inside `try`, since only so every bundler takes them along where they are there and goes on where not. */
async function installedModule(): Promise<unknown> {
  let first: unknown
  try {
    return await import('@huggingface/transformers')
  } catch (error) {
    first = error
  }
  try {
    return await import('@xenova/transformers')
  } catch (second) {
    throw new RecommenderError(
      'missing-dependency',
      'Neither `@huggingface/transformers` nor `@xenova/transformers` could be imported. Install one (`npm install @huggingface/transformers`), or pass it: `transformers: () => import(...)`.',
      { field: 'transformers', cause: new AggregateError([first, second], 'Both imports failed') },
    )
  }
}

let last: Promise<unknown> = Promise.resolve()

/** Runs loads one after the other: the path of local models is a setting that all of them share. */
function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work)
  last = result.catch(() => undefined)
  return result
}

async function load(module: TransformersModule, request: PipelineRequest): Promise<Pipeline> {
  const { task, device, dtype, revision, cacheDir, sessionOptions } = request
  const { folder, model } = whereIs(request)
  const { env } = module
  const before = { localModelPath: env?.localModelPath, allowLocalModels: env?.allowLocalModels }
  if (folder !== undefined && env !== undefined) {
    env.localModelPath = folder
    env.allowLocalModels = true
  }
  try {
    const loaded = await module.pipeline(task, model, {
      dtype,
      quantized: dtype !== 'fp32', // what the older package goes by
      ...(folder !== undefined && { local_files_only: true }),
      ...(device !== undefined && { device }),
      ...(revision !== undefined && { revision }),
      ...(cacheDir !== undefined && { cache_dir: cacheDir }),
      ...(sessionOptions !== undefined && { session_options: sessionOptions }),
    })
    if (isPipeline(loaded)) return loaded
    throw new TypeError('The package gave a pipeline without a tokenizer or a model')
  } catch (cause) {
    const place = folder === undefined ? '' : ` in the folder ${folder}`
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RecommenderError(
      'model-not-loaded',
      `The model ${model} (${dtype}) could not be loaded${place}: ${reason} Is the name right, and does it have weights of this \`dtype\`?`,
      { field: 'model', value: model, cause },
    )
  } finally {
    // The settings are everybody's: they are as before once the files are read.
    if (folder !== undefined && env !== undefined) {
      if (before.localModelPath !== undefined) env.localModelPath = before.localModelPath
      if (before.allowLocalModels !== undefined) env.allowLocalModels = before.allowLocalModels
    }
  }
}

/** The folder of local models and the name in it; no folder where the model is remote (or where the package's own settings decide). */
function whereIs({ model, localModelPath }: PipelineRequest): { folder: string | undefined; model: string } {
  const withSlash = (path: string): string => (/[\\/]$/.test(path) ? path : `${path}/`)
  if (localModelPath !== undefined) return { folder: withSlash(localModelPath), model }
  // The older package knows no model by its path alone, only by a folder and a name.
  const path = /^((?:[\\/]|\.{1,2}[\\/]|[a-z]:[\\/]).*?)([^\\/]+)[\\/]*$/i.exec(model)
  return path === null ? { folder: undefined, model } : { folder: withSlash(path[1]!), model: path[2]! }
}
