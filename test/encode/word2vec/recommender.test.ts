import { expect, it } from 'vitest'
import { Word2VecEncoder } from '../../../src/encode/index.ts'
import { Recommender } from '../../../src/index.ts'
import { topicCorpus } from './worlds.ts'

it('serves a Recommender: fit trains it on the items, and lists follow its vectors, also after a snapshot', async () => {
  const make = (): Word2VecEncoder => new Word2VecEncoder({ dimensions: 16, epochs: 10 })
  const recommender = new Recommender({ encoder: make(), seed: 1 })
  const texts = topicCorpus(300, 4)
  await recommender.addItems(texts.map((words, i) => ({ id: `${words[0]!.slice(0, 2)}-${i}`, text: words.join(' ') })))
  await recommender.fit()
  // Words of topic 2 that the query names stand with others of topic 2.
  const { items } = await recommender.recommend({ text: 't2w0 t2w3', k: 10 })
  expect(items).toHaveLength(10)
  expect(items.every(({ itemId }) => itemId.startsWith('t2'))).toBe(true)
  const restored = await Recommender.fromSnapshot(await recommender.toSnapshot(), { encoder: make(), seed: 1 })
  const again = await restored.recommend({ text: 't2w0 t2w3', k: 10 })
  expect(again.items.map(({ itemId }) => itemId)).toEqual(items.map(({ itemId }) => itemId))
})
