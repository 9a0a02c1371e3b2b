/** Fields of the wrong kind: numbers as ids, numbers and dates as strings, nulls, ids with blanks around them; and records that are about nothing. */

import { show } from '../../errors.ts'
import type { InteractionTable, RawInteraction } from './interaction-table.ts'
import { applyFixes, type Fix, type Found, type Rule } from './rule.ts'

const idFields = ['userId', 'itemId', 'sessionId', 'recommendationId'] as const
const numberFields = ['value', 'position'] as const
const allFields = [
  'userId',
  'itemId',
  'type',
  'value',
  'text',
  'sessionId',
  'timestamp',
  'recommendationId',
  'position',
] as const

/** No number or date is longer as text. */
const LONGEST_LITERAL = 64
/** A number as programs write it; not `'4,5'`, which may be 4.5 or 45. */
const numeric = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i
/** A date with its offset, or a bare day, which ISO 8601 and JavaScript read as UTC. Without an offset the time would depend on who reads it. */
const isoDate = /^\s*\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?\s*$/

/** What is wrong with one field: the words, and the right value where it is certain. */
interface WrongField {
  readonly why: string
  readonly fix?: Fix
}

/** `'4'` for 4, 42 for `'42'`, `'2024-05-01'` for a time, `null` for nothing, `' 42'` for `'42'`. */
export const valueTypes: Rule<InteractionTable> = {
  name: 'valueTypes',
  describe:
    'fields of the wrong type: strings for numbers or times, numbers for ids, nulls, ids with blanks around them',
  severity: 'error',
  action: 'repair',
  alone: true,
  find({ records }) {
    const found: Found[] = []
    for (const [row, record] of records.entries()) {
      if (typeof record !== 'object' || record === null) {
        found.push({ row, why: `the record is ${show(record)}` })
        continue
      }
      if (isUsual(record)) continue
      const wrong = allFields.flatMap((field) => checkField(record, field) ?? [])
      if (wrong.length === 0) continue
      const fixes = wrong.flatMap(({ fix }) => fix ?? [])
      found.push({ row, why: wrong.map(({ why }) => why).join('; '), ...(fixes.length > 0 && { fixes }) })
    }
    return found
  },
  repair: applyFixes,
}

/** Nobody did it, or it is about nothing: no item, no text, no attribute. */
export const noSubject: Rule<InteractionTable> = {
  name: 'noSubject',
  describe: 'events without a user, or about nothing: no item, no text, no attribute',
  severity: 'error',
  action: 'drop',
  alone: true,
  find({ records, user, item }) {
    const found: Found[] = []
    for (const [row, record] of records.entries()) {
      if (user[row] !== -1 && item[row] !== -1) continue
      if (typeof record !== 'object' || record === null) found.push({ row, why: 'there is no record' })
      else if (user[row] === -1) found.push({ row, why: `\`userId\` is ${show(record.userId)}` })
      else if (isAboutNothing(record)) found.push({ row, why: 'it has no `itemId`, no `text` and no `attribute`' })
    }
    return found
  },
}

function isAboutNothing({ text, attribute }: RawInteraction): boolean {
  return (typeof text !== 'string' || text.trim() === '') && (attribute === undefined || attribute === null)
}

/** Whether nothing can be wrong: the way of nearly all records, without the work of saying what is. */
function isUsual({
  userId,
  itemId,
  type,
  value,
  text,
  sessionId,
  timestamp,
  recommendationId,
  position,
}: RawInteraction): boolean {
  return (
    isPlainId(userId) &&
    isPlainId(itemId) &&
    typeof type === 'string' &&
    (value === undefined || Number.isFinite(value)) &&
    (timestamp === undefined || Number.isFinite(timestamp)) &&
    text === undefined &&
    sessionId === undefined &&
    recommendationId === undefined &&
    position === undefined
  )
}

/** A string without blanks at its ends. */
function isPlainId(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.charCodeAt(0) > 0x20 &&
    value.charCodeAt(0) < 0x7f &&
    value.charCodeAt(value.length - 1) > 0x20 &&
    value.charCodeAt(value.length - 1) < 0x7f
  )
}

function checkField(record: RawInteraction, field: (typeof allFields)[number]): WrongField | undefined {
  const value = record[field]
  if (value === undefined) return undefined
  const wrong = (expected: string, ...fixed: [value?: unknown]): WrongField => {
    const why = `\`${field}\` is ${show(value)}, not ${expected}`
    return fixed.length === 0 ? { why } : { why, fix: { path: [field], value: fixed[0] } }
  }
  const required = field === 'userId' || field === 'type'
  if (value === null) return required ? wrong('a string') : wrong('left out', undefined)
  if (isOneOf(field, idFields)) return checkIdField(value, wrong)
  if (isOneOf(field, numberFields)) return checkNumberField(value, wrong)
  if (field === 'timestamp') return checkTimeField(value, wrong)
  return typeof value === 'string' ? undefined : wrong('a string')
}

type Judge = (expected: string, ...fixed: [value?: unknown]) => WrongField

function checkIdField(value: unknown, wrong: Judge): WrongField | undefined {
  if (typeof value === 'string') {
    const trimmed = value.trim()
    return trimmed === value || trimmed === '' ? undefined : wrong('the bare id', trimmed)
  }
  const whole = typeof value === 'bigint' || Number.isSafeInteger(value)
  return whole ? wrong('a string', String(value)) : wrong('a string')
}

function checkNumberField(value: unknown, wrong: Judge): WrongField | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : wrong('a finite number')
  return typeof value === 'string' && isNumeric(value) ? wrong('a number', Number(value)) : wrong('a number')
}

function checkTimeField(value: unknown, wrong: Judge): WrongField | undefined {
  const expected = 'epoch milliseconds or a Date'
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : wrong(expected)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? wrong(expected) : undefined
  if (typeof value !== 'string') return wrong(expected)
  if (isNumeric(value)) return wrong(expected, Number(value))
  const time =
    value.length <= LONGEST_LITERAL && isoDate.test(value) ? Date.parse(value.trim().replace(' ', 'T')) : Number.NaN
  return Number.isNaN(time) ? wrong(expected) : wrong(expected, time)
}

function isNumeric(text: string): boolean {
  return text.length <= LONGEST_LITERAL && numeric.test(text)
}

function isOneOf<TName extends string>(field: string, names: readonly TName[]): field is TName {
  return (names as readonly string[]).includes(field)
}
