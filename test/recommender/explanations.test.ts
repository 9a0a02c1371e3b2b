import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { event, library, NOW } from '../worlds/books.ts'

describe('an explanation', () => {
  it('says where an item would be without each event that it rests on, as it is when the event is really undone', async () => {
    const ids = ['dune', 'solaris', 'messiah', 'emma', 'pride', 'heat']
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('ringworld', 'persuasion', 'bread'),
        async (liked, target) => {
          // Popularity weighs nothing here: an event that is thought away still counts for others.
          const recommender = await library(
            { rank: { weights: { popular: 0 } } },
            liked.map((id) => event('ann', id)),
          )
          const { counterfactuals, rank } = await recommender.explain({ userId: 'ann' }, target)
          for (const { eventId, rank: then, score, text } of counterfactuals) {
            expect(text).toContain(String(then))
            expect(text).toContain(String(rank))
            const twin = await library(
              { rank: { weights: { popular: 0 } } },
              liked.map((id) => event('ann', id)),
            )
            // What is known stays excluded from the list, whether or not it still speaks.
            const known = liked[Number(eventId.split('#')[1]) - 1]!
            expect(await twin.undo(eventId)).toBe(true)
            const real = await twin.explain({ userId: 'ann', exclude: [known] }, target)
            expect([real.rank, real.score]).toEqual([then, expect.closeTo(score, 9)])
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('names the strongest events, three at most, and none where nothing is known', async () => {
    const recommender = await library({}, [event('ann', 'dune'), event('ann', 'emma')])
    const { counterfactuals, reasons } = await recommender.explain({ userId: 'ann' }, 'messiah')
    const [strongest] = reasons.filter((reason) => 'eventId' in reason)
    expect(counterfactuals[0]?.eventId).toBe((strongest as { eventId: string }).eventId)
    expect(counterfactuals.length).toBeLessThanOrEqual(3)
    expect((await recommender.explain({}, 'messiah')).counterfactuals).toEqual([])
  })

  it('says why one item stands above another, part by part', async () => {
    const recommender = await library({}, [event('ann', 'dune')])
    const query = { userId: 'ann', now: NOW }
    const { contrast, score } = await recommender.explain(query, 'messiah', { than: 'emma' })
    const other = await recommender.explain(query, 'emma', { than: 'messiah' })
    expect(contrast!.differences.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(score - other.score, 6)
    expect(contrast!.text).toMatch(/^“messiah” stands above “emma”, above all by “(content|attributes|tags)”\.$/)
    expect(other.contrast!.text).toMatch(/^“emma” stands below “messiah”/)
    const zh = await recommender.explain({ ...query, locale: 'zh' }, 'messiah', { than: 'emma' })
    expect(zh.contrast!.text).toMatch(/^《messiah》排在《emma》之前/)
    expect(zh.counterfactuals[0]!.text).toMatch(/^没有这一点/)
    await expect(recommender.explain(query, 'messiah', { than: 'nobody' })).rejects.toMatchObject({ field: 'than' })
  })

  it('loses by an event just what the event is said to give, where one alone is known', async () => {
    const recommender = await library({ rank: { weights: { popular: 0, fresh: 0 } } }, [event('ann', 'dune')])
    const { counterfactuals, score } = await recommender.explain({ userId: 'ann' }, 'messiah')
    expect(counterfactuals).toHaveLength(1)
    expect(score).toBeGreaterThan(0)
    expect(counterfactuals[0]!.score).toBe(0)
  })
})
