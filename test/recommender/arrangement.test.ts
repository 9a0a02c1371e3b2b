import { describe, expect, it } from 'vitest'
import { type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { block, maxPerAttribute, pin, pipeline } from '../../src/rerank/index.ts'
import { books, DAY, event, idsOf, library, NOW, shelf } from '../worlds/books.ts'

const sumOf = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((sum, part) => sum + part, 0)

describe('a hidden attribute', () => {
  it('takes everything with it out of the lists, until it is liked or the hiding undone', async () => {
    const recommender = await library()
    const author = { name: 'author', value: 'austen ' }
    const shelves = async (): Promise<Set<string>> =>
      new Set(idsOf(await recommender.recommend({ userId: 'cid', k: 100 })).map(shelf))
    const all = await shelves()
    const { eventIds } = await recommender.observe({ userId: 'cid', type: 'hide', attribute: author, timestamp: NOW })
    expect(all).toContain('romance')
    expect(await shelves()).not.toContain('romance')
    expect(idsOf(await recommender.recommend({ userId: 'dan', k: 100 })).map(shelf)).toContain('romance')
    await recommender.observe({ userId: 'cid', type: 'like', attribute: author, timestamp: NOW })
    expect(await shelves()).toEqual(all)
    await recommender.undo('cid#2')
    expect(await shelves()).not.toEqual(all)
    expect(await recommender.undo(eventIds![0]!)).toBe(true)
    expect(await shelves()).toEqual(all)
    await recommender.observe({ userId: 'cid', type: 'hide', attribute: { name: 'tags', value: 'Cooking' } })
    expect(await shelves()).not.toContain('cooking')
    // Somebody who asks for given items gets all of them.
    const bread = await recommender.rank({ userId: 'cid' }, ['bread', 'dune'])
    expect(idsOf(bread).sort()).toEqual(['bread', 'dune'])
  })
})

describe('impressions', () => {
  it('lower what is shown again and again, by place and time, and void with the first click', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    const scoreOf = async (): Promise<number> => (await recommender.explain({ userId: 'ann' }, 'solaris')).score
    const before = await scoreOf()
    const shown = { userId: 'ann', itemId: 'solaris', type: 'impression', position: 1 }
    await recommender.observe({ ...shown, timestamp: NOW })
    const once = await scoreOf()
    expect(once).toBeCloseTo(before * 0.9, 6)
    await recommender.observe({ ...shown, timestamp: NOW - 3 * DAY })
    expect(await scoreOf()).toBeCloseTo(before * 0.9 ** 1.5, 6)
    const { parts, reasons, score } = await recommender.explain({ userId: 'ann' }, 'solaris')
    expect(parts['impressions']).toBeCloseTo(score - before, 6)
    expect(sumOf(parts)).toBeCloseTo(score, 6)
    expect(reasons.find(({ kind }) => kind === 'moved')).toMatchObject({ by: 'impressions' })
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6)
    const other = await library({}, [event('ann', 'dune')])
    await other.observe([
      { ...shown, timestamp: NOW - 2 },
      { userId: 'ann', itemId: 'solaris', type: 'click', timestamp: NOW - 1 },
    ])
    expect((await other.explain({ userId: 'ann' }, 'solaris')).parts['impressions']).toBeUndefined()
  })
})

describe('a skip', () => {
  it('counts less the further down it was', async () => {
    const at = async (position: number): Promise<number> => {
      const recommender = await library()
      await recommender.observe({ userId: 'ann', itemId: 'dune', type: 'skip', position, timestamp: NOW })
      const { items } = await recommender.profile('ann')
      return items.find(({ value }) => value === 'dune')!.weight
    }
    expect(await at(1)).toBeCloseTo(-0.25, 9)
    expect(await at(3)).toBeCloseTo(-0.125, 9)
  })
})

describe('a re-ranker of the app', () => {
  it('puts the candidates into its order', async () => {
    const recommender = await library({ rerank: pin(['bread']) }, [event('ann', 'dune')])
    const plain = await library({}, [event('ann', 'dune')])
    const list = await recommender.recommend({ userId: 'ann', k: 5 })
    expect(list.items[0]?.itemId).toBe('bread')
    expect(list.items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5])
    const everything = await recommender.recommend({ userId: 'ann', k: 1000 })
    expect(idsOf(everything).sort()).toEqual(idsOf(await plain.recommend({ userId: 'ann', k: 1000 })).sort())
    expect((await recommender.explain({ userId: 'ann' }, 'bread')).rank).toBe(1)
  })

  it('keeps out of lists what it drops; where all are wanted that comes last', async () => {
    const options: RecommenderOptions<Item> = { rerank: pipeline(block(['bread']), maxPerAttribute('author', 1)) }
    const recommender = await library(options, [event('ann', 'dune')])
    const everything = idsOf(await recommender.recommend({ userId: 'ann', k: 1000 }))
    expect(everything).not.toContain('bread')
    const authors = everything.map((id) => String(books.find((one) => one.id === id)!.attributes!['author']))
    expect(new Set(authors).size).toBe(authors.length)
    expect(authors.length).toBe(5)
    const ranked = idsOf(await recommender.rank({ userId: 'ann' }, ['bread', 'emma', 'pride', 'heat']))
    expect([...ranked].sort()).toEqual(['bread', 'emma', 'heat', 'pride'])
    expect(ranked.slice(0, 2)).toContain('heat')
    const { rank, reasons } = await recommender.explain({ userId: 'ann' }, 'bread')
    expect(rank).toBeGreaterThan(authors.length)
    expect(reasons[0]).toMatchObject({ kind: 'left-out', by: 'rerank', share: 0 })
    const first = await recommender.explain({ userId: 'ann' }, everything[0]!)
    expect([first.rank, first.reasons.some(({ kind }) => kind === 'left-out')]).toEqual([1, false])
  })

  it('fills the list up with what it has seen and let through, however far down that stands', async () => {
    const seen: number[] = []
    const recommender = await library({
      rerank: async (candidates, context) => {
        seen.push(candidates.length)
        return maxPerAttribute('author', 2)(candidates, context)
      },
    })
    // A thousand books of one author come before those of all others.
    const crowd = Array.from({ length: 1000 }, (_, at) => ({ id: `many ${at}`, author: 'Prolific' }))
    const late = Array.from({ length: 30 }, (_, at) => ({ id: `late ${at}`, author: `A ${at % 10}` }))
    const text = { title: 'desert planet spice' }
    await recommender.addItems(
      [...crowd, ...late].map(({ id, author }, at) => ({
        id,
        text: at < 1000 ? text : { title: `desert ${id} and very many other words` },
        attributes: { author: [author] },
      })),
    )
    const list = await recommender.recommend({ text: 'desert planet spice', k: 12 })
    expect(list.items).toHaveLength(12)
    expect(new Set(idsOf(list)).size).toBe(12)
    const counts = new Map<unknown, number>()
    for (const { item } of list.items) {
      const author = String(item.attributes!['author'])
      counts.set(author, (counts.get(author) ?? 0) + 1)
    }
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(2)
    expect(seen[0]).toBeLessThan(1000)
    // What is listed was there when the re-ranker chose.
    expect(seen.at(-1)).toBeGreaterThan(1000)
    expect((await recommender.explain({ text: 'desert planet spice', k: 12 }, list.items[5]!.itemId)).rank).toBe(6)
    // A re-ranker that lets next to nothing through is asked about everything, and then believed.
    const strict = await library({ rerank: (candidates) => candidates.slice(0, 1) })
    expect((await strict.recommend({ k: 5 })).items).toHaveLength(1)
    const never = await library({ rerank: () => [] })
    expect(await never.recommend({ k: 5 })).toMatchObject({ items: [], strategy: 'empty' })
  })

  it('gets everything it may go by, and is held to its contract', async () => {
    let seen: unknown
    const recommender = await library({
      rerank: (candidates, context) => {
        seen = { first: candidates[0], context }
        return candidates
      },
    })
    await recommender.recommend({ userId: 'ann', text: 'desert planet', k: 3 })
    expect(seen).toMatchObject({
      first: {
        itemId: 'dune',
        rank: 1,
        tags: expect.anything(),
        attributes: expect.anything(),
        text: expect.stringContaining('desert'),
      },
      context: { k: 3, query: 'desert planet', userId: 'ann', now: NOW },
    })
    const bad = await library({ rerank: () => [{ itemId: 'stranger', score: 1 }] })
    await expect(bad.recommend()).rejects.toMatchObject({ code: 'invalid-argument' })
    expect(() => new Recommender({ rerank: 'mmr' as never })).toThrow('rerank')
  })
})

describe('diversity', () => {
  it('compares items that have vectors of their own with others that have but text', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    const vectors = Array.from({ length: 4 }, (_, at) => ({ id: `v${at}`, vector: Float32Array.of(1, at) }))
    await recommender.addItems(vectors)
    for (const k of [5, 13])
      expect(
        (await recommender.recommend({ userId: 'ann', k, diversity: 0.7, excludeSeen: false })).items,
      ).toHaveLength(k)
    const other = new Recommender()
    await other.addItems([...vectors, { id: 'words', text: 'sand' }])
    expect((await other.recommend({ k: 5, diversity: 1 })).items).toHaveLength(5)
  })

  it('brings other kinds of items up, more of them the higher it is', async () => {
    const recommender = await library({}, [event('ann', 'dune'), event('ann', 'solaris')])
    const kinds = async (diversity: number): Promise<number> =>
      new Set(idsOf(await recommender.recommend({ userId: 'ann', k: 5, diversity })).map(shelf)).size
    expect(await kinds(1)).toBeGreaterThanOrEqual(await kinds(0))
    const plain = await recommender.recommend({ userId: 'ann', k: 5 })
    const varied = await recommender.recommend({ userId: 'ann', k: 5, diversity: 1 })
    expect(varied.items[0]).toEqual(plain.items[0])
    for (const { score, parts } of varied.items) expect(sumOf(parts)).toBeCloseTo(score, 6)
    expect(await recommender.recommend({ userId: 'ann', k: 5, diversity: 0 })).toEqual(plain)
    await expect(recommender.recommend({ diversity: 2 })).rejects.toMatchObject({ field: 'diversity' })
  })
})

describe('exploration', () => {
  it('draws some places by chance, says how likely that was, and draws the same for the same question', async () => {
    const recommender = await library({ seed: 5 }, [event('ann', 'dune')])
    const list = await recommender.recommend({ userId: 'ann', k: 6, exploration: 0.5 })
    expect(await recommender.recommend({ userId: 'ann', k: 6, exploration: 0.5 })).toEqual(list)
    const plain = await recommender.recommend({ userId: 'ann', k: 6 })
    expect(plain.items.every(({ propensity }) => propensity === undefined)).toBe(true)
    expect(list.items.every(({ propensity }) => propensity! > 0 && propensity! <= 1)).toBe(true)
    const later = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        recommender.recommend({ userId: 'ann', k: 6, exploration: 0.5, now: NOW + at }),
      ),
    )
    expect(new Set(later.map((one) => idsOf(one).join())).size).toBeGreaterThan(5)
    await expect(recommender.recommend({ exploration: -1 })).rejects.toMatchObject({ field: 'exploration' })
  })

  it('has propensities that are the shares in which items come', async () => {
    const recommender = await library({ seed: 1 })
    const counts = new Map<string, number>()
    let expected = 0
    const runs = 2000
    const first = idsOf(await recommender.recommend({ k: 1 }))[0]!
    for (let at = 0; at < runs; at++) {
      const { items } = await recommender.recommend({ k: 1, exploration: 0.3, now: NOW + at, explain: false })
      const { itemId, propensity } = items[0]!
      counts.set(itemId, (counts.get(itemId) ?? 0) + 1)
      if (itemId === first) expected = propensity!
    }
    expect(Math.abs(counts.get(first)! / runs - expected)).toBeLessThan(0.04)
  })
})
