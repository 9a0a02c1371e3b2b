import { describe, expect, it } from 'vitest'
import { type CollaborativeRecipe, type Pair, popularity, type TrainingData } from '../../src/collaborative/index.ts'
import { type Interaction, Recommender } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'
import { NOW } from '../worlds/books.ts'

const ITEMS = [...'abcdefghij']
const USERS = Array.from({ length: 40 }, (_, user) => `u${user}`)
const likes = (ids: readonly string[], rest: Partial<Interaction> = {}): Interaction[] =>
  USERS.flatMap((userId) => ids.map((itemId) => ({ userId, itemId, type: 'like', ...rest })))

/** What the weights were fitted with: by user, the items held out, and the short histories that were asked with. */
async function fitted(...batches: Interaction[][]): Promise<{ held: string[][]; histories: string[][] }> {
  const fits: Pair[][] = []
  const histories: string[][] = []
  const popular = popularity()
  const watched: CollaborativeRecipe = {
    name: 'watched',
    async fit(given, options) {
      const pairs = [...(given as TrainingData).interactions]
      fits.push(pairs)
      const isForWeights = fits.length === 2
      const model = await popular.fit(pairs, options)
      return {
        name: 'watched',
        items: ITEMS,
        recommend: () => [],
        neighbors: () => [],
        score: (history, ids) => {
          if (isForWeights) histories.push(history.map((entry) => (typeof entry === 'string' ? entry : entry.itemId)))
          return model.score(history, ids)
        },
      }
    },
  }
  const clock = fixedClock(NOW)
  const recommender = new Recommender({ collaborative: watched, clock })
  await recommender.addItems(ITEMS.map((id) => ({ id })))
  for (const batch of batches) {
    await recommender.observe(batch)
    clock.advance('1m')
  }
  await recommender.fit()
  const [all, train] = fits as [Pair[], Pair[]]
  const left = new Set(train.map(({ userId, itemId }) => `${userId} ${itemId}`))
  const out = all.filter(({ userId, itemId }) => !left.has(`${userId} ${itemId}`))
  return {
    held: USERS.map((user) => out.flatMap(({ userId, itemId }) => (userId === user ? [itemId] : []))),
    histories: histories.filter(({ length }) => length <= 5),
  }
}

describe('what the weights of sources are fitted to', () => {
  it('is the latest fifth of what each user did, whatever the order in which it came', async () => {
    const timed = ITEMS.flatMap((id, at) => likes([id], { timestamp: NOW - 1000 * (at + 1) }))
    const { held, histories } = await fitted(timed)
    for (const items of held) expect(items.toSorted()).toEqual(['a', 'b'])
    // A user of whom little is known is one of whom the latest of the rest is known.
    for (const items of histories) expect(items.toSorted()).toEqual(ITEMS.slice(2, 2 + items.length))
  })

  it('is drawn where nothing has a time: the order may be that of a file', async () => {
    const { held, histories } = await fitted(likes(ITEMS))
    expect(new Set(held.flat()).size).toBe(ITEMS.length)
    for (const items of held) expect(items).toHaveLength(2)
    expect(new Set(histories.flat()).size).toBe(ITEMS.length)
  })

  it('is drawn among what came in at one time, after what came in later', async () => {
    const { held } = await fitted(likes(ITEMS.slice(0, 9)), likes(['j']))
    for (const items of held) expect(items).toContain('j')
    const others = new Set(held.flat())
    expect(others.size).toBe(ITEMS.length)
  })
})
