/** The script of a worker of alternating least squares: walks through all sweeps together with its fellows, each taking the next piece that is left. Bundled into als-worker.generated.ts. */

import type { FactorKernels } from '../../kernels/factors.ts'
import type { MatrixKernels } from '../../kernels/matrix.ts'
import { instance, Team } from '../../threads/team.ts'
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

/** Places in the i32 control block after those of the team: the finished sweeps. */
export const ALS_CONTROL = { epochs: 3, size: 4 } as const

/** Does a worker's share of the whole training. */
export function work(task: AlsTask): void {
  const { memory, layout } = task
  const control = new Int32Array(memory.buffer, task.control, ALS_CONTROL.size)
  const team = new Team(control, task.workers)
  const tools: AlsTools = {
    factors: instance<FactorKernels>(task.factors, memory),
    products: instance<MatrixKernels>(task.products, memory),
    scratch: task.scratch,
  }
  const { users, items } = layout
  for (let epoch = 0; epoch < layout.epochs; epoch++) {
    for (const [side, other] of [
      [users, items],
      [items, users],
    ] as const) {
      team.share(pieces(other.multiplied), (at) => multiplyPiece(layout, tools, other, at))
      team.meet(() => addPieces(layout, memory.buffer, other))
      team.share(pieces(side.solved), (at) => solvePiece(layout, tools, side, other, at))
      team.meet()
    }
    Atomics.store(control, ALS_CONTROL.epochs, epoch + 1)
  }
}
