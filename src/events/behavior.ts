/** What kinds of behaviour there are, and how much each says about a user's interest. */

import { invalidArgument } from '../errors.ts'
import { halfLifeDays } from './time.ts'

/** Names of behaviours. The listed ones have defaults; others are declared in the `behaviors` option. */
export type BehaviorType =
  | 'view'
  | 'click'
  | 'search'
  | 'like'
  | 'comment'
  | 'share'
  | 'save'
  | 'cart'
  | 'purchase'
  | 'rating'
  | 'dwell'
  | 'dislike'
  | 'hide'
  | 'skip'
  | 'impression'
  | 'wish'
  | (string & {})

/** How one type of behaviour counts. */
export interface BehaviorSpec {
  /** How much one event says, next to the other types; negative pushes away, 0 is only recorded. A `view` has 1. */
  readonly weight: number
  /** After this long an event counts half: days, or a string such as `'30d'`, `'12h'`. Default: it never fades. */
  readonly halfLife?: string | number
  /** The most, in absolute weight, that all events of this type with one item add up to. Default: no limit. */
  readonly cap?: number
  /**
   * The range of `value`. An event's weight is then scaled by where its value lies: from 0 at the low end to 1 at the high end, or,
   * where `signed`, from -1 to 1 about the middle. Values below it are refused; values above it are, where signed, and otherwise count as its end. Without a scale a value is a quantity, and counts log2(1 + value).
   */
  readonly scale?: readonly [low: number, high: number]
  /**
   * Whether low values on the `scale` speak against the item, as in ratings. The middle is the scale's own until the user has given five values
   * of this type, and then the mean of them. Default: true for `rating`, otherwise false.
   */
  readonly signed?: boolean
}

/** A {@link BehaviorSpec} with nothing left open. */
export interface ResolvedBehavior {
  readonly type: string
  readonly weight: number
  /** In days; `Infinity` for what never fades. */
  readonly halfLife: number
  readonly cap: number
  readonly scale: readonly [number, number] | undefined
  readonly signed: boolean
  /** Whether an event of this type means that the user knows the item: all but `impression`, `skip` and `search`. */
  readonly seen: boolean
}

/** The behaviours that are known without being declared. Those of an app are merged over them, type by type. */
export const defaultBehaviors: Readonly<Record<string, BehaviorSpec>> = {
  view: { weight: 1, halfLife: '30d', cap: 3 },
  click: { weight: 1, halfLife: '30d', cap: 3 },
  dwell: { weight: 1, halfLife: '30d', cap: 3, scale: [0, 60] },
  search: { weight: 2, halfLife: '7d', cap: 4 },
  comment: { weight: 1, halfLife: '90d', cap: 2 },
  share: { weight: 3, halfLife: '180d', cap: 6 },
  save: { weight: 3, halfLife: '180d', cap: 3 },
  like: { weight: 3, halfLife: '365d', cap: 3 },
  cart: { weight: 3, halfLife: '60d', cap: 6 },
  purchase: { weight: 4, halfLife: '365d', cap: 8 },
  rating: { weight: 4, halfLife: '730d', cap: 4, scale: [1, 5], signed: true },
  dislike: { weight: -3, halfLife: '365d', cap: 3 },
  hide: { weight: -4, halfLife: '365d', cap: 4 },
  skip: { weight: -0.25, halfLife: '7d', cap: 1 },
  impression: { weight: 0 },
  wish: { weight: 0 },
}

const unseen = new Set(['impression', 'skip', 'search', 'wish'])
const MAX_TYPES = 255
const specNames = ['weight', 'halfLife', 'cap', 'scale', 'signed']

/** The default behaviours with an app's own merged over them, checked; the order is stable: the defaults first. */
export function resolveBehaviors(
  own: Readonly<Record<string, Partial<BehaviorSpec>>> = {},
): Map<string, ResolvedBehavior> {
  if (typeof own !== 'object' || own === null || Array.isArray(own)) {
    throw invalidArgument('behaviors', own, "Pass an object such as { listen: { weight: 1, halfLife: '30d' } }.")
  }
  const resolved = new Map<string, ResolvedBehavior>()
  for (const type of new Set([...Object.keys(defaultBehaviors), ...Object.keys(own)])) {
    const base = Object.hasOwn(defaultBehaviors, type) ? defaultBehaviors[type] : undefined
    const given = Object.hasOwn(own, type) ? checkSpec(own[type], type) : {}
    resolved.set(type, resolve(type, { signed: type === 'rating', weight: Number.NaN, ...base, ...given }))
  }
  if (resolved.size > MAX_TYPES)
    throw invalidArgument('behaviors', own, `At most ${MAX_TYPES} types can be told apart.`)
  return resolved
}

/** What a spec says; a field given as `undefined` means the default. */
function checkSpec(spec: unknown, type: string): Partial<BehaviorSpec> {
  if (typeof spec !== 'object' || spec === null)
    throw invalidArgument(`behaviors.${type}`, spec, "Pass an object such as { weight: 1, halfLife: '30d' }.")
  const unknown = Object.keys(spec).find((name) => !specNames.includes(name))
  if (unknown !== undefined)
    throw invalidArgument(
      `behaviors.${type}.${unknown}`,
      (spec as Record<string, unknown>)[unknown],
      `Known are: ${specNames.join(', ')}.`,
    )
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined))
}

function resolve(type: string, spec: BehaviorSpec): ResolvedBehavior {
  const field = `behaviors.${type}`
  const { weight, halfLife = Number.POSITIVE_INFINITY, cap = Number.POSITIVE_INFINITY, scale, signed = false } = spec
  if (!Number.isFinite(weight))
    throw invalidArgument(`${field}.weight`, weight, 'Pass a finite number; negative pushes away.')
  if (typeof cap !== 'number' || !(cap >= 0)) throw invalidArgument(`${field}.cap`, cap, 'Pass a number of at least 0.')
  if (scale !== undefined) {
    const fine = Array.isArray(scale) && scale.length === 2 && scale.every(Number.isFinite) && scale[0] < scale[1]
    if (!fine) throw invalidArgument(`${field}.scale`, scale, 'Pass [low, high] with low < high.')
  } else if (signed && type !== 'rating') {
    throw invalidArgument(`${field}.signed`, signed, 'Only a type with a `scale` can be signed.')
  }
  const days = halfLife === Number.POSITIVE_INFINITY ? halfLife : halfLifeDays(halfLife, `${field}.halfLife`)
  return { type, weight, halfLife: days, cap, scale, signed, seen: !unseen.has(type) }
}
