/** A cache in a folder, for Node: vectors in a few files that only grow, found by an index in memory. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import type { CachedVector, VectorCache } from './vector-cache.ts'

/** What of `node:fs` is used. */
interface FileSystem {
  mkdirSync(path: string, options: { recursive: boolean }): unknown
  openSync(path: string, flags: string): number
  closeSync(file: number): void
  fstatSync(file: number): { size: number }
  ftruncateSync(file: number, length: number): void
  readSync(file: number, into: Uint8Array, offset: number, length: number, position: number): number
  writeSync(file: number, from: Uint8Array, offset: number, length: number, position: number): number
}

/** What {@link directoryCache} gives. */
export interface DirectoryCache extends VectorCache {
  readonly persistent: true
  /** How many vectors it holds. */
  readonly size: number
  /** Forgets everything, on the disk too. */
  clear(): void
  /** Closes the file; it is opened again when it is needed. */
  close(): void
}

/** Where in the file a vector's numbers stand. */
interface Place {
  readonly offset: number
  readonly length: number
}

const MAGIC = new TextEncoder().encode('penchant vectors 1\n')

/**
 * Keeps vectors in the file `vectors` of a folder, which is made if it is not there. A record that a crash cut short is dropped when the file is opened; a file that is none of ours is refused with `snapshot-corrupt`.
 * One program at a time may write. The file only grows; `clear` empties it.
 *
 * Only in Node (and what has its file system); elsewhere it throws `missing-dependency`: take `indexedDbCache` there.
 *
 * @example
 * ```ts
 * const encoder = new BertEncoder({ model: 'Xenova/all-MiniLM-L6-v2', cache: directoryCache('.cache/vectors') })
 * ```
 */
export function directoryCache(path: string): DirectoryCache {
  if (typeof path !== 'string' || path === '') throw invalidArgument('path', path, 'Expected the path of a folder.')
  const fs = fileSystem()
  const places = new Map<string, Place>()
  let file: number | undefined
  let end = 0
  const open = (): number => {
    if (file !== undefined) return file
    fs.mkdirSync(path, { recursive: true })
    const opened = openForUpdate(fs, `${path}/vectors`)
    try {
      end = readIndex(fs, opened, places, path)
    } catch (error) {
      fs.closeSync(opened)
      throw error
    }
    file = opened
    return opened
  }
  return {
    persistent: true,
    get size() {
      open()
      return places.size
    },
    get(keys) {
      const opened = open()
      return keys.map((key) => {
        const place = places.get(key)
        if (place === undefined) return undefined
        const vector = new Float32Array(place.length)
        readWhole(fs, opened, new Uint8Array(vector.buffer), place.offset)
        return vector
      })
    },
    set(entries) {
      if (entries.length === 0) return
      const opened = open()
      const fresh = entries.filter(({ key }) => !places.has(key))
      const { bytes, starts } = encodeRecords(fresh)
      let written = 0
      while (written < bytes.length)
        written += fs.writeSync(opened, bytes, written, bytes.length - written, end + written)
      for (const [at, { key, vector }] of fresh.entries())
        places.set(key, { offset: end + starts[at]!, length: vector.length })
      end += bytes.length
    },
    clear() {
      const opened = open()
      fs.ftruncateSync(opened, MAGIC.length)
      places.clear()
      end = MAGIC.length
    },
    close() {
      if (file !== undefined) fs.closeSync(file)
      file = undefined
      places.clear()
    },
  }
}

function fileSystem(): FileSystem {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const fs = process?.getBuiltinModule?.('node:fs')
  if (fs === undefined)
    throw new RecommenderError(
      'missing-dependency',
      'directoryCache needs the file system of Node 20.16 or later. In a browser use indexedDbCache(name).',
    )
  return fs as FileSystem
}

/** Opens for reading and writing, and makes the file where it is not there. */
function openForUpdate(fs: FileSystem, path: string): number {
  try {
    return fs.openSync(path, 'r+')
  } catch {
    return fs.openSync(path, 'w+')
  }
}

// A record: the lengths of key and vector (two 32-bit numbers), a checksum of both, the key in UTF-8 filled up to four bytes, the numbers. All little-endian.
const HEADER = 12

function encodeRecords(entries: readonly CachedVector[]): { bytes: Uint8Array; starts: number[] } {
  const keys = entries.map(({ key }) => new TextEncoder().encode(key))
  const padded = (length: number): number => (length + 3) & ~3
  const total = entries.reduce((sum, { vector }, at) => sum + HEADER + padded(keys[at]!.length) + vector.byteLength, 0)
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  const starts: number[] = []
  let at = 0
  for (const [index, { vector }] of entries.entries()) {
    const key = keys[index]!
    view.setUint32(at, key.length, true)
    view.setUint32(at + 4, vector.length, true)
    bytes.set(key, at + HEADER)
    const start = at + HEADER + padded(key.length)
    bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), start)
    const next = start + vector.byteLength
    view.setUint32(at + 8, checksum(bytes.subarray(at + HEADER, next)), true)
    starts.push(start)
    at = next
  }
  return { bytes, starts }
}

/** Fills the index from the file and gives the end of its last whole record; cuts off what comes after. */
function readIndex(fs: FileSystem, file: number, places: Map<string, Place>, path: string): number {
  const { size } = fs.fstatSync(file)
  if (size === 0) {
    fs.writeSync(file, MAGIC, 0, MAGIC.length, 0)
    return MAGIC.length
  }
  const start = new Uint8Array(MAGIC.length)
  if (size < MAGIC.length || !readWhole(fs, file, start, 0) || start.some((byte, at) => byte !== MAGIC[at]))
    throw new RecommenderError('snapshot-corrupt', `${path}/vectors is no cache of vectors. Give another folder.`, {
      field: 'path',
      value: path,
    })
  const header = new Uint8Array(HEADER)
  const view = new DataView(header.buffer)
  let at = MAGIC.length
  while (at + HEADER <= size) {
    readWhole(fs, file, header, at)
    const [keyLength, length] = [view.getUint32(0, true), view.getUint32(4, true)]
    const padded = (keyLength + 3) & ~3
    const next = at + HEADER + padded + length * 4
    if (next > size) break
    const body = new Uint8Array(padded + length * 4)
    readWhole(fs, file, body, at + HEADER)
    if (checksum(body) !== view.getUint32(8, true)) break
    const key = new TextDecoder().decode(body.subarray(0, keyLength))
    places.set(key, { offset: at + HEADER + padded, length })
    at = next
  }
  if (at < size) fs.ftruncateSync(file, at)
  return at
}

function readWhole(fs: FileSystem, file: number, into: Uint8Array, position: number): boolean {
  let read = 0
  while (read < into.length) {
    const got = fs.readSync(file, into, read, into.length - read, position + read)
    if (got === 0) return false
    read += got
  }
  return true
}

/** FNV-1a over 32-bit words: tells a torn record from a whole one. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash >>> 0
}
