import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Item, Recommender } from '../../src/index.ts'
import { idsOf } from '../worlds/books.ts'

const values = ['Lem', ' lem', 'LEM ', 'Čapek', 'capek', '1984', 'true', 'sci-fi', 'Sci Fi']
const label = fc.constantFrom(...values)
const name = fc.constantFrom('tags', 'author', 'series')
const value = fc.oneof(
  label,
  fc.constantFrom<string | number | boolean>(1984, 7, true, false),
  fc.array(label, { maxLength: 2 }),
)
const attributes = fc.record({ author: value, series: value }, { requiredKeys: [] })
const item = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  text: fc.constantFrom('one', 'two words'),
  tags: fc.array(label, { maxLength: 2 }),
  attributes,
})
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), item }),
  fc.record({ kind: fc.constant('remove' as const), id: item.map(({ id }) => id) }),
  fc.record({ kind: fc.constant('rule' as const), rule: fc.constantFrom('hide', 'no', 'only'), name, value: label }),
  fc.record({ kind: fc.constant('undo' as const), event: fc.nat(5) }),
)

/** What an item has under this name, read from the item itself. */
function labelsOf(from: Item, called: string): string[] {
  if (called === 'tags') return [...(from.tags ?? [])]
  return [from.attributes?.[called] ?? []].flat().map(String)
}

/** Two ways to compare labels: of what was hidden, and of what was said in words. */
const plain = (text: string): string => text.trim().toLowerCase()
const spoken = (text: string): string =>
  plain(text.normalize('NFKD').replace(/\p{M}/gu, '')).replaceAll('-', ' ').trim()

describe('rules about labels', () => {
  it('let through what a look at every item lets through, after any items and rules have come and gone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const recommender = new Recommender()
        const items = new Map<string, Item>()
        const rules = new Map<string, { rule: string; name: string; value: string }>()
        for (const one of steps) {
          if (one.kind === 'add') {
            await recommender.addItems([one.item])
            items.set(one.item.id, one.item)
          } else if (one.kind === 'remove') {
            await recommender.removeItems([one.id])
            items.delete(one.id)
          } else if (one.kind === 'undo') {
            await recommender.undo(`ann#${one.event}`)
            rules.delete(`ann#${one.event}`)
          } else {
            const { rule, name, value } = one
            const wish = { kind: rule, subject: { kind: 'label', name, value }, confidence: 1, text: rule }
            const { eventIds } = await recommender.observe(
              rule === 'hide'
                ? { userId: 'ann', type: 'hide', attribute: { name, value } }
                : { userId: 'ann', type: 'wish', text: JSON.stringify(wish) },
            )
            // The later of two wishes about one thing stands.
            for (const [id, other] of rules) {
              const same = other.name === name && spoken(other.value) === spoken(value)
              if (rule !== 'hide' && other.rule !== 'hide' && same) rules.delete(id)
            }
            rules.set(eventIds![0]!, { rule, name, value })
          }
          const all = [...rules.values()]
          const has = (from: Item, form: (text: string) => string, { name, value }: (typeof all)[number]): boolean =>
            labelsOf(from, name).some((label) => form(label) === form(value))
          const passes = (from: Item): boolean =>
            !all.some((one) => one.rule === 'hide' && has(from, plain, one)) &&
            !all.some((one) => one.rule === 'no' && has(from, spoken, one)) &&
            ['tags', 'author', 'series'].every((name) => {
              const only = all.filter((one) => one.rule === 'only' && one.name === name)
              return only.length === 0 || only.some((one) => has(from, spoken, one))
            })
          const wanted = [...items.values()].filter(passes).map(({ id }) => id)
          const list = await recommender.recommend({ userId: 'ann', k: 10 })
          expect(idsOf(list).sort()).toEqual(wanted.sort())
        }
      }),
      { seed: 8, numRuns: 300 },
    )
  })

  it('hold when gaps of removed items are closed and labels are numbered anew', async () => {
    const recommender = new Recommender()
    const made = (at: number): Item => ({
      id: `item-${at}`,
      text: 'words',
      attributes: { author: `author-${at % 1500}` },
    })
    await recommender.addItems(Array.from({ length: 3000 }, (_, at) => made(at)))
    await recommender.observe({ userId: 'ann', type: 'hide', attribute: { name: 'author', value: 'author-1400' } })
    await recommender.tell('ben', 'no author-1401')
    const list = async (userId: string): Promise<string[]> => idsOf(await recommender.recommend({ userId, k: 3000 }))
    expect(await list('ann')).toHaveLength(2998)
    expect(await list('ben')).toHaveLength(2998)
    await recommender.removeItems(Array.from({ length: 2800 }, (_, at) => `item-${at}`))
    expect(await list('ann')).toHaveLength(199)
    expect(await list('ann')).not.toContain('item-2900')
    expect(await list('ben')).not.toContain('item-2901')
    expect(await list('ben')).toContain('item-2900')
  })
})
