/** The script of a worker of the whole inverse: once the matrix stands, it sweeps together with its fellows, each taking the next piece that is left. Bundled into sweep-worker.generated.ts. */

import type { InverseKernels } from '../../kernels/inverse.ts'
import {
  invertPivot,
  packPiece,
  type SweepLayout,
  type SweepTools,
  sweepPieces,
  sweepRows,
  sweptRows,
} from '../../math/sweep-steps.ts'
import { instance, Team } from '../../threads/team.ts'

/** What a worker is sent. */
export interface SweepTask {
  readonly kernels: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly layout: SweepLayout
  /** Address of this worker's results. */
  readonly results: number
  /** Address of the counters (see `SWEEP_CONTROL`). */
  readonly control: number
  readonly workers: number
}

/** Places in the i32 control block after those of the team: 1 once the matrix stands, how many pivots are swept, and 1 where one was not positive definite. */
export const SWEEP_CONTROL = { ready: 3, swept: 4, failed: 5, size: 6 } as const

/** Does a worker's share of the whole inverse. */
export function work(task: SweepTask): void {
  const { memory, layout, workers } = task
  const control = new Int32Array(memory.buffer, task.control, SWEEP_CONTROL.size)
  const team = new Team(control, workers)
  const tools: SweepTools = { kernels: instance<InverseKernels>(task.kernels, memory), results: task.results }
  const pieces = sweepPieces(layout)
  const invert = (step: number): void => {
    if (step < pieces && !invertPivot(layout, memory.buffer, step)) Atomics.store(control, SWEEP_CONTROL.failed, 1)
  }
  Atomics.wait(control, SWEEP_CONTROL.ready, 0)
  team.share(1, () => invert(0))
  team.meet()
  for (let step = 0; step < pieces && Atomics.load(control, SWEEP_CONTROL.failed) === 0; step++) {
    team.share(pieces, (at) => packPiece(layout, tools.kernels, step, at))
    team.meet()
    team.share(pieces, (at) => {
      const [from, to] = sweptRows(layout, step, at)
      sweepRows(layout, tools, step, from, to)
      if (at === 0) invert(step + 1)
    })
    team.meet(() => Atomics.store(control, SWEEP_CONTROL.swept, step + 1))
  }
}
