/** Real sentence encoders, where their weights are at hand: English MiniLM, and English and Chinese E5. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { BertEncoder } from '../../src/bert/index.ts'
import { describeEncoder } from '../contracts/encoder.ts'

const shared = process.env['PENCHANT_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const models = `${shared}/models`
const miniLm = { model: 'all-MiniLM-L6-v2', localModelPath: models } as const
const has = existsSync(`${models}/all-MiniLM-L6-v2/onnx/model.onnx`)
const title = has ? 'real weights' : 'real weights (skipped: needs the shared models: set PENCHANT_SHARED)'
const unlearned = 'nothing is learned'
const skip = {
  'not fitted': unlearned,
  'fit twice': unlearned,
  state: unlearned,
  'unseen words': 'every text has tokens',
}

const cosine = (values: Float32Array, columns: number, a: number, b: number): number => {
  let dot = 0
  for (let at = 0; at < columns; at++) dot += values[a * columns + at]! * values[b * columns + at]!
  return dot
}

describe.runIf(has)(title, () => {
  describe('MiniLM with 8-bit weights', () => {
    describeEncoder({ make: () => new BertEncoder({ ...miniLm, dtype: 'q8', batchTokens: 1 }), skip })
  })

  it.each([
    ['@huggingface/transformers', () => import('@huggingface/transformers')],
    ['@xenova/transformers', () => import('@xenova/transformers')],
  ])('MiniLM gives the numbers of sentence-transformers, by %s', async (_, transformers) => {
    const encoder = new BertEncoder({ ...miniLm, transformers })
    const texts = ['I love science fiction films about space', 'A spacecraft drifts between the stars']
    const { columns, values } = await encoder.encode([...texts, 'a '.repeat(600)])
    expect(columns).toBe(384)
    // Computed with sentence-transformers 6.2.0 in Python.
    for (const [at, number] of [-0.04323528, -0.06882698, 0.04811675].entries())
      expect(Math.abs(values[at]! - number)).toBeLessThan(1e-5)
    expect(Math.abs(cosine(values, columns, 0, 1) - 0.37614)).toBeLessThan(1e-5)
    await encoder.dispose()
  })

  it('the folder alone will do as the model, and shorter vectors begin as long ones', async () => {
    const text = ['a castle by the sea']
    const whole = await new BertEncoder({ ...miniLm, dtype: 'q8' }).encode(text)
    const encoder = new BertEncoder({ model: `${models}/all-MiniLM-L6-v2`, dtype: 'q8', dimensions: 64 })
    const { columns, values } = await encoder.encode(text)
    expect(columns).toBe(64)
    const length = Math.hypot(...whole.values.subarray(0, 64))
    for (let at = 0; at < 64; at++) expect(values[at]).toBeCloseTo(whole.values[at]! / length, 5)
  })

  it('E5 finds Chinese for English, and puts its prefixes before texts by itself', async () => {
    const encoder = new BertEncoder({
      model: 'multilingual-e5-small-en-zh',
      localModelPath: models,
      dtype: 'q8',
      batchTokens: 1,
    })
    const documents = await encoder.encode(['一艘飞船在群星之间漂流', '妈妈做的红烧肉很好吃'])
    const query = await encoder.encode(['a spaceship among the stars'], { kind: 'query' })
    const both = new Float32Array([...documents.values, ...query.values])
    expect(cosine(both, 384, 2, 0)).toBeGreaterThan(cosine(both, 384, 2, 1) + 0.05)
    const bare = new BertEncoder({
      model: 'multilingual-e5-small-en-zh',
      localModelPath: models,
      dtype: 'q8',
      batchTokens: 1,
      prefix: {},
    })
    expect([...(await bare.encode(['query: a spaceship among the stars'])).values]).toEqual([...query.values])
    await bare.dispose()
    await encoder.dispose()
  })

  it('a text of a megabyte costs no more than its beginning where it is truncated', async () => {
    const encoder = new BertEncoder({ ...miniLm, dtype: 'q8', batchTokens: 1 })
    const long = 'The ship sails through the night. '.repeat(30_000)
    const { values } = await encoder.encode([long, long.slice(0, 20_000)])
    expect(cosine(values, 384, 0, 1)).toBeCloseTo(1, 5)
    await encoder.dispose()
  })
})
