import { describe, expect, it } from 'vitest'
import { ContentMap } from '../../src/collaborative/content/content-map.ts'
import { als, biasedMf, ease, itemKnn, withColdItems } from '../../src/collaborative/index.ts'
import { Pacer } from '../../src/work.ts'
import { describeCollaborativeModel, groupPairs } from '../contracts/collaborative-model.ts'

/** What the items of the contract's world are like, and one more in each group that nobody has dealt with. */
const described = [0, 1].flatMap((group) =>
  [...Array.from({ length: 6 }, (_, n) => `g${group}i${n}`), `g${group}new`].map((id, n) => ({
    id,
    features: [group === 0 ? 'drama' : 'comedy', `shelf ${n % 3}`],
  })),
)
const vectors = new Map(
  described.map(({ id }, n) => [id, [id.startsWith('g0') ? 1 : 0, id.startsWith('g1') ? 1 : 0, (n % 3) / 3]]),
)
const HISTORY = ['g0i1', 'g0i2', 'g0i4']

/** A number from -0.5 to 0.5, the same for the same `n`. */
const noise = (n: number): number => {
  const x = Math.sin(n * 127.1 + 7) * 43_758.5453
  return x - Math.floor(x) - 0.5
}

describe('withColdItems', () => {
  describe('without content it is the model that it is made of, and', () => {
    describeCollaborativeModel({
      make: () => withColdItems(ease({ regularization: 5 })),
      makeOther: () => withColdItems(ease({ regularization: 6 })),
    })
  })

  for (const [name, content] of [
    ['features', { items: described }],
    ['vectors', { vectors }],
  ] as const) {
    it(`ranks items without behaviour by their ${name}`, async () => {
      for (const recipe of [als({ factors: 8 }), ease({ regularization: 5 }), itemKnn()]) {
        const model = await withColdItems(recipe).fit({ interactions: groupPairs, ...content }, { seed: 1 })
        expect(model.items).toHaveLength(14)
        const [own, other] = model.score(HISTORY, ['g0new', 'g1new'])
        expect(own).toBeGreaterThan(other!)
        expect(model.recommend(HISTORY, { candidates: ['g1new', 'g0new'], k: 1 })[0]!.itemId).toBe('g0new')
        expect(model.recommend(HISTORY, { k: 20 }).map(({ itemId }) => itemId)).toContain('g1new')
        expect(model.neighbors('g0new', 2).every(({ itemId }) => itemId.startsWith('g0'))).toBe(true)
      }
    })
  }

  it('leaves the scores, neighbours and shares of other items as they are', async () => {
    const data = { interactions: groupPairs, vectors }
    const [plain, model] = [await ease().fit(data), await withColdItems(ease()).fit(data)]
    expect([...model.scores!(HISTORY).subarray(0, 12)]).toEqual([...plain.scores!(HISTORY)])
    expect(model.neighbors('g0i0')).toEqual(plain.neighbors('g0i0'))
    expect(model.contributions!(HISTORY, 'g0i0')).toEqual(plain.contributions!(HISTORY, 'g0i0'))
    const score = model.score(HISTORY, ['g0new'])[0]!
    expect(model.contributions!(HISTORY, 'g0new')).toEqual([{ itemId: 'g0new', share: score }])
  })

  it('comes back with its cold items out of what it has saved', async () => {
    const recipe = withColdItems(als({ factors: 8 }))
    const model = await recipe.fit({ interactions: groupPairs, items: described }, { seed: 1 })
    const loaded = recipe.load!(model.toSnapshot!())
    expect(loaded.recommend(HISTORY, { k: 20 })).toEqual(model.recommend(HISTORY, { k: 20 }))
    expect(loaded.toSnapshot!()).toEqual(model.toSnapshot!())
  })

  it('refuses what cannot be right', async () => {
    const refused = (call: () => unknown, field: string): void =>
      expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused(() => withColdItems({} as never), 'recipe')
    refused(() => withColdItems(ease(), { dimensions: 0 }), 'dimensions')
    refused(() => withColdItems(ease(), { lambda: 1 } as object), 'lambda')
    const fitted = (given: Map<string, number[]>): Promise<unknown> =>
      withColdItems(biasedMf()).fit({ interactions: groupPairs, vectors: given })
    await expect(
      fitted(
        new Map([
          ['g0i0', [1, 2]],
          ['g0new', [1]],
        ]),
      ),
    ).rejects.toMatchObject({ field: 'vectors[g0new]' })
    await expect(fitted(new Map([['g0i0', [1, Number.NaN]]]))).rejects.toMatchObject({ field: 'vectors[g0i0][1]' })
  })
})

describe('the map from content', () => {
  const [items, columns, factors] = [60, 5, 3]
  const x = Array.from({ length: items }, (_, i) => Array.from({ length: columns }, (_, j) => noise(i * 31 + j)))
  const truth = Array.from({ length: columns }, (_, j) =>
    Array.from({ length: factors }, (_, f) => noise(900 + j * 7 + f)),
  )
  const v = x.map((row, i) =>
    truth[0]!.map((_, f) => row.reduce((sum, value, j) => sum + value * truth[j]![f]!, 0.01 * noise(i * 5 + f))),
  )
  const rows = {
    kind: 'sparse' as const,
    rows: items,
    columns,
    indptr: Int32Array.from({ length: items + 1 }, (_, i) => i * columns),
    indices: Int32Array.from({ length: items * columns }, (_, at) => at % columns),
    values: Float32Array.from(x.flat()),
  }
  const user = [0.4, -1, 0.7]
  const scores = v.map((row) => row.reduce((sum, value, f) => sum + value * user[f]!, 0))

  it('is the ridge map to factors, times the user, for a model of factors', () => {
    const lambda = 0.3
    // A = (XᵀX + λI)⁻¹ XᵀV by plain elimination, column by column of V.
    const gram = Array.from({ length: columns }, (_, a) =>
      Array.from({ length: columns }, (_, b) => x.reduce((sum, row) => sum + row[a]! * row[b]!, a === b ? lambda : 0)),
    )
    const map = truth[0]!.map((_, f) =>
      solve(
        gram,
        gram.map((_, a) => x.reduce((sum, row, i) => sum + row[a]! * v[i]![f]!, 0)),
      ),
    )
    const expected = x[7]!.reduce(
      (sum, value, j) => sum + value * map.reduce((inner, column, f) => inner + column[j]! * user[f]!, 0),
      0,
    )
    const made = ContentMap.at(rows, lambda)
    expect(made.scoreRow(made.weights(scores), 7)).toBeCloseTo(expected, 5)
  })

  it('chooses little regularisation where content explains all, and much where it explains nothing', async () => {
    const explained = await ContentMap.fit(rows, [scores], new Pacer())
    const chance = await ContentMap.fit(rows, [scores.map((_, i) => noise(i * 997 + 13))], new Pacer())
    expect(explained.regularization).toBeLessThan(0.05)
    expect(chance.regularization).toBeGreaterThan(20 * explained.regularization)
  })
})

/** Gauss and Jordan, on copies. */
function solve(matrix: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, b[i]!])
  for (const [i, row] of rows.entries()) {
    const pivot = row[i]!
    for (let j = 0; j < row.length; j++) row[j]! /= pivot
    for (const [k, other] of rows.entries()) {
      if (k === i) continue
      const factor = other[i]!
      for (let j = 0; j < other.length; j++) other[j]! -= factor * row[j]!
    }
  }
  return rows.map((row) => row.at(-1)!)
}
