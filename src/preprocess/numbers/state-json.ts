/**
 * How fitted transformers become JSON and come back: `{ kind, version, options, state }`. JSON has no NaN, no infinities and no -0, so
 * these are written as `{ "number": "NaN" }`. What comes back is checked field by field.
 */

import { RecommenderError, show } from '../../errors.ts'
import type { JsonValue } from '../../snapshot/parts.ts'

/** Version of this format; a higher one in the JSON was written by a newer library. */
const VERSION = 1

/** Numbers that JSON cannot write, or writes as another. */
const UNUSUAL = ['NaN', 'Infinity', '-Infinity', '-0']

/** A fitted (or not yet fitted) transformer as JSON; plain enough for `JSON.stringify`. */
export interface TransformerJson {
  readonly kind: string
  readonly version: number
  readonly options: { readonly [name: string]: JsonValue | undefined }
  /** What `fit` has learned; null before. */
  readonly state: JsonValue
}

/** Writes options and state. Functions among the options are left out. */
export function writeTransformer(kind: string, options: object, state: object | undefined): TransformerJson {
  return {
    kind,
    version: VERSION,
    options: encode(options) as TransformerJson['options'],
    state: state === undefined ? null : encode(state),
  }
}

/** Reads what {@link writeTransformer} wrote: `options` as they were given, and a reader of the state if there is one. */
export function readTransformer<Options extends object>(
  kind: string,
  json: unknown,
): { options: Options; state: StateReader | undefined } {
  const object = plainObject(json, kind)
  if (object.kind !== kind) throw corrupt(kind, 'kind', object.kind, `It should be "${kind}".`)
  if (typeof object.version !== 'number') throw corrupt(kind, 'version', object.version, 'It should be a number.')
  if (object.version > VERSION) {
    throw new RecommenderError(
      'snapshot-version',
      `This ${kind} was written in version ${object.version} of its format; this library reads up to ${VERSION}. Update the library.`,
      { field: 'version', value: object.version },
    )
  }
  const options = decode(plainObject(object.options, kind, 'options')) as Options
  if (object.state === null) return { options, state: undefined }
  return { options, state: new StateReader(kind, plainObject(object.state, kind, 'state')) }
}

/** Reads the fields of a state by name and kind; throws `snapshot-corrupt` where one is not what it should be. */
export class StateReader {
  readonly #kind: string
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #path: string

  constructor(kind: string, fields: Readonly<Record<string, unknown>>, path = 'state') {
    this.#kind = kind
    this.#fields = fields
    this.#path = path
  }

  /** An integer of at least `least`. */
  integer(name: string, least = 0): number {
    const value = this.#fields[name]
    if (Number.isInteger(value) && (value as number) >= least) return value as number
    throw this.fault(name, `It should be an integer of ${least} or more.`)
  }

  text<Text extends string>(name: string, allowed: readonly Text[]): Text {
    const value = this.#fields[name]
    if (allowed.includes(value as Text)) return value as Text
    throw this.fault(name, `It should be one of ${allowed.join(', ')}.`)
  }

  /** Numbers; `length` of them where it is given. */
  numbers(name: string, length?: number): Float64Array {
    const list = this.list(name, length).map(decode)
    if (!list.every((value) => typeof value === 'number')) throw this.fault(name, 'It should hold numbers only.')
    return Float64Array.from(list as number[])
  }

  /** A list of lists of numbers, of any lengths. */
  numberLists(name: string, length?: number): Float64Array[] {
    return this.list(name, length).map((_, i) => this.inside(name).numbers(String(i)))
  }

  /** Whole numbers of at least `least`. */
  integers(name: string, length?: number, least = 0): number[] {
    const list = this.list(name, length)
    if (list.every((value) => Number.isInteger(value) && (value as number) >= least)) return list as number[]
    throw this.fault(name, `It should hold integers of ${least} or more.`)
  }

  list(name: string, length?: number): readonly unknown[] {
    const value = this.#fields[name]
    if (!Array.isArray(value)) throw this.fault(name, 'It should be a list.')
    if (length !== undefined && value.length !== length) throw this.fault(name, `It should have ${length} entries.`)
    return value
  }

  /** The list `name`, decoded; `valid` says whether an entry is one that can stand there. */
  values<Value>(name: string, valid: (value: unknown) => value is Value, length?: number): Value[] {
    const list = this.list(name, length).map(decode)
    if (list.every(valid)) return list
    throw this.fault(name, 'It has an entry that cannot stand there.')
  }

  /** Whether the field is there and not null. */
  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null
  }

  /** A reader of the object or list in field `name`. */
  inside(name: string): StateReader {
    const value = this.#fields[name]
    if (typeof value !== 'object' || value === null) throw this.fault(name, 'It should be an object or a list.')
    return new StateReader(this.#kind, value as Record<string, unknown>, `${this.#path}.${name}`)
  }

  fault(name: string, remedy: string): RecommenderError {
    return corrupt(this.#kind, `${this.#path}.${name}`, this.#fields[name], remedy)
  }
}

function corrupt(kind: string, field: string, value: unknown, remedy: string): RecommenderError {
  return new RecommenderError(
    'snapshot-corrupt',
    `\`${field}\` of this ${kind} is ${show(value)}. ${remedy} Pass what \`toJSON\` gave, unchanged.`,
    { field, value },
  )
}

function plainObject(value: unknown, kind: string, field = 'json'): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw corrupt(kind, field, value, 'It should be an object.')
}

function encode(value: unknown): JsonValue {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { number: '-0' }
    return Number.isFinite(value) ? value : { number: String(value) }
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Float64Array || Array.isArray(value)) return Array.from(value, encode)
  const entries = Object.entries(value as object).filter(
    ([, field]) => field !== undefined && typeof field !== 'function',
  )
  return Object.fromEntries(entries.map(([name, field]) => [name, encode(field)]))
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode)
  if (typeof value !== 'object' || value === null) return value
  const { number } = value as { number?: unknown }
  if (typeof number === 'string' && UNUSUAL.includes(number)) return Number(number)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, decode(field)]))
}
