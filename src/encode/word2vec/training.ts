/** One training: runs the blocks of the corpus through the kernel, here or in workers, at a falling learning rate. */

import { JOB_LOSS, JOB_RATE } from '../../kernels/assembly/train-layout.ts'
import { kernelModule } from '../../kernels/backend.ts'
import {
  Arena,
  createTrainKernels,
  type KernelBackend,
  kernelBackend,
  kernelMemory,
  loadKernel,
} from '../../kernels/index.ts'
import { TRAIN_SHARED_WASM, TRAIN_WASM } from '../../kernels/train.generated.ts'
import { Pacer } from '../../work.ts'
import { Meter } from './meter.ts'
import type { Word2VecOptions } from './options.ts'
import { pace } from './steps.ts'
import { TrainingMemory } from './training-memory.ts'
import type { TrainingPlan, TrainingReport, Weights } from './training-plan.ts'
import { learningRateAt } from './worker.ts'
import { canShareMemory, runInWorkers, sharedMemory } from './worker-pool.ts'

/** What a caller may ask of a running training. */
export type TrainingControls = Pick<Word2VecOptions, 'signal' | 'onProgress' | 'workerFactory'>

/**
 * Runs a plan. It works in memory of its own, which goes with the last reference, whether the training ends, fails or is aborted.
 * With one thread the same plan gives the same bits on every machine.
 */
export async function train(
  plan: TrainingPlan,
  controls: TrainingControls,
): Promise<{ weights: Weights; report: TrainingReport }> {
  const pacer = new Pacer({ ...(controls.signal && { signal: controls.signal }) })
  const isParallel = plan.options.workers > 1 && plan.tokens.kind === 'stored' && canShareMemory()
  await loadKernel(isParallel ? TRAIN_SHARED_WASM : TRAIN_WASM)
  const module = isParallel ? kernelModule(TRAIN_SHARED_WASM) : undefined
  const memory = module === undefined ? undefined : sharedMemory()
  const backend = kernelBackend()
  const training = new TrainingMemory(new Arena(memory ?? kernelMemory(backend)), plan)
  await pace(training.fill(), pacer)
  const meter = new Meter(plan, controls.onProgress)
  if (module === undefined || memory === undefined) {
    await runHere(training, plan, backend, pacer, meter)
    return { weights: training.readWeights(), report: meter.finish(1, backend) }
  }
  const { workers } = plan.options
  await runInWorkers(training, plan, { module, memory, workers }, controls, meter)
  return { weights: training.readWeights(), report: meter.finish(workers, backend) }
}

/** All blocks on this thread, giving way to the event loop. */
async function runHere(
  training: TrainingMemory,
  plan: TrainingPlan,
  backend: KernelBackend,
  pacer: Pacer,
  meter: Meter,
): Promise<void> {
  const { arena } = training
  const { options, tokens } = plan
  const job = training.addJob(0)
  const kernels = createTrainKernels(arena.memory, backend)
  const rate = arena.float32(job + JOB_RATE, 1)
  const loss = arena.float32(job + JOB_LOSS, 2)
  const all = Math.max(1, tokens.length * options.epochs)
  let done = 0
  const step = async (from: number, to: number): Promise<void> => {
    rate[0] = learningRateAt(Math.min(1, done / all), options.learningRate, options.minLearningRate)
    kernels.trainTokens(job, from, to)
    done += to - from
    meter.add(done, loss[0]!, loss[1]!)
    loss.fill(0)
    if (pacer.due()) await pacer.pause({ phase: 'train', done })
  }
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    if (tokens.kind === 'stored') {
      const { bounds } = training
      for (let block = 0; block + 1 < bounds.length; block += 1) await step(bounds[block]!, bounds[block + 1]!)
    } else {
      for await (const block of tokens.blocks()) {
        arena.int32(training.tokens, block.length).set(block)
        await step(0, block.length)
      }
    }
  }
}
