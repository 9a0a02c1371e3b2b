import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diversify, type RerankCandidate } from '../../src/rerank/index.ts'
import { candidatesArbitrary, rerankerSuite } from '../contracts/reranker.ts'

const idsOf = (candidates: readonly RerankCandidate[]): string => candidates.map(({ itemId }) => itemId).join('')
const tagged = (...tags: string[][]): RerankCandidate[] =>
  tags.map((own, at) => ({ itemId: 'abcdefgh'[at]!, score: 1 - at / 10, tags: own }))

function cosineOf(a: RerankCandidate, b: RerankCandidate): number {
  const [x, y] = [[...(a.vector as Float32Array)], [...(b.vector as Float32Array)]]
  const dot = (u: number[], v: number[]): number => u.reduce((sum, one, at) => sum + one * v[at]!, 0)
  const scale = Math.sqrt(dot(x, x) * dot(y, y))
  return scale === 0 ? 0 : dot(x, y) / scale
}

function jaccardOf(a: RerankCandidate, b: RerankCandidate): number {
  const either = new Set([...a.tags!, ...b.tags!])
  const shared = a.tags!.filter((tag) => b.tags!.includes(tag)).length
  return either.size === 0 ? 0 : shared / either.size
}

describe('diversify', () => {
  rerankerSuite(() => diversify())
  rerankerSuite(() => diversify({ strength: 1, exposure: (id) => (id < 'm' ? 1 : 0) }))

  it('is the greedy choice by its formula', () => {
    const exposure = (id: string): number => (id.charCodeAt(0) % 5) / 5
    fc.assert(
      fc.property(candidatesArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (candidates, strength) => {
        const scores = candidates.map(({ score }) => score)
        const [low, high] = [Math.min(...scores), Math.max(...scores)]
        const answer = diversify({ strength, exposure })(candidates, { k: 6 })
        const order = answer.map(({ itemId }) => candidates.findIndex((candidate) => candidate.itemId === itemId))
        const labelled = candidates.some(({ tags }) => tags!.length > 0)
        for (let place = 0; place < Math.min(6, order.length); place++) {
          const set = order.slice(0, place).map((at) => candidates[at]!)
          const worth = (at: number): number => {
            const own = candidates[at]!
            // Without any tag the attribute that is text, `author`, is the label.
            const alike = set.map((other) =>
              labelled ? jaccardOf(own, other) : Number(own.attributes!['author'] === other.attributes!['author']),
            )
            const labels = alike.reduce((sum, one) => sum + one, 0) / Math.max(1, set.length)
            const contents = Math.max(0, ...set.map((other) => cosineOf(own, other)))
            const score = high > low ? (own.score - low) / (high - low) : 1
            return score - strength * (1.4 * labels + 0.4 * contents + 0.4 * exposure(own.itemId))
          }
          const open = [...candidates.keys()].filter((at) => !order.slice(0, place).includes(at))
          expect(worth(order[place]!)).toBeGreaterThanOrEqual(Math.max(...open.map(worth)) - 1e-5)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('spreads over tags, holds back what everybody gets, and at strength 0 does nothing', () => {
    const candidates = tagged(['x'], ['x'], ['y'], ['y'])
    expect(idsOf(diversify({ strength: 1 })(candidates, { k: 4 }))).toBe('acbd')
    expect(idsOf(diversify({ strength: 0, exposure: () => 1 })(candidates, { k: 4 }))).toBe('abcd')
    const bare = candidates.map(({ itemId, score }) => ({ itemId, score }))
    const shown = diversify({ strength: 1, exposure: (id) => (id === 'b' ? 1 : 0) })
    expect(idsOf(shown(bare, { k: 4 }))).toBe('acbd')
  })

  it('goes by contents alone where there are no labels', () => {
    const vectors = [
      [1, 0],
      [1, 0.1],
      [0, 1],
    ]
    const candidates = vectors.map((vector, at) => ({
      itemId: 'abc'[at]!,
      score: 1 - at / 10,
      vector: Float32Array.from(vector),
    }))
    expect(idsOf(diversify({ strength: 1 })(candidates, { k: 3 }))).toBe('acb')
  })

  it('names what is wrong', () => {
    expect(() => diversify({ strength: 2 })).toThrow('strength')
    expect(() => diversify({ exposure: 1 as never })).toThrow('exposure')
    expect(() => diversify({ lambda: 1 } as never)).toThrow('lambda')
    expect(() => diversify({ exposure: () => 2 })([{ itemId: 'a', score: 1 }], { k: 1 })).toThrow('exposure("a")')
  })
})
