import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveBehaviors } from '../../src/events/behavior.ts'
import { leaveOut } from '../../src/events/clean-log.ts'
import { checkInteraction } from '../../src/events/interaction.ts'
import { checkDescription } from '../../src/events/item.ts'
import { saveLog } from '../../src/events/log-snapshot.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'

const NOW = 1_700_000_000_000
const behaviors = resolveBehaviors({})
const itemIds = ['a', 'b', 'c', 'd']
const userIds = ['ann', 'bob', 'd#1']

const eventArbitrary = fc.record({
  userId: fc.constantFrom(...userIds),
  itemId: fc.constantFrom(...itemIds, 'not there'),
  type: fc.constantFrom('like', 'view', 'rating', 'search'),
  value: fc.integer({ min: 1, max: 5 }),
  age: fc.nat(1e11),
})
type Given = typeof eventArbitrary extends fc.Arbitrary<infer T> ? T : never

const checked = ({ userId, itemId, type, value, age }: Given) =>
  checkInteraction(
    type === 'search'
      ? { userId, type, text: itemId, timestamp: NOW - age }
      : { userId, itemId, type, timestamp: NOW - age, ...(type === 'rating' && { value }) },
    behaviors,
    NOW,
  )

function store(): MemoryStore<{ id: string }> {
  const made = new MemoryStore<{ id: string }>(behaviors)
  for (const id of itemIds) made.setItem(id, { id }, checkDescription({ id }))
  return made
}

/** All that lists are made from, ids of events aside: they count per user, so those of later ones differ from what they would have been. */
const seen = (of: MemoryStore<{ id: string }>) => {
  const { popularity, logIndexes, levels } = of.popularity
  return {
    events: userIds.map((userId) => of.eventsOf(userId).map(({ eventId: _, ...event }) => event)),
    known: userIds.map((userId) => [...of.seenBy(userId)]),
    done: userIds.map((userId) => of.hasDone(userId, ['like'])),
    // To the last bit.
    levels: [...levels].slice(0, itemIds.length),
    counts: itemIds.map((_, item) => popularity.eventsOf(logIndexes[item]!)),
  }
}
const whole = (of: MemoryStore<{ id: string }>) => {
  const { ordinal: _, ...columns } = saveLog(of.log)
  return { ...columns, bytes: of.log.bytes }
}

describe('undo', () => {
  it('leaves all as if the event had never been, in any sequence of events and undos, whether or not the log was looked at between', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: eventArbitrary },
      { weight: 2, arbitrary: fc.record({ undo: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant('look' as const) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const mine = store()
        const live: { id: string; event: Given }[] = []
        for (const one of steps) {
          if (one === 'look') expect(mine.log.size).toBe(live.length)
          else if ('undo' in one) {
            if (live.length === 0) continue
            const [gone] = live.splice(one.undo % live.length, 1)
            expect(mine.undo(gone!.id)).toBe(true)
            expect(mine.undo(gone!.id)).toBe(false)
          } else live.push({ id: mine.addEvent(checked(one)), event: one })
        }
        expect(new Set(live.map(({ id }) => id)).size).toBe(live.length)
        const never = store()
        for (const { event } of live) never.addEvent(checked(event))
        expect(seen(mine)).toEqual(seen(never))
        expect(whole(mine)).toEqual(whole(never))
        expect(seen(mine)).toEqual(seen(never))
      }),
      { numRuns: 300 },
    )
  })

  it('keeps out what a cleaning left out, and forgets the same as before', () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { minLength: 3, maxLength: 20 }), fc.nat(), fc.nat(), (events, a, b) => {
        const mine = store()
        const ids = events.map((event) => mine.addEvent(checked(event)))
        const [left, gone] = [a % ids.length, b % ids.length]
        leaveOut(mine, [ids[left]!])
        mine.undo(ids[gone]!)
        const kept = events.filter((_, at) => at !== gone)
        const never = store()
        const own = kept.map((event) => never.addEvent(checked(event)))
        if (left !== gone) leaveOut(never, [own[left - Number(left > gone)]!])
        expect(seen(mine)).toEqual(seen(never))
        expect(mine.forget('ann')).toBe(never.forget('ann'))
        expect(seen(mine)).toEqual(seen(never))
        expect(whole(mine)).toEqual(whole(never))
      }),
      { numRuns: 100 },
    )
  })
})
