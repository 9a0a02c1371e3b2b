/** Pairs of texts, scored by a tiny model with random weights, by both packages. */
import { afterAll, describe, expect, it } from 'vitest'
import { CrossEncoder } from '../../src/bert/index.ts'
import { tinyModels } from './tiny-bert.ts'

const { folder, remove } = tinyModels()
afterAll(remove)

const packages = {
  '@huggingface/transformers': () => import('@huggingface/transformers'),
  '@xenova/transformers': () => import('@xenova/transformers'),
}
const pairs = [
  ['space war', 'a ship in space'],
  ['space war', 'the ghost of the city and the child, a drama of family and love'],
  ['love', 'romance'],
] as const

describe.each(Object.entries(packages))('CrossEncoder by %s', (_, transformers) => {
  const judge = new CrossEncoder({ model: 'tiny-cross-encoder', localModelPath: folder, transformers })

  it('gives the logits that the package itself gives, alone and in a batch', async () => {
    const scores = await judge.score(pairs)
    const module = (await transformers()) as typeof import('@huggingface/transformers')
    const before = module.env.localModelPath
    module.env.localModelPath = `${folder}/`
    const tokenizer = await module.AutoTokenizer.from_pretrained('tiny-cross-encoder', { local_files_only: true })
    const model = await module.AutoModelForSequenceClassification.from_pretrained('tiny-cross-encoder', {
      ...{ local_files_only: true, dtype: 'fp32', quantized: false },
    } as object)
    module.env.localModelPath = before
    for (const [at, [first, second]] of pairs.entries()) {
      const { logits } = await model(tokenizer(first, { text_pair: second }))
      expect(scores[at]).toBeCloseTo(Number(logits.data[0]), 5)
      expect((await judge.score([[first, second]]))[0]).toBeCloseTo(scores[at]!, 5)
    }
  })
})

describe('CrossEncoder', () => {
  const judge = new CrossEncoder({ model: 'tiny-cross-encoder', localModelPath: folder, maxTokens: 64 })
  const candidates = [
    { itemId: 'a', score: 3, text: 'a ship in space' },
    { itemId: 'silent', score: 2.5 },
    { itemId: 'b', score: 2, text: 'romance' },
    { itemId: 'c', score: 1, text: 'the ghost of the city' },
    { itemId: 'deep', score: 0, text: 'war' },
  ]

  it('re-ranks the head of a list by the score with the query, and leaves the rest', async () => {
    const scores = await judge.score(
      ['a ship in space', 'romance', 'the ghost of the city'].map((text) => ['space', text] as const),
    )
    const byScore = ['a', 'b', 'c']
      .map((itemId, at) => ({ itemId, score: scores[at]! }))
      .sort((x, y) => y.score - x.score)
    const ranked = await judge.reranker({ depth: 4 })(candidates, { k: 3, query: 'space' })
    expect(ranked.map(({ itemId }) => itemId)).toEqual([...byScore.map(({ itemId }) => itemId), 'silent', 'deep'])
    expect(ranked.every((candidate) => candidates.includes(candidate as (typeof candidates)[0]))).toBe(true)
  })

  it('leaves a list without a query as it is, unless it is given one', async () => {
    expect(await judge.reranker()(candidates, { k: 3 })).toEqual(candidates)
    const given = await judge.reranker({ query: () => 'space' })(candidates, { k: 3 })
    expect(given).toEqual(await judge.reranker()(candidates, { k: 3, query: 'space' }))
  })

  it('takes texts of any length, none at all, and no pairs', async () => {
    const long = 'the ghost of the city '.repeat(200)
    const scores = await judge.score([
      [long, long],
      ['', ''],
      ['a \ud800', 'b'],
    ])
    expect(scores.every(Number.isFinite)).toBe(true)
    expect(await judge.score([])).toHaveLength(0)
  })

  it('refuses what are no pairs, a label that is not there, and an abort', async () => {
    await expect(judge.score(['a'] as unknown as [])).rejects.toMatchObject({ field: 'pairs[0]' })
    const other = new CrossEncoder({ model: 'tiny-cross-encoder', localModelPath: folder, label: 3 })
    await expect(other.score(pairs)).rejects.toMatchObject({ code: 'invalid-argument', field: 'label' })
    await expect(judge.score(pairs, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })
})
