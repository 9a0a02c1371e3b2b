/** Numbers with their bounds and units: years, decades, lengths, prices. */

import type { NumberName } from '../meanings.ts'
import type { Token } from '../tokens.ts'
import type { WishSubject } from '../wish.ts'
import { addException } from './names.ts'
import type { Reading } from './reading.ts'

const YEARS = { min: 1000, max: 2200 }

/** A number that no bound stands before. */
export function readNumber(reading: Reading, token: Token & { readonly is: 'number' }): undefined {
  const next = reading.tokens[reading.at]
  if (token.decade) {
    skipUnit(reading, 'year')
    return readDecade(reading, token)
  }
  if (next?.is === 'unit') {
    reading.at++
    return readAmount(reading, token, token.value * next.factor, next.of)
  }
  if (next?.is === 'bound') {
    // 2000年以后, 300页以内 have the bound behind.
    reading.at++
    return addRange(reading, token, token.value, next.side, next.inclusive, isYear(token.value) ? 'year' : next.of)
  }
  if (isYear(token.value)) return addSpan(reading, token, token.value, token.value)
  reading.unknown.push(token)
}

function readDecade(reading: Reading, token: Token & { readonly is: 'number' }): undefined {
  const next = reading.tokens[reading.at]
  if (next?.is === 'bound' && next.of !== undefined) {
    reading.at++
    const value = next.side === 'below' ? token.value : token.value + 9
    return addRange(reading, token, value, next.side, next.inclusive, 'year')
  }
  addSpan(reading, token, token.value, token.value + (token.century ? 99 : 9))
}

/** "under 300 pages", "since 1990": a bound and then a number. */
export function readBound(reading: Reading, token: Token & { readonly is: 'bound' }): undefined {
  const number = reading.tokens[reading.at]
  if (number?.is !== 'number') {
    const other = reading.nextMeaningful()
    // "newer than this", "shorter than Dune" compare with an item.
    if (other?.is === 'this' || (other?.is === 'name' && other.resolved.subject.kind === 'item'))
      return boundByItem(reading, token, other)
    return
  }
  reading.at++
  const unit = reading.tokens[reading.at]
  // "from 1990 to 1995"
  const until = rangeEnd(reading)
  if (until !== undefined && token.of === 'year' && token.side === 'above')
    return addSpan(reading, number, number.value, until)
  if (unit?.is === 'unit') {
    reading.at++
    if (unit.of !== 'year') return addRange(reading, token, number.value * unit.factor, token.side, true, unit.of)
  }
  if (number.decade) {
    // "from the 90s" is the decade; "before the 90s" ends with its beginning, "after the 90s" begins with its end, "since" with its beginning.
    if (reading.textOf(token) === 'from') return addSpan(reading, number, number.value, number.value + 9)
    const edge =
      token.side === 'below'
        ? token.inclusive
          ? number.value + 9
          : number.value
        : token.inclusive
          ? number.value
          : number.value + 9
    return addRange(reading, token, edge, token.side, token.inclusive, 'year')
  }
  if (isYear(number.value) && (token.of === 'year' || unit?.is !== 'unit')) {
    if (reading.textOf(token) === 'from') return addSpan(reading, number, number.value, number.value)
    return addRange(reading, token, number.value, token.side, token.inclusive, 'year')
  }
  addRange(reading, token, number.value, token.side, token.inclusive, currency(reading, token) ?? token.of)
}

function boundByItem(reading: Reading, token: Token & { readonly is: 'bound' }, other: Token): undefined {
  reading.at = reading.tokens.indexOf(other) + 1
  const itemId =
    other.is === 'name' && other.resolved.subject.kind === 'item'
      ? other.resolved.subject.itemId
      : reading.context.itemId
  const of =
    token.of ??
    (/long|short/.test(reading.textOf(token)) ? 'length' : /cheap/.test(reading.textOf(token)) ? 'price' : 'length')
  const name = reading.attribute(of)
  const value = itemId === undefined || name === undefined ? undefined : reading.context.numberOf?.(itemId, name)
  if (name === undefined || value === undefined) {
    reading.unknown.push(token)
    return
  }
  addRange(reading, token, value, token.side, token.of === 'year' ? token.inclusive : false, of)
}

function currency(reading: Reading, token: Token): NumberName | undefined {
  return /[$€£]\s*$/.test(reading.text.slice(0, token.end + 2)) ? 'price' : undefined
}

/** "between 1990 and 2000" */
export function readBetween(reading: Reading): undefined {
  const from = reading.tokens[reading.at]
  if (from?.is !== 'number') return
  reading.at++
  const to = rangeEnd(reading)
  if (to !== undefined) addSpan(reading, from, from.value, to)
}

/** The number after "to", "and", "-", 到 or 至; moves past it. */
function rangeEnd(reading: Reading): number | undefined {
  let at = reading.at
  if (reading.tokens[at]?.is === 'unit') at++
  const joint = reading.tokens[at]
  const end = reading.tokens[at + 1]
  if (
    joint === undefined ||
    end?.is !== 'number' ||
    !/^(to|and|till|until|through|-|–|—|到|至|和|~)$/.test(reading.textOf(joint))
  )
    return undefined
  reading.at = at + 2
  if (reading.tokens[reading.at]?.is === 'unit') reading.at++
  return end.decade ? end.value + 9 : end.value
}

function readAmount(reading: Reading, token: Token, value: number, of: NumberName): undefined {
  const next = reading.tokens[reading.at]
  if (next?.is === 'bound') {
    reading.at++
    return addRange(reading, token, value, next.side, next.inclusive, of)
  }
  if (of === 'year') {
    const end = rangeEnd(reading)
    if (end !== undefined) return addSpan(reading, token, value, end)
    if (isYear(value)) return addSpan(reading, token, value, value)
  }
  reading.unknown.push(token)
}

function addSpan(reading: Reading, token: Token, min: number, max: number): undefined {
  const name = reading.attribute('year')
  if (name === undefined) {
    reading.unknown.push(token)
    return
  }
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

function addRange(
  reading: Reading,
  token: Token,
  value: number,
  side: 'below' | 'above',
  inclusive: boolean,
  of: NumberName | undefined,
): undefined {
  const name = of === undefined ? undefined : reading.attribute(of)
  if (name === undefined) {
    reading.unknown.push(token)
    return
  }
  const step = of === 'year' ? 1 : 0.001
  // "nothing before 2000" and "no films older than 2000" ask for what is not before it.
  const turned = reading.operator === 'no' || reading.nothing
  const below = (side === 'below') !== turned
  const edge =
    turned || inclusive || of !== 'year'
      ? turned && inclusive && of === 'year'
        ? value + (below ? -step : step)
        : value
      : value + (below ? -step : step)
  const subject: WishSubject = { kind: 'range', name, ...(below ? { max: edge } : { min: edge }) }
  reading.add({
    kind: 'only',
    subject,
    confidence: 0.95,
  })
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= YEARS.min && value <= YEARS.max
}

function skipUnit(reading: Reading, of: NumberName): undefined {
  const next = reading.tokens[reading.at]
  if (next?.is === 'unit' && next.of === of) reading.at++
}
