/** The encoder on a tiny model with random weights, run by both packages. */
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { BertEncoder, type BertOptions, memoryCache } from '../../src/bert/index.ts'
import { describeEncoder } from '../contracts/encoder.ts'
import { tinyModels } from './tiny-bert.ts'

const { folder, remove } = tinyModels()
afterAll(remove)

const tiny: BertOptions = { model: 'tiny-bert', localModelPath: folder, pooling: 'mean' }
const row = async (options: Partial<BertOptions>, text: string): Promise<number[]> => [
  ...(await new BertEncoder({ ...tiny, cache: false, ...options }).encode([text])).values,
]

const packages = {
  '@huggingface/transformers': () => import('@huggingface/transformers'),
  '@xenova/transformers': () => import('@xenova/transformers'),
}
const skip = {
  'unseen words': 'every text has tokens, and so a vector',
  likeness: 'random weights know no likeness; the tests with real ones ask for it',
}

describe.each(Object.entries(packages))('BertEncoder by %s', (_, transformers) => {
  const options = { ...tiny, transformers, cache: false } as const
  const unlearned = 'nothing is learned'
  describeEncoder({
    make: () => new BertEncoder({ ...options, batchTokens: 1 }),
    makeOther: () => new BertEncoder({ ...options, pooling: 'cls' }),
    skip: { ...skip, 'not fitted': unlearned, 'fit twice': unlearned, state: unlearned },
  })
})

describe('BertEncoder with whitening', () => {
  describeEncoder({
    make: () => new BertEncoder({ ...tiny, whitening: true, dimensions: 3, batchTokens: 1 }),
    makeOther: () => new BertEncoder({ ...tiny, whitening: true, dimensions: 4 }),
    skip,
  })
})

describe('the two packages', () => {
  it('give the same vectors', async () => {
    const [first, second] = await Promise.all(
      Object.values(packages).map((transformers) => row({ transformers }, 'a ship in space')),
    )
    expect(first).toHaveLength(32)
    for (const [at, value] of first!.entries()) expect(value).toBeCloseTo(second![at]!, 6)
  })

  it('a pipeline that is ready is taken as it is, and left to its owner by dispose', async () => {
    const { pipeline } = await import('@huggingface/transformers')
    const ready = await pipeline('feature-extraction', `${folder}/tiny-bert`, { dtype: 'fp32', local_files_only: true })
    const encoder = new BertEncoder({ model: 'mine', transformers: ready, pooling: 'mean' })
    expect([...(await encoder.encode(['a ship in space'])).values]).toEqual(await row({}, 'a ship in space'))
    await encoder.dispose()
    expect((await ready('still here')).dims).toHaveLength(3)
  })
})

describe('cache', () => {
  it('a second run over unchanged texts runs no batch, and a changed text runs alone', async () => {
    const { pipeline } = await import('@huggingface/transformers')
    const ready = await pipeline('feature-extraction', `${folder}/tiny-bert`, { dtype: 'fp32', local_files_only: true })
    let texts = 0
    const model = Object.assign(
      (inputs: { input_ids: { dims: number[] } }) => {
        texts += inputs.input_ids.dims[0]!
        return ready.model(inputs)
      },
      { config: ready.model.config },
    )
    const counting = { tokenizer: ready.tokenizer, model }
    const encoder = new BertEncoder({ model: 'mine', transformers: counting, pooling: 'mean', cache: memoryCache() })
    const first = await encoder.encode(['a ship', 'a star', 'a ship', ''])
    expect(texts).toBe(2) // equal texts once, empty ones never
    expect(await encoder.encode(['a ship', 'a star', 'a ship', ''])).toEqual(first)
    expect(texts).toBe(2)
    await encoder.encode(['a ship', 'a moon'])
    expect(texts).toBe(3)
  })
})

describe('a model', () => {
  it('that is not there is named in the error, and the shared settings are as before', async () => {
    const { env } = await import('@huggingface/transformers')
    const before = [env.localModelPath, env.allowLocalModels, env.allowRemoteModels]
    const encoder = new BertEncoder({ model: 'nowhere', localModelPath: folder, pooling: 'mean' })
    await expect(encoder.encode(['a'])).rejects.toMatchObject({
      code: 'model-not-loaded',
      field: 'model',
      value: 'nowhere',
    })
    await row({}, 'a')
    expect([env.localModelPath, env.allowLocalModels, env.allowRemoteModels]).toEqual(before)
  })

  it('is the same by its path alone', async () => {
    const byPath = await new BertEncoder({ model: `${folder}/tiny-bert`, pooling: 'mean' }).encode(['a ship'])
    expect([...byPath.values]).toEqual(await row({}, 'a ship'))
  })

  it('that nobody knows is warned of, once, unless its pooling is given', async () => {
    const codes: string[] = []
    const onWarning = ({ code }: { code: string }): void => void codes.push(code)
    const encoder = new BertEncoder({ model: 'tiny-bert', localModelPath: folder, onWarning })
    await encoder.encode(['a'])
    await encoder.encode(['b'])
    await new BertEncoder({ ...tiny, onWarning }).encode(['a'])
    expect(codes).toEqual(['unknown-model'])
  })

  it('can be loaded again after dispose', async () => {
    const encoder = new BertEncoder({ ...tiny, cache: false })
    const first = await encoder.encode(['a ship'])
    await encoder.dispose()
    expect(await encoder.encode(['a ship'])).toEqual(first)
  })

  it('is refused where the package that was given is none', async () => {
    const encoder = new BertEncoder({ ...tiny, transformers: () => Promise.resolve({}) })
    await expect(encoder.ready()).rejects.toMatchObject({ code: 'invalid-argument', field: 'transformers' })
  })

  it('needs a package: where none is installed the error names both, the command and the option', async () => {
    const error = await withoutPackages(tiny)
    expect(error).toMatchObject({ code: 'missing-dependency', field: 'transformers', cause: { errors: { length: 2 } } })
    for (const word of [...Object.keys(packages), 'npm install', 'transformers: () => import'])
      expect(error.message).toContain(word)
  })

  it('needs an installed package for threads: the error does not offer the option that they refuse', async () => {
    const error = await withoutPackages({ ...tiny, workers: 2 })
    expect(error).toMatchObject({ code: 'missing-dependency', field: 'workers', cause: { errors: { length: 2 } } })
    for (const word of [...Object.keys(packages), 'npm install', 'workers']) expect(error.message).toContain(word)
    expect(error.message).not.toContain('transformers: ()')
  })
})

/** The error of an encoder where neither package is installed. */
async function withoutPackages(options: BertOptions): Promise<Error> {
  const missing = (): never => {
    throw new Error('not installed')
  }
  for (const name of Object.keys(packages)) vi.doMock(name, missing)
  onTestFinished(() => {
    for (const name of Object.keys(packages)) vi.doUnmock(name)
  })
  return (await new BertEncoder(options).ready().catch((thrown: unknown) => thrown)) as Error
}

describe('pooling by the first and the last layer', () => {
  it('needs hidden states, and says so', async () => {
    await expect(row({ pooling: 'first-last-mean' }, 'a ship')).rejects.toMatchObject({
      code: 'model-output-missing',
      field: 'pooling',
    })
  })

  it('is the mean of both where the model gives them', async () => {
    const model = 'tiny-bert-hidden-states'
    const both = await row({ model, pooling: 'first-last-mean', normalize: false }, 'a ship')
    const { pipeline } = await import('@huggingface/transformers')
    const ready = await pipeline('feature-extraction', `${folder}/${model}`, { dtype: 'fp32', local_files_only: true })
    const outputs = (await ready.model(ready.tokenizer('a ship'))) as Record<
      string,
      { dims: number[]; data: Float32Array }
    >
    const [first, last] = [outputs['hidden_states.1']!, outputs['last_hidden_state']!]
    const tokens = first.dims[1]!
    for (let j = 0; j < 32; j++) {
      let sum = 0
      for (let token = 0; token < tokens; token++) sum += first.data[token * 32 + j]! + last.data[token * 32 + j]!
      expect(both[j]).toBeCloseTo(sum / tokens / 2, 5)
    }
  })
})

describe('texts', () => {
  it('are put behind their kind’s prefix, and an empty one stays empty', async () => {
    const prefix = { query: 'movie: ', document: 'book: ' }
    const encoder = new BertEncoder({ ...tiny, prefix, cache: false })
    const { values } = await encoder.encode(['a ship', ''], { kind: 'query' })
    expect([...values.subarray(0, 32)]).toEqual(await row({}, 'movie: a ship'))
    expect(values.subarray(32).every((value) => value === 0)).toBe(true)
    expect([...(await encoder.encode(['a ship'])).values]).toEqual(await row({}, 'book: a ship'))
  })

  it('that are too long lose their end, or count window by window', async () => {
    const long = 'the ship and the star '.repeat(30)
    const cut = await row({ maxTokens: 12 }, long)
    expect(cut).toEqual(await row({}, 'the ship and the star '.repeat(2))) // ten words and two special tokens
    const encode = async (text: string): Promise<number[]> => row({ normalize: false }, text)
    const words = ['war', 'love', 'ship', 'star', 'ghost', 'child', 'city', 'movie', 'book', 'song', 'alien', 'murder']
    const chunked = await row({ longText: 'chunk', maxTokens: 10, overlap: 2, normalize: false }, words.join(' '))
    const [first, second] = [await encode(words.slice(0, 8).join(' ')), await encode(words.slice(6).join(' '))]
    for (const [at, value] of chunked.entries()) expect(value).toBeCloseTo((10 * first[at]! + 8 * second[at]!) / 18, 5)
  })

  it('ten thousand in one call come back in order, and an abort stops between batches', async () => {
    const words = ['war', 'love', 'ship', 'star', 'ghost', 'child', 'city', 'movie', 'book', 'song']
    const texts = Array.from({ length: 10_000 }, (_, at) =>
      Array.from({ length: 1 + (at % 3) }, (_, n) => words[Math.floor(at / 10 ** n) % 10]).join(' '),
    )
    const encoder = new BertEncoder({ ...tiny, cache: false, batchTokens: 4096 })
    const { rows, values } = await encoder.encode(texts)
    expect(rows).toBe(10_000)
    for (const at of [0, 17, 4321, 9999]) {
      const alone = await row({}, texts[at]!)
      for (const [j, value] of alone.entries()) expect(values[at * 32 + j]).toBeCloseTo(value, 5)
    }
    const controller = new AbortController()
    const done: number[] = []
    const onProgress = (progress: { done: number }): void => {
      done.push(progress.done)
      controller.abort()
    }
    const distinct = Array.from({ length: 300 }, (_, at) => `book ${at}`)
    const work = new BertEncoder({ ...tiny, batchTokens: 64 }).encode(distinct, {
      signal: controller.signal,
      onProgress,
    })
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
    expect(done).toHaveLength(1)
  })

  it('in 8-bit rows are the same rounded, in both forms', async () => {
    const encoder = new BertEncoder({ ...tiny, output: 'int8' })
    const { values } = await encoder.encode(['a ship', 'love'])
    const bytes = await encoder.encodeInt8(['a ship', 'love'])
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(bytes.values[at]! * bytes.scales[at >> 5]!, 6)
    const exact = await row({}, 'a ship')
    for (const [at, value] of exact.entries()) expect(Math.abs(value - values[at]!)).toBeLessThan(0.003)
  })

  it('of a user are never written to a cache that outlives the program', async () => {
    const written: string[] = []
    const cache = {
      persistent: true,
      get: (keys: readonly string[]) => keys.map(() => undefined),
      set: (entries: readonly { key: string }[]) => void written.push(...entries.map(({ key }) => key)),
    }
    const encoder = new BertEncoder({ ...tiny, cache })
    await encoder.encode(['my secret wish'], { kind: 'query' })
    expect(written).toEqual([])
    await encoder.encode(['a book'])
    expect(written).toHaveLength(1)
    expect(written[0]).not.toContain('book')
  })
})

describe('options', () => {
  it.each<[object, string]>([
    [{ model: '' }, 'model'],
    [{ pooling: 'median' }, 'pooling'],
    [{ dtype: 'int4' }, 'dtype'],
    [{ maxTokens: 0 }, 'maxTokens'],
    [{ longText: 'skip' }, 'longText'],
    [{ maxTokens: 20, overlap: 15 }, 'overlap'],
    [{ prefix: { question: 'q' } }, 'prefix.question'],
    [{ dimensions: 1.5 }, 'dimensions'],
    [{ cache: {} }, 'cache'],
    [{ output: 'int4' }, 'output'],
    [{ batchTokens: 0 }, 'batchTokens'],
    [{ concurrency: 0 }, 'concurrency'],
    [{ transformers: 'yes' }, 'transformers'],
    [{ quantized: true }, 'options.quantized'],
  ])('refuse %o', (bad, field) => {
    expect(() => new BertEncoder({ ...tiny, ...bad } as BertOptions)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', field }),
    )
  })

  it('more dimensions than the model has are refused when it is known', async () => {
    await expect(row({ dimensions: 33 }, 'a')).rejects.toMatchObject({ code: 'invalid-argument', field: 'dimensions' })
  })
})
