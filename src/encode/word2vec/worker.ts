/**
 * The script of a training worker: takes blocks of the corpus in turn with its fellows, over one shared memory and without locks (Hogwild),
 * until none is left or it is told to stop. Bundled into worker.generated.ts.
 */

import { JOB_LOSS, JOB_RATE } from '../../kernels/assembly/train-layout.ts'
import { blockOrder } from './blocks.ts'

/** What a worker is sent. Addresses lie in the shared memory. */
export interface WorkerTask {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly job: number
  /** Which of the fellows this one is. */
  readonly index: number
  /** Address of the counters: i32 next block, i32 stop, i32 done tokens in thousands' worth of blocks (see `CONTROL`). */
  readonly control: number
  /** Address of u32 block bounds, and how many blocks there are. */
  readonly bounds: number
  readonly blocks: number
  readonly epochs: number
  readonly seed: number
  readonly shuffle: boolean
  readonly learningRate: number
  readonly minLearningRate: number
}

/** Places in the i32 control block: the next block to take, whether to stop, and from `losses` on each job's f32 loss and pairs. */
export const CONTROL = { next: 0, stop: 1, losses: 2 } as const

/** Linear from `first` to `last`. */
export function learningRateAt(share: number, first: number, last: number): number {
  return first - (first - last) * share
}

/** Takes blocks until there is none. */
export function work(task: WorkerTask): void {
  const { module, memory, job, index, blocks, epochs } = task
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const trainTokens = exports['trainTokens'] as (job: number, from: number, to: number) => number
  const control = new Int32Array(memory.buffer, task.control, CONTROL.losses)
  const totals = new Float32Array(memory.buffer, task.control + 4 * (CONTROL.losses + 2 * index), 2)
  const bounds = new Uint32Array(memory.buffer, task.bounds, blocks + 1)
  const rate = new Float32Array(memory.buffer, job + JOB_RATE, 1)
  const loss = new Float32Array(memory.buffer, job + JOB_LOSS, 2)
  const all = blocks * epochs
  let epoch = -1
  let order: Uint32Array = new Uint32Array(0)
  while (Atomics.load(control, CONTROL.stop) === 0) {
    const taken = Atomics.add(control, CONTROL.next, 1)
    if (taken >= all) return
    if (Math.floor(taken / blocks) !== epoch) {
      epoch = Math.floor(taken / blocks)
      order = blockOrder(blocks, epoch, task)
    }
    const block = order[taken % blocks]!
    rate[0] = learningRateAt(taken / all, task.learningRate, task.minLearningRate)
    trainTokens(job, bounds[block]!, bounds[block + 1]!)
    totals[0]! += loss[0]!
    totals[1]! += loss[1]!
    loss.fill(0)
  }
}
