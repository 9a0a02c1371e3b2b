import { describe, expect, it } from 'vitest'
import type { DenseMatrix } from '../../src/encode/index.ts'
import { spearman, topK } from '../../src/similarity/index.ts'
import { decodeBase64, decodeBase64Parts } from '../../src/static/base64.ts'
import { fingerprintOf } from '../../src/static/compact.ts'
import { StaticEncoder, semanticEncoder } from '../../src/static/index.ts'
import * as weights from '../../src/static/semantic-weights.js'
import { denseRows, describeEncoder } from '../contracts/encoder.ts'
import { hasSharedData, missingSharedData, stsbDev } from '../encode/corpora.ts'

async function vectors(texts: readonly string[]): Promise<number[][]> {
  return denseRows(await (await semanticEncoder()).encode(texts))
}
const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0)

describe('the built-in encoder', () => {
  describeEncoder({
    make: () => semanticEncoder(),
    skip: {
      'unseen words': 'spells every word by its parts; what it cannot spell counts for nothing',
      'not fitted': 'learns nothing',
      'fit twice': 'learns nothing',
      state: 'keeps nothing: the id stands for the table',
    },
  })

  it('is loaded once, whichever language is named', async () => {
    const encoder = await semanticEncoder()
    expect(encoder).toBeInstanceOf(StaticEncoder)
    expect(await semanticEncoder({ language: 'en' })).toBe(encoder)
    expect(await semanticEncoder({ language: 'en-zh' })).toBe(encoder)
    expect(encoder.dimensions).toBe(weights.dimensions)
  })

  it('carries the fingerprint of its own table and tokeniser', async () => {
    const stored = {
      dimensions: weights.dimensions,
      normalize: true,
      tokenizer: { kind: 'pieces', pieces: weights.pieces, scores: weights.scores },
      scales: decodeBase64(weights.scales),
      codes: decodeBase64Parts(weights.codes),
    } as const
    expect((await semanticEncoder()).id).toBe(fingerprintOf(stored))
    expect(stored.codes.length).toBe((stored.scales.length * stored.dimensions) / 2)
  })

  it('refuses options that it does not have', async () => {
    await expect(semanticEncoder({ language: 'de' as 'en' })).rejects.toMatchObject({
      code: 'invalid-argument',
      field: 'options.language',
    })
    await expect(semanticEncoder({ lang: 'en' } as object)).rejects.toMatchObject({ field: 'options.lang' })
    await expect(semanticEncoder(null as unknown as object)).rejects.toMatchObject({ field: 'options' })
  })

  it('gives every row length 1, and what says nothing the zero row', async () => {
    const [film, ...nothing] = await vectors(['A film about space!', '', ' \n', '\ufffd', '\ud800', '\u{f0000}'])
    expect(Math.abs(Math.hypot(...film!) - 1)).toBeLessThan(1e-6)
    for (const row of nothing) expect(row.every((value) => value === 0)).toBe(true)
  })

  it('takes capitals, wide letters and extra spaces for what they stand for', async () => {
    const [plain, ...others] = await vectors(['a red fox', 'A Red FOX', 'ａ　ｒｅｄ　ｆｏｘ', '  a \t red\n fox'])
    for (const other of others) expect(cosine(plain!, other)).toBeGreaterThan(0.999)
  })

  it('reads a megabyte', async () => {
    const [long] = await vectors(['a film about space and 一部关于太空的电影 '.repeat(30_000)])
    const [short] = await vectors(['a film about space and 一部关于太空的电影'])
    expect(cosine(long!, short!)).toBeGreaterThan(0.999)
  })

  it('knows what belongs together, in either language and across both', async () => {
    const topics = [
      ['a film about space travel', 'astronauts fly to the moon', '宇航员飞往月球', '一部关于太空旅行的电影'],
      ['how to cook noodles', 'a recipe for soup with vegetables', '蔬菜汤的做法', '怎么煮面条'],
      [
        'the team won the football match',
        'a goal in the last minute of the game',
        '比赛最后一分钟进球',
        '球队赢得了足球比赛',
      ],
      ['the bank raised interest rates', 'shares fell on the stock market', '股市下跌', '银行上调利率'],
    ]
    const rows = await vectors(topics.flat())
    // Of the other 15 texts, the nearest is of the same topic.
    for (const [at, row] of rows.entries()) {
      const nearest = rows
        .map((other, index) => ({ index, likeness: index === at ? -1 : cosine(row, other) }))
        .reduce((best, one) => (one.likeness > best.likeness ? one : best))
      expect([topics.flat()[at], Math.floor(nearest.index / 4)]).toEqual([topics.flat()[at], Math.floor(at / 4)])
    }
  })

  it.skipIf(!hasSharedData)(`agrees with people about likeness, in both languages (${missingSharedData})`, async () => {
    for (const [language, floor] of [
      ['en', 0.82],
      ['zh', 0.79],
    ] as const) {
      const pairs = stsbDev(language)
      expect(pairs).toHaveLength(1500)
      const first = await vectors(pairs.map((pair) => pair.first))
      const second = await vectors(pairs.map((pair) => pair.second))
      const cosines = first.map((row, at) => cosine(row, second[at]!))
      expect(
        spearman(
          cosines,
          pairs.map(({ score }) => score),
        ),
      ).toBeGreaterThan(floor)
    }
  })

  it.skipIf(!hasSharedData)(`finds a sentence by its translation among 1,000 (${missingSharedData})`, async () => {
    const [english, chinese] = [stsbDev('en'), stsbDev('zh')]
    const pairs = [...new Map(english.map(({ first }, at) => [first, chinese[at]!.first])).entries()].slice(0, 1000)
    const encoder = await semanticEncoder()
    const from = await encoder.encode(pairs.map(([text]) => text))
    const to = await encoder.encode(pairs.map(([, text]) => text))
    const found = (queries: DenseMatrix, items: DenseMatrix): number =>
      topK(queries, items, 1).indices.filter((nearest, at) => nearest === at).length / queries.rows
    expect(found(from, to)).toBeGreaterThan(0.92)
    expect(found(to, from)).toBeGreaterThan(0.92)
  })

  it('survives a trip through the compact format', async () => {
    const encoder = await semanticEncoder()
    const copy = StaticEncoder.fromBytes(encoder.toBytes())
    expect(copy.id).toBe(encoder.id)
    expect(await copy.encode(['a film about space', '电影'])).toEqual(
      await encoder.encode(['a film about space', '电影']),
    )
  })
})
