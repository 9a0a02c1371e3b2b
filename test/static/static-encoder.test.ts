import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StaticEncoder } from '../../src/static/index.ts'
import { readSafetensors } from '../../src/static/safetensors.ts'
import { packedTable, packRows } from '../../src/static/table.ts'
import { denseRows, describeEncoder } from '../contracts/encoder.ts'
import { numbers, safetensors, wordTokenizer } from './models.ts'

const words =
  'the quick brown fox jumps over lazy dog a and wormholes warp drives in deep space holds sleeps 狐 狸 和 狗 在 睡 觉'.split(
    ' ',
  )
const tokenizer = wordTokenizer(words)
const dimensions = 16
const values = numbers((words.length + 1) * dimensions, 7)
const weights = safetensors({ embeddings: { shape: [words.length + 1, dimensions], values } })
const make = (): StaticEncoder => StaticEncoder.fromModel2Vec({ weights, tokenizer })

const row = (word: string): Float32Array => {
  const token = words.indexOf(word) + 1
  return values.subarray(token * dimensions, (token + 1) * dimensions)
}
const unit = (vector: readonly number[]): number[] => {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
const close = (a: ArrayLike<number>, b: ArrayLike<number>, error: number): void => {
  expect(a.length).toBe(b.length)
  for (let at = 0; at < a.length; at++) expect(Math.abs(a[at]! - b[at]!)).toBeLessThan(error)
}

describe('StaticEncoder over a Model2Vec model', () => {
  describeEncoder({
    make,
    makeOther: () =>
      StaticEncoder.fromModel2Vec({
        weights: safetensors({
          embeddings: { shape: [words.length + 1, dimensions], values: numbers(values.length, 8) },
        }),
        tokenizer,
      }),
    skip: {
      'not fitted': 'learns nothing',
      'fit twice': 'learns nothing',
      state: 'keeps nothing: the id stands for the table',
    },
  })

  it('adds the vectors of the known tokens and brings the sum to length 1, however many there are', async () => {
    const encoder = make()
    for (let count = 1; count <= 27; count++) {
      const text = Array.from({ length: count }, (_, at) => words[(at * 5) % words.length]!)
      const sum = new Array<number>(dimensions).fill(0)
      for (const word of text) for (let k = 0; k < dimensions; k++) sum[k]! += row(word)[k]!
      const [encoded] = denseRows(await encoder.encode([`${text.join(' ')} qwertyuiop`]))
      close(encoded!, unit(sum), 1e-6)
    }
  })

  it('gives means where the configuration says not to normalise', async () => {
    const encoder = StaticEncoder.fromModel2Vec({ weights, tokenizer, config: '{"normalize": false}' })
    const [encoded] = denseRows(await encoder.encode(['fox dog dog unheard']))
    close(
      encoded!,
      [...row('fox')].map((value, at) => (value + 2 * row('dog')[at]!) / 3),
      1e-6,
    )
    expect(encoder.id).not.toBe(make().id)
  })

  it('folds the mapping and the weights of newer models into the rows', async () => {
    const rows = words.length + 1
    const mapping = BigInt64Array.from({ length: rows }, (_, at) => BigInt(at % 3))
    const factors = Float64Array.from({ length: rows }, (_, at) => at / 2)
    const encoder = StaticEncoder.fromModel2Vec({
      weights: safetensors({
        embeddings: { shape: [3, dimensions], values: values.slice(0, 3 * dimensions) },
        mapping: { shape: [rows], values: mapping },
        weights: { shape: [rows], values: factors },
      }),
      tokenizer,
      config: '{"normalize": false}',
    })
    const [encoded] = denseRows(await encoder.encode(['fox']))
    const token = words.indexOf('fox') + 1
    close(
      encoded!,
      values.slice((token % 3) * dimensions, ((token % 3) + 1) * dimensions).map((value) => (value * token) / 2),
      1e-6,
    )
  })

  it('reads a folder from the disk, and says what is missing there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'penchant-static-'))
    try {
      await expect(StaticEncoder.fromFolder(folder)).rejects.toMatchObject({
        code: 'invalid-argument',
        field: 'folder',
      })
      writeFileSync(join(folder, 'model.safetensors'), weights)
      writeFileSync(join(folder, 'tokenizer.json'), tokenizer)
      const encoder = await StaticEncoder.fromFolder(folder)
      expect(encoder.id).toBe(make().id)
      expect(await encoder.encode(['the fox'])).toEqual(await make().encode(['the fox']))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('refuses files that do not fit', () => {
    const read =
      (given: Uint8Array, json = tokenizer) =>
      () =>
        StaticEncoder.fromModel2Vec({ weights: given, tokenizer: json })
    expect(read(new Uint8Array(3))).toThrow(expect.objectContaining({ code: 'invalid-argument', field: 'weights' }))
    expect(read(weights.subarray(0, weights.length - 4))).toThrow(/embeddings does not fit/)
    expect(read(safetensors({ other: { shape: [1, 1], values: Float32Array.of(1) } }))).toThrow(/embeddings/)
    expect(read(weights, wordTokenizer([...words, 'more', 'words']))).toThrow(/a row for each/)
    expect(() => StaticEncoder.fromModel2Vec({ weights: 'x' as unknown as Uint8Array, tokenizer })).toThrow(
      /model\.safetensors/,
    )
  })
})

describe('the compact format', () => {
  it('keeps a model to within what 4 bits hold, and reads back to the last bit', async () => {
    const bytes = make().toBytes()
    const once = StaticEncoder.fromBytes(bytes)
    const again = StaticEncoder.fromBytes(once.toBytes())
    expect(once.toBytes()).toEqual(bytes)
    expect(again.id).toBe(once.id)
    const texts = ['the quick brown fox', 'deep space', '狐狸和狗', 'unheard']
    const [exact, packed] = [denseRows(await make().encode(texts)), denseRows(await once.encode(texts))]
    expect(denseRows(await again.encode(texts))).toEqual(packed)
    for (const [at, vector] of exact.entries()) {
      const cosine = vector.reduce((sum, value, k) => sum + value * packed[at]![k]!, 0)
      if (at < 3) expect(cosine).toBeGreaterThan(0.98)
      else expect(packed[at]!.every((value) => value === 0)).toBe(true)
    }
  })

  it('refuses bytes that are cut short, changed at the head, or of a newer version', () => {
    const bytes = make().toBytes()
    const corrupt = expect.objectContaining({ code: 'snapshot-corrupt' })
    for (const length of [0, 7, 20, bytes.length - 1])
      expect(() => StaticEncoder.fromBytes(bytes.slice(0, length))).toThrow(corrupt)
    expect(() => StaticEncoder.fromBytes(bytes.with(0, 1))).toThrow(corrupt)
    expect(() => StaticEncoder.fromBytes(bytes.with(9, 1))).toThrow(corrupt)
    const text = new TextDecoder('latin1').decode(bytes)
    const newer = bytes.with(text.indexOf('"version":1') + 10, '2'.charCodeAt(0))
    expect(() => StaticEncoder.fromBytes(newer)).toThrow(expect.objectContaining({ code: 'snapshot-version' }))
  })

  it('gives another table another id', () => {
    const bytes = make().toBytes()
    expect(StaticEncoder.fromBytes(bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1)).id).not.toBe(
      StaticEncoder.fromBytes(bytes).id,
    )
  })

  it('packs rows with the least error among the scales, and zeros as zeros', () => {
    const rows = new Float32Array(4 * dimensions)
    rows.set(numbers(dimensions, 1), 0)
    rows.set(
      numbers(dimensions, 2).map((value) => value * 0.001),
      dimensions,
    )
    rows.set(
      numbers(dimensions, 3).map((value) => value * 0.3),
      3 * dimensions,
    )
    const table = packedTable(packRows(rows, dimensions))
    for (const at of [0, 1, 3]) {
      const given = rows.subarray(at * dimensions, (at + 1) * dimensions)
      const largest = Math.max(...given.map(Math.abs))
      // Half a step of the coarsest scale that is ever needed: largest / 7, and 4.4 % for the rounding of the scale.
      close(table.row(at), given, (largest / 7 / 2) * 1.05 + largest * 0.07)
    }
    expect([...table.row(2)]).toEqual(new Array(dimensions).fill(0))
    const sum = new Float32Array(dimensions)
    table.addUp(Int32Array.of(2, 2), 2, sum)
    expect([...sum]).toEqual(new Array(dimensions).fill(0))
  })
})

describe('safetensors', () => {
  it('reads half and brain precision, with signs, small numbers and infinities', () => {
    const head = JSON.stringify({
      half: { dtype: 'F16', shape: [6], data_offsets: [0, 12] },
      brain: { dtype: 'BF16', shape: [2], data_offsets: [12, 16] },
      bytes: { dtype: 'I8', shape: [2, 1], data_offsets: [16, 18] },
    })
    const bytes = new Uint8Array(8 + head.length + 18)
    const view = new DataView(bytes.buffer)
    view.setUint32(0, head.length, true)
    bytes.set(new TextEncoder().encode(head), 8)
    const at = 8 + head.length
    for (const [k, bits] of [0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555, 0x8000, 0x3f80, 0xc120].entries())
      view.setUint16(at + k * 2, bits, true)
    bytes.set([255, 5], at + 16)
    const tensors = readSafetensors(bytes)
    expect([...tensors.get('half')!.values]).toEqual([1, -2, 2 ** -24, Infinity, Math.fround(0.333251953125), -0])
    expect([...tensors.get('brain')!.values]).toEqual([1, -10])
    expect(tensors.get('bytes')).toMatchObject({ shape: [2, 1], values: Float32Array.of(-1, 5) })
  })
})
