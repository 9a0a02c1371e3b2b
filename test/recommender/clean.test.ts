import { describe, expect, it } from 'vitest'
import { cleanInteractions, interactionCleaner, itemCleaner } from '../../src/events/index.ts'
import { type Interaction, type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'

const NOW = Date.UTC(2026, 0, 1)
const clock = fixedClock(NOW)
const items: readonly Item[] = [
  { id: 'dune', text: 'a desert planet' },
  { id: 'emma', text: 'a country village' },
]
const like = (userId: string, itemId: string, more: object = {}): Interaction =>
  ({ userId, itemId, type: 'like', timestamp: NOW - 1000, ...more }) as Interaction

describe('the clean option', () => {
  it('mends items on their way in, keeps what it mended, and tells', async () => {
    const recommender = new Recommender({ clock, clean: { items: itemCleaner<Item>() } })
    const broken = { id: 'cafe', text: 'CafÃ© society' }
    const report = await recommender.addItems([items[0]!, broken])
    expect(report).toMatchObject({ added: 2, rejected: [], changes: [{ index: 1, rule: 'mojibake', kind: 'changed' }] })
    expect(broken.text).toBe('CafÃ© society')
    const [first] = (await recommender.recommend({ text: 'café' })).items
    expect(first?.item).toEqual({ id: 'cafe', text: 'Café society' })
  })

  it('mends events that would be refused, alone and in a batch', async () => {
    const clean = { interactions: interactionCleaner<Interaction>({ now: NOW }) }
    const recommender = new Recommender({ clock, clean })
    const seconds = like('ann', 'dune', { timestamp: (NOW - 1000) / 1000 })
    expect((await new Recommender({ clock }).observe([seconds])).rejected).toHaveLength(1)
    expect(await recommender.observe(seconds)).toMatchObject({ added: 1, changes: [{ index: 0, kind: 'changed' }] })
    expect(await recommender.observe([like('ann', 'emma'), seconds])).toMatchObject({
      added: 2,
      rejected: [],
      changes: [{ index: 1, kind: 'changed' }],
    })
    expect((await recommender.exportUser('ann')).events[0]?.timestamp).toBe(NOW - 1000)
  })

  it('says of a record that a rule drops which rule it was', async () => {
    const clean: RecommenderOptions<Item>['clean'] = {
      interactions: (record) =>
        record.userId === 'robot'
          ? { record: undefined, changes: [{ rule: 'robots', kind: 'dropped', why: 'it says so itself' }] }
          : { record, changes: [] },
    }
    const recommender = new Recommender({ clock, clean })
    const report = await recommender.observe([like('robot', 'dune'), like('ann', 'dune')])
    expect(report).toMatchObject({ added: 1, rejected: [{ index: 0, id: 'robot', code: 'dropped' }] })
    expect(report.rejected[0]?.message).toContain('robots')
    await expect(recommender.observe(like('robot', 'dune'))).rejects.toThrow(/robots.*says so itself/)
    await expect(recommender.observe([like('robot', 'dune')], { strict: true })).rejects.toThrow(/events\[0\].*robots/)
  })

  it('leaves out of popularity, in fit, what the whole log shows to be wrong, and keeps it in its user', async () => {
    const copies = Array.from({ length: 40 }, () => like('robot', 'emma'))
    const clean: RecommenderOptions<Item>['clean'] = {
      fit: (events, work) => cleanInteractions(events, { ...work, now: NOW, rules: { exactDuplicates: 'drop' } }),
    }
    const recommender = new Recommender({ clock, clean })
    await recommender.addItems(items)
    await recommender.observe([...copies, ...['a', 'b', 'c'].map((user) => like(user, 'dune'))])
    const first = async (from = recommender) => (await from.recommend({ userId: 'zoe' })).items[0]?.itemId
    expect(await first()).toBe('emma')
    const { parts } = await recommender.fit()
    expect(parts.find(({ name }) => name === 'clean')?.quality).toEqual({ kept: 4, leftOut: 39 })
    expect(await first()).toBe('dune')
    expect((await recommender.exportUser('robot')).events).toHaveLength(40)

    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), { clock, clean })
    expect(await first(restored)).toBe('dune')
    expect(await restored.toSnapshot()).toEqual(await recommender.toSnapshot())

    expect(await recommender.forget('a')).toEqual({ events: 1, pendingUntilFit: ['clean'] })
    expect(await first()).toBe('dune')
    expect(await recommender.forget('robot')).toEqual({ events: 40, pendingUntilFit: ['clean'] })
    expect(recommender.stats().interactions).toBe(2)
  })

  it.each([
    ['clean', { clean: true }],
    ['clean.item', { clean: { item: () => {} } }],
    ['clean.fit', { clean: { fit: 'bots' } }],
  ])('of a wrong shape is refused by name: %s', (field, options) => {
    expect(() => new Recommender(options as never)).toThrow(expect.objectContaining({ field }))
  })
})
