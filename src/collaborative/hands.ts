/** Who trains: the calling thread, or workers. */

import { invalidArgument } from '../errors.ts'
import type { WorkerFactory } from '../threads/thread.ts'
import { checkNumber } from './options.ts'

export interface Hands {
  readonly workers: number
  readonly workerFactory: WorkerFactory | undefined
}

/** The options `workers` and `workerFactory` of a recipe, checked. */
export function handsOf(options: { readonly workers?: number; readonly workerFactory?: WorkerFactory }): Hands {
  const { workers = 1, workerFactory } = options
  checkNumber('workers', workers, { min: 1, max: 256, whole: true })
  if (workerFactory !== undefined && typeof workerFactory !== 'function')
    throw invalidArgument('workerFactory', workerFactory, 'Pass a function that makes a worker from its source.')
  return { workers, workerFactory }
}
