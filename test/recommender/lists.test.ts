import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultBehaviors } from '../../src/events/index.ts'
import { type Item, type Recommendation, type RecommendationList, Recommender } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'
import { books, DAY, event, idsOf, library, NOW, shelf } from '../worlds/books.ts'
import { type World, worldArbitrary } from '../worlds/random.ts'

async function made({ items, events }: Pick<World, 'items' | 'events'>): Promise<Recommender> {
  const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
  await recommender.addItems(items, { strict: true })
  await recommender.observe(events, { strict: true })
  return recommender
}

/** Faster than a deep comparison. */
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0)

function expectSumsRight({ score, parts, reasons }: Recommendation<Item>): void {
  expect(Number.isFinite(score)).toBe(true)
  expect(sum(Object.values(parts))).toBeCloseTo(score, 6)
  expect(sum(reasons.map(({ share }) => share))).toBeCloseTo(score, 6)
  expect(reasons.length).toBeGreaterThan(0)
  for (const { text } of reasons) expect(text).not.toBe('')
}

/** Which items may be listed, worked out from the rules as the documentation states them. */
function eligible({ items, events, query }: World): Set<string> {
  const seen = new Set<string>()
  for (const one of events) {
    const dealtWith = !['impression', 'skip', 'search'].includes(one.type)
    if (one.userId === query.userId && dealtWith && one.itemId) seen.add(one.itemId)
  }
  for (const entry of query.history ?? []) seen.add(entry as string)
  const fits = (item: Item): boolean =>
    !((query.excludeSeen ?? true) && seen.has(item.id)) &&
    item.id !== query.itemId &&
    !query.exclude?.includes(item.id) &&
    (query.candidates?.includes(item.id) ?? true) &&
    (query.domain === undefined || item.domain === query.domain) &&
    !(item.expiresAt !== undefined && Number(item.expiresAt) <= NOW) &&
    (query.filter?.(item) ?? true)
  return new Set(items.filter(fits).map(({ id }) => id))
}

describe('a list', () => {
  it('has exactly k items whenever k are eligible, never another, never one twice, sums that add up, and order by score and insertion', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, async (world) => {
        const list = await (await made(world)).recommend(world.query)
        const allowed = eligible(world)
        expect(list.items.length).toBe(Math.min(world.query.k ?? 10, allowed.size))
        expect(new Set(idsOf(list)).size).toBe(list.items.length)
        const place = (id: string): number => world.items.findIndex((item) => item.id === id)
        for (const [at, one] of list.items.entries()) {
          expect(allowed.has(one.itemId)).toBe(true)
          expect(one.rank).toBe(at + 1)
          expect(one.item).toBe(world.items[place(one.itemId)])
          expectSumsRight(one)
          const before = list.items[at - 1]
          if (!before) continue
          expect(before.score).toBeGreaterThanOrEqual(one.score)
          if (before.score === one.score) expect(place(before.itemId)).toBeLessThan(place(one.itemId))
        }
        expect(list.strategy === 'empty').toBe(list.items.length === 0)
      }),
      { numRuns: 150 },
    )
  })

  it('is explained item by item just as it is listed', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, async (world) => {
        const recommender = await made(world)
        const list = await recommender.recommend(world.query)
        for (const one of list.items) {
          const { counterfactuals: _, ...explained } = await recommender.explain(world.query, one.itemId)
          expect(explained).toEqual(one)
        }
        for (const { id } of world.items) expectSumsRight(await recommender.explain(world.query, id))
      }),
      { numRuns: 60 },
    )
  })

  it('is the same whatever batches the data came in, and after saving and restoring', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, fc.integer({ min: 1, max: 7 }), async (world, size) => {
        const whole = await made(world)
        const pieces = new Recommender<Item>({ clock: fixedClock(NOW) })
        for (let at = 0; at < world.items.length; at += size) await pieces.addItems(world.items.slice(at, at + size))
        for (let at = 0; at < world.events.length; at += size) await pieces.observe(world.events.slice(at, at + size))
        const list = await whole.recommend(world.query)
        expect(await pieces.recommend(world.query)).toEqual(list)
        const bytes = await whole.toSnapshot()
        expect(sameBytes(await pieces.toSnapshot(), bytes)).toBe(true)
        const restored = await Recommender.fromSnapshot<Item>(bytes, { clock: fixedClock(NOW) })
        expect(await restored.recommend(world.query)).toEqual(list)
        expect(await whole.recommend(world.query)).toEqual(list)
        expect(sameBytes(await restored.toSnapshot(), bytes)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['a word', { type: 'search', text: 'sea' }],
    ['a tag', { type: 'like', attribute: { name: 'tags', value: 'blue' } }],
    ['an attribute', { type: 'like', attribute: { name: 'author', value: 'b' } }],
  ])('does not rest on %s that no item has any more, whether or not a snapshot was taken', async (_, signal) => {
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    await recommender.addItems([
      { id: 'kept', text: 'storm', tags: ['red'], attributes: { author: 'a' } },
      { id: 'gone', text: 'sea', tags: ['blue'], attributes: { author: 'b' } },
      { id: 'other', text: 'storm' },
    ])
    await recommender.observe({ userId: 'ann', timestamp: NOW, ...signal })
    expect((await recommender.recommend({ userId: 'ann' })).strategy).toBe('personalized')
    await recommender.removeItems(['gone'])
    const before = await recommender.recommend({ userId: 'ann', history: ['kept'] })
    expect(before.strategy).toBe('session')
    await recommender.toSnapshot()
    expect(await recommender.recommend({ userId: 'ann', history: ['kept'] })).toEqual(before)
  })

  it('is the same before and after gaps of removed items were closed for a snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, fc.nat(3), async (world, step) => {
        const recommender = await made(world)
        const gone = world.items.map(({ id }) => id).filter((_, n) => n % (step + 2) === 0)
        await recommender.removeItems(gone)
        await recommender.observe({
          userId: 'ann',
          type: 'like',
          attribute: { name: 'tags', value: 'red' },
          timestamp: NOW,
        })
        const { itemId: _, ...query } = world.query
        const before = await recommender.recommend(query)
        const bytes = await recommender.toSnapshot()
        expect(await recommender.recommend(query)).toEqual(before)
        const restored = await Recommender.fromSnapshot<Item>(bytes, { clock: fixedClock(NOW) })
        expect(await restored.recommend(query)).toEqual(before)
      }),
      { numRuns: 60 },
    )
  })

  it('ranks given items as a permutation, whatever the other rules say', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, async (world) => {
        const ids = world.items.map(({ id }) => id).reverse()
        const list = await (await made(world)).rank(world.query, ids)
        expect(idsOf(list).sort()).toEqual([...ids].sort())
        for (const one of list.items) expectSumsRight(one)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps equal items in the order in which they were added', async () => {
    const recommender = new Recommender()
    await recommender.addItems(['c', 'a', 'b'].map((id) => ({ id, text: 'same' })))
    expect(idsOf(await recommender.recommend())).toEqual(['c', 'a', 'b'])
    expect(idsOf(await recommender.recommend({ text: 'same' }))).toEqual(['c', 'a', 'b'])
  })

  it('has no reasons when none are asked for, and the same order and scores', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    const [told, silent] = await Promise.all([
      recommender.recommend({ userId: 'ann' }),
      recommender.recommend({ userId: 'ann', explain: false }),
    ])
    expect(silent.items.every(({ reasons }) => reasons.length === 0)).toBe(true)
    expect(silent.items.map(({ itemId, score }) => [itemId, score])).toEqual(
      told.items.map(({ itemId, score }) => [itemId, score]),
    )
  })

  it('never holds an item that was removed, and holds it again when it comes back', async () => {
    const recommender = await library({}, [event('ann', 'dune'), event('bob', 'solaris')])
    expect(await recommender.removeItems(['solaris', 'solaris', 'unknown'])).toEqual({ removed: 1 })
    for (const query of [{ userId: 'ann' }, { text: 'ocean' }, {}, { candidates: ['solaris', 'emma'] }])
      expect(idsOf(await recommender.recommend(query))).not.toContain('solaris')
    await recommender.addItems([books[1]!])
    const list = await recommender.recommend({ userId: 'ann' })
    expect(idsOf(list)).toContain('solaris')
    expect(list.items.find(({ itemId }) => itemId === 'solaris')?.parts['popular']).toBeGreaterThan(0) // bob's like counts again
  })

  it('sees an item replaced by another with the same id', async () => {
    const recommender = await library()
    expect(await recommender.addItems([{ id: 'heat', text: 'desert spice' }])).toMatchObject({ added: 0, updated: 1 })
    expect(idsOf(await recommender.recommend({ text: 'oven butter acid', k: 1 }))).toEqual(['bread'])
    expect(idsOf(await recommender.recommend({ text: 'desert spice', k: 1 }))).toEqual(['heat'])
    expect(recommender.stats().items).toBe(books.length)
  })

  it('shows what was added, observed and removed in the same tick, nothing awaited', async () => {
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    const pending: Promise<unknown>[] = [recommender.addItems(books), recommender.observe(event('ann', 'dune'))]
    pending.push(recommender.observe([event('ann', 'solaris')]))
    const list = recommender.recommend({ userId: 'ann', k: 2 })
    expect(recommender.stats()).toMatchObject({ items: books.length, users: 1, interactions: 2 })
    pending.push(recommender.removeItems(['dune']))
    expect(recommender.stats().items).toBe(books.length - 1)
    expect(idsOf(await list).map(shelf)).toEqual(['space', 'space'])
    await Promise.all(pending)
  })

  it('counts events that came before their item once it comes', async () => {
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    await recommender.observe([event('ann', 'dune'), event('bob', 'emma'), event('cid', 'emma')])
    await recommender.addItems(books)
    const list = await recommender.recommend({ userId: 'ann' })
    expect(list.strategy).toBe('personalized')
    expect(shelf(list.items[0]!.itemId)).toBe('space')
    expect(idsOf(await recommender.recommend({ k: 1 }))).toEqual(['emma'])
    expect(idsOf(list)).not.toContain('dune')
  })

  it('leaves out what expired, keeps to a domain, and lifts what is new', async () => {
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    await recommender.addItems([
      { id: 'old', text: 'x', createdAt: NOW - 400 * DAY, domain: 'films' },
      { id: 'gone', text: 'x', expiresAt: NOW },
      { id: 'soon', text: 'x', expiresAt: new Date(NOW + 1), domain: 'books' },
      { id: 'new', text: 'x', createdAt: new Date(NOW - DAY), domain: 'films' },
      { id: 'newest', text: 'x', createdAt: NOW - 1 },
    ])
    const list = await recommender.recommend()
    expect(idsOf(list)).toEqual(['newest', 'new', 'old', 'soon'])
    expect(list.strategy).toBe('fresh')
    expect(list.items[1]?.reasons[0]?.text).toBe('New: 1 day old.')
    expect(idsOf(await recommender.recommend({ domain: 'films' }))).toEqual(['new', 'old'])
    expect(idsOf(await recommender.recommend({ now: NOW - 1 }))).toContain('gone')
    expect((await recommender.recommend({ domain: 'songs' })).strategy).toBe('empty')
  })

  it('moves items by a boost in the direction of the factor, whether their score is positive or negative', async () => {
    const recommender = await library({ rank: { weights: { popular: 0 } } }, [
      event('ann', 'dune'),
      event('ann', 'emma', 'dislike'),
    ])
    const scoreAt = async (itemId: string, factor?: number): Promise<number> =>
      (await recommender.explain({ userId: 'ann', ...(factor === undefined ? {} : { boost: () => factor }) }, itemId))
        .score
    for (const [itemId, sign] of [
      ['solaris', 1],
      ['pride', -1],
    ] as const) {
      const scores = await Promise.all([0, 1e-9, 0.5, 1, 2, 50].map((factor) => scoreAt(itemId, factor)))
      expect(Math.sign(scores[3]!)).toBe(sign)
      expect(scores[3]).toBe(await scoreAt(itemId))
      expect(scores).toEqual([...scores].sort((a, b) => a - b))
      expect(Math.abs(scores[0]! - scores[1]!)).toBeLessThan(1e-6)
    }
    const extreme = await recommender.recommend({ userId: 'ann', boost: (item) => (item.id === 'emma' ? 1 : 1e-300) })
    for (const one of extreme.items) expectSumsRight(one)
  })

  it('has an id that says who was answered what', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    const lists: RecommendationList<Item>[] = []
    for (const query of [{ userId: 'ann' }, { userId: 'bob' }, { userId: 'ann', k: 3 }, {}])
      lists.push(await recommender.recommend(query))
    expect(new Set(lists.map(({ id }) => id)).size).toBe(4)
    expect((await recommender.recommend({ userId: 'ann' })).id).toBe(lists[0]!.id)
  })

  it('holds its size with a k beyond the catalogue', async () => {
    const recommender = await library()
    expect((await recommender.recommend({ k: 1e9 })).items.length).toBe(books.length)
    expect((await recommender.recommend({ k: Number.MAX_VALUE })).items.length).toBe(books.length)
    expect(await new Recommender().recommend({ userId: 'ann' })).toMatchObject({ items: [], strategy: 'empty' })
  })
})

describe('the ladder', () => {
  it('answers from what there is to go by, and says so', async () => {
    const recommender = await library({}, [event('ann', 'dune'), event('bob', 'emma'), event('cid', 'emma')])
    const answers = async (query: Parameters<Recommender['recommend']>[0]): Promise<[string, string]> => {
      const list = await recommender.recommend(query)
      return [list.strategy, shelf(list.items[0]!.itemId)]
    }
    expect(await answers({ userId: 'ann' })).toEqual(['personalized', 'space'])
    expect(await answers({ history: ['heat'] })).toEqual(['session', 'cooking'])
    expect(await answers({ userId: 'unknown', history: ['heat'] })).toEqual(['session', 'cooking'])
    expect(await answers({ history: [{ itemId: 'heat', type: 'dislike' }, 'emma'] })).toEqual(['session', 'romance'])
    expect(await answers({ text: 'oven' })).toEqual(['content', 'cooking'])
    expect(await answers({ itemId: 'pride' })).toEqual(['content', 'romance'])
    expect(await answers({ userId: 'unknown' })).toEqual(['popular', 'romance'])
    expect(await answers({ text: 'unheardof' })).toEqual(['popular', 'romance'])
    expect(await answers({ text: '   ' })).toEqual(['popular', 'romance'])
    expect(await answers({})).toEqual(['popular', 'romance'])
    expect((await (await library()).recommend()).strategy).toBe('fresh')
  })

  it('does not claim to know somebody of whom nothing could be used', async () => {
    const recommender = await library({}, [event('ann', 'not-in-the-catalogue')])
    expect((await recommender.recommend({ userId: 'ann', text: 'oven' })).strategy).toBe('content')
    expect((await recommender.recommend({ history: ['nor-this'], text: 'oven' })).strategy).toBe('content')
    expect((await recommender.recommend({ userId: 'ann', history: ['dune'] })).strategy).toBe('session')
  })

  it('puts a history on top of what is stored, and lets it stand alone without a user', async () => {
    const recommender = await library({}, [event('ann', 'dune', 'like', 30)])
    const both = await recommender.recommend({ userId: 'ann', history: [{ itemId: 'heat', type: 'purchase' }], k: 7 })
    const first = new Set(idsOf(both).slice(0, 4).map(shelf))
    expect(first).toEqual(new Set(['space', 'cooking']))
    expect(idsOf(both)).not.toContain('heat')
    const alone = await recommender.recommend({ history: ['heat'], k: 1 })
    expect(idsOf(alone)).toEqual(['bread'])
    expect(recommender.stats().interactions).toBe(1)
  })

  it('lets the words of a query lead over what is known of a user', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    expect(idsOf(await recommender.recommend({ userId: 'ann', text: 'oven flour', k: 1 }))).toEqual(['bread'])
    expect(idsOf(await recommender.recommend({ userId: 'ann', itemId: 'emma', k: 1 }))).toEqual(['pride'])
  })

  it('finds what is like an item, without the item', async () => {
    const recommender = await library()
    const list = await recommender.similarItems('emma', { k: 2 })
    expect(idsOf(list).sort()).toEqual(['persuasion', 'pride'])
    expect(list.strategy).toBe('content')
    expect(idsOf(await recommender.similarItems('emma', { filter: ({ id }) => id !== 'pride', k: 1 }))).toEqual([
      'persuasion',
    ])
  })
})

describe('behaviour', () => {
  it('takes by a dislike as much as a like of the same would give, in proportion to likeness and to its evidence, and no more', async () => {
    const silent = { popular: 0, fresh: 0, tags: 0, attributes: 0 }
    const shares = async (type: string, of: string): Promise<Map<string, number>> => {
      const recommender = await library({ rank: { weights: silent } }, [
        event('ann', 'dune', 'like', 0),
        event('ann', of, type, 0),
      ])
      const found = new Map<string, number>()
      let unit = 0
      for (const { id } of books) {
        const { reasons } = await recommender.explain({ userId: 'ann' }, id)
        const of = (eventId: string): number =>
          reasons.reduce(
            (sum, one) =>
              sum + ('eventId' in one && one.kind === 'similar-item' && one.eventId === eventId ? one.share : 0),
            0,
          )
        // What the like of another gives to that other is the measure: each list has a scale of its own.
        if (id === 'dune') unit = of('ann#1')
        found.set(id, of('ann#2'))
      }
      return new Map([...found].map(([id, share]) => [id, share / unit]))
    }
    let moved = 0
    for (const of of ['messiah', 'emma', 'bread']) {
      const [liked, disliked, skipped] = [
        await shares('like', of),
        await shares('dislike', of),
        await shares('skip', of),
      ]
      for (const { id } of books) {
        // A dislike weighs 3, a like 3, a skip 0.25.
        expect(disliked.get(id)).toBeCloseTo(-liked.get(id)!, 6)
        expect(skipped.get(id)).toBeCloseTo(-liked.get(id)! / 12, 6)
        if (liked.get(id)! > 0) moved++
        else expect(disliked.get(id)).toBeCloseTo(0, 12)
      }
    }
    expect(moved).toBeGreaterThan(5)
  })

  it('pushes away what is like a disliked item, in the very next list', async () => {
    const recommender = await library({}, [event('ann', 'dune'), event('ann', 'heat')])
    const placeOf = async (): Promise<number> => idsOf(await recommender.recommend({ userId: 'ann' })).indexOf('bread')
    const before = await placeOf()
    const scoreBefore = (await recommender.explain({ userId: 'ann' }, 'bread')).score
    await recommender.observe(event('ann', 'heat', 'dislike', 0))
    expect(await placeOf()).toBeGreaterThan(before)
    const after = await recommender.explain({ userId: 'ann' }, 'bread')
    expect(after.score).toBeLessThan(scoreBefore)
    expect(after.reasons.find(({ kind }) => kind === 'similar-item')).toMatchObject({
      itemId: 'heat',
      behavior: 'dislike',
    })
  })

  it('turns with a search, a comment, an attribute', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    const bread = async (): Promise<number> => (await recommender.explain({ userId: 'ann' }, 'bread')).score
    const before = await bread()
    for (let n = 0; n < 3; n++)
      await recommender.observe({ userId: 'ann', type: 'search', text: 'oven flour yeast', timestamp: NOW })
    expect(await bread()).toBeGreaterThan(before)
    expect(idsOf(await recommender.recommend({ userId: 'ann' })).slice(0, 5)).toContain('bread')
    const comments = await library()
    await comments.observe({
      userId: 'bob',
      itemId: 'emma',
      type: 'comment',
      text: 'boring and awful marriage',
      timestamp: NOW,
    })
    const bob = await comments.recommend({ userId: 'bob' })
    expect(idsOf(bob).slice(-2).map(shelf)).toEqual(['romance', 'romance'])
    await comments.observe({ userId: 'eve', itemId: 'emma', type: 'comment', text: '很好看，喜欢', timestamp: NOW })
    expect(shelf(idsOf(await comments.recommend({ userId: 'eve' }))[0]!)).toBe('romance')
    const attributes = await library()
    await attributes.observe({ userId: 'cid', type: 'dislike', attribute: { name: 'author', value: 'austen ' } })
    expect(
      new Set(
        idsOf(await attributes.recommend({ userId: 'cid' }))
          .slice(-3)
          .map(shelf),
      ),
    ).toEqual(new Set(['romance']))
    await attributes.observe({ userId: 'dan', type: 'like', attribute: { name: 'tags', value: 'cooking' } })
    expect(shelf(idsOf(await attributes.recommend({ userId: 'dan' }))[0]!)).toBe('cooking')
  })

  it('leaves out what a user has dealt with, but not what was only shown, skipped or searched for', async () => {
    const recommender = await library()
    const types = Object.keys(defaultBehaviors)
    for (const [at, type] of types.entries())
      await recommender.observe(
        event(
          `u${at}`,
          'dune',
          type,
          1,
          type === 'rating' || type === 'dwell' ? { value: 1 } : type === 'search' ? { text: 'x' } : {},
        ),
      )
    for (const [at, type] of types.entries()) {
      const listed = idsOf(await recommender.recommend({ userId: `u${at}` })).includes('dune')
      expect([type, listed]).toEqual([type, ['impression', 'skip', 'search', 'wish'].includes(type)])
      expect(idsOf(await recommender.recommend({ userId: `u${at}`, excludeSeen: false }))).toContain('dune')
    }
  })

  it('takes own types, and a search text weighs nothing where its weight is 0', async () => {
    const recommender = await library({
      behaviors: { listen: { weight: 5, halfLife: '12h', cap: 9 }, view: { weight: 0 } },
    })
    await recommender.observe([event('ann', 'dune', 'listen', 0), event('bob', 'dune', 'view', 0)])
    expect((await recommender.recommend({ userId: 'ann' })).strategy).toBe('personalized')
    expect((await recommender.recommend({ userId: 'bob', excludeSeen: false })).strategy).toBe('popular')
  })

  it('answers a user of a hundred thousand events', async () => {
    const recommender = await library()
    const many = Array.from({ length: 100_000 }, (_, n) => event('ann', `x${n}`, 'view', 2))
    await recommender.observe([...many, event('ann', 'dune', 'like', 1)])
    const list = await recommender.recommend({ userId: 'ann', k: 1 })
    expect(shelf(idsOf(list)[0]!)).toBe('space')
    expect((await recommender.profile('ann')).events).toBe(100_001)
  })
})

describe('an item of many labels', () => {
  it('is taken in like any other', async () => {
    const many = Array.from({ length: 200_000 }, (_, n) => `t${n}`)
    const recommender = new Recommender<Item>()
    expect(
      await recommender.addItems([
        { id: 'a', tags: many, attributes: { who: many } },
        { id: 'b', tags: ['t7'] },
      ]),
    ).toMatchObject({ added: 2 })
    expect(idsOf(await recommender.similarItems('b'))).toEqual(['a'])
  })
})

describe('a profile', () => {
  it('says in words what is believed of a user', async () => {
    const recommender = await library({}, [
      event('ann', 'dune'),
      event('ann', 'emma', 'dislike'),
      event('ann', 'dune', 'view'),
    ])
    const profile = await recommender.profile('ann')
    expect(profile).toMatchObject({ userId: 'ann', events: 3, behaviors: { like: 1, dislike: 1, view: 1 } })
    const weightOf = (list: readonly { value: string; weight: number }[], value: string): number =>
      list.find((one) => one.value === value)?.weight ?? 0
    expect(weightOf(profile.terms, 'desert')).toBeGreaterThan(0)
    expect(weightOf(profile.terms, 'matchmaker')).toBeLessThan(0)
    expect(weightOf(profile.tags, 'space')).toBeGreaterThan(0)
    expect(weightOf(profile.attributes['author']!, 'Austen')).toBeLessThan(0)
    expect(profile.items[0]?.value).toBe('dune')
    expect(await recommender.profile('nobody')).toEqual({
      userId: 'nobody',
      events: 0,
      behaviors: {},
      terms: [],
      tags: [],
      attributes: {},
      items: [],
      wishes: [],
    })
  })

  it('survives attributes and types named like members of every object', async () => {
    const item = JSON.parse(
      '{"id":"a","attributes":{"__proto__":"x","constructor":"y","toString":"z"},"tags":["__proto__"]}',
    )
    const recommender = new Recommender({ behaviors: { constructor: { weight: 2 } }, clock: fixedClock(NOW) })
    await recommender.addItems([item, { ...item, id: 'b' }])
    await recommender.observe(event('ann', 'a', 'constructor'))
    const profile = await recommender.profile('ann')
    expect(Object.keys(profile.attributes).sort()).toEqual(['__proto__', 'constructor', 'toString'])
    expect(profile.behaviors['constructor']).toBe(1)
    expectSumsRight((await recommender.recommend({ userId: 'ann' })).items[0]!)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})

describe('undoing', () => {
  /** Ids count per user, so those of later events differ from what they would have been. */
  const withoutEventIds = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'eventId' || key === 'id' ? undefined : inner)))

  it('leaves all as if the events had never been observed, whatever came between', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, fc.array(fc.nat(), { maxLength: 4 }), async (world, picks) => {
        fc.pre(world.events.length > 0)
        const undone = new Set(picks.map((pick) => pick % world.events.length))
        const recommender = await made({ ...world, events: [] })
        const { eventIds = [] } = await recommender.observe(world.events)
        fc.pre(eventIds.length === world.events.length)
        for (const at of undone) expect(await recommender.undo(eventIds[at]!)).toBe(true)
        for (const at of undone) expect(await recommender.undo(eventIds[at]!)).toBe(false)
        const twin = await made({ ...world, events: world.events.filter((_, at) => !undone.has(at)) })
        for (const userId of ['ann', 'bob', '__proto__', 'd#1', 'nobody']) {
          expect(withoutEventIds(await recommender.recommend({ ...world.query, userId }))).toEqual(
            withoutEventIds(await twin.recommend({ ...world.query, userId })),
          )
          expect(withoutEventIds(await recommender.exportUser(userId))).toEqual(
            withoutEventIds(await twin.exportUser(userId)),
          )
        }
        expect(recommender.stats().bytes).toEqual(twin.stats().bytes)
      }),
      { numRuns: 80 },
    )
  })

  it('gives the very same state when the newest event is taken back', async () => {
    const recommender = await library()
    await recommender.observe(event('ann', 'dune', 'like'))
    const before = await recommender.toSnapshot()
    const { eventIds } = await recommender.observe(event('ann', 'emma', 'dislike'))
    expect(await recommender.undo(eventIds![0]!)).toBe(true)
    expect(sameBytes(await recommender.toSnapshot(), before)).toBe(true)
  })

  it('answers false for an event that is not there, and refuses what is no id', async () => {
    const recommender = await library()
    await recommender.observe(event('ann', 'dune', 'like'))
    for (const id of ['ann#2', 'ann#01', 'ann', '#1', 'nobody#1', 'ann#'])
      expect(await recommender.undo(id)).toBe(false)
    await expect(recommender.undo(1 as never)).rejects.toMatchObject({ code: 'invalid-argument', field: 'eventId' })
    expect(recommender.stats().interactions).toBe(1)
  })
})

describe('forgetting', () => {
  it('leaves all as if the user had never been there', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, fc.constantFrom('ann', 'bob', '__proto__', 'd#1'), async (world, userId) => {
        const recommender = await made(world)
        const twin = await made({ ...world, events: world.events.filter((one) => one.userId !== userId) })
        const report = await recommender.forget(userId)
        expect(report).toEqual({
          events: world.events.filter((one) => one.userId === userId).length,
          pendingUntilFit: [],
        })
        const { latency: _, ...stats } = recommender.stats()
        const { latency: __, ...statsOfTwin } = twin.stats()
        expect(stats).toEqual(statsOfTwin)
        for (const other of ['ann', 'bob', '__proto__', 'd#1', 'nobody'])
          expect(await recommender.recommend({ ...world.query, userId: other })).toEqual(
            await twin.recommend({ ...world.query, userId: other }),
          )
        expect(await recommender.profile(userId)).toEqual(await twin.profile(userId))
        expect(sameBytes(await recommender.toSnapshot(), await twin.toSnapshot())).toBe(true)
        expect(await recommender.exportUser(userId)).toEqual({ userId, events: [] })
      }),
      { numRuns: 80 },
    )
  })

  it('exports everything that was stored, exactly', async () => {
    const recommender = await library({ behaviors: { listen: { weight: 1 } } })
    const full = {
      userId: 'a#b',
      itemId: 'dune',
      type: 'listen',
      value: 0.1,
      text: 'words 字',
      attribute: { name: 'author', value: 'Lem' },
      sessionId: 's',
      timestamp: NOW - 0.5,
      recommendationId: 'r',
      position: 3,
    }
    const { eventIds } = await recommender.observe([
      full,
      { userId: 'a#b', type: 'search', text: 'x', timestamp: new Date(NOW) },
    ])
    expect(eventIds).toEqual(['a#b#1', 'a#b#2'])
    const { events } = await recommender.exportUser('a#b')
    expect(events[0]).toEqual({ ...full, eventId: 'a#b#1' })
    expect(events[1]).toMatchObject({ type: 'search', text: 'x', timestamp: NOW, eventId: 'a#b#2' })
    expect(await recommender.exportUser('a')).toEqual({ userId: 'a', events: [] })
    await recommender.forget('a')
    expect(recommender.stats().interactions).toBe(2)
  })
})
