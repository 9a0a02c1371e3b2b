/** What the library reads of an item, and the check of it. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { toMilliseconds } from './time.ts'

/** Everything that an item may say of itself. All of it is optional: an item with nothing still takes part through behaviour. */
export interface ItemDescription {
  /** What the item says in words: one string, or named fields that the `fields` option weighs (`title`, `body`, ...). */
  readonly text?: string | Readonly<Record<string, string>>
  /** Labels without an order: genres, topics, categories. */
  readonly tags?: readonly string[]
  /** Named properties: author, brand, year, price. Words and lists of words serve for likeness; numbers and booleans for filters and rules. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | readonly string[]>>
  /** When the item came to be: epoch milliseconds or a `Date`. Fresh items get a little help. */
  readonly createdAt?: number | Date
  /** From when on the item is not to be recommended any more. */
  readonly expiresAt?: number | Date
  /** A vector that the app has of it; all items' vectors have one length. */
  readonly vector?: ArrayLike<number>
  /** The picture, for encoders that read pictures. */
  readonly image?: unknown
  /** The sound, for encoders that read sound. */
  readonly audio?: unknown
  /** Which part of the catalogue it belongs to (`'books'`, `'films'`); `recommend({ domain })` stays within one. */
  readonly domain?: string
}

/** An item that describes itself. Apps with objects of another shape pass `describe`. */
export interface Item extends ItemDescription {
  readonly id: string
}

/** A description as the stages use it: checked, with times in epoch milliseconds (`NaN` where there is none). */
export interface CheckedDescription {
  readonly text: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly attributes: Readonly<Record<string, string | number | boolean | readonly string[]>>
  readonly createdAt: number
  readonly expiresAt: number
  readonly vector: Float32Array | undefined
  readonly domain: string | undefined
}

/** Name under which a text given as one string stands among the named fields. */
const PLAIN_TEXT = 'text'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Checks a description; throws an error that names the field, as in `attributes.year`. */
export function checkDescription(description: unknown): CheckedDescription {
  if (!isRecord(description)) {
    throw invalidArgument('item', description, 'An item is an object, and `describe` returns an object.')
  }
  const { text, tags = [], attributes = {}, createdAt, expiresAt, vector, domain } = description as ItemDescription
  checkStrings(tags, 'tags')
  checkAttributes(attributes)
  if (domain !== undefined && typeof domain !== 'string') throw invalidArgument('domain', domain, 'Pass a string.')
  return {
    text: checkText(text),
    tags,
    attributes,
    createdAt: createdAt === undefined ? Number.NaN : toMilliseconds(createdAt, 'createdAt'),
    expiresAt: expiresAt === undefined ? Number.NaN : toMilliseconds(expiresAt, 'expiresAt'),
    vector: vector === undefined ? undefined : checkVector(vector),
    domain,
  }
}

function checkText(text: unknown): Readonly<Record<string, string>> {
  if (text === undefined) return {}
  if (typeof text === 'string') return { [PLAIN_TEXT]: text }
  if (!isRecord(text)) throw invalidArgument('text', text, 'Pass a string, or an object of named strings.')
  for (const [name, value] of Object.entries(text)) {
    if (typeof value !== 'string')
      throw invalidArgument(`text.${name}`, value, 'Pass a string; leave out what is missing.')
  }
  return text as Readonly<Record<string, string>>
}

function checkStrings(values: unknown, field: string): asserts values is readonly string[] {
  if (typeof values === 'string')
    throw invalidArgument(field, values, `Pass a list: [${JSON.stringify(values.slice(0, 40))}].`)
  if (!Array.isArray(values)) throw invalidArgument(field, values, 'Pass a list of strings.')
  for (const [position, value] of values.entries()) {
    if (typeof value !== 'string') throw invalidArgument(`${field}[${position}]`, value, 'Pass a list of strings.')
  }
}

function checkAttributes(attributes: unknown): asserts attributes is CheckedDescription['attributes'] {
  if (!isRecord(attributes)) throw invalidArgument('attributes', attributes, 'Pass an object of named values.')
  for (const [name, value] of Object.entries(attributes)) {
    const field = `attributes.${name}`
    if (typeof value === 'string' || typeof value === 'boolean') continue
    if (typeof value === 'number') {
      if (Number.isFinite(value)) continue
      throw invalidArgument(field, value, 'Pass a finite number; leave out what is missing.')
    }
    if (!Array.isArray(value)) {
      throw invalidArgument(
        field,
        value,
        'Pass a string, a finite number, a boolean or a list of strings; leave out what is missing.',
      )
    }
    checkStrings(value, field)
  }
}

function checkVector(vector: unknown): Float32Array {
  const list = vector as ArrayLike<unknown>
  if (typeof vector !== 'object' || vector === null || typeof list.length !== 'number' || list.length === 0) {
    throw invalidArgument('vector', vector, 'Pass a non-empty list of numbers.')
  }
  const checked = new Float32Array(list.length)
  for (let column = 0; column < list.length; column++) {
    const value = list[column]
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw invalidArgument(`vector[${column}]`, value, 'Pass finite numbers.')
    }
    checked[column] = value
  }
  return checked
}

/** Throws if a vector has another length than those of the other items. */
export function checkLength(length: number, expected: number, field: string): void {
  if (length === expected) return
  const message = `Expected \`${field}\` with ${expected} numbers, as the other items have, received ${length}. Was it made by another encoder?`
  throw new RecommenderError('invalid-argument', message, { field, value: length })
}
