/** Starts training workers, watches them, and makes sure that none is left running. */

import { RecommenderError } from '../../errors.ts'
import { throwIfAborted } from '../../work.ts'
import type { Meter } from './meter.ts'
import type { TrainingControls } from './training.ts'
import type { TrainingMemory } from './training-memory.ts'
import type { TrainingPlan } from './training-plan.ts'
import { WORKER_SOURCE } from './worker.generated.ts'
import { CONTROL, type WorkerTask } from './worker.ts'

/** The least that a worker of Node or of a browser has. */
interface Thread {
  postMessage(message: unknown): void
  terminate(): unknown
  onDone(listener: () => void): void
  onError(listener: (error: unknown) => void): void
}

interface NodeWorker {
  postMessage(message: unknown): void
  terminate(): Promise<number>
  on(event: string, listener: (value: unknown) => void): void
}

interface NodeWorkerThreads {
  readonly Worker: new (source: string, options: { readonly eval: true }) => NodeWorker
}

const nodeThreads = (): NodeWorkerThreads | undefined => {
  if (typeof window !== 'undefined') return undefined
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): NodeWorkerThreads | undefined } }
  return process?.getBuiltinModule?.('node:worker_threads')
}

/** Whether memory can be shared with workers here: always in Node, in browsers on pages that are cross-origin isolated. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || typeof WebAssembly !== 'object') return false
  if (nodeThreads() !== undefined) return true
  return typeof Worker === 'function' && (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true
}

/** Memory that workers can share; undefined where the platform refuses. */
export function sharedMemory(): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true })
  } catch {
    return undefined
  }
}

/** How often the loss is read, and an abort heeded, in milliseconds. */
const TICK = 20

/** Runs a whole training in workers. */
export async function runInWorkers(
  training: TrainingMemory,
  plan: TrainingPlan,
  shared: {
    readonly module: WebAssembly.Module
    readonly memory: WebAssembly.Memory
    readonly workers: number
    readonly bounds: Uint32Array
  },
  controls: TrainingControls,
  meter: Meter,
): Promise<void> {
  const { arena } = training
  const { workers, bounds } = shared
  const jobs = Array.from({ length: workers }, (_, thread) => training.addJob(thread))
  const control = arena.allocateZeroed(4 * (CONTROL.losses + 2 * workers))
  const boundsAddress = arena.allocate(bounds.byteLength)
  arena.uint32(boundsAddress, bounds.length).set(bounds)
  // No allocation after this: the views below stay valid, and so do the workers'.
  const counters = arena.int32(control, CONTROL.losses)
  const losses = arena.float32(control + 4 * CONTROL.losses, 2 * workers)
  const { epochs, learningRate, minLearningRate } = plan.options
  const blocks = bounds.length - 1
  const threads = jobs.map(() => startThread(controls.workerFactory))
  const seen = new Float64Array(2)
  const tick = (): void => {
    let loss = 0
    let pairs = 0
    for (let i = 0; i < workers; i += 1) {
      loss += losses[2 * i]!
      pairs += losses[2 * i + 1]!
    }
    const taken = Math.min(blocks * epochs, Math.max(0, Atomics.load(counters, CONTROL.next) - workers))
    meter.add((taken / (blocks * epochs)) * plan.tokens.length * epochs, loss - seen[0]!, pairs - seen[1]!)
    seen[0] = loss
    seen[1] = pairs
  }
  let timer: ReturnType<typeof setInterval> | undefined
  try {
    const finished = threads.map(
      (thread, index) =>
        new Promise<void>((resolve, reject) => {
          thread.onDone(resolve)
          thread.onError((cause) => reject(workerFailed(cause)))
          const task: WorkerTask = {
            module: shared.module,
            memory: shared.memory,
            job: jobs[index]!,
            control,
            bounds: boundsAddress,
            blocks,
            epochs,
            learningRate,
            minLearningRate,
          }
          thread.postMessage({ task, index })
        }),
    )
    await new Promise<void>((resolve, reject) => {
      timer = setInterval(() => {
        try {
          throwIfAborted(controls.signal)
          tick()
        } catch (error) {
          reject(error)
        }
      }, TICK)
      Promise.all(finished).then(() => resolve(), reject)
    })
    throwIfAborted(controls.signal)
    tick()
  } finally {
    clearInterval(timer)
    Atomics.store(counters, CONTROL.stop, 1)
    for (const thread of threads) thread.terminate()
  }
}

function startThread(factory: ((source: string) => Worker) | undefined): Thread {
  const node = factory === undefined ? nodeThreads() : undefined
  if (node !== undefined) {
    const worker = new node.Worker(WORKER_SOURCE, { eval: true })
    return {
      postMessage: (message) => worker.postMessage(message),
      terminate: () => worker.terminate(),
      onDone: (listener) => worker.on('message', () => listener()),
      onError: (listener) => worker.on('error', listener),
    }
  }
  const { worker, url } = factory === undefined ? blobWorker() : { worker: factory(WORKER_SOURCE), url: undefined }
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate()
      if (url !== undefined) URL.revokeObjectURL(url)
    },
    onDone: (listener) => worker.addEventListener('message', () => listener()),
    onError: (listener) => worker.addEventListener('error', (event) => listener(event.message)),
  }
}

function blobWorker(): { worker: Worker; url: string } {
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }))
  return { worker: new Worker(url), url }
}

function workerFailed(cause: unknown): RecommenderError {
  const remedy = 'Train with `workers: 1`, or pass a `workerFactory` that the content-security policy allows.'
  return new RecommenderError('worker-failed', `A training worker failed. ${remedy}`, { field: 'workers', cause })
}
