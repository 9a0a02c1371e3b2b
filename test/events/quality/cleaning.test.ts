/** What holds for cleaning whatever the rules: an account of every record, untouched inputs, actions as asked, errors before any work. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cleanInteractions,
  cleanItems,
  formatReport,
  type InteractionTable,
  inspectData,
  interactionCleaner,
  interactionRules,
  itemCleaner,
  itemRules,
  type RawInteraction,
  type Rule,
} from '../../../src/events/index.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY = 86_400_000

const events: readonly RawInteraction[] = [
  { userId: 'ann', itemId: 'dune', type: 'rating', value: '4', timestamp: (NOW - 3 * DAY) / 1000 },
  { userId: 'ann', itemId: 'dune', type: 'view', timestamp: NOW - 2 * DAY },
  { userId: 'ann', itemId: 'dune', type: 'view', timestamp: NOW - 2 * DAY },
  { userId: 'ann', itemId: 'emma', type: 'view', timestamp: 0 },
]

const record: fc.Arbitrary<RawInteraction> = fc.record(
  {
    userId: fc.constantFrom<unknown>('ann', 'bob', ' ann', 7, '', null),
    itemId: fc.constantFrom<unknown>('a', 'b', 'c', 3, '', undefined),
    type: fc.constantFrom<unknown>('view', 'like', 'dislike', 'rating', 'dwell', 'listen'),
    value: fc.constantFrom<unknown>(1, 3, 5, '4', 9, 40_000, Number.NaN, null),
    timestamp: fc.constantFrom<unknown>(
      NOW,
      NOW - 1000,
      NOW - 5000,
      NOW / 1000,
      NOW * 1000,
      0,
      '2025-01-01',
      new Date(NOW),
      NOW + 9 * DAY,
    ),
    position: fc.constantFrom<unknown>(1, 0, '2'),
  },
  { requiredKeys: ['type'] },
)

const frozen = <T extends object>(records: readonly T[]): readonly T[] =>
  Object.freeze(records.map((one) => Object.freeze(one)))

describe('cleaning interactions', () => {
  it('accounts for every record, and changes no input', async () => {
    const action = fc.constantFrom('report' as const, 'repair' as const, 'drop' as const, false as const, undefined)
    const rules = fc.dictionary(fc.constantFrom(...interactionRules.map(({ name }) => name)), action).map((given) => {
      const mendable = new Set(interactionRules.filter((rule) => rule.repair ?? rule.reorder).map(({ name }) => name))
      return Object.fromEntries(Object.entries(given).filter(([name, one]) => one !== 'repair' || mendable.has(name)))
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 25 }), rules, async (records, actions) => {
        const before = structuredClone(records)
        const {
          kept,
          indexes,
          changes,
          rules: reports,
        } = await cleanInteractions(frozen(records), { now: NOW, kCore: 2, rules: actions })
        expect(records).toEqual(before)
        const dropped = changes.filter(({ kind }) => kind === 'dropped').map(({ index }) => index)
        expect([...indexes, ...dropped].sort((a, b) => a - b)).toEqual(records.map((_, at) => at))
        const changed = new Set(changes.filter(({ kind }) => kind === 'changed').map(({ index }) => index))
        for (const [at, index] of indexes.entries()) {
          if (!changed.has(index)) expect(kept[at]).toBe(records[index])
        }
        // Each change begins where the last one of the same record ended.
        const now = new Map<number, RawInteraction>(records.map((one, at) => [at, one]))
        for (const { index, before: from, after } of changes) {
          expect(now.get(index)).toBe(from)
          if (after !== undefined) now.set(index, after)
        }
        for (const [at, index] of indexes.entries()) expect(kept[at]).toBe(now.get(index))
        for (const { rule, handled, findings, records: touched } of reports) {
          expect(changes.filter((change) => change.rule === rule).length).toBe(handled)
          expect(touched).toBeGreaterThanOrEqual(handled)
          expect(touched).toBeGreaterThanOrEqual(findings)
          if (actions[rule] === 'report') expect(handled).toBe(0)
          if (actions[rule] === 'drop') expect(handled).toBe(touched)
        }
        const asked = new Set(reports.map(({ rule }) => rule))
        for (const { name } of interactionRules) expect(asked.has(name)).toBe(actions[name] !== false)
      }),
      { numRuns: 200 },
    )
  })

  it('does nothing more the second time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), async (records) => {
        const { kept } = await cleanInteractions(records, { now: NOW })
        expect((await cleanInteractions(kept, { now: NOW })).changes).toEqual([])
      }),
    )
  })

  it('says of each change what was there before and after, rule by rule', async () => {
    const { kept, changes } = await cleanInteractions(events, { now: NOW })
    expect(changes.map(({ rule, kind, index }) => [rule, kind, index])).toEqual([
      ['valueTypes', 'changed', 0],
      ['timesInSeconds', 'changed', 0],
      ['exactDuplicates', 'dropped', 2],
    ])
    expect(changes[0]!.before).toBe(events[0])
    expect(changes[0]!.after).toEqual({ ...events[0], value: 4 })
    expect(changes[1]!.before).toBe(changes[0]!.after)
    expect(kept).toEqual([{ ...events[0], value: 4, timestamp: NOW - 3 * DAY }, events[1], events[3]])
  })

  it('takes any iterable and any async one, and an empty one', async () => {
    async function* later(): AsyncGenerator<RawInteraction> {
      yield* events
    }
    const { kept } = await cleanInteractions(events, { now: NOW })
    expect((await cleanInteractions(new Set(events), { now: NOW })).kept).toEqual(kept)
    expect((await cleanInteractions(later(), { now: NOW })).kept).toEqual(kept)
    expect((await cleanInteractions([], { now: NOW })).kept).toEqual([])
  })

  it('keeps the class of an object that it mends', async () => {
    class Visit {
      readonly userId = 'ann'
      readonly itemId = 'dune'
      readonly type = 'rating'
      readonly value = '4'
      get label(): string {
        return `${this.userId} gave ${this.value}`
      }
    }
    const { kept } = await cleanInteractions([new Visit()], { now: NOW })
    expect(kept[0]).toBeInstanceOf(Visit)
    expect(kept[0]!.value).toBe(4)
    expect(kept[0]!.label).toBe('ann gave 4')
  })

  it("runs an app's own rules after its own, and lets them be set like others", async () => {
    const night: Rule<InteractionTable> = {
      name: 'nightTests',
      describe: 'events of the nightly test user',
      severity: 'warning',
      action: 'drop',
      find: ({ records }) => records.flatMap(({ userId }, row) => (userId === 'night' ? [{ row, why: 'a test' }] : [])),
    }
    const all = [...events, { userId: 'night', itemId: 'dune', type: 'view' }]
    const own = { now: NOW, extraRules: [night] }
    expect((await cleanInteractions(all, own)).changes.at(-1)).toMatchObject({ rule: 'nightTests', index: 4 })
    expect((await cleanInteractions(all, { ...own, rules: { nightTests: 'report' } })).kept.length).toBe(4)
    await expect(cleanInteractions(all, { extraRules: [{ ...night, name: 'bots' }] })).rejects.toThrow(
      /There is a rule of this name/,
    )
  })
})

describe('cleaning items', () => {
  interface Book {
    readonly id: string
    readonly name: string
  }
  const books: readonly Book[] = [
    { id: 'a', name: '<b>War and Peace</b>' },
    { id: 'b', name: 'LÃ©on Morin, priest' },
  ]
  const describeBook = ({ name }: Book): { text: string } => ({ text: name })

  it("mends an app's own objects through `write`, and only reports without it", async () => {
    const write = (book: Book, { text }: { text?: unknown }): Book => ({ ...book, name: String(text) })
    const { kept, changes } = await cleanItems(books, { now: NOW, describe: describeBook, write })
    expect(kept.map(({ name }) => name)).toEqual(['War and Peace', 'Léon Morin, priest'])
    expect(changes.map(({ rule }) => rule)).toEqual(['mojibake', 'html'])
    const reported = await cleanItems(books, { now: NOW, describe: describeBook })
    expect(reported.changes).toEqual([])
    expect(reported.rules.filter(({ findings }) => findings > 0).map(({ rule, action }) => [rule, action])).toEqual([
      ['mojibake', 'report'],
      ['html', 'report'],
    ])
    await expect(cleanItems(books, { describe: describeBook, rules: { html: 'repair' } })).rejects.toThrow(
      /`rules\.html` is "repair"\. A described item can be mended only with `write/,
    )
  })

  it('goes on where `describe` throws, and says so', async () => {
    const { rules, kept } = await cleanItems(books, {
      now: NOW,
      describe: ({ id, name }) => {
        if (id === 'a') throw new Error('no such field')
        return { text: name }
      },
    })
    expect(kept.length).toBe(2)
    expect(rules.find(({ rule }) => rule === 'refused')!.examples[0]!.why).toBe('`describe` threw: no such field')
  })
})

describe('cleaning one record at a time', () => {
  it('mends and drops by the rules that need no other record', () => {
    const clean = interactionCleaner({ now: NOW, rules: { zeroTimes: 'drop' } })
    expect(clean(events[0]!).record).toEqual({ ...events[0], value: 4, timestamp: NOW - 3 * DAY })
    expect(clean(events[0]!).changes.map(({ rule }) => rule)).toEqual(['valueTypes', 'timesInSeconds'])
    expect(clean(events[1]!)).toEqual({ record: events[1], changes: [] })
    expect(clean(events[3]!).record).toBeUndefined()
    const book = { id: 'a', text: 'CafÃ© &amp; bar', createdAt: 1_700_000_000 }
    expect(itemCleaner()(book).record).toEqual({ id: 'a', text: 'Café & bar', createdAt: 1_700_000_000_000 })
  })

  it('asks the clock at every record, unless the time is fixed', () => {
    let now = Date.UTC(2020, 0, 1)
    const seconds = Date.UTC(2025, 0, 1) / 1000
    const visit = { userId: 'ann', itemId: 'dune', type: 'view', timestamp: seconds }
    const clean = interactionCleaner({ clock: () => now })
    expect(clean(visit).record).toBe(visit) // in the future in its own unit, so nobody knows
    now = NOW
    expect(clean(visit).record).toEqual({ ...visit, timestamp: seconds * 1000 })
    expect(interactionCleaner({ now: Date.UTC(2020, 0, 1), clock: () => now })(visit).record).toBe(visit)
    expect(() => interactionCleaner({ clock: 5 as unknown as () => number })).toThrow(/`clock` is 5/)
  })

  it('gives what cleaning all of them by those rules gives', async () => {
    const whole = Object.fromEntries(
      interactionRules.filter(({ alone }) => alone !== true).map(({ name }) => [name, false as const]),
    )
    // This one also looks at other dwells where there are some.
    const rules = { ...whole, dwellInMilliseconds: false as const }
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), async (records) => {
        const { kept } = await cleanInteractions(records, { now: NOW, rules })
        const clean = interactionCleaner({ now: NOW, rules })
        expect(records.flatMap((one) => clean(one).record ?? [])).toEqual(kept)
      }),
    )
  })
})

describe('hostile strings', () => {
  it('of 300,000 characters are judged in time that grows with their length, in items and in events', async () => {
    const size = 300_000
    const long = [
      '.',
      ' ',
      '<',
      '&',
      '1',
      'a',
      'é',
      'Ã',
      '\u00a0',
      '\n',
      '<b',
      '&#',
      '😀',
      '\ud800',
      '。',
      'а',
      '. x ',
      '暂无',
    ].map((unit) => {
      return `${unit.repeat(size / unit.length)}x`
    })
    const items = long.map((text, at) => ({ id: `i${at}`, text, tags: [text] }))
    const report = await inspectData({ items, interactions: [], now: NOW })
    expect(report.items!.count).toBe(long.length)
    const interactions = long.flatMap((text): RawInteraction[] => [
      { userId: 'ann', itemId: 'dune', type: 'rating', value: text, timestamp: text },
      { userId: text, itemId: text, type: text, text },
    ])
    const { kept } = await cleanInteractions(interactions, { now: NOW })
    expect(kept.length).toBe(interactions.length)
  })
})

describe('wrong options', () => {
  it('are told by name before anything is read', async () => {
    const unread: Iterable<RawInteraction> = {
      [Symbol.iterator]() {
        throw new Error('was read')
      },
    }
    const cases: readonly [object, RegExp][] = [
      [{ rules: { bot: 'drop' } }, /`rules\.bot` is "drop"\. There is no such rule\. Known are: valueTypes, /],
      [{ rules: { bots: 'remove' } }, /`rules\.bots` is "remove"\. Pass 'report', 'repair', 'drop' or false/],
      [{ rules: { bots: 'repair' } }, /`rules\.bots` is "repair"\. Nobody can know/],
      [{ rules: [] }, /`rules` is an array/],
      [{ burst: 5 }, /`options\.burst` is 5\. There is no such option/],
      [{ burstSeconds: -1 }, /`burstSeconds` is -1/],
      [{ kCore: 1.5 }, /`kCore` is 1\.5/],
      [{ kCore: { user: -1 } }, /`kCore\.user` is -1/],
      [{ botScore: Number.NaN }, /`botScore` is NaN/],
      [{ examples: -1 }, /`examples` is -1/],
      [{ now: 1_700_000_000 }, /`now` is 1700000000\. This looks like seconds/],
      [{ items: 'dune' }, /`items` is "dune"/],
      [{ extraRules: [{}] }, /`extraRules\[0\]` is an object\. A rule has/],
    ]
    for (const [options, message] of cases) await expect(cleanInteractions(unread, options)).rejects.toThrow(message)
    await expect(cleanItems([], { outlierMethod: 'sd' as 'mad' })).rejects.toThrow(/`outlierMethod` is "sd"/)
    await expect(cleanItems([], { duplicateSimilarity: 0 })).rejects.toThrow(/`duplicateSimilarity` is 0/)
    await expect(cleanItems('dune' as unknown as [])).rejects.toThrow(/`items` is "dune"/)
    await expect(inspectData({})).rejects.toThrow(/Pass `items`, `interactions` or both/)
    await expect(inspectData({ interactions: [], rules: {} } as object)).rejects.toThrow(/`options\.rules`/)
  })
})

describe('the report', () => {
  const items = [
    { id: 'dune', text: 'Dune, by Frank Herbert' },
    { id: 'emma', text: 'Emma &amp; others, by Jane Austen' },
    { id: 'none' },
  ]

  it('is plain data, changes nothing, and counts what is spread unevenly', async () => {
    const report = await inspectData({ items: frozen(items), interactions: frozen(events), now: NOW })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report.items!.count).toBe(3)
    expect(report.items!.faulty).toBe(1)
    expect(report.interactions!.rules.map(({ rule }) => rule)).toEqual(interactionRules.map(({ name }) => name))
    expect(report.items!.rules.map(({ rule }) => rule)).toEqual(itemRules.map(({ name }) => name))
    // On what is left: three events, two of them with dune.
    expect(report.imbalance).toEqual({
      events: 3,
      items: {
        count: 3,
        untouched: 1,
        single: 1,
        median: 1,
        max: 2,
        gini: 4 / 9,
        headShare: 2 / 3,
        longTailShare: 1 - 2 / 3,
      },
      users: { count: 1, untouched: 0, single: 0, median: 3, max: 3, gini: 0 },
      behaviors: {
        view: { events: 2, share: 2 / 3 },
        rating: { events: 1, share: 1 / 3, evenness: 0, values: [{ value: 4, events: 1, share: 1 }] },
      },
      balance: {
        items: { dune: 3 / Math.sqrt(2) / (1 + Math.sqrt(2)), emma: 3 / (1 + Math.sqrt(2)) },
        behaviors: { view: 0.75, rating: 1.5 },
      },
    })
  })

  it('is readable as text, the worst first', async () => {
    const report = await inspectData({ items, interactions: events, now: NOW })
    expect(formatReport(report, { examples: 1 })).toBe(`3 items: 1 (33 %) with a warning or an error
  warning  missingTexts: 1 item (33 %)
           items without text, or with a stand-in such as "N/A" for it
           [2] none: there is no text
  info     html: 1 item (33 %); by default mended
           texts with HTML tags or character references in them
           [1] emma: markup in \`text\`
  nothing found by duplicateIds, itemTimes, mojibake, tinyTexts, boilerplate, nearDuplicateTexts, foreignTexts, mixedScripts, expiredItems, outlierAttributes, refused

4 interactions: 3 (75 %) with a warning or an error
  error    valueTypes: 1 interaction (25 %); by default mended
           fields of the wrong type: strings for numbers or times, numbers for ids, nulls, ids with blanks around them
           [0] ann / dune: \`value\` is "4", not a number
  error    timesInSeconds: 1 interaction (25 %); by default mended
           times in seconds where milliseconds are meant
           [0] ann / dune: \`timestamp\` is 1766966400: in seconds that is 2025-12-29T00:00:00.000Z
  warning  zeroTimes: 1 interaction (25 %)
           times that are zero, negative or before 1980: stand-ins for an unknown time
           [3] ann / emma: \`timestamp\` is 0, which is 1970-01-01T00:00:00.000Z
  warning  exactDuplicates: 1 interaction (25 %); by default dropped
           records that are equal to an earlier one in every field
           [2] ann / dune: every field is that of an earlier record
  nothing found by noSubject, timesInMicroseconds, futureTimes, dwellInMilliseconds, valuesOutOfScale, unorderedTimes, bursts, contradictions, unknownItems, positions, bots, ratingShift, refused
  not asked: unknownUsers (needs \`users\`)
  not asked: recommendationIds (needs \`recommendations\`, or impressions with recommendation ids)
  not asked: kCore (needs \`kCore\`)

balance of 3 interactions
  items:  3, 1 without an event, 1 with one; median 1, most 2; Gini 0.444
          the top fifth has 67 % of all events; the last 20 % of events go to 33 % of the items
  users:  1, 0 without an event, 0 with one; median 3, most 3; Gini 0.000
  view: 2 events (67 %)
  rating: 1 event (33 %); values 0.0 % even (4: 100 %)`)
  })

  it('of nothing is one too', async () => {
    const report = await inspectData({ items: [], interactions: [], now: NOW })
    expect(report.items).toMatchObject({ count: 0, faulty: 0 })
    expect(formatReport(report)).toContain('0 items: no warnings, no errors')
  })

  it('tells how far it is, and stops when told to', async () => {
    const phases: string[] = []
    await inspectData({ items, interactions: events, now: NOW, onProgress: ({ phase }) => phases.push(phase) })
    expect(phases).toContain('rules')
    await expect(inspectData({ items, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    const controller = new AbortController()
    const many = Array.from({ length: 60_000 }, (_, at) => ({ ...events[1], itemId: `i${at}` }))
    const work = cleanInteractions(many, { now: NOW, signal: controller.signal })
    controller.abort()
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
  })
})
