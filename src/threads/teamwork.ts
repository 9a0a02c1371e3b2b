/** Several threads at one task each over shared memory, watched from here: progress, abort, failure, and that none is left running. */

import { throwIfAborted } from '../work.ts'
import { startThread, type WorkerFactory, workerFailed } from './thread.ts'

/** How often an abort is heeded and progress read, in milliseconds. */
const TICK = 20

/** What {@link runThreads} is told. */
export interface Teamwork<Task> {
  /** The script of every thread: takes one task, and sends one message when it is done. */
  readonly source: string
  /** One for each thread. */
  readonly tasks: readonly Task[]
  readonly factory: WorkerFactory | undefined
  readonly signal: AbortSignal | undefined
  /** What this thread does beside them, from their start on; it gives way to the event loop, and stops where `ended` says that they have failed. */
  meanwhile?(ended: () => boolean): Promise<void>
  /** Called every 20 ms and at the end. */
  tick(): void
}

/** Runs all tasks at once and waits for the last. Throws `worker-failed` or `aborted`; every thread has been ended then. */
export async function runThreads<Task>(teamwork: Teamwork<Task>): Promise<void> {
  const { source, tasks, factory, signal } = teamwork
  let ended = false
  const threads: ReturnType<typeof startThread>[] = []
  let timer: ReturnType<typeof setInterval> | undefined
  try {
    const finished = tasks.map((task) => {
      const thread = startOne(source, factory)
      threads.push(thread)
      return new Promise<void>((resolve, reject) => {
        thread.onMessage(() => resolve())
        thread.onError((cause) => reject(workerFailed(cause)))
        thread.postMessage(task)
      })
    })
    await new Promise<void>((resolve, reject) => {
      timer = setInterval(() => {
        try {
          throwIfAborted(signal)
          teamwork.tick()
        } catch (error) {
          reject(error)
        }
      }, TICK)
      Promise.all([...finished, teamwork.meanwhile?.(() => ended)]).then(() => resolve(), reject)
    })
    throwIfAborted(signal)
    teamwork.tick()
  } finally {
    ended = true
    clearInterval(timer)
    for (const thread of threads) thread.terminate()
  }
}

function startOne(source: string, factory: WorkerFactory | undefined): ReturnType<typeof startThread> {
  try {
    return startThread(source, factory)
  } catch (cause) {
    throw workerFailed(cause)
  }
}
