/** A cache in memory that forgets what was used least recently. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import type { CachedVector, VectorCache } from './vector-cache.ts'

/** Options of {@link memoryCache}. */
export interface MemoryCacheOptions {
  /** How many bytes of vectors and keys it keeps, 0 or more. Default 64 MiB: some 40,000 vectors of 384 numbers. */
  readonly maxBytes?: number
}

/** What {@link memoryCache} gives. */
export interface MemoryCache extends VectorCache {
  readonly persistent: false
  /** How many vectors it holds. */
  readonly size: number
  /** How many bytes they take, with their keys. */
  readonly bytes: number
  get(keys: readonly string[]): readonly (Float32Array | undefined)[]
  set(entries: readonly CachedVector[]): void
  /** Forgets everything. */
  clear(): void
}

/** What an entry takes beside its numbers: the key, two bytes a letter, and the map's own space. */
const OVERHEAD = 160

/**
 * Keeps vectors in memory up to `maxBytes`, the least recently used going first.
 *
 * @example
 * ```ts
 * const encoder = new BertEncoder({ model: 'Xenova/all-MiniLM-L6-v2', cache: memoryCache({ maxBytes: 16e6 }) })
 * ```
 */
export function memoryCache(options: MemoryCacheOptions = {}): MemoryCache {
  checkNames(options, ['maxBytes'], 'memoryCache')
  const { maxBytes = 1 << 26 } = options
  if (!(maxBytes >= 0)) throw invalidArgument('maxBytes', maxBytes, 'Expected a number of bytes, 0 or more.')
  // A Map keeps the order of insertion; what is used is taken out and put in again, so the first is always the oldest.
  const kept = new Map<string, Float32Array>()
  let bytes = 0
  const forget = (key: string, vector: Float32Array): void => {
    kept.delete(key)
    bytes -= vector.byteLength + OVERHEAD
  }
  return {
    persistent: false,
    get size() {
      return kept.size
    },
    get bytes() {
      return bytes
    },
    get(keys) {
      return keys.map((key) => {
        const vector = kept.get(key)
        if (vector === undefined) return undefined
        kept.delete(key)
        kept.set(key, vector)
        return vector
      })
    },
    set(entries) {
      for (const { key, vector } of entries) {
        const before = kept.get(key)
        if (before !== undefined) forget(key, before)
        kept.set(key, vector.slice())
        bytes += vector.byteLength + OVERHEAD
      }
      for (const [key, vector] of kept) {
        if (bytes <= maxBytes) break
        forget(key, vector)
      }
    },
    clear() {
      kept.clear()
      bytes = 0
    },
  }
}
