/** Small models made in memory, and where the shared ones are. */

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { TokenBuffer } from '../../src/static/token-buffer.ts'
import type { Tokenizer } from '../../src/static/tokenizer.ts'

const shared = process.env.PENCHANT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))

export const sharedFolder: string = shared
export const hasSharedModels: boolean = existsSync(`${shared}/models/all-MiniLM-L6-v2/tokenizer.json`)

/** The text of a shared model's `tokenizer.json`. */
export function sharedTokenizer(name: string): string {
  return readFileSync(`${shared}/models/${name}/tokenizer.json`, 'utf8')
}

export function reference<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`../reference/${name}`, import.meta.url), 'utf8')) as Shape
}

export function tokensOf(tokenizer: Tokenizer, text: string): number[] {
  const into = new TokenBuffer()
  tokenizer.tokenize(text, into)
  return [...into.ids.subarray(0, into.length)]
}

/** A safetensors file of single-precision (or, where an array says so, other) tensors. */
export function safetensors(
  tensors: Readonly<Record<string, { shape: number[]; values: Float32Array | Float64Array | BigInt64Array }>>,
): Uint8Array {
  const kinds = { Float32Array: 'F32', Float64Array: 'F64', BigInt64Array: 'I64' } as const
  const head: Record<string, unknown> = { __metadata__: { format: 'test' } }
  let size = 0
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const dtype = kinds[values.constructor.name as keyof typeof kinds]
    head[name] = { dtype, shape, data_offsets: [size, size + values.byteLength] }
    size += values.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const bytes = new Uint8Array(8 + text.length + size)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  let at = 8 + text.length
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += values.byteLength
  }
  return bytes
}

/** A WordPiece `tokenizer.json` of BERT's kind over whole words and single letters. */
export function wordTokenizer(words: readonly string[]): string {
  const vocabulary = ['[UNK]', ...words]
  return JSON.stringify({
    added_tokens: [],
    normalizer: { type: 'BertNormalizer', lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      vocab: Object.fromEntries(vocabulary.map((word, at) => [word, at])),
    },
  })
}

/** Numbers between -1 and 1 that look like chance, the same each time. */
export function numbers(count: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 2 ** 23 - 1
  })
}
