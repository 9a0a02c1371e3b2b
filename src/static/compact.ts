/** The compact form of a static model: rows of 4 bits with a scale each, and the tokeniser. One file: a JSON head, then scales, then codes. */

import { RecommenderError } from '../errors.ts'
import { Fingerprint } from '../math/fingerprint.ts'
import { type Pieces, piecesTokenizer } from './pieces.ts'
import { readTokenizer } from './read-tokenizer.ts'
import type { StaticModel } from './static-encoder.ts'
import { packedTable, packRows } from './table.ts'

/** How a tokeniser is stored: as the text of a `tokenizer.json`, or as pieces. */
export type StoredTokenizer = { readonly kind: 'json'; readonly json: string } | ({ readonly kind: 'pieces' } & Pieces)

/** A model in its stored form. */
export interface CompactModel {
  readonly dimensions: number
  readonly normalize: boolean
  readonly tokenizer: StoredTokenizer
  /** One byte a row. */
  readonly scales: Uint8Array
  /** `rows * dimensions / 2` bytes. */
  readonly codes: Uint8Array
}

interface Head {
  readonly format: 'penchant-static'
  readonly version: 1
  readonly rows: number
  readonly dimensions: number
  readonly normalize: boolean
  readonly tokenizer: StoredTokenizer
}

/** 'PNST', little-endian. */
const MAGIC = 0x54534e50

/** The model that a stored form stands for. `id` is its fingerprint, where that is known already. */
export function openCompact(stored: CompactModel, id: string = fingerprintOf(stored)): StaticModel {
  const { dimensions, normalize, scales, codes } = stored
  const { tokenizer } =
    stored.tokenizer.kind === 'pieces' ? piecesTokenizer(stored.tokenizer) : readTokenizer(stored.tokenizer.json)
  return {
    id,
    tokenizer,
    table: packedTable({ dimensions, scales, codes }),
    normalize,
    stored: () => stored,
  }
}

/** The stored form of a model: as it was read, or packed from its rows. */
export function compactOf(
  table: { readonly values: Float32Array; readonly dimensions: number },
  normalize: boolean,
  tokenizer: StoredTokenizer,
): CompactModel {
  const { scales, codes } = packRows(table.values, table.dimensions)
  return { dimensions: table.dimensions, normalize, tokenizer, scales, codes }
}

/** Writes the file. */
export function writeCompact({ dimensions, normalize, tokenizer, scales, codes }: CompactModel): Uint8Array {
  const head: Head = { format: 'penchant-static', version: 1, rows: scales.length, dimensions, normalize, tokenizer }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const bytes = new Uint8Array(8 + text.length + scales.length + codes.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, text.length, true)
  bytes.set(text, 8)
  bytes.set(scales, 8 + text.length)
  bytes.set(codes, 8 + text.length + scales.length)
  return bytes
}

/** Reads the file. Throws `snapshot-corrupt` where the bytes are none, `snapshot-version` where a newer version wrote them. */
export function readCompact(bytes: Uint8Array): StaticModel {
  const corrupt = (why: string): RecommenderError =>
    new RecommenderError('snapshot-corrupt', `These bytes are no compact static model: ${why}.`, { field: 'bytes' })
  if (!(bytes instanceof Uint8Array)) throw corrupt('a Uint8Array is expected')
  if (bytes.length < 8) throw corrupt('there are fewer than 8 of them')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== MAGIC) throw corrupt('they begin otherwise')
  const end = 8 + view.getUint32(4, true)
  let head: Head
  try {
    head = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end))) as Head
  } catch {
    throw corrupt('the head is no JSON')
  }
  if (head?.format !== 'penchant-static') throw corrupt('the head is another')
  if (head.version !== 1)
    throw new RecommenderError(
      'snapshot-version',
      `This model has format ${head.version}; this library reads 1. Update it.`,
    )
  const { rows, dimensions, normalize, tokenizer } = head
  if (!(rows >= 0 && dimensions > 0) || bytes.length !== end + rows + (rows * dimensions) / 2)
    throw corrupt('its length is another than the head says')
  return openCompact({
    dimensions,
    normalize,
    tokenizer,
    scales: bytes.slice(end, end + rows),
    codes: bytes.slice(end + rows),
  })
}

/** Kind, and a hash over everything that decides the vectors. */
export function fingerprintOf({ dimensions, normalize, tokenizer, scales, codes }: CompactModel): string {
  const hash = new Fingerprint().number(dimensions).number(normalize ? 1 : 0)
  if (tokenizer.kind === 'json') hash.text(tokenizer.json)
  else hash.text(tokenizer.pieces).text(tokenizer.scores)
  return `static-1/${hash.numbers(scales).numbers(words(codes))}`
}

/** Bytes as 32-bit numbers, four at a time; a rest of fewer than four as one more. */
export function words(bytes: Uint8Array): Int32Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
  padded.set(bytes)
  return new Int32Array(padded.buffer)
}
