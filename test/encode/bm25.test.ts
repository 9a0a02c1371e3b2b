import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Bm25Encoder, type Bm25Options } from '../../src/encode/index.ts'
import { denseRows, describeEncoder } from '../contracts/encoder.ts'

interface Fixture {
  readonly versions: Readonly<Record<string, string>>
  readonly queries: readonly string[]
  readonly cases: readonly { readonly options: Bm25Options; readonly scores: readonly (readonly number[])[] }[]
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../reference/${name}`, import.meta.url), 'utf8'))
const fixture = read('tfidf-bm25s.json') as Fixture
const { speeches } = read('tfidf-sklearn.json') as { speeches: { learn: string[]; other: string[] } }
const texts = [...speeches.learn, ...speeches.other]

describe('Bm25Encoder', () => {
  describeEncoder({ make: () => new Bm25Encoder(), makeOther: () => new Bm25Encoder({ variant: 'bm25+' }) })
})

describe(`scores of bm25s ${fixture.versions['bm25s']}`, () => {
  for (const { options, scores } of fixture.cases) {
    it(`are ours with ${JSON.stringify(options)}`, async () => {
      const encoder = new Bm25Encoder({ ...options, tokenPattern: 'scikit-learn' })
      const matrix = await encoder.fitEncode(texts)
      for (const [index, query] of fixture.queries.entries()) {
        const received = encoder.scores(query, matrix)
        for (const [row, score] of scores[index]!.entries()) {
          expect(Math.abs(received[row]! - score), `${query}, text ${row}`).toBeLessThanOrEqual(
            1e-6 * Math.max(1, score),
          )
        }
      }
    })
  }
})

describe('BM25 rows', () => {
  it('answer a query by their dot product with its row', async () => {
    const encoder = new Bm25Encoder()
    const matrix = await encoder.fitEncode(texts)
    for (const query of fixture.queries) {
      const [counts] = denseRows(await encoder.encode([query], { kind: 'query' }))
      const dots = denseRows(matrix).map((row) => row.reduce((sum, value, column) => sum + value * counts![column]!, 0))
      for (const [row, score] of encoder.scores(query, matrix).entries()) expect(dots[row]).toBeCloseTo(score, 9)
    }
  })

  it('are after adds and removes what they are after a fit on what is left', async () => {
    for (const variant of ['lucene', 'robertson', 'atire', 'bm25+', 'bm25l'] as const) {
      const encoder = new Bm25Encoder({ variant })
      await encoder.fit(texts.slice(0, 6))
      await encoder.add(texts.slice(6))
      await encoder.remove(texts.slice(2, 4))
      const left = [...texts.slice(0, 2), ...texts.slice(4)]
      const fresh = new Bm25Encoder({ variant })
      await fresh.fit(left)
      const [changed, anew] = [await encoder.encode(left), await fresh.encode(left)]
      expect(encoder.vocabulary.size).toBe(fresh.vocabulary.size)
      for (const query of fixture.queries) expect(encoder.scores(query, changed)).toEqual(fresh.scores(query, anew))
    }
  })

  it('count nothing for words that no text has', async () => {
    const encoder = new Bm25Encoder({ variant: 'bm25l' })
    const matrix = await encoder.fitEncode(texts)
    expect(encoder.scores('zyzzyva', matrix)).toEqual(new Float64Array(texts.length))
  })

  it.each([
    [{ k1: -1 }, 'k1'],
    [{ b: 1.1 }, 'b'],
    [{ delta: Number.NaN }, 'delta'],
    [{ variant: 'bm25' }, 'variant'],
  ])('refuse %j', (options, field) => {
    expect(() => new Bm25Encoder(options as Bm25Options)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', field }),
    )
  })
})
