/** Words that say how much is wanted, before what they are said of or behind it, and those that take a wish back. */

import { complemented } from '../ranges.ts'
import type { Token } from '../tokens.ts'
import { subjectKey, type WishKind, type WishSubject } from '../wish.ts'
import type { Draft } from './drafts.ts'
import { readWords } from './names.ts'
import type { Reading } from './reading.ts'

/** An operator: of what follows, or of what stands before it where nothing follows. */
export function readOperator(reading: Reading, token: Token & { readonly is: 'operator' }): undefined {
  // 非喜剧的动画 is no comedy; 非科幻不看 is only science fiction.
  if (token.text === '非' && !/^[^，。！？,.!?]*[不莫]/.test(reading.text.slice(token.end))) {
    reading.attributive = 'name'
    return setOperator(reading, 'no')
  }
  // It may stand behind as well: fantasy no, 爱情片太多了, 恐怖片不要.
  const before = namedIn(reading, reading.segment)
  const follows = reading.nextMeaningful()
  // "some philosophy too"
  if (token.kind === 'less' && /^too$/i.test(token.text) && endsPart(follows)) return
  const allowed = onlyAllowed(reading, token, before)
  if (allowed !== undefined) {
    for (const draft of allowed) draft.kind = 'only'
    return setOperator(reading, 'only')
  }
  if (
    before.length > 0 &&
    isOpen(reading) &&
    !onlyBefore.test(token.text) &&
    (follows === undefined || ['stop', 'comma', 'and', 'but', 'time', 'operator', 'them'].includes(follows.is)) &&
    !(token.kind === 'more' && follows?.is !== undefined && !['stop', 'comma'].includes(follows.is))
  ) {
    // A range that was said under the same operator is turned round already.
    const isTurned = ({ subject: { kind } }: Draft): boolean =>
      (kind === 'range' || kind === 'direction') && reading.operator === token.kind
    // 没有魔法的奇幻小说有吗: what is refused stays so.
    const isSaidHere = reading.operatorSegment === reading.segment
    const isRefused = ({ kind }: Draft): boolean => isSaidHere && kind === 'no' && token.kind === 'more'
    for (const draft of before) if (!isTurned(draft) && !isRefused(draft)) give(draft, token.kind)
    takeExceptions(reading, token, before)
    return setOperator(reading, token.kind)
  }
  // 这本别再出现了, 这部看过两遍了，别推了: of the item at hand.
  const { itemId } = reading.context
  const isOfThis = isThisBefore(reading) || (reading.thisSaid && reading.drafts.length === 0 && token.kind === 'no')
  if (before.length === 0 && itemId !== undefined && endsPart(follows) && isOfThis)
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
  if (isSaid && onlyFillersSince(reading)) {
    // "no love triangles" are triangles of love.
    if (/^love$/i.test(token.text) && follows?.is === 'word') return readWords(reading, token)
    // "not every film has to be a thriller"
    if (token.kind === 'more' || (token.kind === 'only' && reading.operator === 'less')) return
  }
  reading.excepting = false
  reading.likeness = false
  setOperator(reading, token.kind)
  reading.attributive = attributive.test(token.text) ? 'part' : undefined
  reading.clause++
}

/** These stand before what they are said of, never behind it. */
const onlyBefore = /^(without|minus|with no)\b/i
/** These may belong to a noun within a noun. */
const attributive = /^(没有|不含|不带|不涉及|无|没)$/

/** 除了科幻其他都不看, 除了科幻，其他的都不要: what alone is left where all else is refused. */
function onlyAllowed(
  reading: Reading,
  token: Token & { readonly is: 'operator' },
  named: readonly Draft[],
): readonly Draft[] | undefined {
  if (token.kind !== 'no' || !isOfAll(reading, token) || !endsPart(reading.nextMeaningful())) return undefined
  const isHere =
    named.length > 0 && named.every(({ excludes }) => excludes) && partOf(reading).some(({ is }) => is === 'except')
  if (isHere) return named
  const before = reading.drafts.filter(({ excludes, segment }) => excludes && segment === reading.segment - 1)
  return named.length === 0 && before.length > 0 ? before : undefined
}

/** The tokens since the last comma. */
function partOf({ tokens, at }: Reading): readonly Token[] {
  return tokens.slice(tokens.slice(0, at).findLastIndex(({ is }) => is === 'comma' || is === 'stop') + 1, at)
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
  if (token.kind !== 'no' || !isOfAll(reading, token)) return
  // In one part 犯罪片除了黑色电影 names what is refused first; in a part of its own all that is named is.
  const whole = refused.every(({ excludes }) => excludes) ? refused : refused.filter(({ excludes }) => !excludes)
  const excluded = reading.drafts.filter(
    (one) => one.excludes && one.segment >= reading.segment - 1 && !whole.includes(one),
  )
  for (const one of excluded) {
    reading.drop(one)
    for (const draft of whole) draft.except.push(one.subject)
  }
}

/** Whether this part of the message speaks of all there is. */
function isOfAll(reading: Reading, token: Token): boolean {
  return /都|其他|其它|别的|一律|一概|全/.test(reading.text.slice(partOf(reading)[0]?.start ?? 0, token.end))
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
