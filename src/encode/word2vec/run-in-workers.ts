/** A whole training in workers over one shared memory. */

import { runThreads } from '../../threads/teamwork.ts'
import type { Meter } from './meter.ts'
import type { TrainingControls } from './training.ts'
import type { TrainingMemory } from './training-memory.ts'
import type { TrainingPlan } from './training-plan.ts'
import { WORKER_SOURCE } from './worker.generated.ts'
import { CONTROL, type WorkerTask } from './worker.ts'

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
  const { epochs, seed, shuffle, learningRate, minLearningRate } = plan.options
  const blocks = bounds.length - 1
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
  const tasks = jobs.map(
    (job, index): WorkerTask => ({
      module: shared.module,
      memory: shared.memory,
      job,
      index,
      control,
      bounds: boundsAddress,
      blocks,
      epochs,
      seed,
      shuffle,
      learningRate,
      minLearningRate,
    }),
  )
  try {
    await runThreads({
      source: WORKER_SOURCE,
      tasks,
      factory: controls.workerFactory,
      signal: controls.signal,
      tick,
    })
  } finally {
    Atomics.store(counters, CONTROL.stop, 1)
  }
}
