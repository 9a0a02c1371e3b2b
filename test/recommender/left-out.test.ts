/** Why an item cannot be in a list: said plainly, true, and undone by what it names. */
import { describe, expect, it } from 'vitest'
import { templates } from '../../src/explain/index.ts'
import type { RecommendQuery } from '../../src/index.ts'
import { type Item, Recommender } from '../../src/index.ts'
import { block } from '../../src/rerank/index.ts'
import { fixedClock } from '../../src/testing/index.ts'
import { books, DAY, event, idsOf, library, NOW } from '../worlds/books.ts'

/** What keeps an item out, and what is said of it. */
async function barsOf(recommender: Recommender, query: RecommendQuery<Item>, itemId: string) {
  const { reasons, counterfactuals } = await recommender.explain(query, itemId)
  const bars = reasons.filter((reason) => reason.kind === 'left-out')
  // They come first, and a list agrees with them.
  expect(reasons.slice(0, bars.length)).toEqual(bars)
  const listed = idsOf(await recommender.recommend({ ...query, k: 100 }))
  expect(listed.includes(itemId)).toBe(bars.length === 0)
  return { bars, reasons, counterfactuals }
}

describe('what is left out', () => {
  it('says so for each thing that a query can do', async () => {
    const recommender = new Recommender<Item>({ clock: fixedClock(NOW) })
    await recommender.addItems([
      ...books,
      { id: 'old', text: 'desert planet', expiresAt: NOW - DAY },
      { id: 'film', text: 'desert planet', domain: 'films' },
    ])
    const said = async (query: RecommendQuery<Item>, itemId: string) =>
      (await barsOf(recommender, query, itemId)).bars.map((bar) => 'by' in bar && bar.by)
    expect(await said({}, 'emma')).toEqual([])
    expect(await said({ exclude: ['emma'] }, 'emma')).toEqual(['exclude'])
    expect(await said({ candidates: ['dune'] }, 'emma')).toEqual(['candidates'])
    expect(await said({ domain: 'films' }, 'emma')).toEqual(['domain'])
    expect(await said({ domain: 'films' }, 'film')).toEqual([])
    expect(await said({}, 'old')).toEqual(['expired'])
    expect(await said({ itemId: 'emma' }, 'emma')).toEqual(['query'])
    expect(await said({ filter: ({ id }) => id !== 'emma', exclude: ['emma'] }, 'emma')).toEqual(['exclude', 'filter'])
    expect(await said({ history: ['emma'] }, 'emma')).toEqual(['seen'])
    expect(await said({ history: ['emma'], excludeSeen: false }, 'emma')).toEqual([])
  })

  it('names the wish, and what would be without it', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    const told = await recommender.tell('ann', 'no romance')
    const { bars, reasons, counterfactuals } = await barsOf(recommender, { userId: 'ann' }, 'emma')
    const [{ id } = { id: '' }] = told.understood as readonly { id: string }[]
    expect(bars).toEqual([
      {
        kind: 'left-out',
        by: 'wish',
        eventId: id,
        wish: 'no romance',
        share: 0,
        text: 'Left out: you asked for no romance.',
      },
    ])
    expect(reasons.some(({ kind }) => kind === 'nothing-known')).toBe(false)
    const first = counterfactuals.find(({ eventId }) => eventId === id)!
    expect(first).toMatchObject({ isLeftOut: false })
    expect(first.text).toBe(`At ${first.rank} without this: “Left out: you asked for no romance.”`)
    const zh = await recommender.explain({ userId: 'ann', locale: 'zh' }, 'emma')
    expect(zh.reasons[0]!.text).toMatch(/^未列出：你说过/)
    await recommender.undo(id)
    const after = await recommender.explain({ userId: 'ann' }, 'emma')
    expect([after.rank, after.reasons.some(({ kind }) => kind === 'left-out')]).toEqual([first.rank, false])
    // The list agrees.
    expect(idsOf(await recommender.recommend({ userId: 'ann', k: 100 }))[first.rank - 1]).toBe('emma')
  })

  it('names every "only" that it does not fit, and no other wish', async () => {
    const recommender = await library()
    await recommender.tell('ann', 'only romance')
    await recommender.tell('ann', 'more cooking')
    expect((await barsOf(recommender, { userId: 'ann' }, 'dune')).bars.map((bar) => 'wish' in bar && bar.wish)).toEqual(
      ['only romance'],
    )
    expect((await barsOf(recommender, { userId: 'ann' }, 'emma')).bars).toEqual([])
  })

  it('names the hidden attribute and what is known already; without one of two it is left out still', async () => {
    const recommender = await library({}, [event('ann', 'emma')])
    const hide = { userId: 'ann', type: 'hide', attribute: { name: 'author', value: 'Austen' }, timestamp: NOW }
    const { eventIds } = await recommender.observe(hide)
    const { bars, counterfactuals } = await barsOf(recommender, { userId: 'ann' }, 'emma')
    expect(bars.map(({ text }) => text)).toEqual(['Left out: you hid author “Austen”.', 'Left out: you liked it.'])
    expect(bars[0]).toMatchObject({ by: 'hidden', eventId: eventIds![0], name: 'author', value: 'Austen' })
    expect(counterfactuals.slice(0, 2).map(({ isLeftOut }) => isLeftOut)).toEqual([true, true])
    expect(counterfactuals[0]!.text).toMatch(/^Still left out without this: /)
    const pride = await barsOf(recommender, { userId: 'ann' }, 'pride')
    expect(pride.counterfactuals[0]).toMatchObject({ eventId: eventIds![0], isLeftOut: false })
  })

  it('says that a re-ranker dropped it, in the words of the app where it has some', async () => {
    const sentences = templates({ en: { 'left-out': 'Not for “{item}” ({by}).' } })
    const recommender = await library({ rerank: block(['emma']), sentences })
    const { bars } = await barsOf(recommender, {}, 'emma')
    expect(bars.map(({ text }) => text)).toEqual(['Not for “emma” (rerank).'])
  })
})
