/** What long work has in common: it reports progress, can be aborted, and gives way to the event loop. */

import { RecommenderError } from './errors.ts'

/** How far a piece of long work has come. */
export interface Progress {
  /** What is being done: `'items'`, `'events'`, `'encode'`, ... */
  readonly phase: string
  /** Units finished so far in this phase. */
  readonly done: number
  /** Units in all, where that is known beforehand. */
  readonly total?: number
}

/** Options of every call that may take long. */
export interface WorkOptions {
  /** Stops the work with an `aborted` error; whatever was finished before stays, and nothing is left half-done. */
  readonly signal?: AbortSignal
  /** Called now and then with the progress so far, at least once when a phase ends. */
  readonly onProgress?: (progress: Progress) => void
}

/** Throws an `aborted` error if the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new RecommenderError('aborted', 'The work was aborted by its `signal`. Call again to do the rest.', {
    cause: signal.reason,
  })
}

const now = (): number => performance.now()

/** Lets timers, input and other tasks run. */
export const yieldToEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    // A message is a full task, and (unlike a nested timer in browsers) is not held back for 4 ms.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })

/**
 * Paces a loop: `if (pacer.due()) await pacer.pause(progress)` gives way to the event loop about every 25 ms,
 * reports progress, and throws if the work was aborted.
 */
export class Pacer {
  readonly #options: WorkOptions
  readonly #slice: number
  #last = now()

  constructor(options: WorkOptions = {}, sliceMilliseconds = 25) {
    throwIfAborted(options.signal)
    this.#options = options
    this.#slice = sliceMilliseconds
  }

  /** True when this slice of time is used up. */
  due(): boolean {
    return now() - this.#last >= this.#slice
  }

  /** Reports progress without giving way. */
  report(progress: Progress): void {
    this.#options.onProgress?.(progress)
  }

  /** Reports progress, gives way, and throws if the signal has fired meanwhile. */
  async pause(progress: Progress): Promise<void> {
    this.report(progress)
    await yieldToEventLoop()
    throwIfAborted(this.#options.signal)
    this.#last = now()
  }
}
