import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CollaborativeModel, graphFilter, itemKnn } from '../../src/collaborative/index.ts'

interface Fixture {
  readonly made_by: string
  readonly items: number
  readonly pairs: readonly (readonly [number, number, number])[]
  readonly similarities: Readonly<Record<'cosine' | 'jaccard' | 'p3alpha' | 'rp3beta', readonly (readonly number[])[]>>
  readonly walk: { readonly alpha: number; readonly beta: number }
  readonly filter: {
    readonly factors: number
    readonly lowPass: number
    readonly exponent: number
    readonly itemExponent: number
    readonly neighbors: number
  }
  readonly graph: readonly (readonly number[])[]
  readonly sharpening: number
  readonly sharpened: readonly (readonly number[])[]
}

const fixture = JSON.parse(readFileSync('test/reference/neighbors-scipy.json', 'utf8')) as Fixture
const pairs = fixture.pairs.map(([user, item, value]) => ({ userId: `u${user}`, itemId: `i${item}`, value }))
const ids = Array.from({ length: fixture.items }, (_, item) => `i${item}`)

/** Every number that a model gives from one item to another, against the fixture's. */
function compare(model: CollaborativeModel, expected: readonly (readonly number[])[], withItself: boolean): void {
  let compared = 0
  for (const [from, row] of expected.entries()) {
    const scores = model.score([ids[from]!], ids)
    for (const [to, value] of row.entries()) {
      if (from === to && !withItself) continue
      expect(Math.abs(scores[to]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)))
      compared++
    }
  }
  expect(compared).toBe(fixture.items * (fixture.items - (withItself ? 0 : 1)))
}

describe(`neighbours of items against ${fixture.made_by}`, () => {
  for (const similarity of ['cosine', 'jaccard'] as const) {
    it(`gives scipy's ${similarity}`, async () => {
      compare(await itemKnn({ similarity }).fit(pairs), fixture.similarities[similarity], false)
    })
  }

  for (const similarity of ['p3alpha', 'rp3beta'] as const) {
    it(`gives the ${similarity} of transition matrices in scipy`, async () => {
      const model = await itemKnn({ similarity, ...fixture.walk }).fit(pairs)
      compare(model, fixture.similarities[similarity], false)
    })
  }

  it("gives the graph filter of numpy's decomposition", async () => {
    compare(await graphFilter(fixture.filter).fit(pairs), fixture.graph, true)
  })

  it("gives the graph filter sharpened by a Runge-Kutta step on numpy's matrices", async () => {
    const { filter, sharpening, sharpened } = fixture
    compare(await graphFilter({ ...filter, sharpening }).fit(pairs), sharpened, true)
  })
})
