/** Alternating least squares in workers over one shared memory; loaded where workers are asked for. */

import type { Arena } from '../../kernels/arena.ts'
import { kernelModule, loadKernel } from '../../kernels/backend.ts'
import { FACTORS_SHARED_WASM } from '../../kernels/factors-shared.generated.ts'
import { MATRIX_SHARED_WASM } from '../../kernels/matrix-shared.generated.ts'
import { runThreads } from '../../threads/teamwork.ts'
import { canShareMemory, sharedMemory, type WorkerFactory } from '../../threads/thread.ts'
import type { WorkOptions } from '../../work.ts'
import type { AlsLayout } from './als-steps.ts'
import { ALS_WORKER_SOURCE } from './als-worker.generated.ts'
import { ALS_CONTROL, type AlsTask } from './als-worker.ts'

/** The kernels for memory that workers share, with such memory; undefined where there is none. */
export async function sharedKernels(): Promise<Pick<AlsTask, 'factors' | 'products' | 'memory'> | undefined> {
  if (!canShareMemory()) return undefined
  await Promise.all([loadKernel(FACTORS_SHARED_WASM), loadKernel(MATRIX_SHARED_WASM)])
  const [factors, products] = [kernelModule(FACTORS_SHARED_WASM), kernelModule(MATRIX_SHARED_WASM)]
  const memory = sharedMemory()
  return factors === undefined || products === undefined || memory === undefined
    ? undefined
    : { factors, products, memory }
}

/** Trains what is laid out in `arena`, whose memory is that of `shared`, with as many workers as there are `scratches`. */
export async function trainInWorkers(
  shared: Pick<AlsTask, 'factors' | 'products' | 'memory'>,
  arena: Arena,
  layout: AlsLayout,
  scratches: readonly number[],
  workerFactory: WorkerFactory | undefined,
  { signal, onProgress }: WorkOptions,
): Promise<void> {
  const control = arena.allocateZeroed(4 * ALS_CONTROL.size)
  const counters = arena.int32(control, ALS_CONTROL.size)
  await runThreads({
    source: ALS_WORKER_SOURCE,
    tasks: scratches.map((scratch): AlsTask => ({ ...shared, layout, scratch, control, workers: scratches.length })),
    factory: workerFactory,
    signal,
    tick: () => onProgress?.({ phase: 'als', done: Atomics.load(counters, ALS_CONTROL.epochs), total: layout.epochs }),
  })
}
