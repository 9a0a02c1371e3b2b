/** How satisfied users seem to be, from what they do: an index with a stated definition, and how well it agrees with what they say. */

import { invalidArgument } from '../../errors.ts'
import type { Interaction } from '../../events/interaction.ts'
import { DAY, toMilliseconds } from '../../events/time.ts'
import { checkNames } from '../../option-names.ts'
import { pearson } from '../../similarity/correlation.ts'
import { spearman } from '../../similarity/rank-correlation.ts'
import { meanOf } from '../statistics.ts'

/** The signals that the index is made of. */
export type SatisfactionSignal = 'dwell' | 'completion' | 'likes' | 'return'

/** Options of {@link satisfaction}. */
export interface SatisfactionOptions {
  /** How much each signal counts; 0 leaves it out. Default 1 each. */
  readonly weights?: Readonly<Partial<Record<SatisfactionSignal, number>>>
  /** The seconds of dwell that are taken as satisfied, at least above 0. Default 30, the threshold of Fox et al. 2005 and Kim et al. 2014 for a satisfied click. */
  readonly dwellSeconds?: number
  /** The full length of items in seconds: where it is known, the share of it that was dwelt on is completion. */
  readonly durations?: ReadonlyMap<string, number>
  /** Days within which a user who comes back has returned. Default 7. */
  readonly returnDays?: number
  /** The type of behaviour whose value is the explicit answer. Default `'rating'`. */
  readonly explicit?: string
}

/** One user's signals, each from 0 to 1; absent where there was nothing to see. */
export interface UserSatisfaction extends Readonly<Partial<Record<SatisfactionSignal, number>>> {
  /** The weighted mean of the signals that are there. */
  readonly score: number
}

/** What was found. */
export interface SatisfactionReport {
  /** The mean over users with any signal; 0 where there is none. */
  readonly score: number
  readonly users: ReadonlyMap<string, UserSatisfaction>
  /** The mean of each signal over the users who have it. */
  readonly signals: Readonly<Partial<Record<SatisfactionSignal, number>>>
  /** How the index of a user's time with an item agrees with the explicit answer about it; absent below three such pairs, or where either is constant. */
  readonly agreement?: { readonly pearson: number; readonly spearman: number; readonly pairs: number }
}

const positive = new Set(['like', 'save', 'share', 'purchase'])
const negative = new Set(['dislike', 'hide', 'skip'])
const signals: readonly SatisfactionSignal[] = ['dwell', 'completion', 'likes', 'return']

/**
 * Satisfaction from behaviour. For each user, each from 0 to 1:
 *
 * - `dwell`: the mean over items of `min(1, seconds / dwellSeconds)`, the seconds of all `dwell` events with the item added up;
 * - `completion`: the mean over items of known length of `min(1, seconds / length)`;
 * - `likes`: `positive / (positive + negative)`, positive being like, save, share and purchase, negative dislike, hide and skip;
 * - `return`: the share of days with any event that were followed by another such day within `returnDays`; days after which the log ends too early to tell are left out.
 *
 * The score is the weighted mean of those that are there. It is a proxy: where there are explicit answers, `agreement` says how much of one, over pairs of a user
 * and an item with both (there the index is the mean of dwell, completion and likes with that item). Explicit answers never enter the score.
 */
export function satisfaction(
  interactions: Iterable<Interaction>,
  options: SatisfactionOptions = {},
): SatisfactionReport {
  const settings = readOptions(options)
  const users = gather(interactions, settings.explicit)
  let end = Number.NEGATIVE_INFINITY
  for (const { last } of users.values()) end = Math.max(end, last)
  const found = new Map<string, UserSatisfaction>()
  const sums = new Map<SatisfactionSignal, number[]>(signals.map((signal) => [signal, []]))
  const [said, shown]: [number[], number[]] = [[], []]
  for (const [userId, user] of users) {
    const perItem = Array.from(user.items, ([itemId, item]) => ({
      ...item,
      signals: itemSignals(itemId, item, settings),
    }))
    const parts: Partial<Record<SatisfactionSignal, number>> = {}
    for (const signal of ['dwell', 'completion'] as const) {
      const values = perItem.flatMap((item) => item.signals[signal] ?? [])
      if (values.length > 0) parts[signal] = meanOf(values)
    }
    const [up, down] = [user.up, user.down]
    if (up + down > 0) parts.likes = up / (up + down)
    const returned = returnShare(user.days, Math.floor(end / DAY), settings.returnDays)
    if (returned !== undefined) parts.return = returned
    for (const item of perItem) {
      const index = weighted(item.signals, settings.weights)
      if (index === undefined || item.answers.length === 0) continue
      shown.push(index)
      said.push(meanOf(item.answers))
    }
    const score = weighted(parts, settings.weights)
    if (score === undefined) continue
    for (const signal of signals) if (parts[signal] !== undefined) sums.get(signal)!.push(parts[signal])
    found.set(userId, { ...parts, score })
  }
  const agreement = agree(shown, said)
  return {
    score: meanOf(Array.from(found.values(), ({ score }) => score)),
    users: found,
    signals: Object.fromEntries(
      [...sums].filter(([, list]) => list.length > 0).map(([name, list]) => [name, meanOf(list)]),
    ),
    ...(agreement === undefined ? {} : { agreement }),
  }
}

interface ItemTime {
  seconds: number | undefined
  up: number
  down: number
  readonly answers: number[]
}

interface UserTime {
  readonly items: Map<string, ItemTime>
  readonly days: Set<number>
  up: number
  down: number
  last: number
}

function gather(interactions: Iterable<Interaction>, explicit: string): Map<string, UserTime> {
  if (typeof interactions !== 'object' || interactions === null || !(Symbol.iterator in interactions))
    throw invalidArgument('interactions', interactions, 'Pass a list of { userId, itemId, type, value, timestamp }.')
  const users = new Map<string, UserTime>()
  let at = 0
  for (const { userId, itemId, type, value, timestamp } of interactions) {
    const field = `interactions[${at++}]`
    const user: UserTime = users.get(userId) ?? {
      items: new Map(),
      days: new Set(),
      up: 0,
      down: 0,
      last: Number.NEGATIVE_INFINITY,
    }
    users.set(userId, user)
    if (timestamp !== undefined) {
      const time = toMilliseconds(timestamp, `${field}.timestamp`)
      user.days.add(Math.floor(time / DAY))
      user.last = Math.max(user.last, time)
    }
    if (itemId === undefined) continue
    const item: ItemTime = user.items.get(itemId) ?? { seconds: undefined, up: 0, down: 0, answers: [] }
    user.items.set(itemId, item)
    if (value !== undefined && !Number.isFinite(value))
      throw invalidArgument(`${field}.value`, value, 'A value is a finite number.')
    if (type === explicit) {
      if (value !== undefined) item.answers.push(value)
    } else if (type === 'dwell') {
      if (value !== undefined && value < 0) throw invalidArgument(`${field}.value`, value, 'Seconds are at least 0.')
      item.seconds = (item.seconds ?? 0) + (value ?? 0)
    } else if (positive.has(type)) {
      item.up++
      user.up++
    } else if (negative.has(type)) {
      item.down++
      user.down++
    }
  }
  return users
}

type Settings = Required<Omit<SatisfactionOptions, 'weights'>> & {
  readonly weights: Record<SatisfactionSignal, number>
}

function readOptions(options: SatisfactionOptions): Settings {
  checkNames(options, ['weights', 'dwellSeconds', 'durations', 'returnDays', 'explicit'])
  const { weights = {}, dwellSeconds = 30, durations = new Map(), returnDays = 7, explicit = 'rating' } = options
  checkNames(weights, signals, 'weights')
  for (const [name, weight] of Object.entries(weights))
    if (!(Number.isFinite(weight) && weight >= 0))
      throw invalidArgument(`weights.${name}`, weight, 'A weight is a number of at least 0.')
  for (const [name, value] of Object.entries({ dwellSeconds, returnDays }))
    if (!(Number.isFinite(value) && value > 0)) throw invalidArgument(name, value, 'Give a number above 0.')
  if (!(durations instanceof Map)) throw invalidArgument('durations', durations, 'Pass a Map from item id to seconds.')
  for (const [id, seconds] of durations)
    if (!(Number.isFinite(seconds) && seconds > 0))
      throw invalidArgument(`durations.${id}`, seconds, 'An item has a length above 0 seconds.')
  return {
    weights: { dwell: 1, completion: 1, likes: 1, return: 1, ...weights },
    dwellSeconds,
    durations,
    returnDays,
    explicit,
  }
}

function itemSignals(
  itemId: string,
  { seconds, up, down }: ItemTime,
  { dwellSeconds, durations }: Settings,
): Partial<Record<SatisfactionSignal, number>> {
  const length = durations.get(itemId)
  return {
    ...(seconds === undefined ? {} : { dwell: Math.min(1, seconds / dwellSeconds) }),
    ...(seconds === undefined || length === undefined ? {} : { completion: Math.min(1, seconds / length) }),
    ...(up + down === 0 ? {} : { likes: up / (up + down) }),
  }
}

/** The share of days that another followed in time; undefined where no day can be told. */
function returnShare(days: ReadonlySet<number>, end: number, within: number): number | undefined {
  const sorted = [...days].sort((a, b) => a - b)
  let told = 0
  let returned = 0
  for (const [at, day] of sorted.entries()) {
    const next = sorted[at + 1]
    const back = next !== undefined && next - day <= within
    if (!back && day + within > end) continue
    told++
    if (back) returned++
  }
  return told === 0 ? undefined : returned / told
}

function weighted(
  parts: Partial<Record<SatisfactionSignal, number>>,
  weights: Record<SatisfactionSignal, number>,
): number | undefined {
  let sum = 0
  let total = 0
  for (const signal of signals) {
    const value = parts[signal]
    if (value === undefined) continue
    sum += weights[signal] * value
    total += weights[signal]
  }
  return total === 0 ? undefined : sum / total
}

function agree(shown: readonly number[], said: readonly number[]): SatisfactionReport['agreement'] {
  const constant = (values: readonly number[]): boolean => values.every((value) => value === values[0])
  if (shown.length < 3 || constant(shown) || constant(said)) return undefined
  return { pearson: pearson(shown, said), spearman: spearman(shown, said), pairs: shown.length }
}
