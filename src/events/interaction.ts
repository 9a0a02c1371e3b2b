/** What a user did, and the check of it. */

import { invalidArgument, show } from '../errors.ts'
import type { BehaviorType, ResolvedBehavior } from './behavior.ts'
import { checkId, wellFormed } from './ids.ts'
import { DAY, toMilliseconds } from './time.ts'

/** One thing that a user did. */
export interface Interaction {
  /** Who did it. */
  readonly userId: string
  /** With which item; absent where the text (a search, a comment) or an attribute is the signal. */
  readonly itemId?: string
  /** What was done. Types without a default are declared in the `behaviors` option. */
  readonly type: BehaviorType
  /** A rating on the scale of its behaviour, the seconds of a dwell, a quantity. */
  readonly value?: number
  /** What the user wrote: the search, the comment. */
  readonly text?: string
  /** What the signal is about, instead of an item: "not this author" is `{ name: 'author', value: '...' }`; tags are the attribute `tags`. */
  readonly attribute?: { readonly name: string; readonly value: string }
  /** The visit it belongs to. */
  readonly sessionId?: string
  /** When: epoch milliseconds or a `Date`. Default: now. More than a day ahead of the clock is refused: it would outshine all that really happened. */
  readonly timestamp?: number | Date
  /** The list it came from: `RecommendationList.id`. */
  readonly recommendationId?: string
  /** The 1-based place in that list. */
  readonly position?: number
}

/** An interaction as the log keeps it: checked, the time in epoch milliseconds. */
export interface CheckedInteraction {
  readonly userId: string
  readonly itemId: string | undefined
  readonly type: string
  readonly value: number | undefined
  readonly text: string | undefined
  readonly attribute: { readonly name: string; readonly value: string } | undefined
  readonly sessionId: string | undefined
  readonly timestamp: number
  readonly recommendationId: string | undefined
  readonly position: number | undefined
}

/** Checks one interaction against the declared behaviours; `now` stands in for a missing time. Throws an error that names the field. */
export function checkInteraction(
  interaction: unknown,
  behaviors: ReadonlyMap<string, ResolvedBehavior>,
  now: number,
): CheckedInteraction {
  if (typeof interaction !== 'object' || interaction === null) {
    throw invalidArgument(
      'interaction',
      interaction,
      "Pass an object such as { userId: 'ann', itemId: 'dune', type: 'like' }.",
    )
  }
  const { userId, itemId, type, value, text, attribute, sessionId, timestamp, recommendationId, position } =
    interaction as Interaction
  checkId(userId, 'userId')
  if (itemId !== undefined) checkId(itemId, 'itemId')
  const behavior = behaviors.get(type)
  if (behavior === undefined) {
    const known = [...behaviors.keys()].join(', ')
    throw invalidArgument('type', type, `Known types are ${known}; declare others in the \`behaviors\` option.`)
  }
  checkValue(value, behavior)
  if (text !== undefined && typeof text !== 'string') throw invalidArgument('text', text, 'Pass a string.')
  if (attribute !== undefined) checkAttribute(attribute)
  if (itemId === undefined && attribute === undefined && (text === undefined || text.trim() === '')) {
    throw invalidArgument('itemId', itemId, 'Say what the event is about: an `itemId`, a `text` or an `attribute`.')
  }
  if (sessionId !== undefined) checkId(sessionId, 'sessionId')
  if (recommendationId !== undefined) checkId(recommendationId, 'recommendationId')
  if (position !== undefined && !(Number.isInteger(position) && position >= 1 && position <= 0x7fffffff)) {
    throw invalidArgument('position', position, 'Positions are whole numbers from 1.')
  }
  const time = timestamp === undefined ? now : toMilliseconds(timestamp, 'timestamp')
  if (time < 0)
    throw invalidArgument('timestamp', timestamp, 'Behaviour from before 1970 cannot be; leave an unknown time out.')
  if (time > now + DAY) {
    const remedy = `It lies ahead of the clock (${show(new Date(now))}); leave an unknown time out, or set the \`clock\` option.`
    throw invalidArgument('timestamp', timestamp, remedy)
  }
  return {
    userId,
    itemId,
    type,
    value,
    text: text === undefined ? undefined : wellFormed(text),
    attribute:
      attribute === undefined ? undefined : { name: wellFormed(attribute.name), value: wellFormed(attribute.value) },
    sessionId,
    timestamp: time,
    recommendationId,
    position,
  }
}

function checkValue(value: unknown, behavior: ResolvedBehavior): void {
  const { type, scale } = behavior
  if (value === undefined) {
    if (scale !== undefined)
      throw invalidArgument('value', value, `A ${type} needs a value from ${scale[0]} to ${scale[1]}.`)
    return
  }
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw invalidArgument('value', value, 'Pass a finite number.')
  // A dwell beyond the scale's end is only a long dwell; a rating beyond it is on another scale.
  if (scale !== undefined && (value < scale[0] || (value > scale[1] && behavior.signed))) {
    const remedy = `The scale of ${type} is ${scale[0]} to ${scale[1]}; set behaviors.${type}.scale if yours differs.`
    throw invalidArgument('value', value, remedy)
  }
  if (scale === undefined && value < 0) throw invalidArgument('value', value, 'A quantity is 0 or more.')
}

function checkAttribute(attribute: unknown): void {
  const { name, value } = (attribute ?? {}) as Partial<Record<'name' | 'value', unknown>>
  if (typeof name !== 'string' || name === '') {
    throw invalidArgument('attribute.name', name, "Pass { name: 'author', value: '...' }.")
  }
  if (typeof value !== 'string')
    throw invalidArgument('attribute.value', value, "Pass { name: 'author', value: '...' }.")
}
