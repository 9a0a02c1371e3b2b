/** Factors of implicit feedback by alternating least squares, as a recipe. */

import { invalidArgument } from '../../errors.ts'
import { StringTable, unpackStrings } from '../../events/string-table.ts'
import { randomNumbers } from '../../math/random.ts'
import { checkNames } from '../../option-names.ts'
import { unnestParts } from '../../snapshot/parts.ts'
import { handsOf } from '../hands.ts'
import { readInteractions, trainingData, userItemMatrix } from '../interactions.ts'
import type { CollaborativeRecipe } from '../model.ts'
import { checkChoice, checkNumber, recipeId } from '../options.ts'
import { openSaved, savedArray } from '../saved-model.ts'
import { AlsModel, type AlsState } from './als-model.ts'
import { type AlsTraining, trainAls } from './als-training.ts'
import { paddedFactors } from './factor-rows.ts'
import { withoutZeros } from './pair-weights.ts'

/** Options of {@link als}. */
export interface AlsOptions {
  /** Numbers that describe a user or an item, 1 to 1,024. More fit finer tastes, and need more data and time. Default 64. */
  readonly factors?: number
  /** How strongly factors are held near zero, at least 0. More where data are few. Default 0.001 with `frequencyScaling` 1; with 0 try 0.1 to 100. */
  readonly regularization?: number
  /** How much a pair of value 1 counts beyond a pair that is not there: confidence = 1 + alpha * value. Above 0. Default 30. */
  readonly alpha?: number
  /** Sweeps over all users and items. Default 16. */
  readonly epochs?: number
  /** The regularisation of a row is multiplied by (sum of its weights + size of the other side) to this power, 0 to 1. Default 1. 0 is the form of most libraries. */
  readonly frequencyScaling?: number
  /**
   * `'conjugate-gradient'` takes `steps` steps a row; `'blocks'` is iALS++, Newton steps on `blockSize` factors at a time; `'exact'` solves each row outright, which
   * with many factors takes long. Default `'conjugate-gradient'`.
   */
  readonly solver?: 'conjugate-gradient' | 'blocks' | 'exact'
  /** Steps of conjugate gradients, 1 to 100. Default 3. */
  readonly steps?: number
  /** Factors that iALS++ solves for together: a multiple of 4; the factors are filled up to a multiple of it. Default 16. */
  readonly blockSize?: number
  /**
   * Threads that train at once over shared memory, 1 to 256; the factors are the same bits as with one. Where memory cannot be shared (a page that is not cross-origin isolated, no
   * WebAssembly) one thread trains. Default 1, the calling thread, which gives way to the event loop. It is not part of the recipe's {@link CollaborativeRecipe.id}.
   */
  readonly workers?: number
  /** Makes a worker from its source, for pages whose content-security policy forbids `blob:` workers. */
  readonly workerFactory?: (source: string) => Worker
}

const VERSION = 1
const names = [
  'factors',
  'regularization',
  'alpha',
  'epochs',
  'frequencyScaling',
  'solver',
  'steps',
  'blockSize',
  'workers',
  'workerFactory',
]

/**
 * Implicit-feedback factors (Hu, Koren and Volinsky 2008): users and items are vectors whose product is 1 where there is behaviour and 0 elsewhere, each squared
 * error weighing `1 + alpha * value`, or 1 elsewhere. Solved by conjugate gradients (Takács, Pilászy and Tikk 2011) or by blocks (iALS++; Rendle, Krichene, Zhang
 * and Koren 2021), with regularisation by frequency (Rendle, Krichene, Zhang and Koren 2022).
 *
 * A history is folded in by solving its own equations, exactly; an entry with a negative value pushes away. `contributions` is the decomposition of section 5 of
 * Hu and others: exact. `update` solves anew for the users and items that it touches, the rest fixed. Repeated pairs add up; pairs of value 0 say nothing. Memory while
 * training: 16 bytes a pair and 4 * factors a user and an item.
 *
 * @example
 * ```ts
 * const model = await als({ factors: 32 }).fit(pairs)
 * model.recommend(['b7', 'b9'], { k: 10 })
 * ```
 */
export function als(options: AlsOptions = {}): CollaborativeRecipe {
  checkNames(options, names, 'als')
  const settings = resolve(options)
  const hands = handsOf(options)
  const id = recipeId('als', VERSION, settings)
  return {
    name: 'als',
    id,
    async fit(given, fitOptions = {}) {
      const interactions = await readInteractions(trainingData(given).interactions, fitOptions)
      const { users, items } = interactions
      const { alpha, training } = settings
      const matrix = withoutZeros(await userItemMatrix(interactions, 'sum', fitOptions), alpha)
      const random = randomNumbers(fitOptions.seed ?? 0, 0)
      const start = {
        users: randomRows(users.size, settings.factors, training.width, random),
        items: randomRows(items.size, settings.factors, training.width, random),
      }
      const factors = await trainAls(matrix, start, training, fitOptions, hands)
      return new AlsModel(id, settings, items.all(), users, matrix, factors)
    },
    load(saved) {
      const { parts, items } = openSaved(saved, id)
      const users = new StringTable()
      for (const user of unpackStrings(unnestParts('users', parts))) users.intern(user)
      const matrix = {
        kind: 'sparse' as const,
        rows: users.size,
        columns: items.length,
        indptr: savedArray(parts, 'starts', Int32Array),
        indices: savedArray(parts, 'columns', Int32Array),
        values: savedArray(parts, 'weights', Float32Array),
      }
      const factors = {
        users: savedArray(parts, 'userFactors', Float32Array),
        items: savedArray(parts, 'itemFactors', Float32Array),
      }
      return new AlsModel(id, settings, items, users, matrix, factors)
    },
  }
}

/** Small numbers around zero, zeros where a row is only filled up. */
function randomRows(rows: number, factors: number, width: number, random: () => number): Float32Array {
  const values = new Float32Array(rows * width)
  const scale = 0.2 / Math.sqrt(factors)
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < factors; j++) values[row * width + j] = scale * (random() - 0.5)
  return values
}

function resolve(options: AlsOptions): AlsState {
  const { factors = 64, regularization = 0.001, alpha = 30, epochs = 16, frequencyScaling = 1 } = options
  const { solver = 'conjugate-gradient', steps = 3, blockSize = 16 } = options
  checkNumber('factors', factors, { min: 1, max: 1024, whole: true })
  checkNumber('blockSize', blockSize, { min: 4, max: 1024, whole: true })
  if (blockSize % 4 !== 0) throw invalidArgument('blockSize', blockSize, 'Pass a multiple of 4.')
  if (!(checkNumber('alpha', alpha, { max: 1e6 }) > 0)) throw invalidArgument('alpha', alpha, 'Pass a number above 0.')
  const kind = checkChoice('solver', solver, ['conjugate-gradient', 'blocks', 'exact'])
  checkNumber('steps', steps, { min: 1, max: 100, whole: true })
  let width = paddedFactors(factors)
  const size = kind === 'exact' ? width : Math.min(blockSize, width)
  if (kind === 'blocks') width = Math.ceil(width / leastCommon(size, 8)) * leastCommon(size, 8)
  const training: AlsTraining = {
    width,
    epochs: checkNumber('epochs', epochs, { min: 0, max: 10_000, whole: true }),
    regularization: checkNumber('regularization', regularization, { min: 0, max: 1e12 }),
    frequencyScaling: checkNumber('frequencyScaling', frequencyScaling, { min: 0, max: 1 }),
    solver: kind === 'conjugate-gradient' ? { kind: 'gradients', steps } : { kind: 'blocks', size },
  }
  return { factors, alpha, training }
}

/** The least common multiple of a multiple of 4 and 8. */
function leastCommon(size: number, eight: 8): number {
  return size % eight === 0 ? size : 2 * size
}
