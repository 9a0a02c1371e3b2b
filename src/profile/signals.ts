/** From what a user did to what it says: each event's weight, after kind, value, age, repetition and later opinions. */

import type { ResolvedBehavior } from '../events/behavior.ts'
import { decay } from '../events/time.ts'

/** An event as this stage needs it. */
export interface ProfileEvent {
  readonly type: string
  readonly itemId: string | undefined
  readonly value: number | undefined
  readonly text: string | undefined
  readonly attribute: { readonly name: string; readonly value: string } | undefined
  readonly timestamp: number
  /** 1-based place in the list where it was shown. */
  readonly position?: number | undefined
  /** Set for events out of the log; a history given with a query has none. */
  readonly eventId?: string
}

/** What a signal is about: an item, words, or an attribute. */
export type Subject =
  | { readonly kind: 'item'; readonly itemId: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'attribute'; readonly name: string; readonly value: string }

/** One thing known of what a user wants. Positive weights pull, negative ones push away. */
export interface Signal {
  readonly subject: Subject
  readonly weight: number
  /** Where it comes from: an event in the log, a history given with the query, or the query itself. */
  readonly origin: 'event' | 'history' | 'query'
  /** The type of behaviour; `'query'` for the query itself. */
  readonly type: string
  readonly eventId?: string
}

/** Ratings from which on a user's own mean is the middle of the scale. */
const OWN_MEAN_FROM = 5

/** Types that state an opinion of something: the newest one of them stands, those before it are void. */
const opinions = new Set(['like', 'dislike', 'hide'])

/**
 * The signals in `events` (oldest first), newest first. Events without effect (weight 0, spent caps, overruled opinions) give none.
 *
 * weight = the behaviour's weight, times where the value lies on its scale, times 2^(-age / half-life). All events of one type with one item
 * add up to at most the behaviour's `cap`, the newest counting first. Of opinions (`like`, `dislike`, `hide` and signed types such as `rating`)
 * about one item or attribute only the newest counts. A comment speaks by its words: its text is a signal, and it counts for or against its item by what
 * `sentimentOf` reads in it (`sentiment` is a simple one; by default a comment praises nothing and nobody).
 */
export function signalsOf(
  events: readonly ProfileEvent[],
  behaviors: ReadonlyMap<string, ResolvedBehavior>,
  now: number,
  sentimentOf: (text: string) => -1 | 0 | 1 = () => 0,
): Signal[] {
  const order = events.map((_, index) => index).sort((a, b) => events[b]!.timestamp - events[a]!.timestamp || b - a)
  const middles = ownMiddles(events, behaviors)
  const spent = new Map<string, number>()
  const judged = new Set<string>()
  const signals: Signal[] = []

  for (const index of order) {
    const event = events[index]!
    const behavior = behaviors.get(event.type)
    if (behavior === undefined) continue
    const subject = subjectKey(event)
    if (behavior.signed || opinions.has(event.type)) {
      if (judged.has(subject)) continue
      judged.add(subject)
    }
    const faded =
      behavior.weight * valueFactor(event, behavior, middles) * decay(now - event.timestamp, behavior.halfLife)
    // Whoever skips further down is less likely to have looked at all.
    const looked = event.type === 'skip' ? Math.log2(1 + (event.position ?? 1)) : 1
    const weight = capped(faded / looked, `${event.type} ${subject}`, behavior, spent)
    if (weight === 0) continue
    signals.push(
      ...(event.type === 'comment' ? commentSignals(event, weight, sentimentOf) : plainSignals(event, weight)),
    )
  }
  return signals
}

function plainSignals(event: ProfileEvent, weight: number): Signal[] {
  const { itemId, text, attribute } = event
  const base = { weight, ...originOf(event) }
  if (itemId !== undefined) return [{ subject: { kind: 'item', itemId }, ...base }]
  if (attribute !== undefined) return [{ subject: { kind: 'attribute', ...attribute }, ...base }]
  return text === undefined ? [] : [{ subject: { kind: 'text', text }, ...base }]
}

/** A comment's words count with its sentiment, half as much where it has none; its item counts by the sentiment alone. */
function commentSignals(event: ProfileEvent, weight: number, sentimentOf: (text: string) => -1 | 0 | 1): Signal[] {
  const { itemId, text } = event
  if (text === undefined || text.trim() === '') return []
  const sign = sentimentOf(text)
  const signals: Signal[] = []
  const base = originOf(event)
  if (itemId !== undefined && sign !== 0)
    signals.push({ subject: { kind: 'item', itemId }, weight: sign * weight, ...base })
  signals.push({ subject: { kind: 'text', text }, weight: (sign === 0 ? 0.5 : sign) * weight, ...base })
  return signals
}

function originOf({ type, eventId }: ProfileEvent): Pick<Signal, 'origin' | 'type' | 'eventId'> {
  return eventId === undefined ? { origin: 'history', type } : { origin: 'event', type, eventId }
}

/** How far the value scales the weight: -1 to 1 on a signed scale, 0 to 1 on another, log2(1 + quantity) without one. */
function valueFactor(event: ProfileEvent, behavior: ResolvedBehavior, middles: ReadonlyMap<string, number>): number {
  const { value } = event
  const { scale, signed, type } = behavior
  if (value === undefined) return 1
  if (scale === undefined) return Math.log2(1 + value)
  const [low, high] = scale
  if (!signed) return Math.min(1, (value - low) / (high - low))
  const middle = middles.get(type) ?? (low + high) / 2
  return Math.max(-1, Math.min(1, (value - middle) / (high - middle)))
}

/** The mean of a user's own values on each signed scale, once there are five; not where it is the top of the scale, from which nothing stands out. */
function ownMiddles(
  events: readonly ProfileEvent[],
  behaviors: ReadonlyMap<string, ResolvedBehavior>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const { type, value } of events) {
    if (value === undefined || !behaviors.get(type)?.signed) continue
    const entry = sums.get(type) ?? { sum: 0, count: 0 }
    entry.sum += value
    entry.count++
    sums.set(type, entry)
  }
  const middles = new Map<string, number>()
  for (const [type, { sum, count }] of sums) {
    const mean = sum / count
    if (count >= OWN_MEAN_FROM && mean < behaviors.get(type)!.scale![1] - 1e-9) middles.set(type, mean)
  }
  return middles
}

/** What an event is about, as a string. */
function subjectKey({ itemId, text, attribute }: ProfileEvent): string {
  if (itemId !== undefined) return `item ${itemId}`
  if (attribute === undefined) return `text ${text}`
  // Labels are one whatever their case.
  return `attribute ${JSON.stringify([attribute.name, attribute.value.trim().toLowerCase()])}`
}

/** `weight`, as far as the behaviour's cap for its subject is not spent yet. */
function capped(weight: number, key: string, { cap }: ResolvedBehavior, spent: Map<string, number>): number {
  if (cap === Number.POSITIVE_INFINITY) return weight
  const before = spent.get(key) ?? 0
  const taken = Math.min(Math.abs(weight), Math.max(0, cap - before))
  spent.set(key, before + taken)
  return Math.sign(weight) * taken
}
