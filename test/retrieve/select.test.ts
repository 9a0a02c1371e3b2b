import fc from 'fast-check'
import { expect, it } from 'vitest'
import { selectBest } from '../../src/retrieve/select.ts'

it('gives the best eligible items as a full sort would, however many are not eligible', () => {
  const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 40 }), fc.constant(Number.NaN)), { maxLength: 400 })
  fc.assert(
    fc.property(
      scores,
      fc.integer({ min: 1, max: 120 }),
      fc.constantFrom(1, 2, 7, 1000),
      fc.constantFrom(Number.NEGATIVE_INFINITY, 0),
      (given, limit, every, floor) => {
        const eligible = (item: number): boolean => item % every === 0
        const wanted = [...given.keys()]
          .filter((item) => eligible(item) && given[item]! > floor)
          .sort((a, b) => given[b]! - given[a]! || a - b)
          .slice(0, limit)
        expect([...selectBest(Float64Array.from(given), limit, eligible, floor)]).toEqual(wanted)
      },
    ),
    { numRuns: 300 },
  )
})

it('asks of the best alone whether they are eligible, where few are not', () => {
  const asked = new Set<number>()
  const scores = Float64Array.from({ length: 10_000 }, (_, item) => item)
  const best = selectBest(scores, 10, (item) => {
    asked.add(item)
    return item % 2 === 0
  })
  expect([...best].slice(0, 2)).toEqual([9998, 9996])
  expect(asked.size).toBeLessThan(100)
  expect(selectBest(new Float64Array(0), 3, () => true)).toHaveLength(0)
})
