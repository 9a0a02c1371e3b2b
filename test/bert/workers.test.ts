/** Models that run in threads of their own. */
import { afterAll, describe, expect, it, vi } from 'vitest'
import { BertEncoder, type BertOptions, CrossEncoder } from '../../src/bert/index.ts'
import { tinyModels } from './tiny-bert.ts'

const { folder, remove } = tinyModels()
afterAll(remove)

const tiny: BertOptions = { model: 'tiny-bert', localModelPath: folder, pooling: 'mean', cache: false }
const texts = Array.from({ length: 40 }, (_, at) => `a ship ${'in space '.repeat(at % 7)}number ${at}`)

describe('workers', () => {
  it('give the vectors that the calling thread gives, in order', async () => {
    const here = await new BertEncoder(tiny).encode(texts)
    const encoder = new BertEncoder({ ...tiny, workers: 2, batchTokens: 64 })
    const there = await encoder.encode(texts)
    expect(there.rows).toBe(texts.length)
    expect(Math.max(...there.values.map((value, at) => Math.abs(value - here.values[at]!)))).toBeLessThan(1e-6)
    await encoder.dispose()
  })

  it('leave the calling thread free while they compute', async () => {
    const encoder = new BertEncoder({ ...tiny, workers: 2, batchTokens: 64 })
    await encoder.ready()
    let [done, turns] = [false, 0]
    const count = (): void => {
      turns++
      if (!done) setImmediate(count)
    }
    setImmediate(count)
    await encoder.encode(texts)
    done = true
    // One turn a batch is what the calling thread would have; threads leave it many.
    expect(turns).toBeGreaterThan(40)
    await encoder.dispose()
  })

  it('are loaded again after dispose', async () => {
    const encoder = new BertEncoder({ ...tiny, workers: 2 })
    const first = await encoder.encode(['a ship'])
    await encoder.dispose()
    expect(await encoder.encode(['a ship'])).toEqual(first)
    await encoder.dispose()
  })

  it('give the hidden states of every layer, where the model has them', async () => {
    const options: BertOptions = { ...tiny, model: 'tiny-bert-hidden-states', pooling: 'first-last-mean' }
    const encoder = new BertEncoder({ ...options, workers: 2 })
    expect((await encoder.encode(['a ship'])).values).toEqual(
      (await new BertEncoder(options).encode(['a ship'])).values,
    )
    await encoder.dispose()
  })

  it('score pairs as the calling thread does', async () => {
    const model = { model: 'tiny-cross-encoder', localModelPath: folder }
    const pairs = texts.map((text) => ['a star', text] as const)
    const judge = new CrossEncoder({ ...model, workers: 2, batchTokens: 64 })
    const [here, there] = [await new CrossEncoder(model).score(pairs), await judge.score(pairs)]
    expect(Math.max(...there.map((value, at) => Math.abs(value - here[at]!)))).toBeLessThan(1e-5)
    await judge.dispose()
  })

  it('stop on a signal, and serve the next call', async () => {
    const encoder = new BertEncoder({ ...tiny, workers: 2, batchTokens: 16 })
    const stop = new AbortController()
    const onProgress = vi.fn(() => stop.abort())
    await expect(encoder.encode(texts, { signal: stop.signal, onProgress })).rejects.toMatchObject({ code: 'aborted' })
    expect(onProgress.mock.calls.length).toBeLessThan(texts.length)
    expect((await encoder.encode(['a ship'])).rows).toBe(1)
    await encoder.dispose()
  })

  it('say what is missing where the weights are not there', async () => {
    const encoder = new BertEncoder({ ...tiny, dtype: 'q4', workers: 2 })
    await expect(encoder.ready()).rejects.toMatchObject({ code: 'model-not-loaded', field: 'model' })
    await expect(new BertEncoder({ ...tiny, model: 'no-such-model', workers: 2 }).ready()).rejects.toMatchObject({
      code: 'model-not-loaded',
      value: 'no-such-model',
    })
  })

  it.each([0, 1.5, '2'])('refuse to be %j', (workers) => {
    expect(() => new BertEncoder({ ...tiny, workers: workers as number })).toThrow(/`workers`/)
  })

  it('cannot be sent a library that was given', () => {
    const transformers = () => import('@huggingface/transformers')
    expect(() => new BertEncoder({ ...tiny, transformers, workers: 2 })).toThrow(/leave out `transformers`/)
    expect(() => new BertEncoder({ ...tiny, transformers, workers: 1 })).not.toThrow()
  })
})
