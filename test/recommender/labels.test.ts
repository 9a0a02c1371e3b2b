import { describe, expect, it } from 'vitest'
import { type Item, Recommender } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'

const NOW = Date.UTC(2026, 0, 1)
const menu: readonly Item[] = [
  { id: 'ramen', text: 'noodles in broth', tags: ['Soup', 'Noodles'] },
  { id: 'pho', text: 'rice noodles in a clear broth', tags: ['soup', 'noodles'] },
  { id: 'udon', text: 'thick wheat strands', tags: ['Soup', 'Noodles'] },
  { id: 'crumble', text: 'apples under a crust', tags: ['Dessert'] },
  { id: 'space-cake', text: 'a cake with stars', tags: ['Space-Opera'], attributes: { chef: 'Ann-Marie O’Neill' } },
]

async function restaurant(): Promise<Recommender> {
  const recommender = new Recommender({ clock: fixedClock(NOW) })
  await recommender.addItems(menu)
  return recommender
}

describe('labels', () => {
  it('are shown as they were first written, and are one label whatever their case', async () => {
    const recommender = await restaurant()
    await recommender.observe({ userId: 'ann', itemId: 'pho', type: 'like' })
    const { tags } = await recommender.profile('ann')
    expect(tags.map(({ value }) => value).sort()).toEqual(['Noodles', 'Soup'])
    const restored = await Recommender.fromSnapshot(await recommender.toSnapshot(), { clock: fixedClock(NOW) })
    expect(await restored.profile('ann')).toEqual(await recommender.profile('ann'))
  })

  it('keep their spelling when gaps are closed', async () => {
    const recommender = await restaurant()
    await recommender.removeItems(['crumble'])
    await recommender.toSnapshot()
    await recommender.observe({ userId: 'ann', itemId: 'space-cake', type: 'like' })
    expect((await recommender.profile('ann')).attributes).toEqual({
      chef: [{ value: 'Ann-Marie O’Neill', weight: expect.any(Number) }],
    })
  })

  it.each(['space opera', 'a Space-Opera, please', 'SPACE-OPERA'])('are found in a query text: %s', async (text) => {
    const recommender = await restaurant()
    const [first] = (await recommender.recommend({ text })).items
    expect(first?.itemId).toBe('space-cake')
    expect(first?.parts['tags']).toBeGreaterThan(0)
  })

  it('that only the query asks for are not said to be liked', async () => {
    const recommender = await restaurant()
    await recommender.observe({ userId: 'ann', itemId: 'crumble', type: 'like' })
    const [first] = (await recommender.recommend({ userId: 'ann', text: 'soup' })).items
    const sentences = first!.reasons.filter(({ kind }) => kind === 'label').map(({ text }) => text)
    expect(sentences).toEqual(['In common: “Soup”.'])
  })
})

describe('pulls and pushes that all but cancel', () => {
  it('leave next to nothing, which is not blown up to a full weight', async () => {
    const recommender = await restaurant()
    await recommender.observe([
      { userId: 'ann', itemId: 'ramen', type: 'like', timestamp: NOW - 5 },
      { userId: 'ann', itemId: 'pho', type: 'dislike', timestamp: NOW },
    ])
    const udon = await recommender.explain({ userId: 'ann' }, 'udon')
    expect(Math.abs(udon.parts['tags'] ?? 0)).toBeLessThan(1e-6)
  })
})

describe('a filter', () => {
  it('that answers with a promise is refused, since a promise is always true', async () => {
    const recommender = await restaurant()
    const filter = (async () => false) as unknown as () => boolean
    await expect(recommender.recommend({ filter })).rejects.toThrow(/filter.*answers at once/s)
  })
})
