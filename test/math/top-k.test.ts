import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecommenderError } from '../../src/errors.ts'
import { TopK } from '../../src/math/top-k.ts'

type Offer = readonly [index: number, score: number]

/** The same by a full sort. */
function sortedBest(offers: readonly Offer[], k: number): { indices: number[]; scores: number[] } {
  const best = offers
    .filter(([, score]) => !Number.isNaN(score))
    .toSorted(([i, a], [j, b]) => (a === b ? i - j : a < b ? 1 : -1))
    .slice(0, k)
  return { indices: best.map(([index]) => index), scores: best.map(([, score]) => score) }
}

function keptOf(heap: TopK, offers: readonly Offer[]): { indices: number[]; scores: number[] } {
  for (const [index, score] of offers) heap.offer(index, score)
  const { indices, scores } = heap.drain()
  return { indices: [...indices], scores: [...scores] }
}

/** Offers with many equal scores, in any order of their indices. */
const offersOf = (score: fc.Arbitrary<number>): fc.Arbitrary<Offer[]> =>
  fc.array(score, { maxLength: 300 }).chain((scores) =>
    fc.shuffledSubarray(
      scores.map((value, index): Offer => [index, value]),
      { minLength: scores.length },
    ),
  )

describe('TopK', () => {
  it('keeps what a full sort keeps, whatever the order of the offers', () => {
    const score = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true }).map((value) => value + 0), // -0 and 0 are one score
      fc.constant(Number.NaN),
    )
    fc.assert(
      fc.property(offersOf(score), fc.integer({ min: 1, max: 320 }), (offers, k) => {
        expect(keptOf(new TopK(k), offers)).toEqual(sortedBest(offers, k))
      }),
      { numRuns: 500 },
    )
  })

  it('gives the smaller index first where scores are equal, also when it comes later', () => {
    const offers: Offer[] = [
      [7, 1],
      [5, 1],
      [9, 1],
      [2, 1],
    ]
    expect(keptOf(new TopK(2), offers)).toEqual({ indices: [2, 5], scores: [1, 1] })
  })

  it('never keeps NaN and keeps infinities in their order', () => {
    const offers: Offer[] = [
      [0, Number.NaN],
      [1, Number.NEGATIVE_INFINITY],
      [2, Number.POSITIVE_INFINITY],
      [3, Number.NaN],
      [4, 0],
    ]
    expect(keptOf(new TopK(4), offers)).toEqual({
      indices: [2, 4, 1],
      scores: [Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY],
    })
    expect(keptOf(new TopK(1), offers).indices).toEqual([2])
  })

  it('has no threshold until it is full, then the worst score that is kept', () => {
    const heap = new TopK(2)
    const seen: number[] = []
    for (const score of [3, 1, 2, 0, 5]) {
      heap.offer(seen.length, score)
      seen.push(heap.threshold)
    }
    expect(seen).toEqual([Number.NEGATIVE_INFINITY, 1, 2, 2, 3])
    expect(heap.size).toBe(2)
  })

  it('is empty after drain and as good as new', () => {
    const heap = new TopK(3)
    keptOf(heap, [
      [0, 9],
      [1, 8],
      [2, 7],
      [3, 6],
    ])
    expect([heap.size, heap.threshold]).toEqual([0, Number.NEGATIVE_INFINITY])
    expect(keptOf(heap, [])).toEqual({ indices: [], scores: [] })
    expect(keptOf(heap, [[4, -1]])).toEqual({ indices: [4], scores: [-1] })
  })

  it('costs no memory for a k beyond all offers, and grows where they come', () => {
    const offers = Array.from({ length: 5000 }, (_, index): Offer => [index, (index * 7919) % 4999])
    expect(keptOf(new TopK(Number.MAX_SAFE_INTEGER), offers)).toEqual(sortedBest(offers, offers.length))
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses k = %s by name', (k) => {
    expect(() => new TopK(k)).toThrow(RecommenderError)
    expect(() => new TopK(k)).toThrow('`k` is')
  })
})
