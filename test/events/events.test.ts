import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BehaviorSpec,
  Catalogue,
  type CheckedInteraction,
  checkDescription,
  checkInteraction,
  defaultBehaviors,
  halfLifeDays,
  InteractionLog,
  ingest,
  resolveBehaviors,
  toMilliseconds,
} from '../../src/events/index.ts'
import { loadLog, saveLog } from '../../src/events/log-snapshot.ts'
import { packStrings, StringTable, unpackStrings } from '../../src/events/string-table.ts'
import { DAY, NOW } from '../worlds/books.ts'
import { eventArbitrary } from '../worlds/random.ts'

const behaviors = resolveBehaviors()
const checked = (event: unknown): CheckedInteraction => checkInteraction(event, behaviors, NOW)

describe('behaviours', () => {
  it('of an app are merged over the defaults, type by type and field by field', () => {
    const resolved = resolveBehaviors({
      view: { weight: 9 },
      listen: { weight: 2, halfLife: '12h' },
      rating: { weight: 1, scale: [0, 10] },
    })
    expect(resolved.get('view')).toMatchObject({ weight: 9, halfLife: 30, cap: 3, seen: true })
    expect(resolved.get('listen')).toMatchObject({
      weight: 2,
      halfLife: 0.5,
      cap: Number.POSITIVE_INFINITY,
      seen: true,
      signed: false,
    })
    expect(resolved.get('rating')).toMatchObject({ weight: 1, scale: [0, 10], signed: true })
    expect(resolved.get('like')).toEqual(resolveBehaviors().get('like'))
    // As code that passes options on writes it: undefined means the default.
    const passed = { rating: { weight: undefined, scale: undefined, cap: undefined } } as unknown as Record<
      string,
      BehaviorSpec
    >
    expect(resolveBehaviors(passed).get('rating')).toEqual(resolveBehaviors().get('rating'))
    for (const spec of [null, 5, 'x', true])
      expect(() => resolveBehaviors({ view: spec as unknown as BehaviorSpec })).toThrow('`behaviors.view` is')
  })

  it('push away where their weight is negative, and mean that an item is known but for four', () => {
    expect([...behaviors.values()].filter(({ weight }) => weight < 0).map(({ type }) => type)).toEqual([
      'dislike',
      'hide',
      'skip',
    ])
    expect(
      [...behaviors.values()]
        .filter(({ seen }) => !seen)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['impression', 'search', 'skip', 'wish'])
    expect([...behaviors.keys()]).toEqual(Object.keys(defaultBehaviors))
  })
})

describe('time', () => {
  it('is a Date or epoch milliseconds, and nothing that looks like another unit', () => {
    expect(toMilliseconds(new Date(5), 't')).toBe(5)
    expect(toMilliseconds(NOW, 't')).toBe(NOW)
    expect(toMilliseconds(0, 't')).toBe(0)
    expect(toMilliseconds(1e9 - 1, 't')).toBe(1e9 - 1)
    expect(toMilliseconds(1e10, 't')).toBe(1e10)
    for (const value of [1e9, 1e10 - 1, 1e14, -1e14, 1.7e18, Number.NaN, '5', null, undefined, new Date('x')])
      expect(() => toMilliseconds(value, 't')).toThrow(/^`t` is /)
  })

  it('may be given as days or with a unit for a half-life', () => {
    expect([
      halfLifeDays(1.5, 'h'),
      halfLifeDays('12h', 'h'),
      halfLifeDays('45m', 'h'),
      halfLifeDays('2w', 'h'),
      halfLifeDays('0.5d', 'h'),
    ]).toEqual([1.5, 0.5, 0.03125, 14, 0.5])
    for (const value of [0, -1, Number.NaN, '', '5', '5y', '-5d', '0d', 'd', null, {}])
      expect(() => halfLifeDays(value, 'h')).toThrow('Pass a positive number of days')
  })

  it('of an event may run ahead of the clock by a day, not more', () => {
    expect(checked({ userId: 'a', itemId: 'b', type: 'view', timestamp: NOW + DAY }).timestamp).toBe(NOW + DAY)
    expect(() => checked({ userId: 'a', itemId: 'b', type: 'view', timestamp: NOW + DAY + 1 })).toThrow(
      'lies ahead of the clock',
    )
    expect(checked({ userId: 'a', itemId: 'b', type: 'view' }).timestamp).toBe(NOW)
  })
})

describe('a description', () => {
  it('is taken as it is where nothing is wrong with it', () => {
    expect(checkDescription({})).toEqual({
      text: {},
      tags: [],
      attributes: {},
      createdAt: Number.NaN,
      expiresAt: Number.NaN,
      vector: undefined,
      domain: undefined,
    })
    const full = {
      text: 'x',
      tags: ['a'],
      attributes: { n: 5, b: true, s: 'x', l: ['y'] },
      createdAt: new Date(5),
      expiresAt: NOW,
      vector: [1, 2],
      domain: 'd',
      image: {},
      audio: 5,
    }
    expect(checkDescription(full)).toEqual({
      text: { text: 'x' },
      tags: ['a'],
      attributes: full.attributes,
      createdAt: 5,
      expiresAt: NOW,
      vector: Float32Array.of(1, 2),
      domain: 'd',
    })
  })
})

describe('the log', () => {
  it('reads back what was appended, user by user, as a plain list would', () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 60 }), fc.nat(10), (events, limit) => {
        const log = new InteractionLog(behaviors.keys())
        for (const event of events) log.append(checked(event))
        expect(log.size).toBe(events.length)
        expect(log.users.size).toBe(new Set(events.map(({ userId }) => userId)).size)
        for (const userId of new Set(events.map((event) => event.userId))) {
          const own = events.filter((event) => event.userId === userId)
          const read = Array.from(log.eventsOf(log.userIndex(userId)), (event) => log.read(event))
          expect(read).toEqual(own.map((event, n) => ({ ...checked(event), eventId: `${userId}#${n + 1}` })))
          expect(log.eventsOf(log.userIndex(userId), limit)).toEqual(
            log.eventsOf(log.userIndex(userId)).slice(Math.max(0, own.length - limit)),
          )
        }
        expect(log.eventsOf(log.userIndex('nobody'))).toHaveLength(0)
      }),
    )
  })

  it('without some events is as if they had never been, and saved and loaded the same; the ids of the others stay', () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 40 }), (events) => {
        const log = new InteractionLog(behaviors.keys())
        for (const event of events) log.append(checked(event))
        const user = log.userIndex('ann')
        const kept = log.filter((event) => log.userOf(event) !== user)
        const never = new InteractionLog(behaviors.keys())
        for (const event of events) if (event.userId !== 'ann') never.append(checked(event))
        expect(saveLog(kept)).toEqual(saveLog(never))
        expect(kept.bytes).toBe(never.bytes)
        const loaded = loadLog(saveLog(kept), [...behaviors.keys()])
        expect(saveLog(loaded)).toEqual(saveLog(kept))
        const odd = log.filter((event) => event % 2 === 1)
        const ids = Array.from({ length: log.size }, (_, event) => log.idOf(event)).filter(
          (_, event) => event % 2 === 1,
        )
        expect(Array.from({ length: odd.size }, (_, event) => odd.idOf(event))).toEqual(ids)
        // What comes next does not take an id that is in use.
        const next = odd.append(checked({ userId: 'ann', itemId: 'x', type: 'view' }))
        expect(ids).not.toContain(odd.idOf(next))
      }),
    )
  })

  it('takes 34 bytes or less an event apart from its strings', () => {
    const log = new InteractionLog(behaviors.keys())
    for (let n = 0; n < 20_000; n++) log.append(checked({ userId: `u${n % 100}`, itemId: `i${n % 500}`, type: 'view' }))
    expect(log.bytes / log.size).toBeLessThan(34)
    expect(() => log.append({ ...checked({ userId: 'a', itemId: 'b', type: 'view' }), type: 'x' })).toThrow(
      'Unknown type x',
    )
  })
})

describe('strings', () => {
  it('are kept once and come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (strings) => {
        expect(unpackStrings(packStrings(strings))).toEqual(strings)
        const table = new StringTable()
        const indexes = strings.map((text) => table.intern(text))
        expect(table.size).toBe(new Set(strings).size)
        const loaded = StringTable.load(table.save())
        expect(indexes.map((index) => loaded.at(index))).toEqual(strings)
        expect(strings.map((text) => loaded.indexOf(text))).toEqual(indexes)
      }),
    )
    expect(unpackStrings(packStrings(['\uFEFFbom', '', 'x'.repeat(5000)]))).toEqual(['\uFEFFbom', '', 'x'.repeat(5000)])
    expect(() => unpackStrings({})).toThrow('Not a packed string table')
    expect(() => new StringTable().at(0)).toThrow('No string has index 0')
  })
})

describe('the catalogue', () => {
  it('keeps items in order of insertion through removals and compaction', () => {
    const step = fc.record({
      kind: fc.constantFrom('set', 'set', 'delete', 'compact'),
      id: fc.constantFrom('a', 'b', 'c', '__proto__', 'e'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const catalogue = new Catalogue<{ id: string; n: number }>()
        const plain = new Map<string, number>()
        for (const [n, { kind, id }] of steps.entries()) {
          if (kind === 'set') {
            catalogue.set(id, { id, n }, { createdAt: n, expiresAt: Number.NaN, domain: id })
            plain.set(id, n)
          } else if (kind === 'delete') {
            expect(catalogue.delete(id) !== undefined).toBe(plain.delete(id))
          } else {
            catalogue.compact()
            expect(catalogue.slots).toBe(plain.size)
          }
        }
        expect(Array.from(catalogue.entries(), ([, { id, n }]) => [id, n])).toEqual([...plain])
        for (const [index, { id, n }] of catalogue.entries())
          expect([
            catalogue.indexOf(id),
            catalogue.idOf(index),
            catalogue.createdAt(index),
            catalogue.domain(index),
          ]).toEqual([index, id, n, id])
        expect(catalogue.size).toBe(plain.size)
        expect(catalogue.indexOf('nothing')).toBeUndefined()
      }),
    )
    expect(() => new Catalogue().at(3)).toThrow('No item has index 3')
  })
})

describe('intake', () => {
  it('gives way to other work while it goes on', async () => {
    let other = 0
    const timer = setInterval(() => other++, 1)
    const busy = (): number => {
      const until = performance.now() + 1
      while (performance.now() < until);
      return 1
    }
    const records = Array.from({ length: 400 }, () => 1)
    await ingest(records, { phase: 'x', check: busy, idOf: () => undefined, apply: () => {} }, {})
    clearInterval(timer)
    expect(other).toBeGreaterThan(2)
  })
})
