/** The wishes of a user that hold now: read from the log, expired ones and those that a later one took back left out. */

import { decay } from '../events/time.ts'
import type { ProfileEvent } from '../profile/signals.ts'
import { type ParsedWish, subjectKey, type Wish } from './wish.ts'

/** The type of behaviour as which wishes stand in the log; their `text` is the wish as JSON. */
export const WISH = 'wish'
/** A soft wish counts half after so many days. */
const HALF_LIFE = 14
/** A wish for a surprise is for now. */
const SURPRISE_LASTS = 86_400_000

/** A wish with how much is left of it, from 1 down. */
export interface WishInForce extends Wish {
  readonly strength: number
}

/** A stored wish; undefined for the text of an event that is none, such as one that an app observed itself. */
function readWish(text: string): ParsedWish | undefined {
  try {
    const wish = Object(JSON.parse(text)) as Partial<ParsedWish>
    const fine = ['more', 'less', 'no', 'only'].includes(String(wish.kind)) && typeof wish.subject?.kind === 'string'
    return fine ? withDirection(wish as ParsedWish) : undefined
  } catch {
    return undefined
  }
}

/** Logs of early builds wrote a direction as a range from, or to, the end of all numbers. */
function withDirection(wish: ParsedWish): ParsedWish {
  const { kind, name, min, max } = wish.subject as Extract<ParsedWish['subject'], { kind: 'range' }>
  if (kind !== 'range' || (min !== Number.MAX_VALUE && max !== -Number.MAX_VALUE)) return wish
  return { ...wish, subject: { kind: 'direction', name, to: min === undefined ? 'lower' : 'higher' } }
}

/** Whether both ask for a range of one number, and nothing lies in both. */
function excludeEachOther(a: ParsedWish, b: ParsedWish): boolean {
  if (a.kind !== 'only' || b.kind !== 'only' || a.subject.kind !== 'range' || b.subject.kind !== 'range') return false
  if (a.subject.name !== b.subject.name) return false
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return Math.max(a.subject.min ?? low, b.subject.min ?? low) > Math.min(a.subject.max ?? high, b.subject.max ?? high)
}

/** Reads events of one user, oldest first. */
export function wishesInForce(events: readonly ProfileEvent[], now: number): readonly WishInForce[] {
  const wishes = new Map<string, WishInForce>()
  for (const { type, text, eventId, timestamp } of events) {
    if (type !== WISH || text === undefined || eventId === undefined || timestamp > now) continue
    const wish = readWish(text)
    if (wish === undefined) continue
    const key = subjectKey(wish.subject)
    wishes.delete(key)
    // Bounds that no number keeps together: the later one stands.
    for (const [other, earlier] of wishes) if (excludeEachOther(earlier, wish)) wishes.delete(other)
    const { until = wish.subject.kind === 'surprise' ? timestamp + SURPRISE_LASTS : Number.POSITIVE_INFINITY } = wish
    if (now > until) continue
    const soft = wish.kind === 'more' || wish.kind === 'less'
    wishes.set(key, { ...wish, id: eventId, strength: soft ? decay(now - timestamp, HALF_LIFE) : 1 })
  }
  return [...wishes.values()]
}
