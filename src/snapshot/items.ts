/** The app's own objects as JSON: what JSON lacks and items often have (dates, typed arrays) is tagged; anything else is refused by name. */

import { RecommenderError, show } from '../errors.ts'
import type { SnapshotParts } from './parts.ts'

/** A block is closed once it has this many characters: blocks are parsed at once, and stay far below the longest string of any engine. */
const BLOCK = 4_000_000
const TAG = /^\$+/

/** Packs objects; throws an error that names the object and the path of what cannot be stored, before anything is packed. */
export function packItems(items: readonly { readonly id: string }[]): SnapshotParts {
  const encoder = new TextEncoder()
  const parts: Record<string, Uint8Array> = {}
  let block: string[] = []
  let length = 0
  for (const [at, item] of items.entries()) {
    const text = JSON.stringify(plain(item, `item ${show(item.id)}`, new Set()))
    block.push(text)
    length += text.length
    if (length < BLOCK && at < items.length - 1) continue
    parts[String(Object.keys(parts).length)] = encoder.encode(`[${block.join(',')}]`)
    block = []
    length = 0
  }
  return parts
}

/** The opposite of {@link packItems}. */
export function unpackItems<TItem>(parts: SnapshotParts): TItem[] {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const items: TItem[] = []
  for (let block = 0; parts[block] !== undefined; block++) {
    const text = decoder.decode(parts[block] as Uint8Array)
    const parsed = JSON.parse(text) as TItem[]
    const tagged = text.includes('"$')
    for (const item of parsed) items.push(tagged ? (revived(item) as TItem) : item)
  }
  return items
}

const typedArrays = {
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
} as const

function plain(value: unknown, path: string, above: Set<object>): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw refused(path, value, 'JSON has no such number')
  }
  if (typeof value !== 'object') throw refused(path, value, `${show(value)} cannot be written as JSON`)
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() }
  for (const [name, type] of Object.entries(typedArrays)) {
    if (value instanceof type)
      return { $array: name, values: Array.from(value, (entry, at) => plain(entry, `${path}[${at}]`, above)) }
  }
  if (above.has(value)) throw refused(path, value, 'it contains itself')
  above.add(value)
  const copy = Array.isArray(value)
    ? value.map((entry, at) => plain(entry ?? null, `${path}[${at}]`, above))
    : plainObject(value, path, above)
  above.delete(value)
  return copy
}

function plainObject(value: object, path: string, above: Set<object>): Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw refused(
      path,
      value,
      `it is a ${value.constructor?.name ?? 'special object'}, which would come back as a plain object`,
    )
  }
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, entry] of Object.entries(value)) {
    if (entry === undefined) continue
    // Keys that look like our tags get one more $.
    copy[TAG.test(key) ? `$${key}` : key] = plain(entry, `${path}.${key}`, above)
  }
  return copy
}

function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(revived)
  const entries = Object.entries(value)
  const [key, tagged] = entries[0] ?? []
  if (key === '$date') return new Date(tagged === null ? Number.NaN : (tagged as number))
  if (key === '$array') {
    const { values } = value as { values: number[] }
    return typedArrays[tagged as keyof typeof typedArrays].from(values)
  }
  return Object.fromEntries(entries.map(([name, entry]) => [TAG.test(name) ? name.slice(1) : name, revived(entry)]))
}

function refused(path: string, value: unknown, why: string): RecommenderError {
  const message = `Cannot store ${path}: ${why}. Keep items as plain data, or leave the field out and look it up by id.`
  return new RecommenderError('invalid-argument', message, { field: path, value })
}
