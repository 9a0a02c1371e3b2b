import { describe, expect, it } from 'vitest'
import { type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'
import { books, DAY, event, idsOf, NOW, shelf } from '../worlds/books.ts'

const years: Readonly<Record<string, number>> = {
  dune: 1965,
  solaris: 1961,
  messiah: 1969,
  ringworld: 1970,
  emma: 1815,
  persuasion: 1817,
  pride: 1813,
  heat: 2017,
  bread: 2004,
}
const titles: Readonly<Record<string, string>> = { pride: 'Pride and Prejudice', dune: 'Dune', messiah: 'Dune Messiah' }
const shelves: readonly Item[] = books.map((book) => ({
  ...book,
  text: { ...(book.text as Record<string, string>), title: titles[book.id] ?? book.id },
  attributes: { ...book.attributes, year: years[book.id]! },
}))

async function library(options: RecommenderOptions<Item> = {}): Promise<Recommender<Item>> {
  const recommender = new Recommender<Item>({ clock: fixedClock(NOW), ...options })
  await recommender.addItems(shelves)
  await recommender.observe([event('ann', 'dune'), event('ann', 'emma')])
  return recommender
}

const listOf = async (recommender: Recommender<Item>, now = NOW): Promise<string[]> =>
  idsOf(await recommender.recommend({ userId: 'ann', k: 100, now, excludeSeen: false }))
const shelvesOf = async (recommender: Recommender<Item>, now = NOW): Promise<Set<string>> =>
  new Set((await listOf(recommender, now)).map(shelf))

describe('telling a recommender in plain words', () => {
  it('follows what it understood, says so, and hands back the rest', async () => {
    const recommender = await library()
    const before = await recommender.recommend({ userId: 'ann', k: 9, excludeSeen: false })
    const told = await recommender.tell('ann', 'Less romance, more cooking please. And blorp!')
    expect(told.applied).toBe(true)
    expect(told.understood.map(({ kind, text, id }) => [kind, text, id])).toEqual([
      ['less', 'less romance', 'ann#3'],
      ['more', 'more cooking', 'ann#4'],
    ])
    expect(told.notUnderstood).toEqual([{ start: 39, end: 44, text: 'blorp' }])
    const after = await recommender.recommend({ userId: 'ann', k: 9, excludeSeen: false })
    expect(idsOf(after).slice(0, 3).map(shelf).sort()).toEqual(['cooking', 'cooking', 'space'])
    expect(idsOf(after).slice(-3).map(shelf)).toEqual(['romance', 'romance', 'romance'])
    for (const { score, parts, reasons } of after.items) {
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 6)
      expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6)
    }
    expect(
      after.items.find(({ itemId }) => itemId === 'bread')?.reasons.find(({ kind }) => kind === 'wish'),
    ).toMatchObject({
      eventId: 'ann#4',
      wish: 'more cooking',
      text: 'You asked for more cooking.',
    })
    await told.undo()
    expect(await recommender.recommend({ userId: 'ann', k: 9, excludeSeen: false })).toEqual(before)
  })

  it('makes a list personal by wishes alone, where they have a part in it', async () => {
    const strategyAfter = async (...messages: readonly string[]): Promise<string> => {
      const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
      await recommender.addItems(shelves)
      let told: Awaited<ReturnType<Recommender['tell']>> | undefined
      for (const message of messages) told = await recommender.tell('zoe', message)
      expect(told?.applied ?? true).toBe(true)
      expect((await recommender.recommend({ userId: 'ann' })).strategy).toBe('fresh')
      const { strategy } = await recommender.recommend({ userId: 'zoe', k: 3 })
      expect((await recommender.recommend({ userId: 'zoe', k: 3, explain: false, diversity: 0.5 })).strategy).toBe(
        strategy,
      )
      await told?.undo()
      expect((await recommender.recommend({ userId: 'zoe' })).strategy).toBe('fresh')
      return strategy
    }
    expect(await strategyAfter()).toBe('fresh')
    for (const message of ['more cooking', 'no romance', 'surprise me'])
      expect([message, await strategyAfter(message)]).toEqual([message, 'personalized'])
  })

  it('keeps hard rules, with their exceptions', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'no space books except by Lem')
    expect((await listOf(recommender)).filter((id) => shelf(id) === 'space')).toEqual(['solaris'])
    await recommender.tell('ann', 'nothing before 1900')
    expect(await shelvesOf(recommender)).toEqual(new Set(['space', 'cooking']))
    await recommender.tell('ann', 'only cooking')
    expect(await shelvesOf(recommender)).toEqual(new Set(['cooking']))
  })

  it('makes exceptions of what is wanted less, and leaves what is like an unwanted item alone', async () => {
    const recommender = await library()
    const scoreOf = async (id: string): Promise<number> =>
      (await recommender.explain({ userId: 'ann' }, id)).parts['wishes'] ?? 0
    await recommender.tell('ann', 'less space except by Lem')
    expect(await scoreOf('solaris')).toBe(0)
    expect(await scoreOf('ringworld')).toBeLessThan(0)
    const again = await library()
    await again.observe(event('ann', 'heat', 'view', 0))
    await again.tell('ann', 'not this again')
    expect((await again.explain({ userId: 'ann' }, 'bread')).parts['wishes']).toBeUndefined()
  })

  it('lets each wish be withdrawn alone, and the later of two stand', async () => {
    const recommender = await library()
    const { understood } = await recommender.tell('ann', 'no romance and no cooking')
    expect(await shelvesOf(recommender)).toEqual(new Set(['space']))
    expect((await recommender.profile('ann')).wishes).toEqual(understood)
    expect(await recommender.undo(understood[0]!.id)).toBe(true)
    expect((await recommender.profile('ann')).wishes).toEqual(understood.slice(1))
    expect(await shelvesOf(recommender)).toEqual(new Set(['space', 'romance']))
    await recommender.tell('ann', 'actually, more cooking')
    expect(await shelvesOf(recommender)).toEqual(new Set(['space', 'romance', 'cooking']))
  })

  it('ends when its time is over, and fades', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'only cooking tonight')
    expect(await shelvesOf(recommender)).toEqual(new Set(['cooking']))
    expect(await shelvesOf(recommender, NOW + DAY)).toEqual(new Set(['space', 'romance', 'cooking']))
    const other = await library()
    await other.tell('ann', 'more cooking')
    const part = async (days: number): Promise<number> => {
      const { items } = await other.recommend({ userId: 'ann', now: NOW + days * DAY })
      return items.find(({ itemId }) => itemId === 'bread')!.reasons.find(({ kind }) => kind === 'wish')!.share
    }
    // One wish alone is brought to one scale by the blend; beside another, older one it shows.
    expect(await part(0)).toBeGreaterThan(0)
  })

  it('understands likeness, this one, newer, and words that only texts have', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'more like “Pride and Prejudice”')
    expect((await listOf(recommender)).slice(0, 3).map(shelf)).toContain('romance')
    const again = await library()
    await again.observe(event('ann', 'heat', 'view', 0))
    const { understood } = await again.tell('ann', 'not this again')
    expect(understood).toMatchObject([{ kind: 'no', subject: { kind: 'item', itemId: 'heat' } }])
    expect(await listOf(again)).not.toContain('heat')
    const newer = await library()
    const [wish] = (await newer.tell('ann', 'something newer please')).understood
    expect(wish).toMatchObject({ kind: 'more', text: 'higher year' })
    expect(wish?.subject).toEqual({ kind: 'direction', name: 'year', to: 'higher' })
    expect((await listOf(newer)).slice(-3).map(shelf)).toEqual(['romance', 'romance', 'romance'])
    const words = await library()
    expect((await words.tell('ann', 'more about marriage')).understood).toMatchObject([
      { kind: 'more', subject: { kind: 'words', text: 'marriage' } },
    ])
  })

  it('speaks Chinese', async () => {
    const recommender = await library({ locale: 'zh' })
    const { understood } = await recommender.tell('ann', '少一点爱情，多一点美食，不要1900年以前的')
    expect(understood.map(({ text }) => text)).toEqual(['少一点romance', '多一点cooking', '只要year 1900 及以上'])
    expect(await shelvesOf(recommender)).toEqual(new Set(['space', 'cooking']))
    const { items } = await recommender.recommend({ userId: 'ann', k: 1, excludeSeen: false })
    expect(items[0]?.reasons.some(({ text }) => text === '你说过：多一点cooking。')).toBe(true)
  })

  it('is part of what is exported, saved and forgotten, and no part of what is popular', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'only cooking')
    expect((await recommender.exportUser('ann')).events.map(({ type }) => type)).toEqual(['like', 'like', 'wish'])
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), { clock: fixedClock(NOW) })
    expect(await shelvesOf(restored)).toEqual(new Set(['cooking']))
    await restored.forget('ann')
    expect((await shelvesOf(restored)).size).toBe(3)
  })

  it('keeps the latest of two directions, and knows those of logs that wrote them as ranges without end', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'something older')
    await recommender.tell('ann', 'something newer')
    const subjects = async () => (await recommender.profile('ann')).wishes.map(({ subject }) => subject)
    expect(await subjects()).toEqual([{ kind: 'direction', name: 'year', to: 'higher' }])
    const range = { kind: 'range', name: 'year', max: -Number.MAX_VALUE }
    const wish = { kind: 'more', subject: range, confidence: 1, text: 'lower year' }
    await recommender.observe({ userId: 'ann', type: 'wish', text: JSON.stringify(wish) })
    expect(await subjects()).toEqual([{ kind: 'direction', name: 'year', to: 'lower' }])
    expect((await listOf(recommender)).slice(0, 3).map(shelf)).toEqual(['romance', 'romance', 'romance'])
  })

  it('follows numbers of items that come later, and those of items that were changed in place', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'nothing before 1900')
    expect(await shelvesOf(recommender)).toEqual(new Set(['space', 'cooking']))
    const late = { id: 'late', text: 'love', tags: ['romance'], attributes: { year: 2020 } }
    await recommender.addItems([late])
    expect(await listOf(recommender)).toContain('late')
    late.attributes.year = 1800
    await recommender.addItems([late])
    expect(await listOf(recommender)).not.toContain('late')
    await recommender.removeItems(['heat'])
    expect((await listOf(recommender)).sort()).toEqual(['bread', 'dune', 'messiah', 'ringworld', 'solaris'])
  })

  it('lifts what lies in a range, and what is higher, again after the catalogue changed', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'more from the 1810s')
    expect((await listOf(recommender)).slice(0, 3).map(shelf)).toEqual(['romance', 'romance', 'romance'])
    const newer = await library()
    await newer.tell('ann', 'something newer')
    await newer.addItems([{ id: 'next', text: 'love', tags: ['romance'], attributes: { year: 3000 } }])
    expect(
      (await newer.recommend({ userId: 'ann', k: 20, excludeSeen: false })).items.map(({ itemId }) => itemId),
    ).toContain('next')
    expect((await newer.explain({ userId: 'ann' }, 'next')).parts['wishes']).toBeGreaterThan(0)
  })

  it('changes nothing when nothing is understood, and refuses what is no text', async () => {
    const recommender = await library()
    for (const text of ['', '   ', 'blorp the zang', '!!!', '哦哦']) {
      const told = await recommender.tell('ann', text)
      expect(told).toMatchObject({ applied: false, understood: [] })
      await told.undo()
    }
    expect(recommender.stats().interactions).toBe(2)
    await expect(recommender.tell('ann', 1 as never)).rejects.toMatchObject({ field: 'text' })
    await expect(recommender.tell('', 'x')).rejects.toMatchObject({ field: 'userId' })
  })
})

describe('a language model', () => {
  const answering = (answer: unknown): RecommenderOptions<Item> => ({
    languageModel: async () => (typeof answer === 'string' ? answer : JSON.stringify(answer)),
  })

  it('helps where the rules did not understand', async () => {
    const recommender = await library(answering({ wishes: [{ kind: 'more', about: 'cooking' }] }))
    const { understood, notUnderstood } = await recommender.tell('ann', 'grubblefood cookingx')
    expect(understood).toMatchObject([{ kind: 'more', subject: { kind: 'label', value: 'cooking' } }])
    expect(understood[0]!.confidence).toBeLessThan(0.75)
    expect(notUnderstood.length).toBeLessThanOrEqual(1)
  })

  it.each([
    'no json',
    'null',
    { wishes: 'all' },
    { wishes: [{ kind: 'buy', about: 'cooking' }, { kind: 'more' }, 7, { kind: 'more', about: 'x'.repeat(1000) }] },
    { wishes: [{ kind: 'more', about: 'nothing that is there' }] },
  ])('adds nothing by an answer that does not fit: %j', async (answer) => {
    const recommender = await library(answering(answer))
    const { understood } = await recommender.tell('ann', 'blorp, and less romance')
    expect(understood.map(({ text }) => text)).toEqual(['less romance'])
  })

  it('is not asked without need, and may fail', async () => {
    let asked = 0
    const recommender = await library({
      languageModel: () => {
        asked++
        return Promise.reject(new Error('down'))
      },
    })
    await recommender.tell('ann', 'less romance')
    expect(asked).toBe(0)
    expect((await recommender.tell('ann', 'blorp, more cooking')).understood.length).toBe(1)
    expect(asked).toBe(1)
  })
})
