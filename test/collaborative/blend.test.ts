import { describe, expect, it } from 'vitest'
import { als, blend, bpr, graphFilter, itemKnn, popularity, transitionKnn } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel, groupPairs } from '../contracts/collaborative-model.ts'

const HISTORY = ['g0i1', 'g0i2', 'g1i4']

describe('blend', () => {
  describeCollaborativeModel({
    make: () => blend([{ recipe: graphFilter() }, { recipe: itemKnn(), weight: 0.5 }]),
    makeOther: () => blend([{ recipe: graphFilter() }, { recipe: itemKnn(), weight: 0.6 }]),
    tolerance: 1e-4,
    skip: { ties: 'it has the exactness of its parts, here singular vectors in single precision' },
  })

  it('adds up the scores of its parts, each divided by its standard deviation over all items', async () => {
    const recipes = [popularity(), transitionKnn()] as const
    const models = await Promise.all(recipes.map((recipe) => recipe.fit(groupPairs)))
    const blended = await blend([{ recipe: recipes[0], weight: 2 }, { recipe: recipes[1] }]).fit(groupPairs)
    const scaled = models.map((model) => {
      const scores = [...model.scores!(HISTORY)]
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
      const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length
      return scores.map((score) => score / Math.sqrt(variance))
    })
    const expected = scaled[0]!.map((score, item) => 2 * score + scaled[1]![item]!)
    for (const [item, score] of blended.scores!(HISTORY).entries()) expect(score).toBeCloseTo(expected[item]!, 4)
  })

  it('orders like its first part where the others know nothing of a history', async () => {
    const uneven = [...groupPairs, { userId: 'z', itemId: 'g1i3' }]
    const popular = await popularity().fit(uneven)
    const model = await blend([{ recipe: popularity() }, { recipe: transitionKnn(), weight: 5 }]).fit(uneven)
    expect(model.recommend([], { k: 12 }).map(({ itemId }) => itemId)).toEqual(
      popular.recommend([], { k: 12 }).map(({ itemId }) => itemId),
    )
  })

  it('knows the items that one part alone knows', async () => {
    const items = [{ id: 'described', features: ['new'] }]
    const model = await blend([{ recipe: itemKnn() }, { recipe: bpr({ epochs: 2 }) }]).fit({
      interactions: groupPairs,
      items,
    })
    expect(model.items).toHaveLength(13)
    expect(model.items!.at(-1)).toBe('described')
    expect(model.recommend(HISTORY, { k: 100 }).some(({ itemId }) => itemId === 'described')).toBe(true)
  })

  it('updates and explains where all parts do', async () => {
    const both = await blend([{ recipe: itemKnn() }, { recipe: als({ factors: 8 }) }]).fit(groupPairs)
    const one = await blend([{ recipe: itemKnn() }, { recipe: bpr({ epochs: 1 }) }]).fit(groupPairs)
    expect([both.update, both.contributions].every((method) => method !== undefined)).toBe(true)
    expect([one.update, one.contributions]).toEqual([undefined, undefined])
  })

  it('refuses parts that cannot be blended, by name', () => {
    const refused = (parts: unknown, field: string): void =>
      expect(() => blend(parts as [])).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused([], 'parts')
    refused(itemKnn(), 'parts')
    refused([{ recipe: itemKnn() }, { recipe: 'itemKnn' }], 'parts[1].recipe')
    refused([{ recipe: itemKnn(), weight: 0 }], 'parts[0].weight')
    refused([{ recipe: itemKnn(), weight: Number.NaN }], 'parts[0].weight')
  })
})
