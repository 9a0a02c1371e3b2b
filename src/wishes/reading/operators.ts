/** Words that say how much is wanted, before what they are said of or behind it, and those that take a wish back. */

import { complemented, isDirection } from '../ranges.ts'
import type { Token } from '../tokens.ts'
import type { WishKind, WishSubject } from '../wish.ts'
import type { Draft } from './drafts.ts'
import type { Reading } from './reading.ts'

/** An operator: of what follows, or of what stands before it where nothing follows. */
export function readOperator(reading: Reading, token: Token & { readonly is: 'operator' }): undefined {
  // It may stand behind as well: fantasy no, 爱情片太多了, 恐怖片不要.
  const before = reading.drafts.filter((draft) => draft.segment === reading.segment)
  const follows = reading.nextMeaningful()
  if (
    before.length > 0 &&
    (reading.operator === undefined || reading.operator === 'more') &&
    (follows === undefined || ['stop', 'comma', 'and', 'but', 'time', 'operator', 'them'].includes(follows.is)) &&
    !(token.kind === 'more' && follows?.is !== undefined && !['stop', 'comma'].includes(follows.is))
  ) {
    for (const draft of before) give(draft, token.kind)
    reading.operator = token.kind
    return
  }
  // Nothing named since the last comma, and nothing follows: what was named last is meant. 爱情片看多了，少来点吧
  if (
    before.length === 0 &&
    reading.lastSubject !== undefined &&
    token.kind !== 'only' &&
    token.kind !== 'more' &&
    (follows === undefined || ['stop', 'comma', 'but'].includes(follows.is)) &&
    !onlyFillersSince(reading)
  ) {
    reading.operator = token.kind
    replaceLast(reading, token.kind, reading.lastSubject)
    return
  }
  // "no more", "don't want more": the first one has said it; "only" keeps what it had.
  const isSaid = reading.operator !== undefined && reading.operator !== 'more'
  if (token.kind === 'more' && isSaid && onlyFillersSince(reading)) return
  reading.excepting = false
  reading.likeness = false
  reading.operator = token.kind
  reading.clause++
}

/** Gives a wish that was named before another kind. A range that is refused is asked for from its other end on, where it has one. */
function give(draft: Draft, kind: WishKind): undefined {
  const { subject } = draft
  delete draft.provisional
  if (subject.kind !== 'range') draft.kind = kind
  else if (kind !== 'no') draft.kind = kind === 'only' ? draft.kind : kind
  else if (!isDirection(subject)) {
    const rest = complemented(subject)
    if (rest === undefined) draft.kind = 'no'
    else draft.subject = rest
  }
}

/** Whether between the last operator and here nothing was said. */
function onlyFillersSince(reading: Reading): boolean {
  for (let at = reading.at - 2; at >= 0; at--) {
    const { is } = reading.tokens[at]!
    if (is === 'operator' || is === 'nothing') return true
    if (is !== 'filler') return false
  }
  return false
}

/** "don't mind": what it is said of is no wish. */
export function readNeutral(reading: Reading, after: boolean): undefined {
  if (!after) {
    reading.neutral = true
    reading.operator = undefined
    return
  }
  for (const draft of reading.drafts.filter((one) => one.segment === reading.segment && one.kind === 'more'))
    reading.drop(draft)
}

/** "fewer of them": what was named last, if nothing is named here. */
export function readThem(reading: Reading): undefined {
  const follows = reading.nextMeaningful()
  const named = reading.drafts.some(({ segment, kind }) => segment === reading.segment && kind === reading.operator)
  if (
    reading.lastSubject === undefined ||
    reading.operator === undefined ||
    named ||
    follows?.is === 'name' ||
    follows?.is === 'word'
  )
    return
  replaceLast(reading, reading.operator, reading.lastSubject)
}

/** What was said of a subject before gives way to what is said of it now. */
function replaceLast(reading: Reading, kind: WishKind, subject: WishSubject): undefined {
  reading.dropSubject(subject)
  reading.add({ kind, subject, confidence: 0.8 })
}
