/** Numbers with their bounds and units: years, decades, lengths, prices. */

import type { NumberName } from '../meanings.ts'
import type { Token } from '../tokens.ts'
import type { WishSubject } from '../wish.ts'
import { addException } from './names.ts'
import type { Reading } from './reading.ts'

const YEARS = { min: 1000, max: 2200 }
/** No year is meant by a bound that is one of these. */
const atItem = /than$|于$/

type NumberToken = Token & { readonly is: 'number' }
type BoundToken = Token & { readonly is: 'bound' }

/** A number that no bound stands before. */
export function readNumber(reading: Reading, token: NumberToken): undefined {
  if (token.ago) return addRange(reading, token, yearsAgo(reading, token.value), 'above', true, 'year')
  const behind = boundBehind(reading)
  if (token.to !== undefined) {
    if (behind === undefined) return addSpan(reading, token, 'year', token.value, token.to)
    return addRange(reading, token, edgeOf(token, behind), behind.side, behind.inclusive, 'year')
  }
  if (behind !== undefined) {
    const of = meansYear(reading, token.value) ? 'year' : behind.of === 'year' ? undefined : behind.of
    return addRange(reading, token, token.value, behind.side, behind.inclusive, of)
  }
  const end = spanEnd(reading, to)
  if (end !== undefined) {
    const of = end.of ?? (meansYear(reading, token.value) && isYear(end.value) ? 'year' : undefined)
    return addSpan(reading, token, of, token.value * end.factor, end.value)
  }
  const unit = unitNext(reading)
  if (unit !== undefined) {
    reading.at++
    const of = unit.of
    const after = boundBehind(reading)
    if (after !== undefined) return addRange(reading, token, token.value * unit.factor, after.side, after.inclusive, of)
    const other = of === 'year' ? spanEnd(reading, to) : undefined
    if (other !== undefined) return addSpan(reading, token, 'year', token.value, other.value)
    if (of === 'year' && isYear(token.value)) return addSpan(reading, token, of, token.value, token.value)
  } else if (meansYear(reading, token.value)) return addSpan(reading, token, 'year', token.value, token.value)
  reading.unknown.push(token)
}

/** The bound behind a number, which no number of its own follows: 2000年以后, 300页以内, 300 pages or less. Moves past it. */
function boundBehind(reading: Reading): BoundToken | undefined {
  const next = reading.tokens[reading.at]
  if (next === undefined) return undefined
  const follows = reading.tokens[reading.at + 1]
  if (next.is === 'bound' && follows?.is !== 'number' && !(follows?.is === 'unit' && /^[$€£¥]$/.test(follows.text))) {
    reading.at++
    return next
  }
  // Said of the past in general these are no bounds: 以前爱看.
  const bound = Object.hasOwn(afterNumbers, next.text) ? afterNumbers[next.text] : undefined
  if (bound === undefined || (next.is !== 'filler' && next.is !== 'correction')) return undefined
  reading.at++
  return { start: next.start, end: next.end, text: next.text, is: 'bound', of: 'year', ...bound }
}

const afterNumbers: Readonly<Record<string, { readonly side: 'below' | 'above'; readonly inclusive: boolean }>> = {
  以前: { side: 'below', inclusive: false },
  之前: { side: 'below', inclusive: false },
  以后: { side: 'above', inclusive: false },
  之后: { side: 'above', inclusive: false },
}

/** Where a bound on a decade lies: before the 90s ends with their beginning, after them begins with their end. */
function edgeOf({ value, to = value }: NumberToken, { side, inclusive }: BoundToken): number {
  return (side === 'below') === inclusive ? to : value
}

const yearsAgo = (reading: Reading, years: number): number => new Date(reading.context.now).getUTCFullYear() - years

const unitNext = (reading: Reading): (Token & { readonly is: 'unit' }) | undefined => {
  const next = reading.tokens[reading.at]
  return next?.is === 'unit' ? next : undefined
}

/** "under 300 pages", "since 1990": a bound and then a number. */
export function readBound(reading: Reading, token: BoundToken): undefined {
  // "under $12", "pre-1990"
  const before = unitNext(reading)
  if (before !== undefined && reading.tokens[reading.at + 1]?.is === 'number') reading.at++
  const number = reading.tokens[reading.at]
  if (number?.is !== 'number') {
    const other = reading.nextMeaningful()
    // "newer than this", "shorter than Dune" compare with an item.
    if (other?.is === 'this' || (other?.is === 'name' && other.resolved.subject.kind === 'item'))
      if (atItem.test(reading.textOf(token))) return boundByItem(reading, token, other)
    return
  }
  reading.at++
  if (number.ago) return readNumber(reading, number)
  // "from 1990 to 1995", "from 200 to 300 pages"
  if (reading.textOf(token) === 'from') {
    const end = spanEnd(reading, and)
    const of = end?.of ?? (meansYear(reading, number.value) ? 'year' : undefined)
    if (end !== undefined) return addSpan(reading, number, of, number.value * end.factor, end.value)
    // "from 1990 onwards", "from the seventies or earlier"
    const behind = boundBehind(reading)
    if (behind !== undefined)
      return addRange(reading, number, edgeOf(number, behind), behind.side, behind.inclusive, 'year')
  }
  const unit = unitNext(reading) ?? before
  if (unit !== undefined && unit === unitNext(reading)) reading.at++
  if (unit !== undefined && unit.of !== 'year')
    return addRange(reading, token, number.value * unit.factor, token.side, true, unit.of)
  if (number.to !== undefined) {
    // "from the 90s" is the decade; "since the 90s" begins with it.
    if (reading.textOf(token) === 'from') return addSpan(reading, number, 'year', number.value, number.to)
    return addRange(reading, token, edgeOf(number, token), token.side, token.inclusive, 'year')
  }
  if (meansYear(reading, number.value)) {
    if (reading.textOf(token) === 'from') return addSpan(reading, number, 'year', number.value, number.value)
    return addRange(reading, token, number.value, token.side, token.inclusive, 'year')
  }
  addRange(reading, token, number.value, token.side, token.inclusive, token.of === 'year' ? undefined : token.of)
}

function boundByItem(reading: Reading, token: BoundToken, other: Token): undefined {
  reading.at = reading.tokens.indexOf(other) + 1
  const itemId =
    other.is === 'name' && other.resolved.subject.kind === 'item'
      ? other.resolved.subject.itemId
      : reading.context.itemId
  const of = token.of ?? (/cheap/.test(reading.textOf(token)) ? 'price' : 'length')
  const name = reading.attribute(of)
  const value = itemId === undefined || name === undefined ? undefined : reading.context.numberOf?.(itemId, name)
  if (name === undefined || value === undefined) {
    reading.unknown.push(token)
    return
  }
  addRange(reading, token, value, token.side, token.of === 'year' ? token.inclusive : false, of)
}

/** "between 1990 and 2000", "between 10 and 20 dollars" */
export function readBetween(reading: Reading): undefined {
  const from = reading.tokens[reading.at]
  if (from?.is !== 'number') return
  reading.at++
  if (from.to !== undefined) return addSpan(reading, from, 'year', from.value, from.to)
  const end = spanEnd(reading, and)
  if (end === undefined) return
  const of = end.of ?? (meansYear(reading, from.value) && isYear(end.value) ? 'year' : undefined)
  addSpan(reading, from, of, from.value * end.factor, end.value)
}

/** What joins the ends of a span, and what does so only where its beginning was said to be one. */
const to = /^(to|till|until|through|-|–|—|到|至|~)$/
const and = /^(to|till|until|through|-|–|—|到|至|~|and|和)$/

/** The number behind such a joint, in its unit; moves past both. */
function spanEnd(
  reading: Reading,
  joints: RegExp,
): { readonly value: number; readonly factor: number; readonly of: NumberName | undefined } | undefined {
  let at = reading.at
  const first = reading.tokens[at]
  if (first?.is === 'unit') at++
  const joint = reading.tokens[at]
  if (joint === undefined || !joints.test(reading.textOf(joint))) return undefined
  if (reading.tokens[at + 1]?.is === 'unit') at++
  const end = reading.tokens[at + 1]
  if (end?.is !== 'number' || end.ago) return undefined
  reading.at = at + 2
  const unit = unitNext(reading) ?? (first?.is === 'unit' ? first : undefined)
  if (unitNext(reading) !== undefined) reading.at++
  // 之间, 之内 say no more than the joint did.
  if (reading.tokens[reading.at]?.is === 'bound' && /^[以之]?内$/.test(reading.tokens[reading.at]!.text)) reading.at++
  const factor = unit?.factor ?? 1
  return { value: (end.to ?? end.value) * factor, factor, of: unit?.of }
}

/** The attribute that a number is of: that of its unit, the one that was named, or the only one for which it can be a bound. */
function attributeOf(reading: Reading, of: NumberName | undefined, ...values: readonly number[]): string | undefined {
  if (of !== undefined) return reading.attribute(of)
  if (reading.attributeNamed === null) return undefined
  return reading.attributeNamed ?? reading.context.vocabulary.numberAround(values)
}

/** What was read from this token on is not understood. */
function pushUnknown(reading: Reading, { start }: Token): undefined {
  reading.unknown.push({ start, end: reading.tokens[reading.at - 1]!.end })
}

function addSpan(reading: Reading, token: Token, of: NumberName | undefined, min: number, max: number): undefined {
  const name = attributeOf(reading, of, min, max)
  if (name === undefined) return pushUnknown(reading, token)
  const subject: WishSubject = { kind: 'range', name, min: Math.min(min, max), max: Math.max(min, max) }
  if (reading.excepting) return addException(reading, subject)
  // A decade that is liked is a pull; one that is demanded, or named among other wishes, is a rule.
  const operator = reading.operator
  reading.add({
    kind: operator === 'less' || operator === 'no' || operator === 'more' ? operator : 'only',
    subject,
    confidence: 0.95,
  })
}

/** These say no themselves: a "no" before them does not turn them round. */
const refusing = /^(?:and )?(?:no|not|nothing|isn't|aren't)\b|^不/

function addRange(
  reading: Reading,
  token: Token,
  value: number,
  side: 'below' | 'above',
  inclusive: boolean,
  of: NumberName | undefined,
): undefined {
  const name = attributeOf(reading, of, value)
  if (name === undefined) return pushUnknown(reading, token)
  // "nothing before 2000" and "no films older than 2000" ask for what is not before it.
  const turned = (reading.operator === 'no' || reading.nothing) && !refusing.test(reading.textOf(token))
  const below = (side === 'below') !== turned
  // Years are whole: those before 2000 end with 1999. Of other numbers both bounds are taken as included.
  const excluded = of === 'year' && inclusive === turned
  const edge = excluded ? value + (below ? -1 : 1) : value
  reading.add({
    kind: 'only',
    subject: { kind: 'range', name, ...(below ? { max: edge } : { min: edge }) },
    confidence: 0.95,
  })
}

/** Whether a number without a unit is a year here. */
function meansYear(reading: Reading, value: number): boolean {
  const { attributeNamed } = reading
  return isYear(value) && (attributeNamed === undefined || attributeNamed === reading.attribute('year'))
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= YEARS.min && value <= YEARS.max
}
