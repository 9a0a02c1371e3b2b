import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blend, boost, defaultWeights, weightsFor } from '../../src/rank/index.ts'
import type { Retrieval } from '../../src/retrieve/index.ts'

const source = (scores: Record<number, number>, share?: number): Retrieval => ({
  candidates: Int32Array.from(Object.keys(scores), Number),
  ...(share === undefined ? {} : { share }),
  scoreOf: (item) => scores[item] ?? 0,
  evidenceOf: () => [],
})

describe('a blend', () => {
  it('adds up weighted scores, each source brought to its own largest', () => {
    const { candidates, factors } = blend(
      new Map([
        ['a', source({ 1: 4, 2: 2 })],
        ['b', source({ 2: -10, 3: 5 }, 0.5)],
      ]),
      { a: 2, b: 1 },
    )
    expect(candidates).toEqual([
      { item: 1, score: 2, parts: { a: 2 } },
      { item: 2, score: 0.5, parts: { a: 1, b: -0.5 } },
      { item: 3, score: 0.25, parts: { b: 0.25 } },
    ])
    expect([...factors]).toEqual([
      ['a', 0.5],
      ['b', 0.05],
    ])
  })

  it('counts a source without weight, or with nothing but zeros, for nothing, and scores what it is told to', () => {
    const { candidates } = blend(
      new Map([
        ['a', source({ 1: 0, 2: 0 })],
        ['b', source({ 3: 7 })],
      ]),
      { a: 1 },
      [9],
    )
    expect(candidates.map(({ item, score, parts }) => [item, score, parts])).toEqual(
      [1, 2, 3, 9].map((item) => [item, 0, {}]),
    )
  })

  it('has parts that add up and an order by score and item, whatever the sources say', () => {
    const scores = fc.dictionary(
      fc.integer({ min: 0, max: 9 }).map(String),
      fc.double({ min: -5, max: 5, noNaN: true }),
    ) as fc.Arbitrary<Record<number, number>>
    fc.assert(
      fc.property(scores, scores, fc.func(fc.double({ min: 0, max: 1e6, noNaN: true })), (a, b, factor) => {
        const { candidates } = blend(
          new Map([
            ['a', source(a)],
            ['b', source(b)],
          ]),
          { a: 1, b: 0.5 },
        )
        for (const make of [() => candidates, () => boost(candidates, factor)]) {
          const list = make()
          for (const [at, { score, parts, item }] of list.entries()) {
            expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 6)
            const next = list[at + 1]
            if (next) expect(score > next.score || (score === next.score && item < next.item)).toBe(true)
          }
        }
      }),
    )
  })
})

describe('weights', () => {
  it('are the own ones, then the defaults, then those of content', () => {
    expect(weightsFor('query', { popular: 0 }, ['content', 'popular', 'mine'])).toEqual({
      content: defaultWeights.query['content'],
      popular: 0,
      mine: 1,
    })
  })

  it('share among words and meaning what content counts for a user, and an own weight goes before', () => {
    const { words, meaning } = weightsFor('interest', {}, ['words', 'meaning', 'tags'])
    expect(words! + meaning!).toBeCloseTo(defaultWeights.interest['content']!, 9)
    expect(words! / meaning!).toBeCloseTo(3, 9)
    expect(weightsFor('interest', { meaning: 2 }, ['words', 'meaning'])).toEqual({ words, meaning: 2 })
  })
})
