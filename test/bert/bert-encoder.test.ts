/** The encoder on a tiny model with random weights, run by both packages. */
import { afterAll, describe, expect, it } from 'vitest'
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
