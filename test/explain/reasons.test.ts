import { describe, expect, it } from 'vitest'
import type { CollaborativeRecipe } from '../../src/collaborative/index.ts'
import { HashingEncoder, TfidfEncoder } from '../../src/encode/index.ts'
import { defaultBehaviors } from '../../src/events/index.ts'
import { type Locale, sentences } from '../../src/explain/index.ts'
import { type Item, type Reason, Recommender } from '../../src/index.ts'
import { fakeEncoder, fixedClock } from '../../src/testing/index.ts'
import { DAY, event, library, NOW } from '../worlds/books.ts'

/** A model that likes `b` alone, for the sake of `a` or for nothing that it could name. */
const fixed = (name: string, names: boolean): CollaborativeRecipe => ({
  name,
  fit: async () => ({
    name,
    items: ['a', 'b', 'c'],
    recommend: () => [],
    neighbors: () => [],
    score: (_, itemIds) => Float32Array.from(itemIds, (id) => (id === 'b' ? 1 : 0)),
    ...(names && { contributions: () => [{ itemId: 'a', share: 1 }] }),
  }),
})

/** The reasons of every kind for one item, in one language. */
async function everyReason(locale: Locale): Promise<Map<string, string>> {
  const recommender = new Recommender<Item>({ clock: fixedClock(NOW), locale })
  const text = 'desert planet spice storm water worm'
  await recommender.addItems([
    { id: 'x', text, tags: ['space'], attributes: { author: 'Lem' }, createdAt: NOW - 2 * DAY },
    ...['a', 'b', 'c', 'd'].map((id) => ({ id, text: { title: `Book ${id}`, body: text }, tags: ['space'] })),
  ])
  await recommender.observe([
    ...['a', 'b', 'c'].map((id) => event('ann', id, 'purchase')),
    event('ann', 'd', 'dislike'),
    { userId: 'ann', type: 'search', text: 'desert storm', timestamp: NOW },
    { userId: 'ann', type: 'like', attribute: { name: 'author', value: 'lem' }, timestamp: NOW },
    event('bob', 'x', 'like'),
  ])
  const found = new Map<string, string>()
  const keep = (reasons: readonly Reason[]): void => {
    for (const { kind, text } of reasons) found.set(kind, text)
  }
  keep((await recommender.explain({ userId: 'ann', boost: () => 2 }, 'x')).reasons)
  await recommender.observe([{ userId: 'cid', type: 'search', text: 'worm', timestamp: NOW }])
  keep((await recommender.explain({ userId: 'cid' }, 'x')).reasons)
  keep((await (await library({ locale })).explain({}, 'heat')).reasons)
  return found
}

describe('reasons', () => {
  it('have a sentence of every kind in English and in Chinese', async () => {
    const [en, zh] = await Promise.all([everyReason('en'), everyReason('zh')])
    const kinds = ['boost', 'fresh', 'interest', 'label', 'nothing-known', 'popular', 'similar-item', 'words']
    expect([...en.keys()].sort()).toEqual(kinds)
    expect([...zh.keys()].sort()).toEqual(kinds)
    for (const sentence of en.values()) expect(sentence).toMatch(/^[A-Z“][\x20-\x7E“”]*\.$/)
    for (const sentence of zh.values()) expect(sentence).toMatch(/[\u4E00-\u9FFF].*。$/)
    expect(en.get('fresh')).toBe('New: 2 days old.')
    expect(en.get('popular')).toBe('Has found interest once.')
    expect(zh.get('fresh')).toBe('上新 2 天。')
    expect(en.get('nothing-known')).toBe('Nothing is known yet that speaks for or against it.')
  })

  it('name the item by title, as attribute or text field, else by id, with the event that they rest on', async () => {
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    const long = `sea ${'x'.repeat(80)}`
    const items: readonly Item[] = [
      { id: 'target', text: 'sea' },
      { id: 'a', text: { title: ' A Title ', body: 'sea' } },
      { id: 'b', text: { body: 'sea' }, attributes: { name: 'A Name' } },
      { id: 'c', text: 'sea air' },
      { id: 'd', text: long },
    ]
    await recommender.addItems(items)
    for (const [itemId, name] of [
      ['a', 'A Title'],
      ['b', 'A Name'],
      ['c', 'c'],
      ['d', 'd'],
    ] as const) {
      const userId = `u#${itemId}`
      await recommender.observe(event(userId, itemId))
      const [reason] = (await recommender.explain({ userId }, 'target')).reasons
      expect(reason).toMatchObject({
        kind: 'similar-item',
        itemId,
        eventId: `${userId}#1`,
        behavior: 'like',
        terms: ['sea'],
      })
      expect(reason?.text).toBe(`Because you liked “${name}” (sea).`)
    }
  })

  it('come strongest first, in the language of the query, and with signs', async () => {
    const recommender = await library({}, [event('ann', 'dune'), event('ann', 'messiah', 'dislike')])
    const { reasons } = await recommender.explain({ userId: 'ann', locale: 'zh' }, 'solaris')
    const shares = reasons.map(({ share }) => Math.abs(share))
    expect(shares).toEqual([...shares].sort((a, b) => b - a))
    for (const { text } of reasons) expect(text).toMatch(/。$/)
    const disliked = (await recommender.explain({ userId: 'ann' }, 'dune')).reasons.find(
      (one) => one.kind === 'similar-item' && one.itemId === 'messiah',
    )
    expect(disliked?.share).toBeLessThan(0)
    expect(disliked?.text).toMatch(/^Ranked lower, being alike \(.*\): you disliked “messiah”\.$/)
  })

  it('say what is missing: where all of them are the same for everybody, the last one says so, with no share', async () => {
    const recommender = await library({ rank: { weights: { fresh: 0 } } }, [event('ann', 'dune')])
    for (const [locale, text] of [
      ['en', 'There is no reason beyond popularity.'],
      ['zh', '除了热门，没有别的理由。'],
    ] as const) {
      const [first] = (await recommender.recommend({ k: 1, locale })).items
      expect(first!.reasons.map(({ kind }) => kind)).toEqual(['popular', 'nothing-personal'])
      expect(first!.reasons[1]).toEqual({ kind: 'nothing-personal', share: 0, text })
      expect(first!.reasons[0]!.share).toBeCloseTo(first!.score, 9)
    }
    const boosted = await recommender.explain({ boost: () => 2 }, 'dune')
    expect(boosted.reasons.at(-1)!.kind).toBe('nothing-personal')
    const own = await recommender.recommend({ userId: 'ann', k: 1 })
    expect(own.items[0]!.reasons.map(({ kind }) => kind)).not.toContain('nothing-personal')
  })

  it('say a deed once, whichever encoders and models found it, with the sum of their shares', async () => {
    const items: readonly Item[] = [
      { id: 'a', text: 'desert planet spice' },
      { id: 'b', text: 'desert planet worm' },
      { id: 'c', text: 'a village' },
    ]
    const encoders = {
      words: new TfidfEncoder(),
      pairs: new TfidfEncoder({ ngramRange: [1, 2] }),
      hashed: new HashingEncoder(),
    }
    const recommender = new Recommender<Item>({
      encoder: encoders,
      collaborative: [fixed('one', false), fixed('two', false), fixed('three', true), fixed('four', true)],
      clock: fixedClock(NOW),
    })
    await recommender.addItems(items)
    await recommender.observe([event('ann', 'a'), event('bob', 'a'), event('bob', 'b'), event('cid', 'c')])
    await recommender.fit()
    const { parts, reasons, score } = await recommender.explain({ userId: 'ann' }, 'b')
    for (const name of ['words', 'pairs', 'hashed', 'one', 'two', 'three', 'four'])
      expect(parts[name]).toBeGreaterThan(0)
    const texts = reasons.map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
    const deeds = reasons.filter(({ kind }) => kind === 'similar-item')
    expect(deeds).toHaveLength(1)
    expect(deeds[0]).toMatchObject({
      itemId: 'a',
      eventId: 'ann#1',
      text: expect.stringMatching(/^Because you liked “a” \(.*planet.*\)\.$/),
    })
    expect(deeds[0]!.share).toBeCloseTo(parts['words']! + parts['pairs']! + parts['hashed']!, 6)
    expect(reasons.filter(({ kind }) => kind === 'others')).toEqual([
      {
        kind: 'others',
        source: 'one',
        share: expect.closeTo(parts['one']! + parts['two']!, 6),
        text: sentences.en.others(true),
      },
    ])
    expect(reasons.filter(({ kind }) => kind === 'together')).toMatchObject([
      { itemId: 'a', eventId: 'ann#1', share: expect.closeTo(parts['three']! + parts['four']!, 6) },
    ])
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6)
  })

  it('keep apart what speaks for an item to one source and against it to another', async () => {
    const vectors = (b: readonly number[]) => ({ salt: [1, 0], sea: b })
    const encoder = { one: fakeEncoder(vectors([0.9, 0.1])), two: fakeEncoder(vectors([-0.9, 0.1])) }
    const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
    await recommender.addItems([
      { id: 'a', text: 'salt' },
      { id: 'b', text: 'sea' },
    ])
    await recommender.observe(event('ann', 'a'))
    const { reasons, score, parts } = await recommender.explain({ userId: 'ann' }, 'b')
    expect(
      reasons.flatMap((reason) => (reason.kind === 'similar-item' ? [Math.sign(reason.share)] : [])).sort(),
    ).toEqual([-1, 1])
    expect(parts['two']).toBeLessThan(0)
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6)
  })

  it('name the steps of the library in words, and those of an app as it does', () => {
    for (const [by, en, zh] of [
      ['feedback', 'Lowered by feedback on it and on items like it.', '因对它及相似条目的反馈而排名降低。'],
      ['impressions', 'Lowered because it was shown before and not taken up.', '因之前展示过却未被选择而排名降低。'],
      ['freshness', 'Lowered for being new.', '因内容较新而排名降低。'],
      ['season', 'Lowered by “season”.', '因“season”而排名降低。'],
      ['constructor', 'Lowered by “constructor”.', '因“constructor”而排名降低。'],
    ] as const)
      expect([sentences.en.moved(by, false), sentences.zh.moved(by, false)]).toEqual([en, zh])
    expect(sentences.en.moved('feedback', true)).toBe('Raised by feedback on it and on items like it.')
  })

  it('name common attributes in Chinese, and others as the app does', () => {
    const { attribute, label, leftOut } = sentences.zh
    expect(attribute('author', 'Lem', true)).toBe('你想要作者“Lem”。')
    expect(attribute('Genre', 'sf', false)).toBe('排名降低：你想少看类型“sf”。')
    expect(label('publisher', 'x', 'event', true)).toBe('有你喜欢的出版社“x”。')
    expect(label('year', '1965', 'query', true)).toBe('共同点：年份“1965”。')
    expect(label('tags', 'x', 'event', false)).toBe('排名降低：有你不太喜欢的标签“x”。')
    expect(label('mood', 'dark', 'event', true)).toBe('有你喜欢的mood“dark”。')
    expect(label('constructor', 'x', 'query', true)).toBe('共同点：constructor“x”。')
    for (const [name, word] of [
      ['price', '价格'],
      ['pages', '页数'],
      ['language', '语言'],
      ['mood', 'mood'],
    ] as const)
      expect(leftOut({ by: 'hidden', name, value: 'x' })).toBe(`未列出：你隐藏了${word}“x”。`)
    expect(sentences.en.label('author', 'Lem', 'event', true)).toBe('Has author “Lem”, which you like.')
  })

  it('speak of what the query says as such', async () => {
    const recommender = await library()
    const [byText] = (await recommender.recommend({ text: 'oven yeast', k: 1 })).items[0]!.reasons
    expect(byText).toMatchObject({ kind: 'words', behavior: 'query', text: 'Matches “yeast”, “oven” in your query.' })
    const reasons = (await recommender.similarItems('emma', { k: 1 })).items[0]!.reasons.map(({ text }) => text)
    expect(reasons.some((text) => text.startsWith('Like “emma”'))).toBe(true)
    expect(reasons.some((text) => text === 'In common: author “Austen”.')).toBe(true)
  })
})

describe('sentences', () => {
  it('exist for every behaviour, for and against, long titles cut', () => {
    for (const locale of ['en', 'zh'] as const) {
      const say = sentences[locale]
      const said = new Set<string>()
      for (const type of [...Object.keys(defaultBehaviors), 'query', 'listen', 'constructor', '__proto__'])
        for (const helps of [true, false])
          said
            .add(say.similarItem(type, 'T', ['a', 'b'], helps, true))
            .add(say.similarItem(type, 'T', [], helps, false))
            .add(say.words(type, 'w', [], helps))
      for (const helps of [true, false]) {
        said.add(say.attribute('author', 'x', helps)).add(say.boost(helps))
        for (const origin of ['event', 'query'] as const)
          said
            .add(say.label('tags', 'x', origin, helps))
            .add(say.label('author', 'x', origin, helps))
            .add(say.interest([], origin, helps))
      }
      for (const days of [0, 0.5, 1, 20.7]) said.add(say.fresh(days))
      for (const sentence of said) expect(sentence).not.toMatch(/undefined|NaN|function|\[object/)
      expect(say.similarItem('like', 'x'.repeat(200), [], true, true).length).toBeLessThan(130)
    }
    expect(sentences.en.popular(1234)).toBe('Popular: 1,234 signs of interest.')
  })
})
