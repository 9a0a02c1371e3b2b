import { describe, expect, it } from 'vitest'
import { als, ease, transitionKnn } from '../../src/collaborative/index.ts'
import { type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'
import { NOW } from '../worlds/books.ts'

/** Six films and six concerts that were seen, and one of each that nobody has seen yet. */
const items: Item[] = ['film', 'concert'].flatMap((kind) =>
  [0, 1, 2, 3, 4, 5, 'new'].map((n) => ({ id: `${kind} ${n}`, tags: [kind], text: `an evening with a ${kind}` })),
)

/** Twelve users: half of them see films, half concerts, and each leaves one out. */
const events = ['film', 'concert'].flatMap((kind) =>
  Array.from({ length: 6 }, (_, user) =>
    [0, 1, 2, 3, 4, 5]
      .filter((n) => n !== user)
      .map((n) => ({
        userId: `${kind} fan ${user}`,
        itemId: `${kind} ${n}`,
        type: 'purchase',
        timestamp: NOW - n * 1000,
      })),
  ).flat(),
)

async function fitted(options: RecommenderOptions<Item>, extra: Partial<Item> = {}): Promise<Recommender<Item>> {
  const recommender = new Recommender<Item>({ clock: fixedClock(NOW), ...options })
  await recommender.addItems(items.map((item) => ({ ...item, ...extra })))
  await recommender.observe(events)
  await recommender.fit({ seed: 1 })
  return recommender
}

const onlyModel = (name: string): { readonly weights: Record<string, number> } => ({
  weights: { content: 0, tags: 0, attributes: 0, vector: 0, popular: 0, fresh: 0, [name]: 1 },
})

describe('items without behaviour', () => {
  for (const recipe of [als({ factors: 8 }), ease({ regularization: 5 })]) {
    it(`come from the collaborative source too, by what they are like (${recipe.name})`, async () => {
      const recommender = await fitted({ collaborative: recipe, rank: onlyModel(recipe.name) })
      const list = await recommender.recommend({ userId: 'film fan 0', k: 14 })
      const found = list.items.find(({ itemId }) => itemId === 'film new')
      expect(found?.parts[recipe.name]).toBeGreaterThan(0)
      const other = list.items.find(({ itemId }) => itemId === 'concert new')
      expect(found!.parts[recipe.name]).toBeGreaterThan(other?.parts[recipe.name] ?? 0)
      expect(found!.reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(found!.score, 6)
    })
  }

  it('stay in lists through a snapshot', async () => {
    const options = { collaborative: als({ factors: 8 }), clock: fixedClock(NOW) }
    const recommender = await fitted(options)
    const loaded = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), options)
    const query = { userId: 'concert fan 2', k: 14 }
    expect((await loaded.recommend(query)).items).toEqual((await recommender.recommend(query)).items)
  })

  it('come from it at once where they are added after a fit with vectors, through a snapshot too', async () => {
    const vectorOf = (id: string): number[] => (id.startsWith('film') ? [1, 0.2] : [0.2, 1])
    const options = { collaborative: als({ factors: 8 }), rank: onlyModel('als'), clock: fixedClock(NOW) }
    const described = items.map((item) => ({ ...item, vector: vectorOf(item.id) }))
    const late = ['film late', 'concert late'].map((id) => ({ id, vector: vectorOf(id) }))
    const recommender = new Recommender<Item>(options)
    await recommender.addItems(described)
    await recommender.observe(events)
    await recommender.fit({ seed: 1 })
    const query = { userId: 'film fan 0', k: 16 }
    await recommender.recommend(query)
    const before = await recommender.toSnapshot()
    await recommender.addItems(late)
    const { items: list } = await recommender.recommend(query)
    const partOf = (id: string): number => list.find(({ itemId }) => itemId === id)?.parts['als'] ?? 0
    expect(partOf('film late')).toBeGreaterThan(0)
    expect(partOf('film late')).toBeCloseTo(partOf('film new'), 6)
    expect(partOf('film late')).toBeGreaterThan(partOf('concert late'))
    for (const [snapshot, more] of [
      [before, late],
      [await recommender.toSnapshot(), []],
    ] as const) {
      const loaded = await Recommender.fromSnapshot<Item>(snapshot, options)
      await loaded.addItems(more)
      expect((await loaded.recommend(query)).items).toEqual(list)
    }
  })

  it('hands labels to models that read features', async () => {
    const seen: unknown[] = []
    const recipe = transitionKnn()
    const spy = {
      ...recipe,
      fit: (given: Parameters<typeof recipe.fit>[0], options: Parameters<typeof recipe.fit>[1]) => {
        if ('items' in (given as object)) seen.push(...((given as { items: Iterable<unknown> }).items ?? []))
        return recipe.fit(given, options)
      },
    }
    await fitted({ collaborative: spy }, { attributes: { house: ['Old', 'Red'], seats: 40 } })
    expect(seen).toContainEqual({ id: 'film 1', features: ['tags=film', 'house=old', 'house=red'] })
  })
})
