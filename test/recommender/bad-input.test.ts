import { describe, expect, it } from 'vitest'
import {
  type Interaction,
  type Item,
  Recommender,
  RecommenderError,
  type RecommenderOptions,
  type RecommendQuery,
} from '../../src/index.ts'
import { fakeEncoder, fixedClock } from '../../src/testing/index.ts'
import { books, DAY, event, idsOf, library, NOW } from '../worlds/books.ts'
import { errorOf } from '../worlds/errors.ts'

/** As JavaScript users write it: the compiler would refuse. */
const wrong = <T>(value: unknown): T => value as T

const half = '\uD800'
const itemMistakes: readonly [unknown, code: string, says: RegExp][] = [
  [null, 'invalid-argument', /`item` is null/],
  [7, 'invalid-argument', /`item` is 7/],
  ['dune', 'invalid-argument', /An item is an object/],
  [[], 'invalid-argument', /`id` is undefined/],
  [{}, 'invalid-argument', /`id` is undefined/],
  [{ id: 42 }, 'invalid-argument', /pass String\(42\)/],
  [{ id: null }, 'invalid-argument', /`id` is null/],
  [{ id: '' }, 'invalid-argument', /non-empty/],
  [{ id: `a${half}` }, 'invalid-argument', /surrogate/],
  [{ id: 'x'.repeat(1 << 20) }, 'limit-exceeded', /1048576 characters; an id has at most 1024/],
  [{ id: 'a', text: null }, 'invalid-argument', /`text` is null/],
  [{ id: 'a', text: 5 }, 'invalid-argument', /`text` is 5/],
  [{ id: 'a', text: ['x'] }, 'invalid-argument', /`text` is an array/],
  [{ id: 'a', text: { body: 5 } }, 'invalid-argument', /`text.body` is 5/],
  [{ id: 'a', tags: 'fiction' }, 'invalid-argument', /`tags` is "fiction". Pass a list: \["fiction"\]/],
  [{ id: 'a', tags: null }, 'invalid-argument', /`tags` is null/],
  [{ id: 'a', tags: ['x', 7] }, 'invalid-argument', /`tags\[1\]` is 7/],
  [{ id: 'a', attributes: null }, 'invalid-argument', /`attributes` is null/],
  [{ id: 'a', attributes: { year: null } }, 'invalid-argument', /`attributes.year` is null/],
  [{ id: 'a', attributes: { year: Number.NaN } }, 'invalid-argument', /`attributes.year` is NaN/],
  [{ id: 'a', attributes: { year: Number.POSITIVE_INFINITY } }, 'invalid-argument', /`attributes.year` is Infinity/],
  [{ id: 'a', attributes: { who: [1] } }, 'invalid-argument', /`attributes.who\[0\]` is 1/],
  [{ id: 'a', attributes: { who: { name: 'x' } } }, 'invalid-argument', /`attributes.who` is an object/],
  [{ id: 'a', createdAt: 1_700_000_000 }, 'invalid-argument', /`createdAt` is 1700000000. This looks like seconds/],
  [{ id: 'a', createdAt: 1_700_000_000_000_000 }, 'invalid-argument', /microseconds/],
  [{ id: 'a', createdAt: '2020-01-01' }, 'invalid-argument', /`createdAt` is "2020-01-01"/],
  [{ id: 'a', createdAt: new Date('no') }, 'invalid-argument', /an invalid Date/],
  [{ id: 'a', expiresAt: Number.NaN }, 'invalid-argument', /`expiresAt` is NaN/],
  [{ id: 'a', expiresAt: null }, 'invalid-argument', /`expiresAt` is null/],
  [{ id: 'a', vector: [] }, 'invalid-argument', /`vector` is an array of 0/],
  [{ id: 'a', vector: [1, Number.NaN] }, 'invalid-argument', /`vector\[1\]` is NaN/],
  [{ id: 'a', vector: '123' }, 'invalid-argument', /`vector` is "123"/],
  [{ id: 'a', domain: 3 }, 'invalid-argument', /`domain` is 3/],
]

const like: Interaction = { userId: 'ann', itemId: 'dune', type: 'like' }
const eventMistakes: readonly [unknown, code: string, says: RegExp][] = [
  [{ ...like, userId: undefined }, 'invalid-argument', /`userId` is undefined/],
  [{ ...like, userId: 7 }, 'invalid-argument', /pass String\(7\)/],
  [{ ...like, userId: '' }, 'invalid-argument', /`userId` is ""/],
  [{ ...like, userId: half }, 'invalid-argument', /surrogate/],
  [{ ...like, userId: 'x'.repeat(1 << 20) }, 'limit-exceeded', /at most 1024/],
  [{ ...like, itemId: null }, 'invalid-argument', /`itemId` is null/],
  [{ ...like, itemId: '' }, 'invalid-argument', /`itemId` is ""/],
  [{ userId: 'ann', type: 'view' }, 'invalid-argument', /what the event is about/],
  [{ userId: 'ann', type: 'search', text: ' ' }, 'invalid-argument', /what the event is about/],
  [{ ...like, type: 'liek' }, 'invalid-argument', /`type` is "liek". Known types are view, /],
  [{ ...like, type: '__proto__' }, 'invalid-argument', /`type` is "__proto__"/],
  [{ ...like, type: 'constructor' }, 'invalid-argument', /declare others/],
  [{ ...like, type: undefined }, 'invalid-argument', /`type` is undefined/],
  [{ ...like, value: '3' }, 'invalid-argument', /`value` is "3"/],
  [{ ...like, value: null }, 'invalid-argument', /`value` is null/],
  [{ ...like, value: Number.NaN }, 'invalid-argument', /`value` is NaN/],
  [{ ...like, value: -1 }, 'invalid-argument', /0 or more/],
  [{ ...like, type: 'rating' }, 'invalid-argument', /A rating needs a value from 1 to 5/],
  [{ ...like, type: 'rating', value: 6 }, 'invalid-argument', /The scale of rating is 1 to 5/],
  [{ ...like, type: 'rating', value: 0 }, 'invalid-argument', /behaviors.rating.scale/],
  [{ ...like, type: 'dwell', value: -1 }, 'invalid-argument', /The scale of dwell/],
  [{ ...like, type: 'dwell', value: Number.POSITIVE_INFINITY }, 'invalid-argument', /`value` is Infinity/],
  [{ ...like, text: 5 }, 'invalid-argument', /`text` is 5/],
  [{ ...like, attribute: 'author' }, 'invalid-argument', /`attribute.name` is undefined/],
  [{ ...like, attribute: null }, 'invalid-argument', /attribute.name/],
  [{ ...like, attribute: { name: 'author', value: 5 } }, 'invalid-argument', /`attribute.value` is 5/],
  [{ ...like, sessionId: 5 }, 'invalid-argument', /`sessionId` is 5/],
  [{ ...like, recommendationId: '' }, 'invalid-argument', /`recommendationId` is ""/],
  [{ ...like, position: 0 }, 'invalid-argument', /Positions are whole numbers from 1/],
  [{ ...like, position: 1.5 }, 'invalid-argument', /`position` is 1.5/],
  [{ ...like, timestamp: 1_700_000_000 }, 'invalid-argument', /looks like seconds: multiply by 1000/],
  [{ ...like, timestamp: 1_700_000_000_000_000 }, 'invalid-argument', /microseconds/],
  [{ ...like, timestamp: Number.NaN }, 'invalid-argument', /`timestamp` is NaN/],
  [{ ...like, timestamp: '2024-01-01' }, 'invalid-argument', /`timestamp` is "2024-01-01"/],
  [{ ...like, timestamp: -1 }, 'invalid-argument', /before 1970/],
  [{ ...like, timestamp: NOW + 2 * DAY }, 'invalid-argument', /ahead of the clock \(2026-01-01T00:00:00.000Z\)/],
  [{ ...like, timestamp: new Date(8.64e15) }, 'invalid-argument', /ahead of the clock/],
]

const queryMistakes: readonly [unknown, field: string, says: RegExp][] = [
  [null, 'query', /Pass an object/],
  ['ann', 'query', /Pass an object/],
  [{ k: 0 }, 'k', /`k` is 0. Ask for a whole number of items, from 1/],
  [{ k: -1 }, 'k', /from 1/],
  [{ k: 1.5 }, 'k', /`k` is 1.5/],
  [{ k: Number.NaN }, 'k', /`k` is NaN/],
  [{ k: Number.POSITIVE_INFINITY }, 'k', /`k` is Infinity/],
  [{ k: '10' }, 'k', /`k` is "10"/],
  [{ k: null }, 'k', /`k` is null/],
  [{ userId: 5 }, 'userId', /pass String\(5\)/],
  [{ userId: '' }, 'userId', /non-empty/],
  [{ itemId: 5 }, 'itemId', /pass String\(5\)/],
  [{ text: 5 }, 'text', /Pass a string/],
  [{ candidates: 'dune' }, 'candidates', /Pass a list: \["dune"\]/],
  [{ candidates: [7] }, 'candidates[0]', /pass String\(7\)/],
  [{ candidates: null }, 'candidates', /Pass a list of ids/],
  [{ exclude: 'dune' }, 'exclude', /Pass a list/],
  [{ exclude: 5 }, 'exclude', /Pass a list of ids/],
  [{ excludeSeen: 'no' }, 'excludeSeen', /true or false/],
  [{ explain: 1 }, 'explain', /true or false/],
  [{ filter: 'x' }, 'filter', /Pass a function/],
  [{ boost: 2 }, 'boost', /Pass a function/],
  [{ domain: 5 }, 'domain', /Pass a string/],
  [{ locale: 'fr' }, 'locale', /'en' and 'zh'/],
  [{ now: Number.NaN }, 'now', /Date or epoch milliseconds/],
  [{ now: 1_700_000_000 }, 'now', /seconds/],
  [{ now: '2024' }, 'now', /Date or epoch milliseconds/],
  [{ signal: 'x' }, 'signal', /AbortController/],
  [{ history: 'dune' }, 'history', /Pass a list/],
  [{ history: [5] }, 'history[0]', /Pass an item id/],
  [{ history: [''] }, 'history[0]', /non-empty/],
  [{ history: ['dune', { itemId: 'dune', type: 'liek' }] }, 'history[1].type', /Known types/],
  [{ user: 'ann' }, 'query.user', /no such option. Did you mean `userId`\? Known are: userId, /],
  [{ topN: 3 }, 'query.topN', /no such option/],
]

const optionMistakes: readonly [unknown, field: string, says?: RegExp][] = [
  [null, 'options'],
  ['tfidf', 'options'],
  [{ encoders: 'tfidf' }, 'options.encoders'],
  [{ diversity: 0.5 }, 'options.diversity', /It belongs to a query: recommend\({ diversity }\)/],
  [{ exploration: 0.5 }, 'options.exploration', /It belongs to a query: recommend\({ exploration }\)/],
  [{ k: 5 }, 'options.k', /It belongs to a query: recommend\({ k }\)/],
  [{ encoder: 'bert' }, 'encoder'],
  [{ encoder: {} }, 'encoder'],
  [{ encoder: [fakeEncoder({ a: [1] })] }, 'encoder'],
  [{ encoder: { words: {} } }, 'encoder.words'],
  [{ encoder: { popular: fakeEncoder({ a: [1] }) } }, 'encoder.popular'],
  [{ encoder: { ['__proto__']: fakeEncoder({ a: [1] }) } }, 'encoder.__proto__'],
  [{ encoder: { constructor: fakeEncoder({ a: [1] }) } }, 'encoder.constructor'],
  [{ encoder: { 'a.b': fakeEncoder({ a: [1] }) } }, 'encoder'],
  [{ fields: ['title'] }, 'fields'],
  [{ fields: { title: -1 } }, 'fields.title'],
  [{ fields: { title: Number.NaN } }, 'fields.title'],
  [{ fields: { title: '3' } }, 'fields.title'],
  [{ behaviors: ['listen'] }, 'behaviors'],
  [{ behaviors: { listen: {} } }, 'behaviors.listen.weight'],
  [{ behaviors: { listen: { weight: Number.NaN } } }, 'behaviors.listen.weight'],
  [{ behaviors: { listen: { weight: Number.POSITIVE_INFINITY } } }, 'behaviors.listen.weight'],
  [{ behaviors: { listen: { weight: '1' } } }, 'behaviors.listen.weight'],
  [{ behaviors: { listen: { weight: 1, halfLife: 0 } } }, 'behaviors.listen.halfLife'],
  [{ behaviors: { listen: { weight: 1, halfLife: '30 days' } } }, 'behaviors.listen.halfLife'],
  [{ behaviors: { listen: { weight: 1, cap: -1 } } }, 'behaviors.listen.cap'],
  [{ behaviors: { listen: { weight: 1, cap: '3' } } }, 'behaviors.listen.cap'],
  [{ behaviors: { listen: { weight: 1, scale: [5, 1] } } }, 'behaviors.listen.scale'],
  [{ behaviors: { listen: { weight: 1, scale: [0] } } }, 'behaviors.listen.scale'],
  [{ behaviors: { listen: { weight: 1, signed: true } } }, 'behaviors.listen.signed'],
  [{ behaviors: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`t${n}`, { weight: 1 }])) }, 'behaviors'],
  [{ rank: { popular: 1 } }, 'rank.popular'],
  [{ rank: { weights: { popular: -1 } } }, 'rank.weights.popular'],
  [{ locale: 'fr' }, 'locale'],
  [{ seed: 1.5 }, 'seed'],
  [{ clock: 5 }, 'clock'],
  [{ describe: 'x' }, 'describe'],
  [{ onWarning: 'x' }, 'onWarning'],
]

describe('wrong input', () => {
  it('in items is reported by place, id, code and field, and the good ones are taken', async () => {
    const recommender = await library()
    const records = itemMistakes.flatMap(([mistake], n) => [mistake, { id: `good${n}`, text: 'good' }])
    const report = await recommender.addItems(wrong(records))
    expect(report).toMatchObject({ added: itemMistakes.length, updated: 0 })
    expect(report.rejected.map(({ index }) => index)).toEqual(itemMistakes.map((_, n) => 2 * n))
    for (const [n, [mistake, code, says]] of itemMistakes.entries()) {
      expect(report.rejected[n]!.code).toBe(code)
      expect(report.rejected[n]!.message).toMatch(says)
      const id = (mistake as { id?: unknown } | null)?.id
      if (typeof id === 'string') expect(report.rejected[n]!.id).toBe(id.slice(0, 100))
    }
    expect(recommender.stats().items).toBe(books.length + itemMistakes.length)
  })

  it('in one event throws, in a batch is reported, with strict takes nothing', async () => {
    const recommender = await library()
    for (const [mistake, code, says] of eventMistakes) {
      const error = await errorOf(() => recommender.observe(wrong(mistake)))
      expect(error.code).toBe(code)
      expect(error.message).toMatch(says)
      const strict = await errorOf(() => recommender.observe(wrong([like, mistake]), { strict: true }))
      expect(strict.message).toMatch(/^events\[1\]: /)
      expect(strict.field).toBe(`events[1].${error.field}`)
    }
    expect(recommender.stats().interactions).toBe(0)
    const report = await recommender.observe(wrong([...eventMistakes.map(([mistake]) => mistake), null, like]))
    expect(report).toMatchObject({ added: 1, updated: 0, eventIds: ['ann#1'] })
    expect(report.rejected.map(({ index }) => index)).toEqual(
      Array.from({ length: eventMistakes.length + 1 }, (_, n) => n),
    )
    expect(recommender.stats()).toMatchObject({ interactions: 1, users: 1 })
  })

  it('in a query gives an error that names the field', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    for (const [mistake, field, says] of queryMistakes) {
      const error = await errorOf(() => recommender.recommend(wrong<RecommendQuery<Item>>(mistake)))
      expect([error.code, error.field]).toEqual(['invalid-argument', field])
      expect(error.message).toMatch(says)
    }
  })

  it('in the options gives an error that names the option', async () => {
    for (const [mistake, field, says = /./] of optionMistakes) {
      const error = await errorOf(() => new Recommender(wrong<RecommenderOptions<Item>>(mistake)))
      expect([error.code, error.field]).toEqual(['invalid-argument', field])
      expect(error.message).toMatch(says)
    }
  })

  it('for a list of records names what is wanted', async () => {
    const recommender = await library()
    for (const records of [null, undefined, 5, 'dune', { id: 'a' }, new WeakMap()]) {
      expect((await errorOf(() => recommender.addItems(wrong(records)))).field).toBe('items')
    }
    for (const records of [null, undefined, 5, 'dune'])
      expect((await errorOf(() => recommender.observe(wrong(records)))).field).toBe('events')
    for (const ids of ['dune', null, 5, [5]])
      expect((await errorOf(() => recommender.removeItems(wrong(ids)))).field).toMatch(/^ids/)
    expect(recommender.stats().items).toBe(books.length)
  })

  it('for an id nobody has is an unknown item where one is required, and passed over elsewhere', async () => {
    const recommender = await library()
    for (const [call, field] of [
      [() => recommender.recommend({ itemId: 'x' }), 'itemId'],
      [() => recommender.similarItems('x'), 'itemId'],
      [() => recommender.explain({}, 'x'), 'itemId'],
      [() => recommender.explain({}, '__proto__'), 'itemId'],
      [() => recommender.rank({}, ['dune', 'x']), 'itemIds[1]'],
    ] as const) {
      const error = await errorOf(call)
      expect([error.code, error.field]).toEqual(['unknown-item', field])
    }
    expect((await errorOf(() => recommender.rank({}, ['dune', 'emma', 'dune']))).field).toBe('itemIds[2]')
    expect((await errorOf(() => recommender.rank({}, wrong('dune')))).field).toBe('itemIds')
    expect(await recommender.rank({}, [])).toMatchObject({ items: [], strategy: 'empty' })
    expect(idsOf(await recommender.recommend({ candidates: ['x', 'dune'], exclude: ['y'] }))).toEqual(['dune'])
    expect(await recommender.removeItems(['x'])).toEqual({ removed: 0 })
    expect(await recommender.forget('x')).toEqual({ events: 0, pendingUntilFit: [] })
    for (const verb of ['profile', 'forget', 'exportUser'] as const)
      for (const userId of ['', 5, undefined])
        expect((await errorOf(() => recommender[verb](wrong(userId)))).field).toBe('userId')
  })

  it('of hostile ids changes nothing it must not', async () => {
    const ids = [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'a#1',
      'a',
      '"',
      '\u0000',
      ' ',
      '💥',
      'x'.repeat(1024),
    ]
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    expect(
      await recommender.addItems(
        ids.map((id) => ({ id, text: 'same words', tags: [id], attributes: JSON.parse(`{"__proto__":"p"}`) })),
      ),
    ).toMatchObject({ added: ids.length, rejected: [] })
    await recommender.observe(
      ids.map((id) => event(id, id)),
      { strict: true },
    )
    for (const id of ids) {
      const list = await recommender.recommend({ userId: id, k: 20 })
      expect(idsOf(list).sort()).toEqual(ids.filter((other) => other !== id).sort())
      expect((await recommender.exportUser(id)).events.map(({ eventId, itemId }) => [eventId, itemId])).toEqual([
        [`${id}#1`, id],
      ])
    }
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), { clock: fixedClock(NOW) })
    expect(await restored.recommend({ userId: '__proto__' })).toEqual(
      await recommender.recommend({ userId: '__proto__' }),
    )
    expect(await recommender.forget('__proto__')).toMatchObject({ events: 1 })
    expect(await recommender.removeItems(['constructor'])).toEqual({ removed: 1 })
    expect(recommender.stats()).toMatchObject({ items: ids.length - 1, users: ids.length - 1 })
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('keeps half characters in texts from breaking what is stored', async () => {
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    await recommender.addItems([
      { id: 'a', text: `half ${half}`, tags: [`t${half}`] },
      { id: 'b', text: 'half', tags: [`t${half}`] },
    ])
    await recommender.observe([{ userId: 'ann', type: 'search', text: `half${half}` }, event('ann', 'a')])
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), { clock: fixedClock(NOW) })
    expect(await restored.recommend({ userId: 'ann' })).toEqual(await recommender.recommend({ userId: 'ann' }))
  })
})

describe('an app function that throws', () => {
  const boom = (): never => {
    throw new Error('boom')
  }

  it('is named with the item, and its error is the cause', async () => {
    const recommender = await library()
    for (const option of ['filter', 'boost'] as const) {
      const error = await errorOf(() => recommender.recommend({ [option]: boom }))
      expect(error).toMatchObject({
        code: 'invalid-argument',
        field: option,
        cause: expect.objectContaining({ message: 'boom' }),
      })
      expect(error.message).toBe(`\`${option}\` threw for item "dune": boom`)
    }
    for (const factor of [-1, Number.NaN, Number.POSITIVE_INFINITY, '2', undefined, 1e9])
      expect((await errorOf(() => recommender.recommend({ boost: () => wrong<number>(factor) }))).message).toMatch(
        /a factor is a number from 0 to/,
      )
    expect((await recommender.recommend()).items.length).toBe(books.length)
  })

  it('as `describe` leaves that item out, and with strict all of them', async () => {
    const describe = (item: { id: string }): { text: string } => (item.id === 'bad' ? boom() : { text: 'fine' })
    const recommender = new Recommender<{ id: string }>({ describe })
    const report = await recommender.addItems([{ id: 'a' }, { id: 'bad' }, { id: 'b' }])
    expect(report).toMatchObject({
      added: 2,
      rejected: [{ index: 1, id: 'bad', message: '`describe` threw for item "bad": boom' }],
    })
    const error = await errorOf(() => recommender.addItems([{ id: 'c' }, { id: 'bad' }], { strict: true }))
    expect(error.field).toBe('items[1].describe')
    expect(recommender.stats().items).toBe(2)
    const nothing = new Recommender({ describe: () => wrong(undefined) })
    expect((await nothing.addItems([{ id: 'a' }])).rejected[0]?.message).toMatch(/`describe` returns an object/)
  })
})

describe('a batch', () => {
  it('takes the last of several items with one id, and counts the others as updates', async () => {
    for (const strict of [true, false]) {
      const recommender = new Recommender<Item>()
      const batch = [
        { id: 'a', text: 'old' },
        { id: 'b', text: 'b' },
        { id: 'a', text: 'new' },
      ]
      expect(await recommender.addItems(batch, { strict })).toEqual({ added: 2, updated: 1, rejected: [] })
      const list = await recommender.recommend({ text: 'new' })
      expect([list.strategy, list.items[0]?.item.text]).toEqual(['content', 'new'])
      expect((await recommender.recommend({ text: 'old' })).strategy).toBe('fresh')
    }
  })

  it('may come from any iterable or async iterable, and one bad record with strict takes nothing from any of them', async () => {
    async function* slow(bad: boolean): AsyncGenerator<Item> {
      for (let n = 0; n < 1500; n++) {
        if (n % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
        yield bad && n === 1400 ? wrong<Item>({ id: 5 }) : { id: `i${n}`, text: 'x' }
      }
    }
    function* quick(bad: boolean): Generator<Item> {
      for (let n = 0; n < 1500; n++) yield bad && n === 1400 ? wrong<Item>({ id: 5 }) : { id: `i${n}`, text: 'x' }
    }
    for (const source of [slow, quick, (bad: boolean) => [...quick(bad)]]) {
      const recommender = new Recommender<Item>()
      const error = await errorOf(() => recommender.addItems(source(true), { strict: true }))
      expect(error.message).toMatch(/^items\[1400\]: .*Nothing was taken in\.$/)
      expect(recommender.stats().items).toBe(0)
      expect(await recommender.addItems(source(true))).toMatchObject({ added: 1499, rejected: [{ index: 1400 }] })
    }
    const recommender = new Recommender<Item>()
    expect(await recommender.addItems(new Set([{ id: 'a' }]))).toMatchObject({ added: 1 })
    expect(await recommender.observe(new Set([event('ann', 'a')]))).toMatchObject({ added: 1 })
  })

  it('of items with vectors takes one length, and nothing is half done', async () => {
    const recommender = new Recommender<Item>()
    const report = await recommender.addItems([
      { id: 'a', vector: [1, 0] },
      { id: 'b', vector: [1, 0, 0] },
      { id: 'c', vector: new Float32Array([0, 1]) },
    ])
    expect(report).toMatchObject({ added: 2, rejected: [{ index: 1, id: 'b' }] })
    expect(report.rejected[0]?.message).toMatch(/Expected `vector` with 2 numbers/)
    expect(idsOf(await recommender.recommend({ itemId: 'a' }))).toEqual(['c'])
    await errorOf(() => recommender.addItems([{ id: 'd' }, { id: 'e', vector: [1] }], { strict: true }))
    expect(recommender.stats().items).toBe(2)
    await recommender.removeItems(['a', 'c'])
    expect(await recommender.addItems([{ id: 'n', vector: [1, 2, 3] }])).toMatchObject({ added: 1, rejected: [] })
  })

  it('tells its progress, up to the end', async () => {
    const seen: unknown[] = []
    const recommender = new Recommender<Item>()
    const many = Array.from({ length: 3000 }, (_, n) => ({ id: `i${n}`, text: `word${n % 7}` }))
    await recommender.addItems(many, { onProgress: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toEqual({ phase: 'items', done: 3000, total: 3000 })
    await recommender.observe(many.map(({ id }) => event('ann', id)).values(), {
      onProgress: (progress) => seen.push(progress),
    })
    expect(seen.at(-1)).toEqual({ phase: 'events', done: 3000 })
    await recommender.toSnapshot({ onProgress: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toEqual({ phase: 'snapshot', done: 6, total: 6 })
  })
})

describe('an abort', () => {
  const fired = AbortSignal.abort()

  it('before the work begins changes nothing', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    for (const call of [
      () => recommender.addItems([{ id: 'x' }], { signal: fired }),
      () => recommender.observe(event('ann', 'emma'), { signal: fired }),
      () => recommender.observe([event('ann', 'emma')], { signal: fired }),
      () => recommender.recommend({ signal: fired }),
      () => recommender.rank({ signal: fired }, ['dune']),
      () => recommender.explain({ signal: fired }, 'dune'),
      () => recommender.fit({ signal: fired }),
      () => recommender.toSnapshot({ signal: fired }),
    ])
      expect((await errorOf(call)).code).toBe('aborted')
    expect(recommender.stats()).toMatchObject({ items: books.length, interactions: 1 })
  })

  it('in the middle keeps what was finished, and with strict nothing', async () => {
    for (const strict of [false, true]) {
      const abort = new AbortController()
      const recommender = new Recommender<Item>()
      async function* items(): AsyncGenerator<Item> {
        for (let n = 0; n < 3000; n++) {
          if (n === 2000) abort.abort()
          yield { id: `i${n}` }
        }
      }
      expect((await errorOf(() => recommender.addItems(items(), { signal: abort.signal, strict }))).code).toBe(
        'aborted',
      )
      expect(recommender.stats().items < 3000).toBe(true)
      if (strict) expect(recommender.stats().items).toBe(0)
    }
  })

  it('in the middle of a list stops it', async () => {
    const abort = new AbortController()
    const encoder = fakeEncoder({ x: [1] }, { wait: () => Promise.resolve().then(() => abort.abort()) })
    const recommender = new Recommender<Item>({ encoder })
    await recommender.addItems([{ id: 'a', text: 'x' }])
    const error = await errorOf(() => recommender.recommend({ text: 'x', signal: abort.signal }))
    expect(error).toBeInstanceOf(RecommenderError)
    expect(error.code).toBe('aborted')
  })
})
