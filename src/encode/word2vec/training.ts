/** One training: runs the blocks of the corpus through the kernel, here or in workers, at a falling learning rate. */

import { RecommenderError } from '../../errors.ts'
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
import { pace } from '../../steps.ts'
import { canShareMemory, sharedMemory } from '../../threads/thread.ts'
import { Pacer } from '../../work.ts'
import { blockOrder, MAX_BLOCK } from './blocks.ts'
import { Meter } from './meter.ts'
import type { Word2VecOptions } from './options.ts'
import { runInWorkers } from './run-in-workers.ts'
import { TrainingMemory } from './training-memory.ts'
import type { TrainingPlan, TrainingReport, Weights } from './training-plan.ts'
import { learningRateAt } from './worker.ts'

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
  const corpus = plan.options.workers > 1 && plan.tokens.kind === 'stored' && canShareMemory() ? plan.tokens : undefined
  await loadKernel(corpus ? TRAIN_SHARED_WASM : TRAIN_WASM)
  const module = corpus && kernelModule(TRAIN_SHARED_WASM)
  const memory = module && sharedMemory()
  const backend = kernelBackend()
  const arena = new Arena(memory ?? kernelMemory(backend))
  const training = new TrainingMemory(arena, plan, memory && corpus?.list)
  await pace(training.fill(), pacer)
  const meter = new Meter(plan, controls.onProgress)
  if (corpus === undefined || module === undefined || memory === undefined) {
    await runHere(training, plan, backend, pacer, meter)
    return { weights: training.takeWeights(), report: meter.finish(1, backend) }
  }
  const { workers } = plan.options
  await runInWorkers(training, plan, { module, memory, workers, bounds: corpus.bounds }, controls, meter)
  return { weights: training.takeWeights(), report: meter.finish(workers, backend) }
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
  const block = arena.int32(training.tokens, MAX_BLOCK)
  const all = Math.max(1, tokens.length * options.epochs)
  let done = 0
  const step = async (length: number): Promise<void> => {
    rate[0] = learningRateAt(Math.min(1, done / all), options.learningRate, options.minLearningRate)
    kernels.trainTokens(job, 0, length)
    done += length
    meter.add(done, loss[0]!, loss[1]!)
    loss.fill(0)
    if (pacer.due()) await pacer.pause({ phase: 'train', done })
  }
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    if (tokens.kind === 'stored') {
      for (const number of blockOrder(tokens.bounds.length - 1, epoch, options)) {
        const from = tokens.bounds[number]!
        const to = tokens.bounds[number + 1]!
        tokens.list.copy(block, from, to)
        await step(to - from)
      }
    } else {
      const before = done
      for await (const read of tokens.blocks()) {
        block.set(read)
        await step(read.length)
      }
      if (done === before) throw corpusIsSpent(epoch)
    }
  }
}

function corpusIsSpent(epoch: number): Error {
  return new RecommenderError(
    'invalid-argument',
    `\`corpus\` is empty in epoch ${epoch + 1}, though it had words when they were counted. The function has to open it anew at each call, not to return the same stream or generator again.`,
    { field: 'corpus' },
  )
}
