/** The whole inverse in workers over one shared memory; loaded where workers are asked for. */

import type { Arena } from '../../kernels/arena.ts'
import { kernelModule, loadKernel } from '../../kernels/backend.ts'
import { INVERSE_SHARED_WASM } from '../../kernels/inverse-shared.generated.ts'
import { type SweepLayout, sweepPieces } from '../../math/sweep-steps.ts'
import { runThreads } from '../../threads/teamwork.ts'
import { canShareMemory, sharedMemory, type WorkerFactory } from '../../threads/thread.ts'
import type { WorkOptions } from '../../work.ts'
import { SWEEP_WORKER_SOURCE } from './sweep-worker.generated.ts'
import { SWEEP_CONTROL, type SweepTask } from './sweep-worker.ts'

/** The kernels for memory that workers share, with such memory; undefined where there is none. */
export async function sharedKernels(): Promise<Pick<SweepTask, 'kernels' | 'memory'> | undefined> {
  if (!canShareMemory()) return undefined
  await loadKernel(INVERSE_SHARED_WASM)
  const kernels = kernelModule(INVERSE_SHARED_WASM)
  const memory = sharedMemory()
  return kernels === undefined || memory === undefined ? undefined : { kernels, memory }
}

/**
 * Does what `sweepInverse` does, with a worker for each of the `results`; they start while `fill` makes the matrix. `arena` has the memory of `shared`, and grows no more from here on.
 */
export async function sweepInWorkers(
  shared: Pick<SweepTask, 'kernels' | 'memory'>,
  arena: Arena,
  layout: SweepLayout,
  results: readonly number[],
  workerFactory: WorkerFactory | undefined,
  { signal, onProgress }: WorkOptions,
  fill: (ended: () => boolean) => Promise<void>,
): Promise<boolean> {
  const address = arena.allocateZeroed(4 * SWEEP_CONTROL.size)
  const control = arena.int32(address, SWEEP_CONTROL.size)
  const { ready, swept, failed } = SWEEP_CONTROL
  const pieces = sweepPieces(layout)
  const workers = results.length
  await runThreads({
    source: SWEEP_WORKER_SOURCE,
    tasks: results.map((own): SweepTask => ({ ...shared, layout, results: own, control: address, workers })),
    factory: workerFactory,
    signal,
    async meanwhile(ended) {
      await fill(ended)
      Atomics.store(control, ready, 1)
      Atomics.notify(control, ready)
    },
    tick() {
      if (control[ready] === 0) return
      onProgress?.({ phase: 'inverse', done: Math.round((100 * Atomics.load(control, swept)) / pieces), total: 100 })
    },
  })
  return Atomics.load(control, failed) === 0
}
