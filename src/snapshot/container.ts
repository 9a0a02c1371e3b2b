/**
 * The binary form of a snapshot: named parts, each with its checksum.
 *
 * ```
 * offset  bytes
 *      0      8  "PENCHANT"
 *      8      4  version of this layout
 *     12      4  length of the directory, padding included
 *     16      4  CRC-32 of the directory
 *     20      4  CRC-32 of the 20 bytes before
 *     24    ...  the directory: JSON, [{ name, type, offset, length, crc }], padded with spaces
 *    ...    ...  the parts, each at a multiple of 8, zeros between
 * ```
 *
 * Numbers are little-endian. Every byte is covered: a changed or missing one is noticed. The same parts give the same bytes everywhere.
 */

import { RecommenderError } from '../errors.ts'
import { crc32 } from './crc32.ts'
import type { JsonValue, SnapshotArray, SnapshotPart, SnapshotParts } from './parts.ts'

/** The layout that this version writes, and the newest that it reads. */
export const SNAPSHOT_VERSION = 1

const MAGIC = 'PENCHANT'
const HEADER = 24

const arrayTypes = { Uint8Array, Int8Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array } as const
type ArrayType = keyof typeof arrayTypes

interface Entry {
  readonly name: string
  readonly type: ArrayType | 'json'
  readonly offset: number
  readonly length: number
  readonly crc: number
}

const padded = (length: number): number => Math.ceil(length / 8) * 8

/** Packs parts into one binary. */
export function packSnapshot(parts: SnapshotParts): Uint8Array {
  const encoder = new TextEncoder()
  const contents = Object.entries(parts).map(([name, part]) => ({ name, ...contentOf(part, encoder) }))
  let offset = 0
  const directory: Entry[] = []
  for (const { name, type, bytes } of contents) {
    directory.push({ name, type, offset, length: bytes.length, crc: crc32(bytes) })
    offset += padded(bytes.length)
  }
  const text = encoder.encode(JSON.stringify(directory))
  const data = HEADER + padded(text.length)
  const snapshot = new Uint8Array(data + offset)
  snapshot.fill(0x20, HEADER, data)
  snapshot.set(text, HEADER)
  contents.forEach(({ bytes }, at) => {
    snapshot.set(bytes, data + directory[at]!.offset)
  })
  snapshot.set(encoder.encode(MAGIC))
  const header = new DataView(snapshot.buffer, 0, HEADER)
  header.setUint32(8, SNAPSHOT_VERSION, true)
  header.setUint32(12, data - HEADER, true)
  header.setUint32(16, crc32(snapshot.subarray(HEADER, data)), true)
  header.setUint32(20, crc32(snapshot.subarray(0, 20)), true)
  return snapshot
}

/** Unpacks what {@link packSnapshot} made. Throws `snapshot-corrupt` or `snapshot-version`; what it gives is whole. */
export function unpackSnapshot(snapshot: Uint8Array): SnapshotParts {
  if (!(snapshot instanceof Uint8Array)) throw corrupt('it is not a Uint8Array')
  if (snapshot.length < HEADER) throw corrupt(`it has ${snapshot.length} bytes, fewer than a header`)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  if (!MAGIC.split('').every((letter, at) => snapshot[at] === letter.charCodeAt(0)))
    throw corrupt('it does not begin as a snapshot')
  const header = new DataView(snapshot.buffer, snapshot.byteOffset, HEADER)
  if (header.getUint32(20, true) !== crc32(snapshot.subarray(0, 20))) throw corrupt('its header was changed')
  const version = header.getUint32(8, true)
  if (version > SNAPSHOT_VERSION) {
    const message = `The snapshot has layout ${version}; this version of penchant reads up to ${SNAPSHOT_VERSION}. Update penchant, or save again with this version.`
    throw new RecommenderError('snapshot-version', message, { field: 'bytes', value: version })
  }
  const data = HEADER + header.getUint32(12, true)
  if (data > snapshot.length) throw corrupt('it is cut off in the directory')
  const text = snapshot.subarray(HEADER, data)
  if (header.getUint32(16, true) !== crc32(text)) throw corrupt('its directory was changed')
  const directory = JSON.parse(decoder.decode(text)) as readonly Entry[]

  const parts: Record<string, SnapshotPart> = {}
  let end = data
  for (const { name, type, offset, length, crc } of directory) {
    const start = data + offset
    if (start + padded(length) > snapshot.length) throw corrupt(`it is cut off in ${name}`)
    const bytes = snapshot.subarray(start, start + length)
    if (crc32(bytes) !== crc) throw corrupt(`its part ${name} was changed`)
    end = start + padded(length)
    if (snapshot.subarray(start + length, end).some((byte) => byte !== 0))
      throw corrupt(`the padding after ${name} was changed`)
    parts[name] = type === 'json' ? { json: JSON.parse(decoder.decode(bytes)) as JsonValue } : arrayOf(type, bytes)
  }
  if (end !== snapshot.length) throw corrupt(`there are ${snapshot.length - end} bytes after its end`)
  return parts
}

function contentOf(part: SnapshotPart, encoder: TextEncoder): { type: Entry['type']; bytes: Uint8Array } {
  if ('json' in part) return { type: 'json', bytes: encoder.encode(JSON.stringify(part.json)) }
  const type = (Object.keys(arrayTypes) as ArrayType[]).find((name) => part instanceof arrayTypes[name])
  if (type === undefined) throw new TypeError('A snapshot part is neither JSON nor a known typed array')
  return { type, bytes: new Uint8Array(part.buffer, part.byteOffset, part.byteLength) }
}

/** A copy, so that the array is aligned and does not follow later changes of the caller's bytes. Not by `slice`, which on a Node `Buffer` gives a view. */
function arrayOf(type: ArrayType, bytes: Uint8Array): SnapshotArray {
  const copy = new Uint8Array(bytes)
  return new arrayTypes[type](copy.buffer, 0, copy.length / arrayTypes[type].BYTES_PER_ELEMENT)
}

function corrupt(what: string): RecommenderError {
  return new RecommenderError(
    'snapshot-corrupt',
    `This is not a whole snapshot: ${what}. Load another copy, or build the recommender anew.`,
    {
      field: 'bytes',
    },
  )
}
