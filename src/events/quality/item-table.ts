/** Items as rules read them: what each says of itself, with tolerance for what has the wrong type. */

import type { ItemDescription } from '../item.ts'
import type { FieldPath } from './rule.ts'

/** A description before anybody has looked at it: the fields of an {@link ItemDescription}, of any type. */
export type RawDescription = { readonly [Field in keyof ItemDescription]?: unknown }

/** A string somewhere in an item. */
export interface ItemString {
  readonly path: FieldPath
  readonly value: string
}

/** All items. A row is a place in `descriptions`. */
export class ItemTable {
  readonly ids: readonly unknown[]
  readonly descriptions: readonly RawDescription[]
  /** What `describe` threw, by row. */
  readonly failures: ReadonlyMap<number, unknown>

  constructor(
    ids: readonly unknown[],
    descriptions: readonly RawDescription[],
    failures: ReadonlyMap<number, unknown>,
  ) {
    this.ids = ids
    this.descriptions = descriptions
    this.failures = failures
  }

  get size(): number {
    return this.descriptions.length
  }

  /** The strings of the item's text, field by field. */
  texts(row: number): ItemString[] {
    const { text } = this.descriptions[row]!
    if (typeof text === 'string') return [{ path: ['text'], value: text }]
    if (typeof text !== 'object' || text === null) return []
    return Object.entries(text).flatMap(([name, value]) =>
      typeof value === 'string' ? [{ path: ['text', name], value }] : [],
    )
  }

  /** All fields of the item's text in one, a line each. */
  wholeText(row: number): string {
    return this.texts(row)
      .map(({ value }) => value)
      .join('\n')
  }

  /** The strings that people read: text, tags, and attributes in words. */
  strings(row: number): ItemString[] {
    const { tags, attributes } = this.descriptions[row]!
    const found = this.texts(row)
    collect(tags, ['tags'], found)
    if (typeof attributes === 'object' && attributes !== null) {
      for (const [name, value] of Object.entries(attributes)) collect(value, ['attributes', name], found)
    }
    return found
  }
}

function collect(value: unknown, path: FieldPath, found: ItemString[]): void {
  if (typeof value === 'string') found.push({ path, value })
  if (!Array.isArray(value)) return
  for (const [place, one] of value.entries()) {
    if (typeof one === 'string') found.push({ path: [...path, place], value: one })
  }
}
