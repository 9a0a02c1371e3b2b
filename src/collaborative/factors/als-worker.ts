/** The script of a worker of alternating least squares: walks through all sweeps together with its fellows, each taking the next piece that is left. Bundled into als-worker.generated.ts. */

import type { FactorKernels } from '../../kernels/factors.ts'
import type { MatrixKernels } from '../../kernels/matrix.ts'
import { type AlsLayout, type AlsTools, addPieces, multiplyPiece, pieces, solvePiece } from './als-steps.ts'

/** What a worker is sent. */
export interface AlsTask {
  readonly factors: WebAssembly.Module
  readonly products: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly layout: AlsLayout
  readonly scratch: number
  /** Address of the counters (see `ALS_CONTROL`). */
  readonly control: number
  readonly workers: number
}

/** Places in the i32 control block: the next piece to take, how many wait at the barrier, how often all have met there, and the finished sweeps. */
export const ALS_CONTROL = { next: 0, waiting: 1, met: 2, epochs: 3, size: 4 } as const

/** Does a worker's share of the whole training. */
export function work(task: AlsTask): void {
  const { memory, layout } = task
  const control = new Int32Array(memory.buffer, task.control, ALS_CONTROL.size)
  const tools: AlsTools = {
    factors: instance<FactorKernels>(task.factors, memory),
    products: instance<MatrixKernels>(task.products, memory),
    scratch: task.scratch,
  }
  /** Waits for everybody; whoever comes last does what only one must, and sets the others going. */
  const meet = (last: () => void = () => undefined): void => {
    const met = Atomics.load(control, ALS_CONTROL.met)
    if (Atomics.add(control, ALS_CONTROL.waiting, 1) === task.workers - 1) {
      last()
      Atomics.store(control, ALS_CONTROL.waiting, 0)
      Atomics.store(control, ALS_CONTROL.next, 0)
      Atomics.add(control, ALS_CONTROL.met, 1)
      Atomics.notify(control, ALS_CONTROL.met)
    } else while (Atomics.load(control, ALS_CONTROL.met) === met) Atomics.wait(control, ALS_CONTROL.met, met)
  }
  const share = (count: number, one: (at: number) => void): void => {
    for (;;) {
      const at = Atomics.add(control, ALS_CONTROL.next, 1)
      if (at >= count) return
      one(at)
    }
  }
  const { users, items } = layout
  for (let epoch = 0; epoch < layout.epochs; epoch++) {
    for (const [side, other] of [
      [users, items],
      [items, users],
    ] as const) {
      share(pieces(other.multiplied), (at) => multiplyPiece(layout, tools, other, at))
      meet(() => addPieces(layout, memory.buffer, other))
      share(pieces(side.solved), (at) => solvePiece(layout, tools, side, other, at))
      meet()
    }
    Atomics.store(control, ALS_CONTROL.epochs, epoch + 1)
  }
}

function instance<Kernels>(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels
}
