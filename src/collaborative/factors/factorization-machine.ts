/** Ratings out of biases, factors and what is known of users and items, with no strength of regularisation to choose: a factorisation machine, sampled. */

import { invalidArgument } from '../../errors.ts'
import { randomNumbers } from '../../math/random.ts'
import { checkNames } from '../../option-names.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { Pacer } from '../../work.ts'
import { featuresOf, withFeatureRows } from '../features.ts'
import { readInteractions, trainingData, userItemMatrix } from '../interactions.ts'
import type { CollaborativeRecipe, FitOptions, Pair, TrainingData } from '../model.ts'
import { checkNumber, recipeId } from '../options.ts'
import { openSaved } from '../saved-model.ts'
import { FactorizationMachine, loadSamples } from './factorization-machine-model.ts'
import { type MachineSettings, sampleMachine } from './machine-sampling.ts'

/** Options of {@link factorizationMachine}. */
export interface FactorizationMachineOptions {
  /** Numbers that describe a user, an item or a feature beside its weight, 0 to 256. More are safe where ratings are few, since what they may do is learned too. Default 16. */
  readonly factors?: number
  /** Sweeps over all parameters, 1 to 100,000. Default 100. */
  readonly epochs?: number
  /** So many first sweeps only find the way and are not kept; less than `epochs`. Default a fifth of them. */
  readonly burnIn?: number
  /** How many sweeps are kept, evenly spaced; `epochs - burnIn` at most. Memory and the time of a prediction grow with them. Default 32, or all there are. */
  readonly samples?: number
}

/** What {@link factorizationMachine} makes. */
export interface FactorizationMachineRecipe extends CollaborativeRecipe {
  fit(interactions: Iterable<Pair> | TrainingData, options?: FitOptions): Promise<FactorizationMachine>
  load(saved: SnapshotParts | Uint8Array): FactorizationMachine
}

const VERSION = 1

/**
 * A factorisation machine for ratings (Rendle 2012): `offset + weights of user, item and all their features + products of the factors of each two of them`. Parameters are not fitted but sampled (Gibbs
 * sampling, with the priors' means and precisions sampled too; Freudenthaler, Schmidt-Thieme and Rendle 2011), and a prediction is the mean over the kept samples: that needs no
 * regularisation to be chosen, and is usually more exact than {@link biasedMf}.
 *
 * Features are those of `items` and `users` as `fit` takes them; who or what has features but no rating is known too. `score` is the predicted rating, in the units of the values given
 * to `fit`; a rating given twice is the newer one. A history is folded in by the exact mean of its user's parameters in each sample, given the ratings in it, with a user's
 * features unknown; `predict` asks for users that were there at `fit`, with theirs. `contributions` are the entries' shares, and last what the item has without them.
 *
 * It takes 4 bytes a number: `samples (factors + 1) (users + items)` numbers.
 *
 * @example
 * ```ts
 * const model = await factorizationMachine().fit({ interactions: ratings, items: [{ id: 'b7', features: ['drama'] }] })
 * model.score([{ itemId: 'b9', value: 5 }], ['b7'])
 * model.predict([{ userId: 'ann', itemId: 'b7' }])
 * ```
 */
export function factorizationMachine(options: FactorizationMachineOptions = {}): FactorizationMachineRecipe {
  checkNames(options, ['factors', 'epochs', 'burnIn', 'samples'], 'factorizationMachine')
  const settings = resolve(options)
  const id = recipeId('factorizationMachine', VERSION, settings)
  return {
    name: 'factorizationMachine',
    id,
    async fit(given, fitOptions = {}) {
      const data = trainingData(given)
      const interactions = await readInteractions(data.interactions, fitOptions)
      const [itemRows, userRows] = [[...(data.items ?? [])], [...(data.users ?? [])]]
      const items = withFeatureRows(interactions.items.all(), itemRows)
      const users = withFeatureRows(interactions.users.all(), userRows)
      const found = await userItemMatrix(interactions, 'last', fitOptions)
      const indptr = new Int32Array(users.length + 1).fill(found.values.length)
      indptr.set(found.indptr)
      const pacer = new Pacer(fitOptions)
      await pacer.pause({ phase: 'factorizationMachine', done: 0, total: settings.epochs })
      const samples = await sampleMachine(
        {
          ratings: { ...found, rows: users.length, columns: items.length, indptr },
          userFeatures: featuresOf(userRows, users, 'users'),
          itemFeatures: featuresOf(itemRows, items, 'items'),
        },
        settings,
        randomNumbers(fitOptions.seed ?? 0, 0),
        pacer,
      )
      return new FactorizationMachine(id, settings.factors, items, users, samples)
    },
    load(saved) {
      const { parts, items, state } = openSaved(saved, id)
      return new FactorizationMachine(id, settings.factors, items, ...loadSamples(parts, state))
    },
  }
}

function resolve(options: FactorizationMachineOptions): MachineSettings {
  const { factors = 16, epochs = 100 } = options
  checkNumber('factors', factors, { min: 0, max: 256, whole: true })
  checkNumber('epochs', epochs, { min: 1, max: 100_000, whole: true })
  const { burnIn = Math.floor(epochs / 5) } = options
  checkNumber('burnIn', burnIn, { min: 0, max: 100_000, whole: true })
  if (burnIn >= epochs) throw invalidArgument('burnIn', burnIn, `Pass less than \`epochs\`, which is ${epochs}.`)
  const { samples = Math.min(32, epochs - burnIn) } = options
  checkNumber('samples', samples, { min: 1, max: epochs - burnIn, whole: true })
  return { factors, epochs, burnIn, samples }
}
