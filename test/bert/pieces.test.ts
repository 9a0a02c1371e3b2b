/** The parts that need no model: pooling, batches, windows, 8-bit rows, whitening, known models. */
import { describe, expect, it } from 'vitest'
import { planBatches } from '../../src/bert/batches.ts'
import { fromInt8, knownUse, toInt8 } from '../../src/bert/index.ts'
import { pieces, windows } from '../../src/bert/long-texts.ts'
import { type Pooling, pool } from '../../src/bert/pooling.ts'
import { runBatches } from '../../src/bert/run-batches.ts'
import { learnWhitening, whiten } from '../../src/bert/whitening.ts'

/** Two texts of two dimensions: three tokens, and one token with two of padding that must never count. */
const states = {
  ...{ rows: 2, length: 3, size: 2 },
  last: Float32Array.of(1, 10, 2, -20, 6, 40, 5, 7, 1000, 1000, -1000, 1000),
  first: Float32Array.of(3, 0, 4, 0, 8, 0, 1, 1, 1000, 1000, 1000, 1000),
}

describe('pooling leaves padding out', () => {
  it.each<[Pooling, number[]]>([
    ['mean', [3, 10, 5, 7]],
    ['cls', [1, 10, 5, 7]],
    ['max', [6, 40, 5, 7]],
    ['mean-sqrt-len', [9 / Math.sqrt(3), 30 / Math.sqrt(3), 5, 7]],
    ['weighted-mean', [(1 + 4 + 18) / 6, (10 - 40 + 120) / 6, 5, 7]],
    ['first-last-mean', [(3 + 5) / 2, 5, 3, 4]],
  ])('%s', (pooling, expected) => {
    const into = new Float32Array(4)
    pool(states, [3, 1], pooling, into)
    for (const [at, value] of expected.entries()) expect(into[at]).toBeCloseTo(value, 5)
  })
})

describe('batches', () => {
  it('hold every sequence once, longest first, within the budget but for single long ones', () => {
    const lengths = Array.from({ length: 500 }, (_, at) => 3 + ((at * 7919) % 97))
    lengths.push(900)
    const batches = planBatches(lengths, 256)
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, at) => at))
    for (const batch of batches) {
      const longest = Math.max(...batch.map((at) => lengths[at]!))
      expect(batch.length === 1 || longest * batch.length <= 256).toBe(true)
    }
    const slots = batches.reduce((sum, batch) => sum + batch.length * lengths[batch[0]!]!, 0)
    expect(slots / lengths.reduce((a, b) => a + b, 0)).toBeLessThan(1.05)
  })

  it('a batch that fails runs again in halves, and one text that fails alone says so', async () => {
    const ran: number[][] = []
    const run = async (indices: readonly number[]): Promise<void> => {
      if (indices.length > 2) throw new Error('out of memory')
      ran.push([...indices])
    }
    const settings = { batchTokens: 100, concurrency: 1 }
    await runBatches([1, 1, 1, 1, 1], { ...settings, run })
    expect(ran.flat().sort()).toEqual([0, 1, 2, 3, 4])
    const broken = async (indices: readonly number[]): Promise<void> => {
      if (indices.includes(3)) throw new Error('bad text')
    }
    await expect(runBatches([1, 1, 1, 1], { ...settings, run: broken })).rejects.toMatchObject({
      code: 'encoding-failed',
      message: expect.stringContaining('bad text'),
    })
  })

  it('as many run at once as are allowed, and none begins after an abort', async () => {
    let under = 0
    let most = 0
    const run = async (): Promise<void> => {
      most = Math.max(most, ++under)
      await new Promise((resolve) => setTimeout(resolve, 2))
      under--
    }
    await runBatches(new Array(12).fill(1), { batchTokens: 1, concurrency: 3, run })
    expect(most).toBe(3)
    const controller = new AbortController()
    let calls = 0
    const stopping = async (): Promise<void> => {
      if (++calls === 2) controller.abort()
    }
    const { signal } = controller
    await expect(
      runBatches(new Array(12).fill(1), { batchTokens: 1, concurrency: 1, signal, run: stopping }),
    ).rejects.toMatchObject({ code: 'aborted' })
    expect(calls).toBe(2)
  })
})

describe('long texts', () => {
  it('windows cover all tokens and share what they are told to', () => {
    const tokens = Int32Array.from({ length: 23 }, (_, at) => at)
    const cut = windows(tokens, 10, 3)
    expect(cut.map((window) => [window[0], window.at(-1)])).toEqual([
      [0, 9],
      [7, 16],
      [14, 22],
    ])
    expect(windows(tokens.subarray(0, 10), 10, 3)).toHaveLength(1)
  })

  it('pieces are cut at white space, and never within a surrogate pair', () => {
    const text = 'word '.repeat(2000)
    expect(pieces(text, 100).join('')).toBe(text)
    expect(pieces(text, 100).every((piece) => /^\s?(word( word)*)?\s?$/.test(piece))).toBe(true)
    const astral = '𝒳'.repeat(99)
    expect(pieces(astral, 7).every((piece) => !/\p{Surrogate}/u.test(piece))).toBe(true)
    expect(pieces(astral, 7).join('')).toBe(astral)
  })
})

it('8-bit rows are within half a step, and zeros stay zeros', () => {
  const values = Float32Array.from({ length: 300 }, (_, at) => Math.sin(at * at) * (1 + (at % 7)))
  values.fill(0, 100, 200)
  const rounded = toInt8(values, 100)
  expect(rounded.scales[1]).toBe(0)
  const back = fromInt8(rounded)
  for (const [at, value] of values.entries())
    expect(Math.abs(back[at]! - value)).toBeLessThanOrEqual(rounded.scales[Math.floor(at / 100)]! * 0.5001)
})

it('whitened rows have mean 0, variance 1 and no correlation', async () => {
  const rows = 400
  const values = new Float32Array(rows * 3)
  for (let row = 0; row < rows; row++) {
    const [a, b, c] = [Math.sin(row * 12.9898) * 3, Math.sin(row * 78.233), Math.cos(row * 37.719) * 0.1]
    values.set([a + 5, a + b - 1, c + b], row * 3)
  }
  const whitening = await learnWhitening(values, 3, 3)
  const white = whiten(values, whitening)
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += white[row * 3 + i]! * white[row * 3 + j]!
      expect(sum / (rows - 1)).toBeCloseTo(i === j ? 1 : 0, 4)
    }
  }
})

it.each([
  ['Xenova/all-MiniLM-L6-v2', 'mean', 256, undefined],
  ['/models/multilingual-e5-small-en-zh/', 'mean', undefined, 'query: '],
  ['Xenova/bge-small-zh-v1.5', 'cls', undefined, '为这个句子生成表示以用于检索相关文章：'],
  ['Xenova/gte-small', 'mean', undefined, undefined],
  ['Xenova/bert-base-chinese', 'mean', undefined, undefined],
  ['Xenova/paraphrase-multilingual-MiniLM-L12-v2', 'mean', 128, undefined],
])('%s is used as its makers say', (model, pooling, maxTokens, query) => {
  const use = knownUse(model)
  expect([use?.pooling, use?.maxTokens, use?.prefix?.query]).toEqual([pooling, maxTokens, query])
})

it('a model that nobody knows has no such advice', () => {
  expect(knownUse('me/my-model')).toBeUndefined()
})
