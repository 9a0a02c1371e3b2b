/** The fingerprint of a tokenizer: its version and those options that differ from the defaults, in a fixed order. */

import type { TokenizerOptions } from './tokenizer.ts'

/** Raised whenever the default options give other tokens than before. */
const VERSION = 1

/** Options that say what is said without them. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  analyzer: 'word',
  cjk: 'words',
  locale: 'zh',
  maxLength: 64,
  minLength: 1,
  stem: false,
  stopWords: 'all',
}

/** The id of a tokenizer with these options, and whether some function in it has no `id` of its own. */
export function tokenizerId(options: TokenizerOptions): { id: string; custom: boolean } {
  let custom = false
  const describe = (value: unknown): string => {
    if (typeof value === 'function') {
      const id: unknown = 'id' in value ? value.id : undefined
      if (typeof id === 'string' && id !== '') return `custom:${id}`
      custom = true
      return 'custom'
    }
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'default'
    if (Array.isArray(value) && value.every(Number.isInteger)) return JSON.stringify(value)
    if (Symbol.iterator in value) return `[${hash(new Set(value as Iterable<unknown>))}]`
    return describeFields(value)
  }
  const describeFields = (fields: object, defaults: Readonly<Record<string, unknown>> = {}): string => {
    const parts = Object.entries(fields)
      .filter(([name, value]) => value !== undefined && value !== defaults[name])
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([name, value]) => `${name}=${describe(value)}`)
      .filter((part) => !part.endsWith('={}'))
    return `{${parts.join(',')}}`
  }
  const parts = describeFields(options, DEFAULTS)
  return { id: `tokenizer/${VERSION}${parts === '{}' ? '' : parts}`, custom }
}

/** FNV-1a over words in sorted order, in eight hexadecimal digits, with the number of words. */
function hash(words: ReadonlySet<unknown>): string {
  let state = 0x811c9dc5
  for (const word of [...words].map(String).sort()) {
    for (let at = 0; at <= word.length; at++) {
      // The end of a word counts as a unit of its own, so that the same letters cut otherwise are another list.
      state = Math.imul(state ^ (at < word.length ? word.charCodeAt(at) : 0x10000), 0x01000193)
    }
  }
  return `${words.size}:${(state >>> 0).toString(16).padStart(8, '0')}`
}
