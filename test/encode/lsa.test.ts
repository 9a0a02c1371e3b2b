import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LsaEncoder, type LsaOptions, TfidfEncoder } from '../../src/encode/index.ts'
import { denseRows, describeEncoder } from '../contracts/encoder.ts'
import { agNews, bbcNews, chineseTitles, hasSharedData, missingSharedData } from './corpora.ts'

interface Fixture {
  readonly versions: Readonly<Record<string, string>>
  readonly cases: readonly {
    readonly corpus: 'ag' | 'bbc' | 'zh'
    readonly texts: number
    readonly components: number
    readonly singularValues: readonly number[]
    readonly projected: readonly (readonly [number, readonly number[]])[]
  }[]
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('../reference/tfidf-lsa.json', import.meta.url), 'utf8'))

describe('LsaEncoder', () => {
  describeEncoder({ make: () => new LsaEncoder({ components: 3 }), makeOther: () => new LsaEncoder({ components: 4 }) })
})

describe(`singular values of scikit-learn ${fixture.versions['scikit-learn']}`, () => {
  for (const { corpus, texts: count, components, singularValues, projected } of fixture.cases) {
    it(`are ours within 1e-3: ${components} of ${corpus}`, async ({ skip }) => {
      skip(!hasSharedData, missingSharedData)
      const texts = { ag: agNews, bbc: bbcNews, zh: chineseTitles }[corpus]().slice(0, count)
      const options: LsaOptions =
        corpus === 'zh' ? { analyzer: 'char', ngramRange: [1, 2] } : { tokenPattern: 'scikit-learn' }
      const encoder = new LsaEncoder({ ...options, components })
      const { values } = await encoder.fitEncode(texts)
      const received = encoder.singularValues
      expect(received.length).toBe(singularValues.length)
      for (const [at, expected] of singularValues.entries())
        expect(Math.abs(received[at]! - expected) / expected, `value ${at}`).toBeLessThan(1e-3)
      for (const [row, magnitudes] of projected)
        for (const [at, expected] of magnitudes.entries())
          expect(
            Math.abs(Math.abs(values[row * components + at]!) - expected),
            `row ${row}, component ${at}`,
          ).toBeLessThan(2e-3)
    })
  }
})

describe('latent dimensions', () => {
  const texts = ['ship sea', 'boat sea', 'tree wood', 'leaf wood', 'ship ocean', 'boat ocean']

  it('bring together texts that share no word but keep the same company', async () => {
    const encoder = new LsaEncoder({ components: 2 })
    await encoder.fit(texts)
    const [ship, boat, tree] = denseRows(await encoder.encode(['ship', 'boat', 'tree']))
    const dot = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, at) => sum + value * b[at]!, 0)
    const cosine = (a: readonly number[], b: readonly number[]): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
    expect(cosine(ship!, boat!)).toBeGreaterThan(0.99)
    expect(Math.abs(cosine(ship!, tree!))).toBeLessThan(0.01)
  })

  it('keep lengths and angles of the fitted texts when nothing is left out', async () => {
    const encoder = new LsaEncoder({ components: 6 })
    const rows = denseRows(await encoder.fitEncode(texts))
    const sparse = denseRows(await new TfidfEncoder().fitEncode(texts))
    for (const [a, row] of rows.entries())
      for (const [b, other] of rows.entries()) {
        const dot = row.reduce((sum, value, at) => sum + value * other[at]!, 0)
        expect(dot).toBeCloseTo(
          sparse[a]!.reduce((sum, value, at) => sum + value * sparse[b]![at]!, 0),
          4,
        )
      }
  })

  it('are zero beyond the rank', async () => {
    const encoder = new LsaEncoder({ components: 5 })
    const { columns, values } = await encoder.fitEncode(['fig plum', 'fig plum', 'pear'])
    expect(columns).toBe(5)
    expect([...encoder.singularValues].map((value) => value > 0)).toEqual([true, true, false, false, false])
    expect([...values.subarray(2, 5)]).toEqual([0, 0, 0])
  })

  it.each([
    [{ components: 0 }, 'components'],
    [{ components: 513 }, 'components'],
    [{ seed: 0.5 }, 'seed'],
    [{ norm: 'l3' }, 'norm'],
  ])('refuse %j', (options, field) => {
    expect(() => new LsaEncoder(options as LsaOptions)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', field }),
    )
  })
})
