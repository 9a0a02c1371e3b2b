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

  describe('items that come later', () => {
    const isNew = ([id]: [string, unknown]): boolean => id.endsWith('new')
    const known = new Map([...vectors].filter((entry) => !isNew(entry)))
    const later = new Map([...vectors].filter(isNew))

    it('are ranked as if they had been there', async () => {
      for (const recipe of [withColdItems(als({ factors: 8 })), withColdItems(itemKnn())]) {
        const fresh = await recipe.fit({ interactions: groupPairs, vectors }, { seed: 1 })
        const model = await recipe.fit({ interactions: groupPairs, vectors: known }, { seed: 1 })
        expect(model.items).not.toContain('g0new')
        for (const [id, vector] of later) model.addItems!(new Map([[id, vector]]))
        expect(model.toSnapshot!()).toEqual(fresh.toSnapshot!())
        expect([...model.scores!(HISTORY)]).toEqual([...fresh.scores!(HISTORY)])
        expect(model.neighbors('g1new', 14)).toEqual(fresh.neighbors('g1new', 14))
        const loaded = recipe.load!(model.toSnapshot!())
        loaded.addItems!(new Map([['another', [1, 0, 0]]]))
        expect(loaded.items!.at(-1)).toBe('another')
        expect(loaded.score(HISTORY, ['another'])[0]).toBeGreaterThan(loaded.score(HISTORY, ['g1new'])[0]!)
      }
    })

    it('get new content where they have some already, and items of behaviour keep their scores', async () => {
      const model = await withColdItems(ease()).fit({ interactions: groupPairs, vectors }, { seed: 1 })
      const before = model.scores!(HISTORY)
      model.addItems!(
        new Map([
          ['g0i0', [0, 1, 0]],
          ['g1new', vectors.get('g0new')!],
        ]),
      )
      const place = model.items!.indexOf('g1new')
      const twin = before[model.items!.indexOf('g0new')]
      expect(twin).not.toBe(before[place])
      expect([...model.scores!(HISTORY)]).toEqual([...before.with(place, twin!)])
    })

    it('are refused where they cannot be compared, and nothing is changed', async () => {
      const refused = (call: () => unknown, field: string): void =>
        expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
      const model = await withColdItems(ease()).fit({ interactions: groupPairs, vectors })
      const before = model.toSnapshot!()
      refused(
        () =>
          model.addItems!(
            new Map([
              ['a', [1, 0, 0]],
              ['late', [1, 2]],
            ]),
          ),
        'vectors[late]',
      )
      refused(() => model.addItems!(new Map([['late', [1, 2, Number.NaN]]])), 'vectors[late][2]')
      refused(() => model.addItems!(new Map([['', [1, 2, 3]]])), 'vectors')
      expect(model.toSnapshot!()).toEqual(before)
      for (const content of [{}, { items: described }]) {
        const closed = await withColdItems(ease()).fit({ interactions: groupPairs, ...content })
        refused(() => closed.addItems!(vectors), 'vectors')
      }
    })
  })

  it('refuses what cannot be right', async () => {
    const refused = (call: () => unknown, field: string): void =>
      expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused(() => withColdItems({} as never), 'recipe')
    refused(() => withColdItems(ease(), { dimensions: 0 }), 'dimensions')
    refused(() => withColdItems(ease(), { lambda: 1 } as object), 'withColdItems.lambda')
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
