import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../src/math/random.ts'
import { gammaDraw, normalDraws } from '../../src/math/random-draws.ts'

/** Mean, variance and third central moment. */
function moments(values: readonly number[]): [number, number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const of = (power: number): number => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length
  return [mean, of(2), of(3)]
}

describe('draws', () => {
  it('from the normal distribution have its moments and tails', () => {
    const normal = normalDraws(randomNumbers(1, 0))
    const values = Array.from({ length: 100_000 }, normal)
    const [mean, variance, third] = moments(values)
    expect(Math.abs(mean)).toBeLessThan(0.015)
    expect(Math.abs(variance - 1)).toBeLessThan(0.025)
    expect(Math.abs(third)).toBeLessThan(0.05)
    // 4.55 % lie beyond two deviations.
    expect(values.filter((value) => Math.abs(value) > 2).length / values.length).toBeCloseTo(0.0455, 2)
  })

  it('from the gamma distribution have its moments, for shapes below and above 1', () => {
    const random = randomNumbers(2, 0)
    const normal = normalDraws(random)
    for (const shape of [0.5, 1, 3.5, 200]) {
      const values = Array.from({ length: 60_000 }, () => gammaDraw(shape, random, normal))
      const [mean, variance, third] = moments(values)
      expect(values.every((value) => value > 0 && Number.isFinite(value))).toBe(true)
      expect(mean / shape).toBeCloseTo(1, 1)
      expect(Math.abs(variance / shape - 1)).toBeLessThan(0.06)
      if (shape < 10) expect(Math.abs(third / (2 * shape) - 1)).toBeLessThan(0.25)
    }
  })
})
