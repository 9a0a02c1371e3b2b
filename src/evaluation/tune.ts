/** Looks for good settings: random search, with most of the effort for what looks promising. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { Pacer, type WorkOptions } from '../work.ts'
import { type EvaluateOptions, evaluate } from './evaluate.ts'
import { checkSeed, checkWhole } from './options.ts'
import { randomNumbers } from './random.ts'
import type { Split } from './split/split.ts'
import type { Evaluable } from './subject.ts'

/** Of three settings, one goes on with three times the effort. */
const ETA = 3
/** The first round has at least this share of the effort. */
const LEAST = 1 / 9

/** What a setting may be: one of a list, or a number between two. `log` draws evenly over orders of magnitude, `integer` whole numbers. */
export type Choice =
  | readonly (string | number | boolean)[]
  | { readonly low: number; readonly high: number; readonly log?: boolean; readonly integer?: boolean }

/** Settings by name. */
export type Space = Readonly<Record<string, Choice>>

/** One setting of everything. */
export type Drawn<Given extends Space> = {
  readonly [Name in keyof Given]: Given[Name] extends readonly (infer Value)[] ? Value : number
}

/** What an objective is told besides the settings. */
export interface Effort {
  /** How much of the full effort this look is worth, above 0 to 1: the share of users to ask, of epochs to train. */
  readonly share: number
  readonly signal?: AbortSignal
}

/**
 * Judges settings: with a number, the higher the better; or with something to evaluate (a recipe, a `Recommender`, a function), where `split` is given. It never
 * sees the split, so that nothing can be chosen by its test part.
 */
export type Objective<Given extends Space> = (
  settings: Drawn<Given>,
  effort: Effort,
) => number | Evaluable | Promise<number | Evaluable>

/** Options of {@link tune}. */
export interface TuneOptions extends WorkOptions {
  /** The effort in all, in full looks: 20 costs as much as judging 20 settings fully, and looks at more than that. */
  readonly budget: number
  /** Drives all chance. Default 0. */
  readonly seed?: number
  /** Where the objective gives something to evaluate: it is evaluated on the validation part, which there must be. */
  readonly split?: Split
  /** Which figure is to be high. Default `'ndcg'` at the first `k`. */
  readonly metric?: string
  /** Further options of that evaluation. */
  readonly evaluate?: Omit<EvaluateOptions, 'part' | 'share' | 'name' | 'signal' | 'onProgress'>
}

/** A look at one setting. */
export interface Trial<Given extends Space> {
  readonly settings: Drawn<Given>
  readonly share: number
  readonly value: number
}

/** What was found. */
export interface TuneReport<Given extends Space> {
  readonly best: Drawn<Given>
  /** Its value at full effort. */
  readonly value: number
  /** Every look, in order. */
  readonly trials: readonly Trial<Given>[]
}

/**
 * Draws settings at random, looks at all with a part of the effort, keeps the better third, looks again with three times as much, and so on to the full effort
 * (successive halving, Jamieson and Talwalkar 2016, on the random search of Bergstra and Bengio 2012). Equal values go to the setting that was drawn first. With a
 * `split`, the share of the effort is the share of the validation part's users.
 *
 * @example
 * ```ts
 * const { best } = await tune(
 *   { neighbors: [20, 50, 100], similarity: ['cosine', 'jaccard'] },
 *   (settings) => itemKnn(settings),
 *   { split: leaveOneOut(interactions), budget: 6 },
 * )
 * ```
 */
export async function tune<const Given extends Space>(
  space: Given,
  objective: Objective<Given>,
  options: TuneOptions,
): Promise<TuneReport<Given>> {
  checkNames(options, ['budget', 'seed', 'split', 'metric', 'evaluate', 'signal', 'onProgress'])
  const budget = checkWhole(options.budget, 'budget')
  const seed = checkSeed(options.seed ?? 0)
  checkSpace(space)
  if (typeof objective !== 'function') throw invalidArgument('objective', objective, 'Pass a function of the settings.')
  const { split, signal } = options
  if (split !== undefined && split.validation === undefined)
    throw invalidArgument('split', split, 'It has no validation part, and settings are never chosen by the test part.')
  const { rounds, settings: count } = plan(budget)
  let left = drawAll(space, count, seed)
  const pacer = new Pacer(options)
  const trials: Trial<Given>[] = []
  const total = Array.from({ length: rounds }, (_, round) => kept(left.length, round)).reduce((a, b) => a + b, 0)
  let best: { readonly settings: Drawn<Given>; readonly value: number } | undefined
  for (let round = 0; round < rounds; round++) {
    const share = ETA ** (round - rounds + 1)
    const looked: { settings: Drawn<Given>; value: number; at: number }[] = []
    for (const [at, settings] of left.entries()) {
      const effort = signal === undefined ? { share } : { share, signal }
      const value = await judge(await objective(settings, effort), share, options)
      trials.push({ settings, share, value })
      looked.push({ settings, value, at })
      await pacer.pause({ phase: 'tune', done: trials.length, total })
    }
    looked.sort((a, b) => b.value - a.value || a.at - b.at)
    best = looked[0]!
    left = looked.slice(0, Math.max(1, Math.ceil(looked.length / ETA))).map(({ settings }) => settings)
  }
  return { best: best!.settings, value: best!.value, trials }
}

async function judge(answer: number | Evaluable, share: number, options: TuneOptions): Promise<number> {
  if (typeof answer === 'number') {
    if (!Number.isNaN(answer)) return answer
    throw invalidArgument('objective', answer, 'It gave that; a value is a number, the higher the better.')
  }
  const { split, metric = 'ndcg', seed = 0, signal } = options
  if (split === undefined)
    throw invalidArgument(
      'split',
      split,
      'The objective gave something to evaluate: pass a split with a validation part.',
    )
  const report = await evaluate(answer, split, {
    resamples: 20,
    seed,
    ...options.evaluate,
    part: 'validation',
    share,
    ...(signal === undefined ? {} : { signal }),
  })
  const found = Object.entries(report.metrics).find(([name]) => name === metric || name.split('@')[0] === metric)
  if (found === undefined)
    throw invalidArgument('metric', metric, `It is not measured: ${Object.keys(report.metrics).join(', ')}.`)
  return found[1].value
}

/** How many rounds, and how many settings in the first, for an effort: each round costs about the same. */
function plan(budget: number): { rounds: number; settings: number } {
  let best = { rounds: 1, settings: budget }
  for (let rounds = 2; ETA ** (1 - rounds) >= LEAST - 1e-12; rounds++) {
    for (let settings = best.settings + 1; cost(settings, rounds) <= budget; settings++) best = { rounds, settings }
  }
  return best
}

function cost(settings: number, rounds: number): number {
  let sum = 0
  for (let round = 0; round < rounds; round++) sum += kept(settings, round) * ETA ** (round - rounds + 1)
  return sum
}

/** How many settings are left in a round. */
function kept(settings: number, round: number): number {
  let left = settings
  for (let past = 0; past < round; past++) left = Math.max(1, Math.ceil(left / ETA))
  return left
}

function checkSpace(space: unknown): void {
  if (typeof space !== 'object' || space === null || Object.keys(space).length === 0)
    throw invalidArgument(
      'space',
      space,
      'Pass settings by name: { neighbors: [20, 50], shrink: { low: 1, high: 100, log: true } }.',
    )
  for (const [name, choice] of Object.entries(space)) {
    if (Array.isArray(choice)) {
      if (choice.length === 0) throw invalidArgument(`space.${name}`, choice, 'Give at least one value.')
      continue
    }
    checkNames(choice, ['low', 'high', 'log', 'integer'], `space.${name}`)
    const { low, high, log = false } = choice as { low: number; high: number; log?: boolean }
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
      throw invalidArgument(`space.${name}`, choice, 'Give finite numbers, `low` not above `high`.')
    if (log && !(low > 0)) throw invalidArgument(`space.${name}.low`, low, 'With `log` it is above 0.')
  }
}

/** Different settings, as many as there are of what was asked for. */
function drawAll<Given extends Space>(space: Given, count: number, seed: number): Drawn<Given>[] {
  const random = randomNumbers(seed, 4)
  const met = new Map<string, Drawn<Given>>()
  // A small space runs out; after many vain draws it is taken as empty.
  for (let vain = 0; met.size < count && vain < 200; ) {
    const drawn = Object.fromEntries(Object.entries(space).map(([name, choice]) => [name, drawOne(choice, random)]))
    const key = JSON.stringify(drawn)
    if (met.has(key)) vain++
    else {
      vain = 0
      met.set(key, Object.freeze(drawn) as Drawn<Given>)
    }
  }
  if (met.size === 0) throw new RecommenderError('invalid-argument', 'Nothing could be drawn.', { field: 'space' })
  return [...met.values()]
}

function drawOne(choice: Choice, random: () => number): string | number | boolean {
  if (!('low' in choice)) return choice[Math.floor(random() * choice.length)]!
  const { low, high, log = false, integer = false } = choice
  const at = random()
  if (!integer) return log ? low * (high / low) ** at : low + (high - low) * at
  if (!log) return Math.ceil(low) + Math.floor(at * (Math.floor(high) - Math.ceil(low) + 1))
  return Math.min(Math.floor(high), Math.max(Math.ceil(low), Math.round(low * (high / low) ** at)))
}
