/** Each rule of interactions at its edges: what is a fault, what is none, what mends it. */

import { describe, expect, it } from 'vitest'
import {
  type CleanInteractionsOptions,
  cleanInteractions,
  type Finding,
  type InteractionRuleName,
  inspectData,
  type RawInteraction,
} from '../../../src/events/index.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
const SECOND = 1000

const like = (fields: RawInteraction = {}): RawInteraction => ({
  userId: 'ann',
  itemId: 'dune',
  type: 'like',
  timestamp: NOW - DAY,
  ...fields,
})
const rating = (value: unknown, fields: RawInteraction = {}): RawInteraction =>
  like({ type: 'rating', value, ...fields })

/** What one rule finds, all of it. */
async function found(
  rule: InteractionRuleName,
  interactions: readonly RawInteraction[],
  options: Omit<CleanInteractionsOptions, 'rules'> = {},
): Promise<readonly Finding[]> {
  const { rules } = await cleanInteractions(interactions, { now: NOW, examples: 1000, ...options })
  return rules.find((one) => one.rule === rule)!.examples
}
const places = (findings: readonly Finding[]): readonly number[] => findings.map(({ index }) => index)
/** What comes out of cleaning by default. */
const cleaned = async (record: RawInteraction): Promise<RawInteraction> =>
  (await cleanInteractions([record], { now: NOW })).kept[0]!

describe('types of fields', () => {
  it('are mended where there is one thing that they can mean', async () => {
    expect(await cleaned(rating('4'))).toEqual(rating(4))
    expect(await cleaned(rating(' 4.5 '))).toEqual(rating(4.5))
    expect(await cleaned(like({ userId: 7, itemId: 12n }))).toEqual(like({ userId: '7', itemId: '12' }))
    expect(await cleaned(like({ userId: ' ann\n' }))).toEqual(like())
    expect(await cleaned(like({ timestamp: '2025-12-31T00:00:00Z' }))).toEqual(like())
    expect(await cleaned(like({ timestamp: '2025-12-31 01:00:00+01:00' }))).toEqual(like())
    expect(await cleaned(like({ timestamp: '2025-12-31' }))).toEqual(like())
    expect(await cleaned(like({ timestamp: String((NOW - DAY) / 1000) }))).toEqual(like()) // a string, and in seconds
    expect(await cleaned(like({ value: null, sessionId: null, timestamp: null }))).toEqual({
      userId: 'ann',
      itemId: 'dune',
      type: 'like',
    })
  })

  it('are reported where they can mean several things, and left as they are', async () => {
    const doubtful = [
      rating('4,5'),
      rating('four'),
      rating(true),
      rating(Number.NaN),
      like({ timestamp: '2025-12-31T00:00:00' }), // in which time zone?
      like({ timestamp: '31.12.2025' }),
      like({ timestamp: new Date(Number.NaN) }),
      like({ userId: 1.5 }),
      like({ text: 5 }),
      like({ type: null }),
    ]
    const findings = await found('valueTypes', doubtful)
    expect(places(findings)).toEqual(doubtful.map((_, at) => at))
    expect(findings.every(({ fix }) => fix === undefined)).toBe(true)
    expect(findings[0]!.why).toBe('`value` is "4,5", not a number')
  })

  it('of records that are no objects are told too, and `noSubject` drops those', async () => {
    const { kept, rules } = await cleanInteractions([null, 5, like()] as unknown as RawInteraction[], { now: NOW })
    expect(kept).toEqual([like()])
    expect(rules.find(({ rule }) => rule === 'valueTypes')!.findings).toBe(2)
  })

  it('say what is mended and keep what they do not know', async () => {
    const [finding] = await found('valueTypes', [{ ...rating('4'), price: 9 } as RawInteraction])
    expect(finding).toEqual({
      index: 0,
      userId: 'ann',
      itemId: 'dune',
      why: '`value` is "4", not a number',
      fix: { value: 4 },
    })
    expect(await cleaned({ ...rating('4'), price: 9 } as RawInteraction)).toEqual({ ...rating(4), price: 9 })
  })
})

describe('records about nothing', () => {
  it('are those without a user, an item, a text and an attribute; a search or an attribute is enough', async () => {
    const { itemId: _, ...bare } = like()
    const records = [
      bare,
      like({ userId: '' }),
      like({ itemId: '' }),
      { ...bare, type: 'search', text: 'robots' },
      { ...bare, type: 'search', text: ' ' },
      { ...bare, attribute: { name: 'author', value: 'Herbert' } },
      like(),
    ]
    expect(places(await found('noSubject', records))).toEqual([0, 1, 2, 4])
  })
})

describe('times', () => {
  it('in seconds, microseconds and nanoseconds become milliseconds, as numbers and as dates', async () => {
    const time = NOW - DAY
    expect(await cleaned(like({ timestamp: time / 1000 }))).toEqual(like())
    expect(await cleaned(like({ timestamp: time * 1000 }))).toEqual(like())
    expect(await cleaned(like({ timestamp: time * 1e6 }))).toEqual(like())
    expect(await cleaned(like({ timestamp: new Date(time / 1000) }))).toEqual(like({ timestamp: new Date(time) }))
    // MovieLens begins in 1996, before the first billion seconds.
    expect(await cleaned(like({ timestamp: 828_124_615 }))).toEqual(like({ timestamp: 828_124_615_000 }))
  })

  it('that lie in the future even in their own unit are not mended', async () => {
    const [finding] = await found('timesInSeconds', [like({ timestamp: 9_999_999_999 })])
    expect(finding!.fix).toBeUndefined()
  })

  it('of zero, below it, or before 1980 are stand-ins', async () => {
    const times = [0, -1, 86_400_000, Date.UTC(1979, 11, 31), Date.UTC(1980, 0, 1), new Date(0)]
    expect(
      places(
        await found(
          'zeroTimes',
          times.map((timestamp) => like({ timestamp, itemId: String(timestamp) })),
        ),
      ),
    ).toEqual([0, 1, 2, 3, 5])
  })

  it('may be a day ahead of the clock, and no more', async () => {
    const times = [NOW + DAY, NOW + DAY + 1, new Date(NOW + 400 * DAY)]
    expect(
      places(
        await found(
          'futureTimes',
          times.map((timestamp, at) => like({ timestamp, itemId: `${at}` })),
        ),
      ),
    ).toEqual([1, 2])
  })

  it('out of order are put in order among those of their user alone, with as few named as have to move', async () => {
    const at = (userId: string, day: number): RawInteraction =>
      like({ userId, itemId: `${day}`, timestamp: NOW - day * DAY })
    const records = [at('ann', 9), at('bob', 3), at('ann', 1), at('ann', 8), at('bob', 2), at('ann', 7), at('ann', 6)]
    const { kept, changes, indexes } = await cleanInteractions(records, { now: NOW })
    expect(changes.map(({ kind, index, rule }) => [rule, kind, index])).toEqual([['unorderedTimes', 'moved', 2]])
    expect(indexes).toEqual([0, 1, 3, 5, 4, 6, 2])
    expect(kept).toEqual(indexes.map((index) => records[index]))
  })

  it('that are equal or missing are in any order', async () => {
    const { timestamp: _, ...timeless } = like()
    const records = [like({ itemId: 'a' }), timeless, like({ itemId: 'b' }), like({ itemId: 'c', timestamp: NOW })]
    expect(await found('unorderedTimes', records)).toEqual([])
  })
})

describe('values', () => {
  it('outside their scale are told, with the scale that all together seem to be on', async () => {
    const values = [0, 1, 5, 5.5, undefined]
    const findings = await found(
      'valuesOutOfScale',
      values.map((value, at) => rating(value, { itemId: `${at}` })),
    )
    expect(places(findings)).toEqual([0, 3, 4])
    const ten = Array.from({ length: 40 }, (_, at) => rating(1 + (at % 10), { itemId: `${at}` }))
    expect((await found('valuesOutOfScale', ten))[0]!.why).toBe(
      'a rating of 6, and its scale is 1 to 5; all together look like a scale to 10: set behaviors.rating.scale, or rescale them',
    )
    expect(
      await found('valuesOutOfScale', ten, { behaviors: { rating: { weight: 4, scale: [1, 10], signed: true } } }),
    ).toEqual([])
  })

  it('that are quantities may be anything from 0, and a dwell as long as it likes', async () => {
    const records = [
      like({ type: 'purchase', value: 3 }),
      like({ type: 'cart', value: -1 }),
      like({ type: 'dwell', value: 3000 }),
    ]
    expect(places(await found('valuesOutOfScale', records))).toEqual([1])
  })

  it('of dwells above six hours, or a hundred times the usual, are milliseconds', async () => {
    const dwell = (value: number, at = 0): RawInteraction => like({ type: 'dwell', value, itemId: `d${at}` })
    expect(await cleaned(dwell(45_000))).toEqual(dwell(45))
    expect(await cleaned(dwell(5_000))).toEqual(dwell(5_000)) // alone, an hour and a half may be meant
    const usual = Array.from({ length: 40 }, (_, at) => dwell(3 + at, at))
    const { kept } = await cleanInteractions([...usual, dwell(5_000, 99)], { now: NOW })
    expect(kept.at(-1)).toEqual(dwell(5, 99))
  })

  it('of one user that are all the same, or far from those of others, are told once for all of them', async () => {
    const user = (userId: string, values: readonly number[]): RawInteraction[] =>
      values.map((value, at) => rating(value, { userId, itemId: `i${at}`, timestamp: NOW - (50 - at) * DAY }))
    const usual = Array.from({ length: 20 }, (_, at) =>
      user(`u${at}`, [2, 3, 4, 5, 3, 4, 4, 5, 3, 2 + (at % 4)]),
    ).flat()
    const fives = user('fan', Array(12).fill(5))
    const few = user('new', [5, 5, 5])
    const critic = user('critic', [1, 1, 1, 2, 1, 1, 1, 1, 1, 1])
    const findings = await found('ratingShift', [...usual, ...fives, ...few, ...critic])
    expect(findings.map(({ userId, indexes }) => [userId, indexes?.length])).toEqual([
      ['fan', 12],
      ['critic', 10],
    ])
    expect(findings[0]!.why).toBe('all 12 ratings of fan are 5')
  })
})

describe('repetition', () => {
  it('in every field is a copy, and the first stands', async () => {
    const comment = like({ type: 'comment', text: 'good' })
    const records = [
      like(),
      like({ timestamp: new Date(NOW - DAY) }),
      comment,
      { ...comment },
      like({ sessionId: 's' }),
    ]
    const findings = await found('exactDuplicates', records)
    expect(findings.map(({ index, related }) => [index, related])).toEqual([
      [1, [0]],
      [3, [2]],
    ])
  })

  it('without times is a copy only where a second event counts nothing', async () => {
    const { timestamp: _, ...timeless } = like()
    const view = { ...timeless, type: 'view' }
    const attribute = { ...timeless, attribute: { name: 'author', value: 'Herbert' } }
    const other = { ...timeless, attribute: { name: 'author', value: 'Lem' } }
    const records = [
      timeless,
      { ...timeless },
      view,
      { ...view },
      attribute,
      { ...attribute, attribute: { ...attribute.attribute } },
      other,
    ]
    expect(places(await found('exactDuplicates', records))).toEqual([1, 5])
  })

  it('within seconds is a burst, which lasts as long as it goes on', async () => {
    const view = (seconds: number, fields: RawInteraction = {}): RawInteraction =>
      like({ type: 'view', timestamp: NOW - DAY + seconds * SECOND, ...fields })
    const records = [
      view(0),
      view(9),
      view(18),
      view(40),
      view(41, { userId: 'bob' }),
      view(42, { itemId: 'emma' }),
      view(43, { type: 'click' }),
    ]
    const findings = await found('bursts', records)
    expect(findings.map(({ index, related }) => [index, related])).toEqual([
      [1, [0]],
      [2, [0]],
    ])
    expect(places(await found('bursts', records, { burstSeconds: 30 }))).toEqual([1, 2, 3])
  })

  it('of another value is no burst but a change of mind, and neither is a text', async () => {
    const records = [rating(3), rating(4, { timestamp: NOW - DAY + SECOND })]
    expect(await found('bursts', records)).toEqual([])
    const said = (text: string, seconds: number): RawInteraction =>
      like({ type: 'comment', text, timestamp: NOW - DAY + seconds * SECOND })
    expect(await found('bursts', [said('good', 0), said('very good', 2)])).toEqual([])
  })
})

describe('contradictions', () => {
  it('leave the later opinion, by time or, at one time, by place', async () => {
    const dislike = like({ type: 'dislike' })
    const { kept, changes } = await cleanInteractions([dislike, like()], { now: NOW })
    expect(kept).toEqual([like()])
    expect(changes[0]).toMatchObject({ rule: 'contradictions', kind: 'dropped', index: 0 })
    expect(changes[0]!.why).toBe('dislike, and like 0 s later, which stands')
    const earlier = like({ type: 'hide', timestamp: NOW - DAY - 30 * SECOND })
    expect((await cleanInteractions([earlier, like()], { now: NOW })).kept).toEqual([like()])
  })

  it('are two ratings that differ, and not two that agree', async () => {
    expect(places(await found('contradictions', [rating(2), rating(5, { timestamp: NOW - DAY + SECOND })]))).toEqual([
      0,
    ])
    expect(await found('contradictions', [rating(2), rating(2, { timestamp: NOW - DAY + SECOND * 20 })])).toEqual([])
    const { timestamp: _, ...timeless } = rating(2)
    expect(places(await found('contradictions', [timeless, { ...timeless, value: 5 }]))).toEqual([0])
  })

  it('are none a minute apart, with a view, or of two users or items', async () => {
    const later = (fields: RawInteraction): RawInteraction =>
      like({ type: 'dislike', timestamp: NOW - DAY + SECOND, ...fields })
    const harmless = [
      { timestamp: NOW - DAY + 61 * SECOND },
      { type: 'skip' },
      { type: 'view' },
      { userId: 'bob' },
      { itemId: 'emma' },
    ]
    for (const fields of harmless) expect(await found('contradictions', [like(), later(fields)])).toEqual([])
  })
})

describe('references', () => {
  it('to items and users are judged only against given lists', async () => {
    const records = [like(), like({ userId: 'bob', itemId: 'emma' })]
    const { rules } = await cleanInteractions(records, { now: NOW })
    expect(rules.find(({ rule }) => rule === 'unknownItems')!.skipped).toBe('needs `items`')
    expect(places(await found('unknownItems', records, { items: ['dune'] }))).toEqual([1])
    expect(places(await found('unknownItems', records, { items: [{ id: 'emma' }] }))).toEqual([0])
    expect(places(await found('unknownUsers', records, { users: new Set(['bob']) }))).toEqual([0])
  })

  it('to lists are judged against those given, or those that impressions name', async () => {
    const click = (recommendationId: string, position?: number): RawInteraction =>
      like({ type: 'click', recommendationId, ...(position !== undefined && { position }) })
    const shown = like({ type: 'impression', recommendationId: 'r1', position: 1 })
    expect(places(await found('recommendationIds', [shown, click('r1'), { ...click('r2'), itemId: 'emma' }]))).toEqual([
      2,
    ])
    const recommendations = [{ id: 'r2', itemIds: ['emma', 'dune'] }]
    const clicks = [
      click('r1', 1),
      click('r2', 2),
      click('r2', 1),
      click('r2', 3),
      click('r2', 0),
      like({ position: 1 }),
    ].map((one, at) => ({ ...one, timestamp: NOW - DAY + at * 3600 * SECOND }))
    expect(places(await found('recommendationIds', clicks, { recommendations }))).toEqual([0])
    const wrong = await found('positions', clicks, { recommendations })
    expect(places(wrong)).toEqual([2, 3, 4, 5])
    expect(wrong[0]!.why).toBe('place 1 of list "r2" has item "emma", not "dune"')
    const { kept } = await cleanInteractions(clicks.slice(0, 1), {
      now: NOW,
      recommendations,
      rules: { recommendationIds: 'repair' },
    })
    expect(kept).toEqual([like({ type: 'click', timestamp: clicks[0]!.timestamp })])
  })
})

describe('bots', () => {
  /** Gaps from seconds to days, spread evenly on a log scale and shuffled. */
  const people = (count: number): RawInteraction[] =>
    Array.from({ length: count }, (_, user) => {
      let timestamp = NOW - 200 * DAY + user * 1_234_567
      return Array.from({ length: 40 }, (_, at) => {
        timestamp += Math.round(5 * SECOND * Math.exp(((user * 31 + at * 17) % 23) / 2.3))
        return like({ userId: `u${user}`, itemId: `i${at}`, type: 'view', timestamp })
      })
    }).flat()

  it('are told by rate or evenness, with the figures', async () => {
    let timestamp = NOW - 2 * DAY
    const scraper = Array.from({ length: 3000 }, (_, at) => {
      timestamp += SECOND * (1 + ((at * 7919) % 29))
      return like({ userId: 'scraper', itemId: `i${at}`, type: 'view', timestamp })
    })
    const timer = Array.from({ length: 60 }, (_, at) =>
      like({ userId: 'timer', itemId: `i${at}`, type: 'view', timestamp: NOW - 30 * DAY + at * 6 * 3_600_000 }),
    )
    const findings = await found('bots', [...people(30), ...scraper, ...timer])
    expect(findings.map(({ userId, indexes }) => [userId, indexes?.length])).toEqual([
      ['scraper', 3000],
      ['timer', 60],
    ])
    expect(findings[0]!.why).toMatch(/^scraper: 3000 events a day, the median user \d+(\.\d)? \(robust z \d+\.\d\)$/)
    expect(findings[1]!.why).toMatch(/^timer: gaps as even as a timer's: quartiles 0\.0 % apart, the median user's /)
  })

  it('are not users who do much where everybody does', async () => {
    const busy = people(30).map(({ itemId, userId }, at) => {
      // 200 events a day each, give or take, minutes apart and uneven.
      const timestamp = NOW - 20 * DAY + (at % 40) * 60 * SECOND + ((at * 7919) % 53) * SECOND
      return like({ type: 'view', timestamp, itemId: `${itemId}`, userId: `${userId}` })
    })
    const five = [0, 1, 2, 3, 4].flatMap((round) =>
      busy.map((one) => ({
        ...one,
        itemId: `${one.itemId}-${round}`,
        timestamp: Number(one.timestamp) + round * 3_000_000,
      })),
    )
    // Some do a third less than others.
    const some = five.filter(({ userId }, at) => at % (3 + (Number(String(userId).slice(1)) % 9)) !== 0)
    expect(await found('bots', some)).toEqual([])
  })

  it('are not people, however few or many there are', async () => {
    for (const count of [1, 2, 30]) expect(await found('bots', people(count))).toEqual([])
  })
})

describe('whatever else is refused', () => {
  it('has the words of the refusal', async () => {
    const [finding] = await found('refused', [like({ type: 'listen' }), like({ type: 'listen' })])
    expect(finding!.why).toMatch(/^`type` is "listen"\. Known types are view, click, /)
    expect(await found('refused', [like({ type: 'listen' })], { behaviors: { listen: { weight: 1 } } })).toEqual([])
  })

  it('is also told of a record in which something else was mended', async () => {
    expect(places(await found('refused', [like({ type: 'listen', value: '4' })]))).toEqual([0])
    expect(places(await found('refused', [like({ type: 'listen', value: 'four' })]))).toEqual([]) // told already
  })

  it('is everything that `observe` refuses: a record that no rule finds fault with is taken', async () => {
    const odd = [undefined, null, '', 'x', 0, -1, 1.5, 5e9, 1e15, Number.NaN, true, [], {}, new Date(0)]
    const fields = [
      'userId',
      'itemId',
      'type',
      'value',
      'text',
      'attribute',
      'sessionId',
      'timestamp',
      'recommendationId',
      'position',
    ]
    const records = fields.flatMap((field) => odd.map((value) => ({ ...like(), [field]: value }) as RawInteraction))
    const { interactions } = await inspectData({ interactions: records, now: NOW, examples: 1e4 })
    const faulty = new Set(interactions!.rules.flatMap(({ examples }) => examples.map(({ index }) => index)))
    const { checkInteraction, resolveBehaviors } = await import('../../../src/events/index.ts')
    const behaviors = resolveBehaviors()
    for (const [index, record] of records.entries()) {
      if (!faulty.has(index)) expect(() => checkInteraction(record, behaviors, NOW)).not.toThrow()
    }
    expect(faulty.size).toBeGreaterThan(60)
  })
})
