import { describe, expect, it } from 'vitest'
import { type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'

const NOW = Date.UTC(2026, 0, 1)

/** A recommender and the codes of what it warns of. */
function watched<TItem extends { readonly id: string } = Item>(
  options: RecommenderOptions<TItem> = {},
): { recommender: Recommender<TItem>; codes: string[] } {
  const codes: string[] = []
  const onWarning = ({ code }: { code: string }): void => {
    codes.push(code)
  }
  return { recommender: new Recommender<TItem>({ clock: fixedClock(NOW), onWarning, ...options }), codes }
}

describe('a warning', () => {
  it('comes once when nothing of the items is read', async () => {
    const { recommender, codes } = watched<{ id: string; headline: string }>()
    await recommender.addItems([{ id: 'a', headline: 'one' }])
    await recommender.addItems([{ id: 'b', headline: 'two' }])
    expect(codes).toEqual(['nothing-readable'])
  })

  it('comes when all records of a batch are rejected', async () => {
    const { recommender, codes } = watched()
    await recommender.addItems([{ id: 1 as unknown as string }])
    await recommender.observe([{ userId: 2 as unknown as string, itemId: 'a', type: 'like' }])
    expect(codes).toEqual(['all-rejected', 'all-rejected'])
  })

  it('comes for a field of a description that nobody reads, and not for fields of the app’s own items', async () => {
    const describe = ({ title }: { title: string }): object => ({ texts: title, tags: ['x'] })
    const { recommender, codes } = watched<{ id: string; title: string }>({ describe })
    await recommender.addItems([{ id: 'a', title: 'one' }])
    expect(codes).toEqual(['unknown-field'])
    const own = watched<Item & { price: number }>()
    await own.recommender.addItems([{ id: 'a', text: 'one', price: 3 }])
    expect(own.codes).toEqual([])
  })
})

describe('what would be ignored in silence is refused', () => {
  it('a describe that answers with a promise, which is not left unhandled', async () => {
    const describe = (async () => {
      throw new Error('boom')
    }) as unknown as () => object
    const { recommender } = watched<Item>({ describe })
    const { rejected } = await recommender.addItems([{ id: 'a' }])
    expect(rejected).toMatchObject([{ field: 'describe', message: expect.stringContaining('at once') }])
  })

  it.each([
    ['behaviors.like.halflife', { behaviors: { like: { halflife: 3 } } }],
    ['rank.weights.tag', { rank: { weights: { tag: 1 } } }],
  ])('an unknown name in the options: %s', (field, options) => {
    expect(() => new Recommender(options as never)).toThrow(expect.objectContaining({ field }))
  })

  it('an unknown name in the options of a verb', async () => {
    const { recommender } = watched()
    const wrong = { strickt: true } as never
    await expect(recommender.addItems([], wrong)).rejects.toThrow('strickt')
    await expect(recommender.observe([], wrong)).rejects.toThrow('strickt')
    await expect(recommender.fit(wrong)).rejects.toThrow('strickt')
    await expect(recommender.similarItems('a', 3 as never)).rejects.toThrow()
  })

  it('a clock that gives no time', async () => {
    const recommender = new Recommender({ clock: () => Number.NaN })
    await expect(recommender.recommend()).rejects.toMatchObject({ field: 'clock' })
  })
})

describe('small things that apps do', () => {
  it('a locale as browsers give it', async () => {
    const { recommender } = watched({ locale: 'zh-CN' as 'zh' })
    await recommender.addItems([{ id: 'a', text: 'x' }])
    expect((await recommender.recommend()).items[0]?.reasons[0]?.text).toMatch(/\p{Script=Han}/u)
  })

  it('a snapshot as an ArrayBuffer', async () => {
    const { recommender } = watched()
    await recommender.addItems([{ id: 'a', text: 'x' }])
    const { buffer } = await recommender.toSnapshot()
    const restored = await Recommender.fromSnapshot(buffer as ArrayBuffer)
    expect(restored.stats().items).toBe(1)
    await expect(Recommender.fromSnapshot('text' as never)).rejects.toMatchObject({ field: 'bytes', value: 'text' })
  })

  it('an opinion of an attribute in other letters overrules the one before', async () => {
    const { recommender } = watched()
    await recommender.addItems([
      { id: 'aliens', attributes: { director: 'James Cameron' } },
      { id: 'heat', attributes: { director: 'Michael Mann' } },
    ])
    const say = (type: string, value: string, timestamp: number) =>
      recommender.observe({ userId: 'ann', type, attribute: { name: 'director', value }, timestamp })
    await say('like', 'James Cameron', NOW - 2000)
    await say('dislike', 'james cameron', NOW - 1000)
    expect((await recommender.explain({ userId: 'ann' }, 'aliens')).parts['attributes']).toBeLessThan(-0.1)
  })

  it('asking about an item that the user dealt with: it is not called alike to itself', async () => {
    const { recommender } = watched()
    await recommender.addItems([{ id: 'heat', text: 'robbers' }])
    await recommender.observe({ userId: 'ann', itemId: 'heat', type: 'skip' })
    const { reasons } = await recommender.explain({ userId: 'ann' }, 'heat')
    expect(reasons.map(({ text }) => text)).toContain('You skipped it.')
  })

  it('old items in a catalogue without behaviour come newest first, and are not called new', async () => {
    const { recommender } = watched()
    const aged = (days: number): Item => ({ id: `${days}`, text: 'x', createdAt: NOW - days * 86_400_000 })
    await recommender.addItems([aged(10_000), aged(3000), aged(4000)])
    const { items, strategy } = await recommender.recommend()
    expect([strategy, ...items.map(({ itemId }) => itemId)]).toEqual(['fresh', '3000', '4000', '10000'])
    expect(items[0]?.reasons.map(({ kind }) => kind)).toEqual(['nothing-known'])
  })

  it('numbers and booleans do not make items alike', async () => {
    const { recommender } = watched()
    await recommender.addItems([
      { id: 'a', attributes: { inStock: true, price: 3 } },
      { id: 'b', attributes: { inStock: true, price: 3 } },
    ])
    expect((await recommender.similarItems('a')).items[0]?.score).toBe(0)
  })
})
