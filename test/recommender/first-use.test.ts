import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { functionEncoder } from '../../src/bert/index.ts'
import { type Item, Recommender } from '../../src/index.ts'
import { event, library, NOW } from '../worlds/books.ts'

describe('an app that throws while a list is made', () => {
  const unheard: unknown[] = []
  const listen = (reason: unknown): void => void unheard.push(reason)
  beforeEach(() => process.on('unhandledRejection', listen))
  afterEach(() => process.off('unhandledRejection', listen))

  it('hears of it once: no other source that waited is left to fail on its own', async () => {
    const recommender = await library({}, [event('ann', 'dune'), event('bob', 'emma')])
    const filter = (): boolean => {
      throw new Error('no price')
    }
    await expect(recommender.recommend({ userId: 'ann', filter })).rejects.toThrow('no price')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(unheard).toEqual([])
  })
})

describe('a wish', () => {
  it('is left out where an explanation says what would be without it, as if it were undone', async () => {
    const recommender = await library({ rank: { weights: { popular: 0, fresh: 0 } } }, [event('ann', 'emma')])
    await recommender.tell('ann', 'more space')
    const { counterfactuals, reasons } = await recommender.explain({ userId: 'ann' }, 'dune')
    const wish = reasons.find(({ kind }) => kind === 'wish') as { readonly eventId: string }
    const without = counterfactuals.find(({ eventId }) => eventId === wish.eventId)!
    expect(await recommender.undo(wish.eventId)).toBe(true)
    const real = await recommender.explain({ userId: 'ann' }, 'dune')
    expect([without.rank, without.score]).toEqual([real.rank, expect.closeTo(real.score, 9)])
    expect(without.score).toBe(0)
  })
})

describe('reasons by vectors', () => {
  it('tell what is unlike something liked from what is like something disliked', async () => {
    const angles: Readonly<Record<string, number>> = { north: 0, near: 0.3, south: 3 }
    const recommender = new Recommender<Item>({
      encoder: functionEncoder((texts) => texts.map((text) => [Math.cos(angles[text]!), Math.sin(angles[text]!)]), {
        id: 'angles',
        dimensions: 2,
      }),
      clock: () => NOW,
    })
    await recommender.addItems(Object.keys(angles).map((id) => ({ id, text: id })))
    await recommender.observe([event('ann', 'north', 'like'), event('bob', 'north', 'dislike')])
    const said = async (userId: string, itemId: string, locale: 'en' | 'zh'): Promise<string> =>
      (await recommender.explain({ userId, locale }, itemId)).reasons[0]!.text
    expect(await said('ann', 'near', 'en')).toBe('Because you liked “north”.')
    expect(await said('ann', 'south', 'en')).toBe('Ranked lower, being unlike this: you liked “north”.')
    expect(await said('bob', 'near', 'en')).toBe('Ranked lower, being alike: you disliked “north”.')
    expect(await said('bob', 'south', 'en')).toBe('Unlike this: you disliked “north”.')
    expect(await said('bob', 'south', 'zh')).toBe('内容与此不同：你不喜欢《north》。')
  })
})

describe('items that are described anew', () => {
  it('are encoded again where their text changed, and no others are', async () => {
    const encoded: string[] = []
    const recommender = new Recommender<Item>({
      encoder: functionEncoder(
        (texts) => {
          encoded.push(...texts)
          return texts.map((text) => [text.length, 1])
        },
        { id: 'lengths', dimensions: 2 },
      ),
    })
    await recommender.addItems(['one', 'two', 'three'].map((id) => ({ id, text: `about ${id}` })))
    await recommender.similarItems('one')
    expect(encoded.sort()).toEqual(['about one', 'about three', 'about two'])
    encoded.length = 0
    await recommender.addItems([
      { id: 'two', text: 'something else' },
      { id: 'three', text: 'about three', tags: ['new'] },
    ])
    await recommender.similarItems('one')
    expect(encoded).toEqual(['something else'])
  })
})
