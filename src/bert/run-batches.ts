/** Runs sequences through a model in batches: a failed batch again in halves, several at once where asked, giving way and stopping between them. */

import { RecommenderError } from '../errors.ts'
import { Pacer, throwIfAborted, type WorkOptions } from '../work.ts'
import { planBatches } from './batches.ts'

/** What {@link runBatches} needs. */
export interface BatchRun extends WorkOptions {
  readonly batchTokens: number
  readonly concurrency: number
  /** Runs the sequences with these indices as one batch and keeps what comes out. */
  readonly run: (indices: readonly number[]) => Promise<void>
  /** Told how many sequences are done, after each batch. */
  readonly onDone?: (done: number) => void
}

/** Runs all sequences, whose lengths in tokens are given. Throws `aborted` before the next batch, `encoding-failed` where even a single sequence fails. */
export async function runBatches(lengths: ArrayLike<number>, options: BatchRun): Promise<void> {
  const { batchTokens, concurrency, signal, run, onDone } = options
  const queue = planBatches(lengths, batchTokens)
  const pacer = new Pacer(signal === undefined ? {} : { signal })
  let next = 0
  let done = 0
  let failed = false
  const work = async (): Promise<void> => {
    while (next < queue.length && !failed) {
      throwIfAborted(signal)
      const batch = queue[next++]!
      await runOrHalve(batch, run, signal)
      done += batch.length
      onDone?.(done)
      // Runtimes differ in whether they compute in this thread; a pause after each slice of time serves both.
      if (pacer.due()) await pacer.pause({ phase: 'encode', done })
    }
  }
  const workers = Array.from({ length: Math.min(concurrency, queue.length) }, () =>
    work().catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  // Waits for all, so that nothing runs on after an error has been thrown.
  for (const result of await Promise.allSettled(workers)) if (result.status === 'rejected') throw result.reason
}

/** A batch that does not fit into memory may do so in halves. */
async function runOrHalve(
  batch: readonly number[],
  run: (indices: readonly number[]) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await run(batch)
  } catch (cause) {
    if (cause instanceof RecommenderError) throw cause
    if (batch.length === 1) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new RecommenderError('encoding-failed', `The model failed on a single text: ${reason}`, { cause })
    }
    const middle = batch.length >> 1
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      throwIfAborted(signal)
      await runOrHalve(half, run, signal)
    }
  }
}
