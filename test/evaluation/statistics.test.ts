import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bootstrapMean, holm, pairedTest } from '../../src/evaluation/index.ts'
import { lcg } from './worlds.ts'

const reference: {
  readonly cases: readonly {
    readonly a: number[]
    readonly b: number[]
    readonly wilcoxon: number
    readonly permutation: number
  }[]
  readonly bootstrap: { readonly values: number[]; readonly low: number; readonly high: number }
} = JSON.parse(readFileSync(new URL('../reference/evaluation-statistics.json', import.meta.url), 'utf8'))

describe('tests of paired figures', () => {
  test('Wilcoxon as scipy, with ties and zeros', () => {
    for (const { a, b, wilcoxon } of reference.cases) {
      const ours = pairedTest(a, b, { method: 'wilcoxon' })
      expect(Math.abs(ours - wilcoxon)).toBeLessThan(1e-9 * Math.max(1e-3, wilcoxon))
    }
  })

  test('permutation and bootstrap near the permutation test of scipy', () => {
    for (const { a, b, permutation } of reference.cases) {
      // Three deviations of a share of 9,999 draws.
      const noise = 3 * Math.sqrt((permutation * (1 - permutation)) / 9999) + 2e-4
      expect(Math.abs(pairedTest(a, b, { seed: 4 }) - permutation)).toBeLessThan(noise + 0.002)
      expect(Math.abs(pairedTest(a, b, { method: 'bootstrap', seed: 4 }) - permutation)).toBeLessThan(noise + 0.03)
    }
  })

  test('equal figures have p = 1, and the sign does not matter', () => {
    expect(pairedTest([0.1, 0.2], [0.1, 0.2])).toBe(1)
    const [{ a, b }] = reference.cases as [(typeof reference.cases)[number]]
    expect(pairedTest(a, b)).toBe(pairedTest(b, a))
  })

  test('p-values where there is no difference are spread evenly', () => {
    const random = lcg(5)
    for (const method of ['permutation', 'wilcoxon', 'bootstrap'] as const) {
      let below = 0
      for (let world = 0; world < 300; world++) {
        const a = Array.from({ length: 40 }, random)
        const b = Array.from({ length: 40 }, random)
        if (pairedTest(a, b, { method, resamples: 299, seed: world }) < 0.1) below++
      }
      expect(below, method).toBeGreaterThan(12)
      expect(below, method).toBeLessThan(55)
    }
  })

  test('many users: the normal form of the same test goes on where the drawn one ends', () => {
    const random = lcg(6)
    const a = Array.from({ length: 10_000 }, random)
    const b = a.map((value) => value + (random() - 0.49) * 0.5)
    const drawn = pairedTest(a.slice(1), b.slice(1), { resamples: 2000 })
    expect(Math.abs(pairedTest(a, b) - drawn)).toBeLessThan(0.03)
  })
})

test('bootstrap intervals near those of scipy', () => {
  const { values, low, high } = reference.bootstrap
  const ours = bootstrapMean(values, { resamples: 20_000, seed: 2 })
  expect(ours.low).toBeCloseTo(low, 2)
  expect(ours.high).toBeCloseTo(high, 2)
  expect(ours.value).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 12)
  expect(bootstrapMean([3])).toEqual({ value: 3, low: 3, high: 3 })
  const many = Array.from({ length: 10_000 }, lcg(3))
  const { value, low: from, high: to } = bootstrapMean(many)
  // 1.959964 deviations of the mean of 10,000 uniform numbers.
  expect(to! - value).toBeCloseTo(1.959964 * Math.sqrt(1 / 12 / 10_000), 3)
  expect(value - from!).toBeCloseTo(to! - value, 12)
})

test('intervals of 90 % hold the truth in about 90 % of worlds', () => {
  const random = lcg(9)
  let held = 0
  for (let world = 0; world < 300; world++) {
    const { low, high } = bootstrapMean(Array.from({ length: 60 }, random), {
      confidence: 0.9,
      resamples: 300,
      seed: world,
    })
    if (low! <= 0.5 && high! >= 0.5) held++
  }
  expect(held).toBeGreaterThan(250)
  expect(held).toBeLessThan(288)
})

test('Holm', () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  expect(holm([0.5, 0.9])).toEqual([1, 1])
  expect(holm([])).toEqual([])
  expect(() => holm([1.5])).toThrow('pValues[0]')
})
