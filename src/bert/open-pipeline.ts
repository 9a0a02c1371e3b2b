/** Opens a model with a package that is at hand: where its files are, what both packages want to be told, and whose settings are changed meanwhile. */

import type { Pipeline, PipelineRequest, Tokenizer, TransformersModule } from './transformers.ts'

/** True for what has a tokenizer and a model, as pipelines of both packages have. */
export function isPipeline(value: unknown): value is Pipeline {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const { tokenizer, model } = value as Partial<Record<string, unknown>>
  return typeof tokenizer === 'function' && typeof model === 'function'
}

/** The package, which CommonJS may hand over as `default`. */
export function asModule(found: unknown): TransformersModule | undefined {
  for (const candidate of [found, (found as { default?: unknown } | null | undefined)?.default]) {
    if (typeof candidate !== 'object' || candidate === null) continue
    if (typeof (candidate as Partial<TransformersModule>).pipeline === 'function')
      return candidate as TransformersModule
  }
  return undefined
}

/** A pipeline that runs in this thread. Throws what the package throws: the script of a thread has no errors of ours. */
export function openPipeline(module: TransformersModule, request: PipelineRequest): Promise<Pipeline> {
  return open(module, request, async (model, options) => {
    const loaded = await module.pipeline(request.task, model, options)
    if (isPipeline(loaded)) return loaded
    throw new TypeError('The package gave a pipeline without a tokenizer or a model')
  })
}

/** The model's tokenizer alone. Throws what the package throws. */
export function openTokenizer(module: TransformersModule, request: PipelineRequest): Promise<Tokenizer> {
  return open(module, request, async (model, options) => {
    const loaded = await module.AutoTokenizer?.from_pretrained(model, options)
    if (typeof loaded === 'function') return loaded as unknown as Tokenizer
    throw new TypeError('The package gave no tokenizer')
  })
}

let last: Promise<unknown> = Promise.resolve()

/** Loads one after the other: the path of local models is a setting that all of them share. */
function open<Opened>(
  module: TransformersModule,
  request: PipelineRequest,
  load: (model: string, options: Record<string, unknown>) => Promise<Opened>,
): Promise<Opened> {
  const result = last.then(() => openNow(module, request, load))
  last = result.catch(() => undefined)
  return result
}

async function openNow<Opened>(
  { env }: TransformersModule,
  request: PipelineRequest,
  load: (model: string, options: Record<string, unknown>) => Promise<Opened>,
): Promise<Opened> {
  const { device, dtype, revision, cacheDir, sessionOptions } = request
  const { folder, model } = whereIs(request)
  const before = { localModelPath: env?.localModelPath, allowLocalModels: env?.allowLocalModels }
  if (folder !== undefined && env !== undefined) {
    env.localModelPath = folder
    env.allowLocalModels = true
  }
  try {
    return await load(model, {
      dtype,
      quantized: dtype !== 'fp32', // what the older package goes by
      ...(folder !== undefined && { local_files_only: true }),
      ...(device !== undefined && { device }),
      ...(revision !== undefined && { revision }),
      ...(cacheDir !== undefined && { cache_dir: cacheDir }),
      ...(sessionOptions !== undefined && { session_options: sessionOptions }),
    })
  } finally {
    // The settings are everybody's: they are as before once the files are read.
    if (folder !== undefined && env !== undefined) {
      if (before.localModelPath !== undefined) env.localModelPath = before.localModelPath
      if (before.allowLocalModels !== undefined) env.allowLocalModels = before.allowLocalModels
    }
  }
}

/** The folder of local models and the name in it; no folder where the model is remote (or where the package's own settings decide). */
export function whereIs({ model, localModelPath }: PipelineRequest): { folder: string | undefined; model: string } {
  const withSlash = (path: string): string => (/[\\/]$/.test(path) ? path : `${path}/`)
  if (localModelPath !== undefined) return { folder: withSlash(localModelPath), model }
  // The older package knows no model by its path alone, only by a folder and a name.
  const path = /^((?:[\\/]|\.{1,2}[\\/]|[a-z]:[\\/]).*?)([^\\/]+)[\\/]*$/i.exec(model)
  return path === null ? { folder: undefined, model } : { folder: withSlash(path[1]!), model: path[2]! }
}
