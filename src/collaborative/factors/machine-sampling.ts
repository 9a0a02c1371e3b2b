/** Gibbs sampling of a factorisation machine: sweeps over all parameters, of which evenly spaced ones are kept. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { gammaDraw, normalDraws } from '../../math/random-draws.ts'
import type { Pacer } from '../../work.ts'
import { type Chance, MachineBlock } from './machine-block.ts'

/** What is sampled from. */
export interface MachineData {
  /** Users by items. */
  readonly ratings: SparseMatrix
  readonly userFeatures: SparseMatrix | undefined
  readonly itemFeatures: SparseMatrix | undefined
}

export interface MachineSettings {
  readonly factors: number
  readonly epochs: number
  readonly burnIn: number
  readonly samples: number
}

/**
 * Samples of the posterior. A half (a user or an item) is in each sample a vector of `factors` numbers and an own part, which stands after them; a row has those of all
 * samples one after another. A rating is `mean + deviation (offset + both own parts + the product of both vectors)`, averaged over the samples.
 */
export interface MachineSamples {
  readonly mean: number
  readonly deviation: number
  readonly users: Float32Array
  readonly items: Float32Array
  /** By sample: the rating that is nobody's, and the precision of the noise. */
  readonly offsets: Float64Array
  readonly precisions: Float64Array
  /** The mean of users, and of items, laid out like a row, and how sure each number of a new user is to be near it. */
  readonly userMean: Float64Array
  readonly userPrecision: Float64Array
  readonly itemMean: Float64Array
}

/** So many cases between two looks at the clock. */
const STRETCH = 500_000
/** The same before the first sweep, where each costs more. */
const START_STRETCH = 16_384

/** Draws `samples` times from the posterior of all parameters, after `burnIn` sweeps; what was drawn before is what each draw is made from. */
export async function sampleMachine(
  { ratings, userFeatures, itemFeatures }: MachineData,
  settings: MachineSettings,
  random: () => number,
  pacer: Pacer,
): Promise<MachineSamples> {
  const { factors, epochs, burnIn, samples } = settings
  const progress = (done: number): { phase: string; done: number; total: number } => ({
    phase: 'factorizationMachine',
    done,
    total: epochs,
  })
  const pause = async (done: number): Promise<void> => {
    if (pacer.due()) await pacer.pause(progress(done))
  }
  const chance: Chance = { random, normal: normalDraws(random) }
  const cases = ratings.values.length
  const { mean, deviation } = momentsOf(ratings.values)
  // Errors of the start, in deviations: all parameters are at zero but the factors, whose products come off below.
  const errors = Float64Array.from(ratings.values, (value) => (value - mean) / deviation)
  const userOf = new Int32Array(cases)
  for (let user = 0; user < ratings.rows; user++) userOf.fill(user, ratings.indptr[user]!, ratings.indptr[user + 1]!)
  const users = new MachineBlock(ratings.rows, userOf, userFeatures, factors, chance)
  await pause(0)
  const items = new MachineBlock(ratings.columns, ratings.indices, itemFeatures, factors, chance)
  await subtractStart(users, items, errors, () => pause(0))
  const kept = roomFor(users, items, settings, mean, deviation)
  let offset = 0
  let size = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    const eachStretch = async (work: (first: number, last: number) => void): Promise<void> => {
      for (let first = 0; first < cases; first += STRETCH) {
        work(first, Math.min(cases, first + STRETCH))
        await pause(epoch)
      }
    }
    let squares = 0
    let sum = 0
    for (const error of errors) {
      squares += error * error
      sum += error
    }
    const precision = gammaDraw((1 + cases) / 2, random, chance.normal) / ((1 + squares) / 2)
    const offsetPrecision = precision * cases + 1
    const change =
      (precision * (sum + cases * offset)) / offsetPrecision + chance.normal() / Math.sqrt(offsetPrecision) - offset
    offset += change
    for (let at = 0; at < cases; at++) errors[at]! -= change
    for (const block of [users, items]) block.drawPriors(chance)
    for (let level = 0; level <= factors; level++) {
      for (const [block, other] of [
        [users, items],
        [items, users],
      ] as const) {
        block.begin()
        await eachStretch((first, last) => block.gather(level, other, errors, first, last))
        block.draw(level, precision, chance)
        await eachStretch((first, last) => block.settle(level, other, errors, first, last))
      }
    }
    if (Math.floor(((epoch + 1 - burnIn) * samples) / (epochs - burnIn)) > size) {
      kept.offsets[size] = offset
      kept.precisions[size] = precision
      keep(kept, size++, users, items)
    }
    pacer.report(progress(epoch + 1))
  }
  await pacer.pause(progress(epochs))
  return kept
}

function momentsOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  let mean = 0
  for (const value of values) mean += value / values.length
  let square = 0
  for (const value of values) square += (value - mean) ** 2 / values.length
  // Where all values are equal there is nothing to tell apart, up to the rounding of their mean.
  return { mean, deviation: square > 1e-12 * mean * mean ? Math.sqrt(square) : 1 }
}

/** Takes what the first factors give from the errors. */
async function subtractStart(
  users: MachineBlock,
  items: MachineBlock,
  errors: Float64Array,
  pause: () => Promise<void>,
): Promise<void> {
  const userParts = Float64Array.from({ length: users.rows }, (_, row) => users.own(row))
  const itemParts = Float64Array.from({ length: items.rows }, (_, row) => items.own(row))
  for (let at = 0; at < errors.length; at++) {
    const [user, item] = [users.rowOf[at]!, items.rowOf[at]!]
    let sum = userParts[user]! + itemParts[item]!
    for (let level = 1; level < users.levels; level++)
      sum += users.sums[level * users.rows + user]! * items.sums[level * items.rows + item]!
    errors[at]! -= sum
    if (at % START_STRETCH === 0) await pause()
  }
}

function roomFor(
  users: MachineBlock,
  items: MachineBlock,
  { factors, samples }: MachineSettings,
  mean: number,
  deviation: number,
): MachineSamples {
  const width = samples * (factors + 1)
  return {
    mean,
    deviation,
    users: new Float32Array(users.rows * width),
    items: new Float32Array(items.rows * width),
    offsets: new Float64Array(samples),
    precisions: new Float64Array(samples),
    userMean: new Float64Array(width),
    userPrecision: new Float64Array(width),
    itemMean: new Float64Array(width),
  }
}

function keep(kept: MachineSamples, sample: number, users: MachineBlock, items: MachineBlock): void {
  const [ofUsers, ofItems] = [keepRows(kept.users, kept, sample, users), keepRows(kept.items, kept, sample, items)]
  kept.userMean.set(ofUsers.means, sample * users.levels)
  kept.userPrecision.set(ofUsers.precisions, sample * users.levels)
  kept.itemMean.set(ofItems.means, sample * users.levels)
}

/** Writes the rows of a sample, and says how rows lie: about the mean of their ids' prior and of what features give, as widely as both. */
function keepRows(
  rows: Float32Array,
  { offsets }: MachineSamples,
  sample: number,
  block: MachineBlock,
): { readonly means: Float64Array; readonly precisions: Float64Array } {
  const { levels } = block
  const factors = levels - 1
  const width = offsets.length * levels
  const sums = new Float64Array(levels)
  const squares = new Float64Array(levels)
  let count = 0
  for (let row = 0; row < block.rows; row++) {
    const start = row * width + sample * levels
    const own = block.own(row)
    for (let level = 1; level < levels; level++) rows[start + level - 1] = block.sums[level * block.rows + row]!
    rows[start + factors] = own
    if (block.counts[row] === 0) continue
    count++
    for (let level = 0; level < levels; level++) {
      // The own part of features has their products with the id in it.
      const part = block.ofFeatures(level, row) + (level === 0 ? own - block.sums[row]! : 0)
      const place = level === 0 ? factors : level - 1
      sums[place]! += part
      squares[place]! += part * part
    }
  }
  const precisions = new Float64Array(levels)
  const means = sums.map((sum, place) => {
    const mean = sum / Math.max(1, count)
    const prior = block.idPrior(place === factors ? 0 : place + 1)
    precisions[place] = 1 / (1 / prior.precision + Math.max(0, squares[place]! / Math.max(1, count) - mean * mean))
    return prior.mean + mean
  })
  return { means, precisions }
}
