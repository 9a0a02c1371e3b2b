/** What a reason says rests on an event really rests on it: without the event the score is less by the stated share, and nothing else changes. */
import { describe, expect, it } from 'vitest'
import { type CollaborativeRecipe, ease, itemKnn, userKnn } from '../../src/collaborative/index.ts'
import type { Item, Recommender, RecommenderOptions } from '../../src/index.ts'
import { boost, impressionDiscount, pipeline } from '../../src/rerank/index.ts'
import { books, DAY, event, library, NOW } from '../worlds/books.ts'

const ids = books.map(({ id }) => id)
const liked = ['dune', 'emma', 'heat']
const silent = { popular: 0, fresh: 0, tags: 0, attributes: 0 }

/** Each item's score, and what of it its reasons say rests on this event. */
async function scoresOf(
  recommender: Recommender<Item>,
  eventId: string,
): Promise<Map<string, { score: number; share: number }>> {
  const found = new Map<string, { score: number; share: number }>()
  for (const id of ids) {
    if (liked.includes(id)) continue
    const { score, reasons } = await recommender.explain({ userId: 'ann' }, id)
    const share = reasons.reduce(
      (sum, reason) => sum + ('eventId' in reason && reason.eventId === eventId ? reason.share : 0),
      0,
    )
    found.set(id, { score, share })
  }
  return found
}

/**
 * A list's scores have one scale, on which the best of a source is 1 and a longer history makes each event count less. So after an event is gone, all scores have to be what they were less the shares, times one
 * and the same number.
 */
async function expectFaithful(options: RecommenderOptions<Item>, others: ReturnType<typeof event>[]) {
  const models = options.collaborative !== undefined
  const recommender = await library(options, [...others, ...liked.map((id) => event('ann', id))])
  await recommender.fit()
  let tested = 0
  for (const [at, known] of liked.entries()) {
    const eventId = `ann#${at + 1}`
    const before = await scoresOf(recommender, eventId)
    const twin = await library(options, [...others, ...liked.map((id) => event('ann', id))])
    // What others did stays learned; the event is thought away after that.
    await twin.fit()
    expect(await twin.undo(eventId)).toBe(true)
    const after = await scoresOf(twin, eventId)
    const rest = ids.flatMap((id) => {
      const was = before.get(id)
      // A model's negative weights stand together as what others do; an event is named for what it gives.
      if (models && was !== undefined && was.share <= 0) return []
      return was === undefined || id === known ? [] : [[was.score - was.share, after.get(id)!.score] as const]
    })
    const [largest] = [...rest].sort((a, b) => Math.abs(b[0]) - Math.abs(a[0]))
    if (largest === undefined || Math.abs(largest[0]) < 1e-9) {
      for (const [, score] of rest) expect(Math.abs(score)).toBeLessThan(1e-9)
      continue
    }
    const scale = largest[1] / largest[0]
    expect(scale).toBeGreaterThan(0)
    for (const [left, score] of rest) expect(score).toBeCloseTo(left * scale, 6)
    tested += [...before.values()].filter(({ share }) => Math.abs(share) > 1e-6).length
  }
  expect(tested).toBeGreaterThan(3)
}

describe('a share', () => {
  it('of likeness in content is what the event gives', async () => {
    await expectFaithful({ rank: { weights: silent } }, [])
  })

  const recipes: Record<string, () => CollaborativeRecipe> = {
    ease: () => ease({ regularization: 5 }),
    'item-kNN': () => itemKnn(),
    'user-kNN': () => userKnn(),
  }
  it.each(Object.entries(recipes))('of %s is what the event gives', async (_, recipe) => {
    const groups = [
      ['dune', 'messiah', 'solaris'],
      ['dune', 'solaris', 'emma'],
      ['emma', 'persuasion', 'pride'],
      ['heat', 'bread', 'emma'],
      ['heat', 'bread'],
      ['dune', 'ringworld', 'heat'],
    ]
    const others = groups.flatMap((own, user) => own.map((id) => event(`other ${user}`, id)))
    await expectFaithful({ collaborative: recipe(), rank: { weights: { ...silent, content: 0 } } }, others)
  })

  it('of a re-ranker is what its absence takes', async () => {
    const shown = [{ type: 'impression', itemId: 'messiah', timestamp: NOW - DAY, position: 1 }]
    const steps = {
      boost: boost(({ itemId }) => (itemId === 'solaris' ? 0.3 : 0), { name: 'promoted' }),
      impressions: impressionDiscount(shown, { now: NOW }),
    }
    const plain = await library({}, [event('ann', 'dune')])
    const moved = await library({ rerank: pipeline(...Object.values(steps)) }, [event('ann', 'dune')])
    let found = 0
    for (const id of ids) {
      const [without, w] = [await plain.explain({ userId: 'ann' }, id), await moved.explain({ userId: 'ann' }, id)]
      const shares = w.reasons.filter(({ kind }) => kind === 'moved').map(({ share }) => share)
      found += shares.length
      expect(w.score - without.score).toBeCloseTo(
        shares.reduce((sum, share) => sum + share, 0),
        9,
      )
    }
    expect(found).toBeGreaterThan(1)
  })
})
