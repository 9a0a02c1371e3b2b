/** What a reason says rests on an event really rests on it: without the event the score is less by the stated share, and nothing else changes. */
import { describe, expect, it } from 'vitest'
import {
  als,
  blend,
  bpr,
  type CollaborativeRecipe,
  ease,
  graphFilter,
  itemKnn,
  transitionKnn,
  userKnn,
} from '../../src/collaborative/index.ts'
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

  const groups = [
    ['dune', 'messiah', 'solaris'],
    ['dune', 'solaris', 'emma'],
    ['emma', 'persuasion', 'pride'],
    ['heat', 'bread', 'emma'],
    ['heat', 'bread'],
    ['dune', 'ringworld', 'heat'],
  ]
  const others = groups.flatMap((own, user) => own.map((id) => event(`other ${user}`, id)))
  const ofModel = (recipe: CollaborativeRecipe): RecommenderOptions<Item> => ({
    collaborative: recipe,
    rank: { weights: { ...silent, content: 0 } },
  })

  const recipes: Record<string, () => CollaborativeRecipe> = {
    ease: () => ease({ regularization: 5 }),
    'item-kNN': () => itemKnn(),
    'user-kNN': () => userKnn(),
    RP3beta: () => itemKnn({ similarity: 'rp3beta' }),
    'the graph filter': () => graphFilter({ factors: 3 }),
  }
  it.each(Object.entries(recipes))('of %s is what the event gives', async (_, recipe) => {
    await expectFaithful(ofModel(recipe()), others)
  })

  // These are not linear in the history: ALS solves anew for what is left, a blend brings each model's scores to one scale, and events around the one that goes become neighbours.
  const bent: Record<string, () => CollaborativeRecipe> = {
    ALS: () => als({ factors: 4, epochs: 5 }),
    transitions: () => transitionKnn(),
    'a blend': () => blend([{ recipe: itemKnn(), weight: 0.7 }, { recipe: ease({ regularization: 5 }) }]),
  }
  it.each(Object.entries(bent))('of %s has the sign of what the event does', async (_, recipe) => {
    const options = ofModel(recipe())
    const own = liked.map((id, at) => event('ann', id, 'like', 5 - at))
    const recommender = await library(options, [...others, ...own])
    await recommender.fit()
    let tested = 0
    for (const [at, known] of liked.entries()) {
      const before = await scoresOf(recommender, `ann#${at + 1}`)
      const twin = await library(options, [...others, ...own])
      await twin.fit()
      await twin.undo(`ann#${at + 1}`)
      const after = await scoresOf(twin, `ann#${at + 1}`)
      const [top, topShare] = [...before].reduce(
        (best, [id, { share }]) => (share > best[1] ? [id, share] : best),
        ['', 0],
      )
      if (topShare === 0) continue
      // What owes most to the event loses most of its lead on all others.
      const lead = (scores: typeof before): number =>
        scores.get(top)!.score -
        Math.max(...[...scores].filter(([id]) => id !== top && id !== known).map(([, { score }]) => score))
      expect(lead(after)).toBeLessThan(lead(before))
      tested++
    }
    expect(tested).toBeGreaterThan(1)
  })

  it('is named for no event where a model cannot say which', async () => {
    const recommender = await library(ofModel(bpr({ factors: 4, epochs: 20 })), [
      ...others,
      ...liked.map((id) => event('ann', id)),
    ])
    await recommender.fit()
    const { reasons, score } = await recommender.explain({ userId: 'ann' }, 'messiah')
    expect(score).not.toBe(0)
    expect(reasons.filter(({ share }) => share !== 0).map(({ kind }) => kind)).toEqual(['others'])
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6)
  })

  it.each(['more space', 'less space'])('of a wish for %s is what withdrawing it takes', async (wish) => {
    const options = { rank: { weights: { ...silent } } }
    const events = [event('ann', 'dune'), event('ann', 'emma')]
    const plain = await library(options, events)
    const told = await library(options, events)
    const { applied } = await told.tell('ann', wish)
    expect(applied).toBe(true)
    let found = 0
    for (const id of ids) {
      const { score, reasons, parts } = await told.explain({ userId: 'ann' }, id)
      const share = reasons.reduce((sum, reason) => sum + (reason.kind === 'wish' ? reason.share : 0), 0)
      const of = (all: Readonly<Record<string, number>>): number => all['content'] ?? 0
      const before = await plain.explain({ userId: 'ann' }, id)
      expect(share).toBeCloseTo(score - of(parts), 9)
      expect(of(parts)).toBeCloseTo(of(before.parts), 9)
      expect(score - share).toBeCloseTo(before.score, 9)
      if (share !== 0) found++
    }
    expect(found).toBeGreaterThan(2)
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
