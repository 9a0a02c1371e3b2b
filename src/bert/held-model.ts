/** Holds a model for its encoder: loaded on first use, once for all who wait, again after a failure or after it was let go. */

import type { TransformerOptions } from './options.ts'
import { TransformerModel } from './transformer-model.ts'
import { type LoadedPipeline, loadPipeline, type PipelineRequest } from './transformers.ts'

/** A model of one task, and what its owner makes of it. */
export class HeldModel<Opened> {
  readonly #task: PipelineRequest['task']
  readonly #options: TransformerOptions
  readonly #open: (model: TransformerModel) => Opened | Promise<Opened>
  #loading: Promise<{ source: LoadedPipeline; opened: Opened }> | undefined

  constructor(
    task: PipelineRequest['task'],
    options: TransformerOptions,
    open: (model: TransformerModel) => Opened | Promise<Opened>,
  ) {
    this.#task = task
    this.#options = options
    this.#open = open
  }

  /** The opened model. Throws `missing-dependency` or `model-not-loaded`; a later call tries again. */
  async ready(): Promise<Opened> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined
      throw error
    })
    return (await this.#loading).opened
  }

  /** Frees the memory; a later `ready` loads again. A pipeline that was given is the caller's and stays. */
  async dispose(): Promise<void> {
    const loading = this.#loading
    this.#loading = undefined
    const loaded = await loading?.catch(() => undefined)
    if (loaded?.source.ours) await loaded.source.pipeline.dispose?.()
  }

  async #load(): Promise<{ source: LoadedPipeline; opened: Opened }> {
    const { model, transformers, localModelPath, cacheDir, revision, device, sessionOptions } = this.#options
    const { dtype = 'fp32', workers = 1 } = this.#options
    const source = await loadPipeline(transformers, {
      task: this.#task,
      ...{ model, localModelPath, cacheDir, revision, device, dtype, sessionOptions, workers },
    })
    return { source, opened: await this.#open(new TransformerModel(source.pipeline)) }
  }
}
