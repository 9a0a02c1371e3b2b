import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BehaviorSpec, resolveBehaviors } from '../../src/events/index.ts'
import { type ProfileEvent, type Signal, sentiment, signalsOf } from '../../src/profile/index.ts'
import { DAY, NOW } from '../worlds/books.ts'

const on = (type: string, itemId: string | undefined, days = 0, rest: Partial<ProfileEvent> = {}): ProfileEvent => ({
  type,
  itemId,
  value: undefined,
  text: undefined,
  attribute: undefined,
  timestamp: NOW - days * DAY,
  eventId: `u#${type}`,
  ...rest,
})
const signals = (events: readonly ProfileEvent[], own: Record<string, BehaviorSpec> = {}): Signal[] =>
  signalsOf(events, resolveBehaviors(own), NOW, sentiment)
const weights = (...args: Parameters<typeof signals>): number[] => signals(...args).map(({ weight }) => weight)
/** The sum of all weights of one item. */
const weightOf = (itemId: string, ...args: Parameters<typeof signals>): number =>
  signals(...args)
    .filter(({ subject }) => subject.kind === 'item' && subject.itemId === itemId)
    .reduce((sum, { weight }) => sum + weight, 0)

describe('the weight of behaviour', () => {
  it('is that of its type; zero weights and unknown types say nothing', () => {
    expect(weights([on('like', 'a'), on('dislike', 'b'), on('impression', 'c'), on('nonsense', 'd')])).toEqual([-3, 3])
  })

  it('halves with every half-life, given as days or as a string, and the future counts as now', () => {
    for (const halfLife of [10, '10d', '240h', '14400m', ' 10 d '])
      expect(weights([on('x', 'a', 20)], { x: { weight: 8, halfLife } })).toEqual([2])
    expect(weights([on('x', 'a', 14)], { x: { weight: 8, halfLife: '2w' } })).toEqual([4])
    expect(weights([on('x', 'a', 5000)], { x: { weight: 8 } })).toEqual([8])
    expect(weights([on('x', 'a', -5)], { x: { weight: 8, halfLife: 1 } })).toEqual([8])
  })

  it('adds up to at most the cap by type and item, the newest first', () => {
    const spec = { x: { weight: 2, cap: 3 }, no: { weight: -2, cap: 3 } }
    expect(weights([on('x', 'a', 3), on('x', 'a', 2), on('x', 'a', 1), on('x', 'b', 0)], spec)).toEqual([2, 2, 1])
    expect(weights([on('no', 'a', 3), on('no', 'a', 2), on('x', 'a', 1)], spec)).toEqual([2, -2, -1])
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 30 }), (ages) => {
        const total = weightOf(
          'a',
          ages.map((days) => on('view', 'a', days)),
        )
        expect(total).toBeLessThanOrEqual(3 + 1e-12)
        expect(total).toBeCloseTo(
          Math.min(
            3,
            ages.reduce((sum, days) => sum + 2 ** (-days / 30), 0),
          ),
          9,
        )
      }),
    )
  })

  it('follows a rating on its scale about its middle, and about the own mean once there are five', () => {
    const rated = (values: readonly number[]): number[] =>
      weights(
        values.map((value, n) => on('rating', `i${n}`, 0, { value })),
        { rating: { weight: 4, scale: [1, 5] } },
      ).reverse()
    expect(rated([5, 4, 2, 1])).toEqual([4, 2, -2, -4]) // three stars, halfway, would say nothing
    expect(rated([5, 5, 4, 4, 4])).toEqual([
      expect.closeTo(4, 9),
      expect.closeTo(4, 9),
      expect.closeTo((4 * (4 - 4.4)) / 0.6, 9),
      expect.closeTo((4 * (4 - 4.4)) / 0.6, 9),
      expect.closeTo((4 * (4 - 4.4)) / 0.6, 9),
    ])
    expect(rated([5, 5, 5, 5, 5])).toEqual([4, 4, 4, 4, 4])
    expect(rated([5, 5, 5, 5, 5, 5, 1]).at(-1)).toBe(-4) // never below -1 times the weight
    expect(weights([on('rating', 'a', 0, { value: 10 })], { rating: { weight: 1, scale: [0, 10] } })).toEqual([1])
  })

  it('follows a dwell up to the end of its scale, and a quantity by its logarithm', () => {
    const dwelt = (value: number): number[] =>
      weights([on('dwell', 'a', 0, { value })], { dwell: { weight: 2, cap: 9, scale: [0, 60] } })
    expect([dwelt(30), dwelt(60), dwelt(6000), dwelt(0)]).toEqual([[1], [2], [2], []])
    expect(weights([on('cart', 'a', 0, { value: 3 })], { cart: { weight: 1, cap: 99 } })).toEqual([2])
  })

  it('of opinions of one item is that of the newest, in the order of time and not of arrival', () => {
    expect(weights([on('dislike', 'a', 1), on('like', 'a', 2), on('like', 'b', 3)])).toHaveLength(2)
    expect(weightOf('a', [on('dislike', 'a', 1), on('like', 'a', 2)])).toBeLessThan(0)
    expect(weightOf('a', [on('like', 'a', 2), on('rating', 'a', 1, { value: 1 })])).toBeLessThan(0)
    expect(weightOf('a', [on('hide', 'a', 1), on('like', 'a', 1)])).toBeGreaterThan(0) // at one time the later one
    expect(weightOf('a', [on('dislike', 'a', 1), on('purchase', 'a', 2)])).toBeGreaterThan(0) // a purchase is no opinion
    expect(
      weights([
        on('dislike', undefined, 1, { attribute: { name: 'author', value: 'x' } }),
        on('dislike', undefined, 2, { attribute: { name: 'author', value: 'y' } }),
      ]),
    ).toHaveLength(2)
  })

  it('of opinions of an attribute is that of the newest, too', () => {
    const about = (type: string, days: number): ProfileEvent =>
      on(type, undefined, days, { attribute: { name: 'author', value: 'x' } })
    expect(signals([about('hide', 2), about('like', 1)]).map(({ type }) => type)).toEqual(['like'])
    expect(signals([about('hide', 1), about('like', 2)]).map(({ type }) => type)).toEqual(['hide'])
  })

  it('of a comment lies in its words: for or against the item, half where they say neither', () => {
    const commented = (text: string): [string, number][] =>
      signals([on('comment', 'a', 0, { text })], { comment: { weight: 2 } }).map(({ subject, weight }) => [
        subject.kind,
        weight,
      ])
    expect(commented('A wonderful read')).toEqual([
      ['item', 2],
      ['text', 2],
    ])
    expect(commented('What a boring mess')).toEqual([
      ['item', -2],
      ['text', -2],
    ])
    expect(commented('It has a blue cover')).toEqual([['text', 1]])
    expect(signals([on('comment', 'a'), on('comment', 'a', 0, { text: '  ' })])).toEqual([])
  })

  it('names what it is about and where it comes from', () => {
    const [attribute, text, item] = signals([
      on('like', 'a', 3),
      on('search', undefined, 2, { text: 'sea' }),
      on('hide', undefined, 1, { attribute: { name: 'author', value: 'x' } }),
    ])
    expect(item).toMatchObject({
      subject: { kind: 'item', itemId: 'a' },
      origin: 'event',
      type: 'like',
      eventId: 'u#like',
    })
    expect(text).toMatchObject({ subject: { kind: 'text', text: 'sea' }, type: 'search' })
    expect(attribute).toMatchObject({ subject: { kind: 'attribute', name: 'author', value: 'x' } })
    const [given] = signals([{ ...on('like', 'a'), eventId: undefined } as unknown as ProfileEvent])
    expect(given).toMatchObject({ origin: 'history' })
    expect(given).not.toHaveProperty('eventId')
  })
})

describe('the sentiment of a comment', () => {
  it.each([
    ['I loved it, simply brilliant', 1],
    ['not good', -1],
    ['not bad at all', 1],
    ["I don't like this", -1],
    ['I wouldn’t recommend it', -1],
    ['awful, but the ending was great', 0],
    ['a book about ships', 0],
    ['', 0],
    ['GREAT', 1],
    ['never boring', 1],
    ['很好看', 1],
    ['不错', 1],
    ['不好看', -1],
    ['我不太喜欢', -1],
    ['太无聊了', -1],
    ['一点也不无聊', 1],
    ['没意思', -1],
    ['还行吧', 0],
    ['值得一看，强烈推荐', 1],
    ['浪费时间，后悔买了', -1],
  ] as const)('of “%s” is %i', (text, expected) => {
    expect(sentiment(text)).toBe(expected)
  })
})
