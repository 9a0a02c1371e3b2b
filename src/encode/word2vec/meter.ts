/** Measures a training: words a second, loss, and the reports to the caller. */

import type { KernelBackend } from '../../kernels/index.ts'
import type { TrainingProgress } from './options.ts'
import type { TrainingPlan, TrainingReport } from './training-plan.ts'

/** Milliseconds between two reports. */
const INTERVAL = 100

/** Counts tokens and losses as the blocks come in. */
export class Meter {
  readonly #plan: TrainingPlan
  readonly #onProgress: ((progress: TrainingProgress) => void) | undefined
  readonly #started = performance.now()
  #reported = 0
  /** Since the last report. */
  #loss = 0
  #pairs = 0
  /** Since the last epoch began. */
  #epoch = 0
  #epochLoss = 0
  #epochPairs = 0

  constructor(plan: TrainingPlan, onProgress: ((progress: TrainingProgress) => void) | undefined) {
    this.#plan = plan
    this.#onProgress = onProgress
  }

  /** Adds a loss and its pairs; `done` tokens of all epochs are through. Reports at the end of each epoch and about ten times a second. */
  add(done: number, loss: number, pairs: number): void {
    this.#epochLoss += loss
    this.#epochPairs += pairs
    this.#loss += loss
    this.#pairs += pairs
    const epoch = Math.min(this.#plan.options.epochs - 1, Math.floor(done / this.#plan.tokens.length))
    const isNew = epoch !== this.#epoch
    if (isNew || performance.now() - this.#reported >= INTERVAL) this.#report(done)
    if (!isNew) return
    // Workers may finish several epochs between two looks: what came last counts for the new one.
    this.#epoch = epoch
    this.#epochLoss = loss
    this.#epochPairs = pairs
  }

  /** The last report, to the caller and as the result. */
  finish(workers: number, backend: KernelBackend): TrainingReport {
    const { rawWords, options, tokens } = this.#plan
    const { epochs } = options
    const seconds = (performance.now() - this.#started) / 1000
    this.#report(tokens.length * epochs)
    return {
      rawWords,
      epochs,
      seconds,
      wordsPerSecond: (rawWords * epochs) / seconds,
      loss: this.#epochLoss / this.#epochPairs,
      workers,
      backend,
    }
  }

  #report(done: number): void {
    const { rawWords, tokens, options } = this.#plan
    const now = performance.now()
    this.#reported = now
    const words = (done / tokens.length) * rawWords
    this.#onProgress?.({
      phase: 'train',
      done: Math.round(words),
      total: rawWords * options.epochs,
      epoch: this.#epoch + 1,
      wordsPerSecond: (1000 * words) / Math.max(1, now - this.#started),
      ...(this.#pairs > 0 ? { loss: this.#loss / this.#pairs } : {}),
    })
    this.#loss = 0
    this.#pairs = 0
  }
}
