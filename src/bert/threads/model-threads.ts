/** A model in several threads of Node, one copy each: batches go to whichever has least to do, and the calling thread stays free. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import { modelNotLoaded } from '../model-not-loaded.ts'
import { openTokenizer } from '../open-pipeline.ts'
import type { Model, Pipeline, PipelineRequest, Tensor, TransformersModule } from '../transformers.ts'
import type { RunMessage, SentOutputs, SentTensor, ThreadMessage, ThreadTask } from './messages.ts'
import { MODEL_THREAD_SOURCE } from './model-thread.generated.ts'

interface NodeWorker {
  postMessage(message: RunMessage): void
  terminate(): Promise<number>
  on(event: 'message', listener: (message: ThreadMessage) => void): void
  on(event: 'error', listener: (error: unknown) => void): void
  on(event: 'exit', listener: (code: number) => void): void
  ref(): void
  unref(): void
}

interface NodeModules {
  'node:worker_threads': {
    readonly Worker: new (
      source: string,
      options: { readonly eval: true; readonly workerData: ThreadTask },
    ) => NodeWorker
  }
  'node:module': { createRequire(from: string): { resolve(name: string): string } }
  'node:url': { pathToFileURL(path: string): { readonly href: string } }
}

/**
 * The model's tokenizer here, and the model in `request.workers` threads that import the package `name`. Each computes with one thread of the runtime, unless `sessionOptions` says otherwise.
 *
 * Throws `invalid-argument` where there are no threads to be had, `model-not-loaded`, or `worker-failed`.
 */
export async function openInThreads(
  name: string,
  module: TransformersModule,
  request: PipelineRequest,
): Promise<Pipeline> {
  const threads = node('node:worker_threads')
  if (threads === undefined)
    throw invalidArgument(
      'workers',
      request.workers,
      'Threads for models are there in Node only. In a browser leave `workers` out.',
    )
  const tokenizer = await openTokenizer(module, request).catch((cause: unknown) => {
    throw modelNotLoaded(request, cause)
  })
  const task: ThreadTask = {
    specifier: whereIsPackage(name),
    request: { ...request, sessionOptions: { intraOpNumThreads: 1, interOpNumThreads: 1, ...request.sessionOptions } },
  }
  const started = Array.from(
    { length: request.workers },
    () => new ModelThread(new threads.Worker(MODEL_THREAD_SOURCE, { eval: true, workerData: task }), request),
  )
  const dispose = async (): Promise<void> => {
    await Promise.all(started.map((thread) => thread.stop()))
  }
  try {
    const [config] = await Promise.all(started.map(({ ready }) => ready))
    const run = (inputs: Record<string, Tensor>): Promise<Record<string, unknown>> =>
      started.reduce((least, thread) => (thread.waiting < least.waiting ? thread : least)).run(inputs)
    return { tokenizer, model: Object.assign(run, { config: config! }) as Model, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

function node<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  if (typeof window !== 'undefined') return undefined
  const { process } = globalThis as { process?: { getBuiltinModule?(name: Name): NodeModules[Name] | undefined } }
  return process?.getBuiltinModule?.(name)
}

/** The package that this library would import, as an address: a thread made from a text has no folder of its own to look from. */
function whereIsPackage(name: string): string {
  const from = (import.meta as { url?: string }).url
  try {
    return node('node:url')!.pathToFileURL(node('node:module')!.createRequire(from!).resolve(name)).href
  } catch {
    return name // Bundled away from its packages: the folder that the program was started in is the last place to look.
  }
}

interface Job {
  resolve(outputs: SentOutputs): void
  reject(error: unknown): void
}

class ModelThread {
  /** The model's settings, once it is loaded. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>
  readonly #worker: NodeWorker
  readonly #jobs = new Map<number, Job>()
  #last = 0
  #failure: RecommenderError | undefined

  constructor(worker: NodeWorker, request: PipelineRequest) {
    this.#worker = worker
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (message) => {
        switch (message.kind) {
          case 'ready':
            worker.unref() // A thread that has nothing to do keeps no program alive.
            return resolve(message.config)
          case 'refused':
            return reject(message.isModelMissing ? modelNotLoaded(request, message.reason) : failed(message.reason))
          case 'done':
            return this.#take(message.job)?.resolve(message.outputs)
          case 'failed':
            return this.#take(message.job)?.reject(message.reason)
          default:
            message satisfies never
        }
      })
      const fail = (reason: unknown): void => {
        this.#failure ??= failed(reason)
        reject(this.#failure)
        for (const job of [...this.#jobs.keys()]) this.#take(job)?.reject(this.#failure)
      }
      worker.on('error', fail)
      worker.on('exit', (code) => fail(new Error(`It ended with code ${code}.`)))
    })
    this.ready.catch(() => undefined) // The first failure is thrown; the others are the same.
  }

  /** How many batches it has yet to answer. */
  get waiting(): number {
    return this.#jobs.size
  }

  /** Runs a batch. Rejects with the runtime's error, or with `worker-failed` where the thread has ended. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<SentOutputs> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const job = ++this.#last
    return new Promise((resolve, reject) => {
      this.#jobs.set(job, { resolve, reject })
      this.#worker.ref()
      const sent = Object.entries(inputs).map(([name, { type = 'int64', dims, data }]): [string, SentTensor] => [
        name,
        { type, dims: [...dims], data },
      ])
      this.#worker.postMessage({ job, inputs: Object.fromEntries(sent) })
    })
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }

  #take(job: number): Job | undefined {
    const found = this.#jobs.get(job)
    this.#jobs.delete(job)
    if (this.#jobs.size === 0) this.#worker.unref()
    return found
  }
}

function failed(cause: unknown): RecommenderError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new RecommenderError(
    'worker-failed',
    `A thread that runs the model failed: ${reason} Use \`workers: 1\` to run it in the calling thread.`,
    { field: 'workers', cause },
  )
}
