import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pullsOf } from '../../src/wishes/pull.ts'

/** Candidates with random scores, best first, and which of them fit. */
const world = fc
  .array(fc.record({ score: fc.integer({ min: -50, max: 50 }), fits: fc.boolean() }), { minLength: 2, maxLength: 90 })
  .map((given) =>
    given.sort((a, b) => b.score - a.score).map(({ score, fits }, item) => ({ item, score, parts: {}, fits })),
  )

describe('the pull of a wish', () => {
  it('is just enough to halve, or to double, what fits among the first', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(1, -1), (candidates, sign) => {
        const wish = { sign, strength: 1, least: 0, fits: (item: number) => (candidates[item]!.fits ? 1 : 0) }
        const heads = (sign > 0 ? [5, 20] : [20]).map((places) => Math.min(places, Math.ceil(candidates.length / 2)))
        const there = candidates.filter(({ fits }) => fits).length
        const countsWith = (pull: number): number[] => {
          const order = candidates
            .map(({ item, score, fits }) => ({ item, fits, score: score + pull * wish.fits(item) }))
            .sort((a, b) => b.score - a.score || a.item - b.item)
          return heads.map((places) => order.slice(0, places).filter(({ fits }) => fits).length)
        }
        const before = countsWith(0)
        const isEnough = (counts: readonly number[]): boolean =>
          counts.every((count, at) => {
            const places = heads[at]!
            // As far as there are so many that fit, or so many others to fill the list.
            return sign > 0
              ? count >= Math.min(places, there, Math.max(2 * before[at]!, Math.ceil(places / 5)))
              : count <= Math.max(Math.floor(before[at]! / 2), places - (candidates.length - there))
          })
        const [pull] = pullsOf([wish], candidates)
        expect(isEnough(countsWith(pull!))).toBe(true)
        // Scores are whole numbers: a pull that is less by one is too little.
        if (Math.abs(pull!) > 1) expect(isEnough(countsWith(pull! - sign))).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('is never under the least, fades, and minds the other wishes', () => {
    const candidates = Array.from({ length: 60 }, (_, item) => ({ item, score: 60 - item, parts: {} }))
    const even = { sign: -1, least: 0, fits: (item: number) => (item % 2 === 0 ? 1 : 0) }
    const late = { sign: 1, least: 0, fits: (item: number) => (item >= 18 && item < 40 ? 1 : 0) }
    const [full] = pullsOf([{ ...even, strength: 1 }], candidates)
    expect(pullsOf([{ ...even, strength: 0.25 }], candidates)[0]).toBeCloseTo(full! / 4, 9)
    expect(pullsOf([{ ...even, strength: 1, least: 1000 }], candidates)).toEqual([-1000])
    expect(pullsOf([], candidates)).toEqual([])
    const wishes = [even, late].map((wish) => ({ ...wish, strength: 1 }))
    const pulls = pullsOf(wishes, candidates)
    const first = candidates
      .map(({ item, score }) => ({
        item,
        score: wishes.reduce((sum, { fits }, at) => sum + pulls[at]! * fits(item), score),
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 20)
    expect(first.filter(({ item }) => late.fits(item) === 1).length).toBeGreaterThanOrEqual(4)
    expect(first.filter(({ item }) => even.fits(item) === 1).length).toBeLessThanOrEqual(5)
  })
})
