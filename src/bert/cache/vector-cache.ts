/** The contract of caches of vectors, so that a second run over texts that have not changed encodes nothing. */

/**
 * Keeps vectors by key. Keys are made of the encoder's fingerprint and a hash of the text: they tell nothing of the text, and a changed text, model or setting has another
 * key. A cache may forget anything at any time. A text's kind `'query'` (a user's own words) is never written to a cache that is `persistent`.
 */
export interface VectorCache {
  /** Whether what it keeps outlives the program. */
  readonly persistent: boolean
  /** The vectors under these keys, in order; `undefined` where there is none. They are read, never changed. */
  get(keys: readonly string[]): Promise<readonly (Float32Array | undefined)[]> | readonly (Float32Array | undefined)[]
  /** Keeps vectors; the cache must copy what it keeps. */
  set(entries: readonly CachedVector[]): Promise<void> | void
}

/** A vector and the key that it is kept under. */
export interface CachedVector {
  readonly key: string
  readonly vector: Float32Array
}
