import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interestVectors, shortAndLongTerm } from '../../src/profile/index.ts'

const rows = (...all: number[][]): Float32Array[] => all.map((row) => Float32Array.from(row))
const membersOf = (...given: Parameters<typeof interestVectors>): (readonly number[])[] =>
  interestVectors(...given).map(({ members }) => members)

describe('interestVectors', () => {
  const likes = rows([1, 0, 0], [0, 1, 0], [0.9, 0.1, 0], [0, 0.8, 0.1], [1, 0.2, 0])

  it('finds as many interests as there are, largest first', () => {
    expect(membersOf(likes)).toEqual([
      [0, 2, 4],
      [1, 3],
    ])
    expect(membersOf(likes, [1, 5, 1, 5, 1])).toEqual([
      [1, 3],
      [0, 2, 4],
    ])
    const [first, second] = interestVectors(likes, [1, 5, 1, 5, 1])
    expect(first!.share).toBeCloseTo(10 / 13, 12)
    expect(second!.share).toBeCloseTo(3 / 13, 12)
    const sum = [0, 1, 2].map((at) =>
      [1, 3].reduce((all, one) => all + likes[one]![at]! / Math.hypot(...likes[one]!), 0),
    )
    for (const at of [0, 1, 2])
      expect((first!.vector as Float32Array)[at]).toBeCloseTo(sum[at]! / Math.hypot(...sum), 6)
  })

  it('keeps to its cap, and with one interest is the sum of all', () => {
    const axes = Array.from({ length: 8 }, (_, at) =>
      Float32Array.from({ length: 8 }, (_, other) => (at === other ? 1 : 0)),
    )
    expect(interestVectors(axes)).toHaveLength(5)
    expect(interestVectors(axes, undefined, { maximum: 20 })).toHaveLength(8)
    const [one] = interestVectors(axes, undefined, { maximum: 1 })
    for (const value of one!.vector as Float32Array) expect(value).toBeCloseTo(Math.SQRT1_2 / 2, 6)
    expect(interestVectors(axes, undefined, { threshold: -1 })).toHaveLength(1)
  })

  it('gives the same for sparse vectors', () => {
    const sparse = likes.map((values) => ({ indices: Int32Array.of(7, 3, 11), values }))
    expect(membersOf(sparse)).toEqual(membersOf(likes))
    const [first] = interestVectors(sparse)
    expect(Array.from((first!.vector as (typeof sparse)[number]).indices)).toEqual([3, 7, 11])
  })

  it('puts each vector where it is nearest, uses each once, and has shares that sum to 1', () => {
    const value = fc.integer({ min: -3, max: 3 })
    const vectors = fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { maxLength: 20 })
    fc.assert(
      fc.property(vectors, fc.constantFrom(-0.5, 0.3, 0.9), fc.constantFrom(1, 3, 10), (given, threshold, maximum) => {
        const interests = interestVectors(rows(...given), undefined, { threshold, maximum })
        expect(interests.length).toBeLessThanOrEqual(maximum)
        const members = interests.flatMap((interest) => interest.members)
        expect(new Set(members).size).toBe(members.length)
        expect(members.every((at) => given[at]!.some((one) => one !== 0))).toBe(true)
        if (interests.length > 0) expect(interests.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
        for (const { vector } of interests) expect(Math.hypot(...(vector as Float32Array))).toBeCloseTo(1, 5)
      }),
    )
  })

  it('mends with later passes what the first vectors began', () => {
    // The third joins the first interest when there is no other, and lies nearer to the one that the last begins.
    const drift = rows([0.6, 0.9], [0.7, 0.5], [0.3, 0.9], [0.4, 0.3], [0, 0.4])
    expect(membersOf(drift, undefined, { threshold: 0.8, passes: 0 })).toEqual([[0, 1, 2, 3], [4]])
    expect(membersOf(drift, undefined, { threshold: 0.8 })).toEqual([
      [0, 1, 3],
      [2, 4],
    ])
  })

  it('has nothing to say of nothing', () => {
    expect(interestVectors([])).toEqual([])
    expect(interestVectors(rows([0, 0]), [1])).toEqual([])
    expect(interestVectors(rows([1, 0]), [0])).toEqual([])
  })

  it('refuses what cannot be right, by name', () => {
    expect(() => interestVectors(rows([1], [1, 2]))).toThrow('vectors[1]')
    expect(() => interestVectors([undefined as never])).toThrow('vectors[0]')
    expect(() => interestVectors(rows([1]), [1, 2])).toThrow('weights')
    expect(() => interestVectors(rows([1]), [-1])).toThrow('weights[0]')
    expect(() => interestVectors([], [], { threshold: 2 })).toThrow('threshold')
    expect(() => interestVectors([], [], { maximum: 0 })).toThrow('maximum')
    expect(() => interestVectors([], [], { passes: -1 })).toThrow('passes')
    expect(() => interestVectors([], [], { count: 1 } as never)).toThrow('options.count')
  })
})

describe('shortAndLongTerm', () => {
  const hour = 3_600_000
  const now = 1_700_000_000_000

  it('gives the moment its share beside lasting taste', () => {
    const times = [now - 1000 * hour, now - 999 * hour, now - 998 * hour, now]
    const weights = shortAndLongTerm(times, { now, shortHalfLife: '1h', longHalfLife: '1000000d' })
    expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12)
    expect(weights[3]).toBeCloseTo(0.5 + 0.5 / 4, 4)
    expect(weights[0]).toBeCloseTo(0.5 / 4, 4)
  })

  it('lets the moment give way after a pause, and is the long term alone at share 0', () => {
    const times = [now - 48 * hour, now - 24 * hour]
    const rested = shortAndLongTerm(times, { now, longHalfLife: '1d' })
    const long = shortAndLongTerm(times, { now, longHalfLife: '1d', shortShare: 0 })
    expect(long[1]! / long[0]!).toBeCloseTo(2, 9)
    expect(rested[0]).toBeCloseTo(long[0]!, 6)
    expect(shortAndLongTerm([], { now })).toHaveLength(0)
  })

  it('refuses what cannot be right, by name', () => {
    expect(() => shortAndLongTerm([now], {} as never)).toThrow('now')
    expect(() => shortAndLongTerm([Number.NaN], { now })).toThrow('times[0]')
    expect(() => shortAndLongTerm([now], { now, shortShare: 2 })).toThrow('shortShare')
    expect(() => shortAndLongTerm([now], { now, longHalfLife: 'x' })).toThrow('longHalfLife')
    expect(() => shortAndLongTerm([now], { now, half: 1 } as never)).toThrow('options.half')
  })
})
