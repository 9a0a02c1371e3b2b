/** A cache in the browser's IndexedDB. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import type { VectorCache } from './vector-cache.ts'

/** What {@link indexedDbCache} gives. */
export interface IndexedDbCache extends VectorCache {
  readonly persistent: true
  get(keys: readonly string[]): Promise<(Float32Array | undefined)[]>
  set(entries: readonly { readonly key: string; readonly vector: Float32Array }[]): Promise<void>
  /** Forgets everything. */
  clear(): Promise<void>
  /** Closes the database; it is opened again when it is needed. */
  close(): Promise<void>
}

const STORE = 'vectors'

/**
 * Keeps vectors in the IndexedDB database `name` of this origin, in browsers and their workers. The browser may empty it when space is short.
 *
 * Elsewhere it throws `missing-dependency`: take `directoryCache` in Node.
 *
 * @example
 * ```ts
 * const encoder = new BertEncoder({ model: 'all-MiniLM-L6-v2', dtype: 'q8', localModelPath: '/models/', cache: indexedDbCache('vectors') })
 * ```
 */
export function indexedDbCache(name: string): IndexedDbCache {
  if (typeof name !== 'string' || name === '') throw invalidArgument('name', name, 'Expected the name of a database.')
  if (typeof indexedDB === 'undefined')
    throw new RecommenderError('missing-dependency', 'There is no IndexedDB here. In Node use directoryCache(path).')
  let opening: Promise<IDBDatabase> | undefined
  const open = (): Promise<IDBDatabase> => {
    opening ??= openDatabase(name, () => {
      opening = undefined
    }).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }
  return {
    persistent: true,
    async get(keys) {
      const store = (await open()).transaction(STORE, 'readonly').objectStore(STORE)
      const found = await Promise.all(keys.map((key) => settled<unknown>(store.get(key))))
      return found.map((value) => (value instanceof Float32Array ? value : undefined))
    },
    async set(entries) {
      if (entries.length === 0) return
      const transaction = (await open()).transaction(STORE, 'readwrite')
      const store = transaction.objectStore(STORE)
      for (const { key, vector } of entries) store.put(vector.slice(), key)
      await finished(transaction)
    },
    async clear() {
      const transaction = (await open()).transaction(STORE, 'readwrite')
      transaction.objectStore(STORE).clear()
      await finished(transaction)
    },
    async close() {
      const database = await opening
      opening = undefined
      database?.close()
    },
  }
}

function openDatabase(name: string, onClose: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE)
  return settled(request).then((database) => {
    database.onclose = onClose
    // Another page wants to delete or upgrade it.
    database.onversionchange = () => {
      database.close()
      onClose()
    }
    return database
  })
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}
