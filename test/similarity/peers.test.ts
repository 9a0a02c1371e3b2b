import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bm25, bm25Statistics, jensenShannon, type Metric, pairwise, type Vector } from '../../src/similarity/index.ts'
import { agree, MEASURES, toDenseRows, toSparse, toSparseMatrix } from './worlds.ts'

interface Fixture {
  readonly versions: Readonly<Record<string, string>>
  readonly pairs: readonly {
    readonly name: string
    readonly a: number[]
    readonly b: number[]
    readonly means: number[]
    readonly expected: Readonly<Record<string, number>>
  }[]
  readonly bm25: {
    readonly documents: number[][]
    readonly queries: number[][]
    readonly sets: readonly {
      readonly variant: 'lucene' | 'robertson' | 'atire' | 'bm25+' | 'bm25l'
      readonly k1: number
      readonly b: number
      readonly delta: number
      readonly scores: number[][]
    }[]
  }
}

const fixture = JSON.parse(
  readFileSync(new URL('../reference/similarity-measures.json', import.meta.url), 'utf8'),
) as Fixture
const { scipy, 'scikit-learn': scikitLearn, bm25s } = fixture.versions

/** Relative: the huge and the tiny pairs have answers far from 1. */
function expectClose(actual: number, expected: number, what: string): void {
  const scale =
    what === 'dot' || what === 'euclidean' || what === 'manhattan' || what === 'chebyshev' ? Math.abs(expected) : 1
  if (!(Math.abs(actual - expected) <= 1e-6 * scale)) expect.fail(`${what} is ${actual}, expected ${expected}`)
}

describe(`the measures of two vectors, beside scipy ${scipy} and scikit-learn ${scikitLearn}`, () => {
  it.each(fixture.pairs)('agree: $name', ({ a, b, means, expected }) => {
    const forms: readonly (readonly [Vector, Vector])[] = [
      [a, b],
      [Float64Array.from(a), b],
      [toSparse(a), toSparse(b)],
      [toSparse(a), Float64Array.from(b)],
      [a, toSparse(b)],
    ]
    for (const [x, y] of forms) {
      for (const [name, value] of Object.entries(expected)) {
        if (name === 'jensenShannon2') expectClose(jensenShannon(x, y, { base: 2 }), value, name)
        else if (name !== 'adjustedCosine') expectClose(MEASURES[name as Metric](x, y, means), value, name)
      }
    }
    // In a sparse vector what is not stored is no rating, which scikit-learn does not know.
    if (expected.adjustedCosine !== undefined) {
      expectClose(MEASURES.adjustedCosine(a, b, means), expected.adjustedCosine, 'adjustedCosine')
    }
  })

  it('agree on 32-bit floats as far as those go', () => {
    const { a, b, expected } = fixture.pairs.find(({ name }) => name === 'normal, length 384')!
    const [x, y] = [Float32Array.from(a), Float32Array.from(b)]
    for (const name of ['cosine', 'pearson', 'spearman', 'kendall', 'euclidean'] as const) {
      expect([name, agree(MEASURES[name](x, y, []), expected[name]!)]).toEqual([name, true])
    }
  })

  it('give the seed example of the literature: 0.9688', () => {
    expect(MEASURES.cosine([0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [])).toBeCloseTo(0.9688639, 7)
  })
})

describe(`bm25, beside bm25s ${bm25s}`, () => {
  const { documents, queries, sets } = fixture.bm25

  it.each(sets)('agrees: $variant, k1 $k1, b $b, delta $delta', ({ scores, ...options }) => {
    for (const form of [toDenseRows, toSparseMatrix]) {
      const matrix = form(documents)
      const statistics = bm25Statistics(matrix, options)
      const whole = pairwise('bm25', form(queries), matrix, options)
      for (const [q, query] of queries.entries()) {
        for (const [d, document] of documents.entries()) {
          const expected = scores[q]![d]!
          const single = bm25(query, document, { ...statistics, ...options })
          const sparse = bm25(toSparse(query), toSparse(document), { ...statistics, ...options })
          expect([single, sparse, whole.values[q * documents.length + d]!].map((x) => agree(x, expected))).toEqual([
            true,
            true,
            true,
          ])
        }
      }
    }
  })
})
