/** What every re-ranker promises, as one suite: a new one is tested by giving it a `make`. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Recommender } from '../../src/index.ts'
import { block, pin, pipeline, type RerankCandidate, type Reranker } from '../../src/rerank/index.ts'

const labels = ['red', 'green', 'blue']

/** Candidates as a recommender gives them: best first, with everything that a re-ranker may go by. */
export const candidatesArbitrary: fc.Arbitrary<readonly RerankCandidate[]> = fc
  .uniqueArray(
    fc.record({
      itemId: fc.stringMatching(/^[a-z]{1,3}$/),
      score: fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0, 1)),
      tags: fc.subarray(labels),
      author: fc.constantFrom(...labels),
      text: fc.constantFrom('one fine day', 'one fine day indeed', 'a dark night', ''),
      vector: fc.array(fc.constantFrom(-1, 0, 0.5, 1), { minLength: 3, maxLength: 3 }),
      createdAt: fc.integer({ min: 0, max: 1e12 }),
    }),
    { selector: ({ itemId }) => itemId, maxLength: 25 },
  )
  .map((given) =>
    given
      .sort((a, b) => b.score - a.score)
      .map(({ author, vector, ...rest }, at) => ({
        ...rest,
        rank: at + 1,
        parts: { content: rest.score / 2, popular: rest.score / 2 },
        attributes: { author, year: 1999 },
        vector: Float32Array.from(vector),
      })),
  )

/** A permutation or a subset of what came in, the same each time, with parts that sum to the score, and the input left as it was. */
export function rerankerSuite(
  make: () => Reranker,
  { drops = false, moves = false }: { readonly drops?: boolean; readonly moves?: boolean } = {},
): void {
  it('gives back what came in, in another order at most', async () => {
    await fc.assert(
      fc.asyncProperty(candidatesArbitrary, fc.integer({ min: 1, max: 30 }), async (candidates, k) => {
        const context = { k, now: 1e12 }
        const before = structuredClone(candidates)
        const answer = await make()(candidates, context)
        expect(candidates).toEqual(before)
        const ids = answer.map(({ itemId }) => itemId)
        expect(new Set(ids).size).toBe(ids.length)
        const given = new Map(candidates.map((candidate) => [candidate.itemId, candidate]))
        for (const candidate of answer) {
          const { score, parts } = candidate
          expect(given.has(candidate.itemId)).toBe(true)
          expect(Object.values(parts!).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 6)
          if (!moves) expect(candidate).toBe(given.get(candidate.itemId))
        }
        if (!drops) expect(answer.length).toBe(candidates.length)
        expect(await make()(candidates, context)).toEqual(answer)
        expect(await pipeline(make())(candidates, context)).toEqual(answer)
      }),
      { numRuns: 60 },
    )
  })

  it('composes: what is pinned after it stands first, what is blocked before it is gone, and all else is there', async () => {
    await fc.assert(
      fc.asyncProperty(candidatesArbitrary, fc.integer({ min: 1, max: 30 }), async (candidates, k) => {
        const context = { k, now: 1e12 }
        const [blocked, pinned] = [candidates.at(0)?.itemId, candidates.at(-1)?.itemId]
        if (blocked === pinned) return
        const steps = [block([blocked!]), make(), pin([pinned!])]
        const ids = (await pipeline(...steps)(candidates, context)).map(({ itemId }) => itemId)
        const alone = (await make()(candidates.slice(1), context)).map(({ itemId }) => itemId)
        expect(ids).not.toContain(blocked)
        expect([...ids].sort()).toEqual([...alone].sort())
        if (alone.includes(pinned!)) expect(ids[0]).toBe(pinned)
        if (!drops) expect(ids.length).toBe(candidates.length - 1)
      }),
      { numRuns: 40 },
    )
  })

  it('in a recommender gives as many as asked, as long as it lets so many through, and nothing that it dropped', async () => {
    await fc.assert(
      fc.asyncProperty(candidatesArbitrary, fc.integer({ min: 1, max: 30 }), async (candidates, k) => {
        let last: readonly RerankCandidate[] = []
        const recommender = new Recommender({
          clock: () => 1e12,
          rerank: async (given, context) => {
            last = await make()(given, context)
            return last
          },
        })
        const report = await recommender.addItems(
          candidates.map(({ itemId, tags, vector, attributes }) => ({
            id: itemId,
            tags: tags!,
            attributes: { author: String(attributes!['author']) },
            vector: vector as Float32Array,
          })),
        )
        expect(report.added).toBe(candidates.length)
        const { items } = await recommender.recommend({ k })
        expect(items.map(({ itemId }) => itemId)).toEqual(last.slice(0, k).map(({ itemId }) => itemId))
        if (!drops) expect(items.length).toBe(Math.min(k, candidates.length))
      }),
      { numRuns: 20 },
    )
  })

  it('answers nothing with nothing, and one with one', async () => {
    expect(await make()([], { k: 3, now: 0 })).toEqual([])
    const one = { itemId: 'zz0', score: 1 }
    expect((await make()([one], { k: 3, now: 0 })).map(({ itemId }) => itemId)).toEqual(['zz0'])
  })

  it('refuses what cannot be right, by name', async () => {
    const call = async (candidates: unknown, k: unknown = 1): Promise<unknown> =>
      make()(candidates as readonly RerankCandidate[], { k: k as number, now: 0 })
    await expect(call('a')).rejects.toMatchObject({ code: 'invalid-argument', field: 'candidates' })
    await expect(call([{ itemId: 'a', score: Number.NaN }])).rejects.toMatchObject({ field: 'candidates[0].score' })
    await expect(call([{ score: 1 }])).rejects.toMatchObject({ field: 'candidates[0].itemId' })
    await expect(
      call([
        { itemId: 'a', score: 1 },
        { itemId: 'a', score: 0 },
      ]),
    ).rejects.toMatchObject({ field: 'candidates[1].itemId' })
    await expect(call([], 0)).rejects.toMatchObject({ field: 'k' })
  })
}
