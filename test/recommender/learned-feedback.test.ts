import { describe, expect, it } from 'vitest'
import { type Interaction, type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { DAY, NOW } from '../worlds/books.ts'

const colours = ['red', 'blue', 'green', 'grey']
const items: readonly Item[] = Array.from({ length: 60 }, (_, at) => ({
  id: `item-${at}`,
  text: `words number ${at % 7} and ${at % 11}`,
  tags: [colours[at % 4]!],
  vector: [Math.cos(at), Math.sin(at), at % 4 === 0 ? 1 : 0],
}))

/** A user is shown lists of eight, and takes up what is red, or what is not. */
function shown(userId: string, lists: number, takesRed = true): Interaction[] {
  return Array.from({ length: lists }, (_, list) => list).flatMap((list) =>
    Array.from({ length: 8 }, (_, place): Interaction[] => {
      const at = (list * 8 + place * 5) % items.length
      const event = { userId, itemId: `item-${at}`, recommendationId: `list-${list}`, position: place + 1 }
      const timestamp = NOW - 9 * DAY + list * 1000 + place
      const taken = (at % 4 === 0) === takesRed
      return [
        { ...event, type: 'impression', timestamp },
        ...(taken ? [{ ...event, type: 'click', timestamp: timestamp + 500 }] : []),
      ]
    }).flat(),
  )
}

async function made(events: readonly Interaction[], options: RecommenderOptions<Item> = {}): Promise<Recommender> {
  const recommender = new Recommender({ clock: () => NOW, feedback: true, ...options })
  await recommender.addItems(items)
  await recommender.observe(events)
  return recommender
}

const query = { userId: 'ann', k: 20, excludeSeen: false }
const movesOf = async (recommender: Recommender): Promise<{ red: number; others: number }> => {
  const { items: listed } = await recommender.recommend({ ...query, k: 60 })
  const mean = (red: boolean): number => {
    const moves = listed
      .filter(({ item }) => (item.tags![0] === 'red') === red)
      .map(({ parts }) => parts['feedback'] ?? 0)
    return moves.reduce((sum, move) => sum + move, 0) / moves.length
  }
  return { red: mean(true), others: mean(false) }
}

describe('the option feedback', () => {
  it('moves nothing before there is something to learn from', async () => {
    const events: Interaction[] = [
      { userId: 'ann', itemId: 'item-4', type: 'like', timestamp: NOW },
      { userId: 'ann', itemId: 'item-5', type: 'dislike', timestamp: NOW },
    ]
    const [with_, without] = [await made(events), await made(events, { feedback: false })]
    expect(await with_.recommend(query)).toEqual(await without.recommend(query))
    expect(await with_.recommend({ k: 5 })).toEqual(await without.recommend({ k: 5 }))
    expect(() => new Recommender({ feedback: 'yes' as never })).toThrow('feedback')
  })

  it('follows what a user took up of their lists, in the very next one, as a part with a reason', async () => {
    const recommender = await made([])
    expect(await movesOf(recommender)).toEqual({ red: 0, others: 0 })
    await recommender.observe(shown('ann', 4))
    const { red, others } = await movesOf(recommender)
    expect(red).toBeGreaterThan(others + 0.005)
    const { parts, score, reasons } = await recommender.explain(query, 'item-8')
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 6)
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6)
    expect(reasons.some((reason) => reason.kind === 'moved' && reason.by === 'feedback')).toBe(true)
    // What one user took up says nothing of another before the next fit.
    expect(await recommender.recommend({ ...query, userId: 'ben' })).toEqual(
      await (await made(shown('ann', 4), { feedback: false })).recommend({ ...query, userId: 'ben' }),
    )
  })

  it('is a function of the log: after undo and forget it is what it would be had nothing been seen', async () => {
    const events = shown('ann', 4)
    const recommender = await made([])
    const { eventIds } = await recommender.observe(events)
    await recommender.recommend(query)
    const gone = new Set([3, 4, 20, events.length - 1])
    for (const at of gone) expect(await recommender.undo(eventIds![at]!)).toBe(true)
    const twin = await made(events.filter((_, at) => !gone.has(at)))
    const listOf = async (of: Recommender): Promise<unknown> =>
      (await of.recommend(query)).items.map(({ itemId, score, parts }) => [itemId, score, parts])
    expect(await listOf(recommender)).toEqual(await listOf(twin))
    // An item that is described anew counts as it is now.
    const repainted = { ...items[0]!, tags: ['blue'] }
    for (const each of [recommender, twin]) await each.addItems([repainted])
    const anew = await made(events.filter((_, at) => !gone.has(at)))
    await anew.addItems([repainted])
    expect(await listOf(recommender)).toEqual(await listOf(anew))
    await recommender.forget('ann')
    await recommender.observe(shown('ann', 1))
    const fresh = await made(shown('ann', 1))
    await fresh.addItems([repainted])
    expect(await listOf(recommender)).toEqual(await listOf(fresh))
  })

  it('learns in fit what holds for all users, keeps it in snapshots, and says that it rests on them', async () => {
    const recommender = await made(Array.from({ length: 6 }, (_, at) => shown(`user-${at}`, 5)).flat())
    await recommender.observe({ userId: 'ann', itemId: 'item-4', type: 'like', timestamp: NOW })
    expect((await movesOf(recommender)).red).toBe(0)
    const { parts } = await recommender.fit()
    expect(parts.map(({ name }) => name)).toContain('feedback')
    const { red, others } = await movesOf(recommender)
    expect(red).toBeGreaterThan(others + 0.05)
    const copy = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), {
      clock: () => NOW,
      feedback: true,
    })
    expect((await copy.recommend(query)).items).toEqual((await recommender.recommend(query)).items)
    const { pendingUntilFit } = await recommender.forget('user-0')
    expect(pendingUntilFit).toContain('feedback')
    // Their own share goes on where fit left off.
    await recommender.observe(shown('ann', 4, false))
    expect((await movesOf(recommender)).red).toBeLessThan(red)
  })

  it('explores by Thompson sampling where exploration is asked for, the same at the same time, with true propensities', async () => {
    const recommender = await made(Array.from({ length: 6 }, (_, at) => shown(`user-${at}`, 2)).flat())
    await recommender.observe(shown('ann', 1))
    await recommender.fit()
    const greedy = (await recommender.recommend(query)).items[0]!.itemId
    const listed = (at: number, exploration: number) =>
      recommender.recommend({ ...query, exploration, explain: false, now: NOW + at })
    expect(await listed(3, 0.5)).toEqual(await listed(3, 0.5))
    const firsts: number[] = []
    let others = 0
    for (let at = 0; at < 150; at++) {
      const [first] = (await listed(at, 0.5)).items
      expect(first!.propensity).toBeGreaterThan(0)
      expect(first!.propensity).toBeLessThanOrEqual(1)
      // Each item stands first as often as its propensities say: on the average, 1 by its propensity is 1.
      firsts.push(first!.itemId === greedy ? 1 / first!.propensity! : 0)
      if (first!.itemId !== greedy) others++
    }
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length
    expect(Math.abs(mean - 1)).toBeLessThan(0.25)
    expect(others).toBeGreaterThan(10)
  })
})
