/** Threads that run a script given as text: workers of Node or of a browser, behind the little that both have. */

import { RecommenderError } from '../errors.ts'

/** A running thread. */
export interface Thread {
  postMessage(message: unknown): void
  terminate(): unknown
  onMessage(listener: (message: unknown) => void): void
  onError(listener: (error: unknown) => void): void
}

/** Makes a worker from its source. */
export type WorkerFactory = (source: string) => Worker

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

/** Whether memory can be shared with threads here: always in Node, in browsers on pages that are cross-origin isolated. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || typeof WebAssembly !== 'object') return false
  if (nodeThreads() !== undefined) return true
  return typeof Worker === 'function' && (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true
}

/** Memory that threads can share; undefined where the platform refuses. */
export function sharedMemory(): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true })
  } catch {
    return undefined
  }
}

/** Starts a thread, by the `factory` where there is one. */
export function startThread(source: string, factory: WorkerFactory | undefined): Thread {
  const node = factory === undefined ? nodeThreads() : undefined
  if (node !== undefined) {
    const worker = new node.Worker(source, { eval: true })
    return {
      postMessage: (message) => worker.postMessage(message),
      terminate: () => worker.terminate(),
      onMessage: (listener) => worker.on('message', listener),
      onError: (listener) => worker.on('error', listener),
    }
  }
  const { worker, url } = factory === undefined ? blobWorker(source) : { worker: factory(source), url: undefined }
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate()
      if (url !== undefined) URL.revokeObjectURL(url)
    },
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onError: (listener) => worker.addEventListener('error', (event) => listener(event.message)),
  }
}

function blobWorker(source: string): { worker: Worker; url: string } {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  return { worker: new Worker(url), url }
}

/** What is thrown where a thread ends before its work does. */
export function workerFailed(cause: unknown): RecommenderError {
  const remedy = 'Train with `workers: 1`, or pass a `workerFactory` that the content-security policy allows.'
  return new RecommenderError('worker-failed', `A training worker failed. ${remedy}`, { field: 'workers', cause })
}
