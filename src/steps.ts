/** Work in steps: a generator yields wherever it may be interrupted, and its caller decides whether to give way there. */

import type { Pacer, Progress } from './work.ts'

/** Slow work that yields after each stretch of a few milliseconds, and returns its result. */
export type Steps<Result> = Generator<void, Result>

/** Does all steps at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Does all steps, giving way to the event loop between them whenever it is due. */
export async function pace<Result>(
  steps: Steps<Result>,
  pacer: Pacer,
  progress: Progress = { phase: 'prepare', done: 0 },
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    if (pacer.due()) await pacer.pause(progress)
  }
}
