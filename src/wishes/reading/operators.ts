/** Words that say how much is wanted, before what they are said of or behind it, and those that take a wish back. */

import { complemented } from '../ranges.ts'
import type { Token } from '../tokens.ts'
import { subjectKey, type WishKind, type WishSubject } from '../wish.ts'
import type { Draft } from './drafts.ts'
import type { Reading } from './reading.ts'

/** An operator: of what follows, or of what stands before it where nothing follows. */
export function readOperator(reading: Reading, token: Token & { readonly is: 'operator' }): undefined {
  // It may stand behind as well: fantasy no, 爱情片太多了, 恐怖片不要.
  const before = namedIn(reading, reading.segment)
  const follows = reading.nextMeaningful()
  if (
    before.length > 0 &&
    isOpen(reading) &&
    (follows === undefined || ['stop', 'comma', 'and', 'but', 'time', 'operator', 'them'].includes(follows.is)) &&
    !(token.kind === 'more' && follows?.is !== undefined && !['stop', 'comma'].includes(follows.is))
  ) {
    // A range that was said under the same operator is turned round already.
    const isTurned = ({ subject: { kind } }: Draft): boolean =>
      (kind === 'range' || kind === 'direction') && reading.operator === token.kind
    for (const draft of before) if (!isTurned(draft)) give(draft, token.kind)
    takeExceptions(reading, token, before)
    return setOperator(reading, token.kind)
  }
  // 这本别再出现了: of the item at hand.
  const { itemId } = reading.context
  if (before.length === 0 && itemId !== undefined && endsPart(follows) && isThisBefore(reading))
    return reading.add({ kind: token.kind, subject: { kind: 'item', itemId }, confidence: 0.9 })
  // Nothing named since the last comma, and nothing follows: what was named last is meant. 爱情片看多了，少来点吧
  if (
    before.length === 0 &&
    reading.lastSubject !== undefined &&
    token.kind !== 'only' &&
    (token.kind !== 'more' || reading.correcting) &&
    endsPart(follows) &&
    !onlyFillersSince(reading)
  ) {
    if (reading.neutral) return
    setOperator(reading, token.kind)
    return replaceLast(reading, token.kind, reading.lastSubject)
  }
  // "no more", "don't want more": the first one has said it; "only" keeps what it had.
  const isSaid = reading.operator !== undefined && reading.operator !== 'more'
  if (token.kind === 'more' && isSaid && onlyFillersSince(reading)) return
  reading.excepting = false
  reading.likeness = false
  setOperator(reading, token.kind)
  reading.clause++
}

function setOperator(reading: Reading, kind: WishKind): undefined {
  reading.operator = kind
  reading.operatorSegment = reading.segment
}

/** Whether an operator may still come for what was named in this part: none has, or only a mild one, or one that was said in a part before. */
function isOpen({ operator, operatorSegment, segment }: Reading): boolean {
  return operator === undefined || operator === 'more' || operatorSegment < segment
}

/** What a part of the message has named; words that might mean something only where it names nothing else. */
function namedIn({ drafts }: Reading, segment: number): readonly Draft[] {
  const all = drafts.filter((draft) => draft.segment === segment)
  const sure = all.filter(({ provisional }) => provisional === undefined)
  return sure.length > 0 ? sure : all
}

/** 除了奥威尔的，政治题材都不想看: what the part before excludes are exceptions of what is refused now, where all of it is. */
function takeExceptions(
  reading: Reading,
  token: Token & { readonly is: 'operator' },
  refused: readonly Draft[],
): undefined {
  const excluded = reading.drafts.filter(({ excludes, segment }) => excludes && segment === reading.segment - 1)
  const comma = reading.tokens.slice(0, reading.at).findLast(({ is }) => is === 'comma')
  const part = reading.text.slice(comma?.end ?? 0, token.end)
  if (token.kind !== 'no' || !/都|其他|其它|别的|一律|一概|全/.test(part)) return
  for (const one of excluded) {
    reading.drop(one)
    for (const draft of refused) draft.except.push(one.subject)
  }
}

/** Gives a wish that was named before another kind. A range that is refused is asked for from its other end on, where it has one; of a direction the other one is wanted. */
function give(draft: Draft, kind: WishKind): undefined {
  const { subject } = draft
  delete draft.provisional
  if (subject.kind === 'direction') {
    if (kind === 'no' || kind === 'less')
      draft.subject = { ...subject, to: subject.to === 'lower' ? 'higher' : 'lower' }
  } else if (subject.kind !== 'range') draft.kind = kind
  else if (kind !== 'no') draft.kind = kind === 'only' ? draft.kind : kind
  else {
    const rest = complemented(subject)
    if (rest === undefined) draft.kind = 'no'
    else draft.subject = rest
  }
}

const endsPart = (follows: Token | undefined): boolean =>
  follows === undefined || ['stop', 'comma', 'but'].includes(follows.is)

/** Whether "this" stands right before the token that is being read. */
function isThisBefore({ tokens, at }: Reading): boolean {
  return tokens.slice(0, at - 1).findLast(({ is }) => is !== 'filler')?.is === 'this'
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
    reading.excepting ||
    named ||
    follows?.is === 'name' ||
    follows?.is === 'word'
  )
    return
  replaceLast(reading, reading.operator, reading.lastSubject)
}

/** What was said of a subject before gives way to what is said of it now. */
function replaceLast(reading: Reading, kind: WishKind, subject: WishSubject): undefined {
  const until = reading.drafts.findLast((one) => subjectKey(one.subject) === subjectKey(subject))?.until
  reading.dropSubject(subject)
  reading.correcting = false
  reading.add({ kind, subject, confidence: 0.8, ...(until !== undefined && { until }) })
}
