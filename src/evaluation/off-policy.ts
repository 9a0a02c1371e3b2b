/** What another way of recommending would have earned, from what was logged under the one that ran. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { randomNumbers } from './random.ts'
import {
  type BootstrapOptions,
  type Estimate,
  meanOf,
  normalQuantile,
  quantileOf,
  readBootstrap,
  varianceOf,
} from './statistics.ts'

/** One logged action: what was shown, how likely that was, and what came of it. */
export interface LoggedAction {
  /** What came of it: 1 for a click, a rating, an amount. */
  readonly reward: number
  /** How likely the policy that ran was to choose this action, above 0 to 1. */
  readonly propensity: number
  /** How likely the policy that is judged is to choose it, from 0 to 1. */
  readonly target: number
  /** The reward that a model predicts for this action: for the direct method, doubly robust and switch. */
  readonly predicted?: number
  /** The reward that the model predicts for the judged policy here: the sum over actions of its probability times the prediction. */
  readonly expected?: number
}

/** The value of a policy, in reward per action, with its interval. */
export interface PolicyEstimate extends Required<Estimate> {
  readonly samples: number
  /** How many equally weighted actions carry as much: `(sum of w)^2 / sum of w^2`. Far below `samples`, the estimate rests on few. */
  readonly effectiveSamples: number
}

/** Options of the estimators. */
export interface OffPolicyOptions extends BootstrapOptions {
  /** `'bootstrap'` (default): actions are drawn with replacement. `'normal'`: from the variance of the influence of each action; quicker, and too narrow where rewards are rare. */
  readonly interval?: 'bootstrap' | 'normal'
}

/** Options of {@link clippedIps}. */
export interface ClippedOptions extends OffPolicyOptions {
  /** The largest weight. */
  readonly cap: number
}

/** Options of {@link switchEstimator}. */
export interface SwitchOptions extends OffPolicyOptions {
  /** The largest weight that is believed; above it the model's prediction stands alone. */
  readonly threshold: number
}

const names = ['interval', 'resamples', 'confidence', 'seed']

/**
 * Inverse propensity scoring: `mean of w r`, with `w = target / propensity`. Unbiased where the propensities are right and every action that the judged policy may choose had
 * a chance; of high variance. Source: Horvitz and Thompson 1952; Li et al. 2011.
 *
 * @example
 * ```ts
 * ips([{ reward: 1, propensity: 0.5, target: 1 }, { reward: 0, propensity: 0.5, target: 0 }]).value // 1
 * ```
 */
export function ips(log: readonly LoggedAction[], options: OffPolicyOptions = {}): PolicyEstimate {
  const weights = readLog(log)
  return estimate(
    log.map(({ reward }, at) => weights[at]! * reward),
    weights,
    options,
  )
}

/** Inverse propensity scoring with weights of at most `cap`: less variance, and biased downwards for rewards of at least 0. Source: Ionides 2008; Bottou et al. 2013. */
export function clippedIps(log: readonly LoggedAction[], options: ClippedOptions): PolicyEstimate {
  const { cap, ...rest } = readOption(options, 'cap')
  const weights = readLog(log).map((weight) => Math.min(weight, cap))
  return estimate(
    log.map(({ reward }, at) => weights[at]! * reward),
    weights,
    rest,
  )
}

/** Self-normalised inverse propensity scoring: `sum of w r / sum of w`. Never outside the range of the rewards; biased in small logs, unbiased in the limit. 0 where no logged action could have been the judged policy's. Source: Swaminathan and Joachims 2015. */
export function snips(log: readonly LoggedAction[], options: OffPolicyOptions = {}): PolicyEstimate {
  const weights = readLog(log)
  return estimate(
    log.map(({ reward }, at) => weights[at]! * reward),
    weights,
    options,
    weights,
  )
}

/** The direct method: `mean of expected`. As good as the reward model: no variance from weights, and all of the model's bias. Source: Dudík et al. 2011. */
export function directMethod(log: readonly LoggedAction[], options: OffPolicyOptions = {}): PolicyEstimate {
  const weights = readLog(log)
  return estimate(
    log.map((action, at) => modelled(action, at).expected),
    weights,
    options,
  )
}

/** Doubly robust: `mean of expected + w (r - predicted)`. Unbiased where the propensities or the model are right. Source: Dudík, Langford and Li 2011. */
export function doublyRobust(log: readonly LoggedAction[], options: OffPolicyOptions = {}): PolicyEstimate {
  const weights = readLog(log)
  return estimate(
    log.map((action, at) => {
      const { predicted, expected } = modelled(action, at)
      return expected + weights[at]! * (action.reward - predicted)
    }),
    weights,
    options,
  )
}

/**
 * Switch, doubly robust: `mean of expected + w (r - predicted) [w <= threshold]`, so that weights beyond the threshold, which bring most of the variance, leave the model's word alone.
 * A threshold of 0 is the direct method (but for actions of weight 0), an infinite one doubly robust. Source: Wang, Agarwal and Dudík 2017.
 */
export function switchEstimator(log: readonly LoggedAction[], options: SwitchOptions): PolicyEstimate {
  const { threshold, ...rest } = readOption(options, 'threshold')
  const weights = readLog(log)
  const kept = weights.map((weight) => (weight <= threshold ? weight : 0))
  return estimate(
    log.map((action, at) => {
      const { predicted, expected } = modelled(action, at)
      return expected + kept[at]! * (action.reward - predicted)
    }),
    weights,
    rest,
  )
}

function readOption<Name extends 'cap' | 'threshold'>(
  options: OffPolicyOptions & { readonly [key in Name]: number },
  name: Name,
): OffPolicyOptions & { readonly [key in Name]: number } {
  checkNames(options, [...names, name])
  const value: unknown = options[name]
  if (!(typeof value === 'number' && value >= 0))
    throw invalidArgument(name, value, 'Give the largest weight, a number of at least 0.')
  return options
}

/** The weight of each action. */
function readLog(log: unknown): Float64Array {
  if (!Array.isArray(log) || log.length === 0)
    throw invalidArgument('log', log, 'Pass an array of { reward, propensity, target }, with at least one.')
  return Float64Array.from(log as unknown[], (action, at) => {
    if (typeof action !== 'object' || action === null)
      throw invalidArgument(`log[${at}]`, action, 'Pass { reward, propensity, target }.')
    const { reward, propensity, target } = action as LoggedAction
    if (!Number.isFinite(reward)) throw invalidArgument(`log[${at}].reward`, reward, 'A reward is a finite number.')
    if (!(propensity > 0 && propensity <= 1))
      throw invalidArgument(
        `log[${at}].propensity`,
        propensity,
        'What was shown had a chance above 0, and of at most 1.',
      )
    if (!(target >= 0 && target <= 1))
      throw invalidArgument(`log[${at}].target`, target, 'A probability lies between 0 and 1.')
    return target / propensity
  })
}

function modelled({ predicted, expected }: LoggedAction, at: number): { predicted: number; expected: number } {
  for (const [name, value] of Object.entries({ predicted, expected }))
    if (!Number.isFinite(value))
      throw invalidArgument(`log[${at}].${name}`, value, 'This estimator needs a reward model: give its predictions.')
  return { predicted: predicted!, expected: expected! }
}

/** The mean of the terms, or their sum over that of `by`, with its interval. */
function estimate(
  terms: ArrayLike<number>,
  weights: Float64Array,
  options: OffPolicyOptions,
  by?: Float64Array,
): PolicyEstimate {
  const { interval = 'bootstrap', ...rest } = options
  checkNames(options, names)
  if (interval !== 'bootstrap' && interval !== 'normal')
    throw invalidArgument('interval', interval, 'Known are: bootstrap, normal.')
  const settings = readBootstrap(rest)
  const samples = terms.length
  const scale = by === undefined ? 1 : meanOf(by)
  const value = scale === 0 ? 0 : meanOf(terms) / scale
  const square = weights.reduce((sum, weight) => sum + weight * weight, 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const effectiveSamples = square === 0 ? 0 : (total * total) / square
  if (interval === 'normal') {
    // What each action moves the estimate by, to first order.
    const moved = Float64Array.from(terms, (term, at) => (scale === 0 ? 0 : (term - (by?.[at] ?? 1) * value) / scale))
    const half = normalQuantile((1 + settings.confidence) / 2) * Math.sqrt(varianceOf(moved, meanOf(moved)) / samples)
    return { value, low: value - half, high: value + half, samples, effectiveSamples }
  }
  const random = randomNumbers(settings.seed)
  const drawn = new Float64Array(settings.resamples)
  for (let sample = 0; sample < drawn.length; sample++) {
    let sum = 0
    let divisor = 0
    for (let draw = 0; draw < samples; draw++) {
      const at = Math.floor(random() * samples)
      sum += terms[at]!
      divisor += by === undefined ? 1 : by[at]!
    }
    drawn[sample] = divisor === 0 ? 0 : sum / divisor
  }
  drawn.sort()
  const low = quantileOf(drawn, (1 - settings.confidence) / 2)
  const high = quantileOf(drawn, (1 + settings.confidence) / 2)
  return { value, low, high, samples, effectiveSamples }
}
