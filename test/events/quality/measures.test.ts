/** Numbers and repairs against numpy, scipy, scikit-learn and ftfy (test/reference/quality-measures.json). */

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balanceWeights, cleanInteractions, giniCoefficient, repairMojibake } from '../../../src/events/index.ts'
import { quantile, robustScale, robustZ } from '../../../src/events/quality/robust.ts'

interface Fixture {
  readonly gini: readonly { readonly counts: number[]; readonly value: number }[]
  readonly classWeights: readonly { readonly labels: string[]; readonly weights: Record<string, number> }[]
  readonly robust: readonly { values: number[]; median: number; mad: number; quartiles: number[] }[]
  readonly kCore: readonly { pairs: [number, number][]; user: number; item: number; kept: number[] }[]
  readonly misread: readonly { text: string; read: string; ftfy: string }[]
  readonly wellFormed: readonly { text: string; ftfy: string }[]
}
const fixture = JSON.parse(
  readFileSync(new URL('../../reference/quality-measures.json', import.meta.url), 'utf8'),
) as Fixture

describe('the Gini coefficient', () => {
  it('is that of the definition over all pairs, as numpy computes it', () => {
    for (const { counts, value } of fixture.gini) expect(giniCoefficient(counts)).toBeCloseTo(value, 12)
  })

  it('is 0 where all have the same, (n - 1) / n where one has all, and NaN of nothing', () => {
    expect(giniCoefficient([7, 7, 7])).toBe(0)
    expect(giniCoefficient([0, 0, 0, 0, 5])).toBeCloseTo(0.8, 15)
    expect(giniCoefficient([])).toBeNaN()
    expect(giniCoefficient([0, 0])).toBeNaN()
  })
})

describe('balance weights', () => {
  const ratings = (labels: readonly string[]) =>
    labels.map((label) => ({ userId: 'u', itemId: label, type: 'rating', value: 1 }) as const)

  it('of power 1 are those of scikit-learn', () => {
    for (const { labels, weights } of fixture.classWeights) {
      const own = balanceWeights(ratings(labels), { power: 1 })
      expect(Object.keys(own).sort()).toEqual(Object.keys(weights).sort())
      for (const [label, weight] of Object.entries(weights)) expect(own[label]).toBeCloseTo(weight, 12)
    }
  })

  it('average 1 over the events, fall with popularity, and are 1 for power 0', () => {
    const labels = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__'), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(labels, fc.double({ min: 0, max: 1, noNaN: true }), (names, power) => {
        const weights = balanceWeights(ratings(names), { power })
        const of = (name: string): number => Object.entries(weights).find(([key]) => key === name)![1]
        expect(names.reduce((sum, name) => sum + of(name), 0) / names.length).toBeCloseTo(1, 9)
        const count = (name: string): number => names.filter((other) => other === name).length
        for (const a of names)
          for (const b of names) if (count(a) > count(b)) expect(of(a)).toBeLessThanOrEqual(of(b) + 1e-12)
        if (power === 0) for (const name of names) expect(of(name)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('are clipped at `max`, and go by user, type or value as well', () => {
    const events = [...ratings(['a', 'a', 'a', 'b']), { userId: 'v', itemId: 'a', type: 'view' }]
    expect(balanceWeights(events, { power: 1, max: 1.5 })).toEqual({ a: 0.625, b: 1.5 })
    expect(balanceWeights(events, { by: 'type' })).toEqual({ rating: 0.625, view: 2.5 })
    expect(balanceWeights(events, { by: 'value' })).toEqual({ '1': 1 })
    expect(Object.keys(balanceWeights(events, { by: 'user' }))).toEqual(['u', 'v'])
  })

  it('refuse options that make no sense, by name', () => {
    expect(() => balanceWeights([], { power: Number.NaN })).toThrow(/`power` is NaN/)
    expect(() => balanceWeights([], { max: 0 })).toThrow(/`max` is 0/)
    expect(() => balanceWeights([], { by: 'genre' as 'item' })).toThrow(/`by` is "genre"/)
    expect(() => balanceWeights(5 as unknown as [])).toThrow(/`interactions` is 5/)
  })
})

describe('robust scales', () => {
  it('are those of numpy and scipy', () => {
    for (const { values, median, mad, quartiles } of fixture.robust) {
      const { center, spread } = robustScale(values)
      expect(center).toBeCloseTo(median, 12)
      expect(spread).toBeCloseTo(mad, 10)
      const sorted = [...values].sort((a, b) => a - b)
      expect(quantile(sorted, 0.25)).toBeCloseTo(quartiles[0]!, 12)
      expect(quantile(sorted, 0.75)).toBeCloseTo(quartiles[1]!, 12)
    }
  })

  it('fall back on the mean deviation where most values are equal, and give no z where all are', () => {
    const { center, spread } = robustScale([5, 5, 5, 5, 9])
    expect(center).toBe(5)
    expect(spread).toBeCloseTo((Math.sqrt(Math.PI / 2) * 4) / 5, 12)
    expect(robustZ(100, robustScale([5, 5, 5]))).toBe(0)
  })
})

describe('the k-core', () => {
  const core = async (pairs: readonly (readonly [number, number])[], user: number, item: number): Promise<number[]> => {
    const events = pairs.map(([u, i], at) => ({
      userId: `u${u}`,
      itemId: `i${i}`,
      type: 'view',
      timestamp: 1.7e12 + at * 1e5,
    }))
    const { changes, indexes } = await cleanInteractions(events, { kCore: { user, item }, now: 1.8e12 })
    expect(changes.every(({ rule, kind }) => rule === 'kCore' && kind === 'dropped')).toBe(true)
    return [...indexes]
  }

  it('keeps the rows that RecBole keeps', async () => {
    for (const { pairs, user, item, kept } of fixture.kCore) expect(await core(pairs, user, item)).toEqual(kept)
    expect(fixture.kCore.some(({ pairs, kept }) => kept.length > 0 && kept.length < pairs.length)).toBe(true)
    expect(fixture.kCore.some(({ kept }) => kept.length === 0)).toBe(true)
  })

  it('is the largest set of rows in which nobody has too few', async () => {
    const row = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.nat({ max: 4 }),
        fc.nat({ max: 4 }),
        async (pairs, user, item) => {
          let kept = pairs.map((_, at) => at)
          for (let before = -1; before !== kept.length; ) {
            before = kept.length
            const count = (side: 0 | 1, id: number): number => kept.filter((at) => pairs[at]![side] === id).length
            kept = kept.filter((at) => count(0, pairs[at]![0]) >= user && count(1, pairs[at]![1]) >= item)
          }
          expect(await core(pairs, user, item)).toEqual(kept)
        },
      ),
    )
  })
})

describe('mojibake', () => {
  it('is repaired to the very text, read as Latin-1 or as Windows-1252, once or twice', () => {
    const missed = fixture.misread.filter(({ text, read }) => repairMojibake(read) !== text)
    // "Ã" and a no-break space may be the end of a word in capitals, and is left alone where nothing else in the text is broken.
    expect(missed.map(({ text }) => text)).toEqual(['à la carte', 'à la carte'])
    for (const { text, ftfy } of fixture.misread) expect(ftfy).toBe(text)
  })

  it('is not seen in well-formed text, odd as it may be: less often than by ftfy', () => {
    expect(fixture.wellFormed.filter(({ text }) => repairMojibake(text) !== text)).toEqual([])
    expect(fixture.wellFormed.filter(({ text, ftfy }) => ftfy !== text).length).toBe(4)
  })

  it('is undone for any text in which a letter beyond ASCII stands within a word', () => {
    const misread = (text: string): string => new TextDecoder('windows-1252').decode(new TextEncoder().encode(text))
    // A small letter, a closing quote and a blank is what text has as well: `ä» a` is left alone unless there are several.
    const ambiguous =
      /[\u00e0-\u00ff][\u00a0\u00ab\u00bb\u201a\u201e\u2026\u2039\u203a\u2018\u2019\u201c\u201d\u2013\u2014]{2}/u
    const word = fc
      .stringMatching(/^[a-z]{1,5}[\u00e0-\u00ff\u0101-\u017f\u0430-\u044f\u4e00-\u4fff][a-z]{1,5}$/u)
      .filter((one) => !ambiguous.test(misread(one)))
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const text = words.join(' ')
        expect(repairMojibake(misread(text))).toBe(text)
        expect(repairMojibake(text)).toBe(text)
      }),
    )
    expect(ambiguous.test(misread('a仠a'))).toBe(true)
  })

  it('leaves ASCII alone and takes any string, in time that grows with its length', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof repairMojibake(text) === 'string'))
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => repairMojibake(text) === text))
    expect(repairMojibake('Ã©'.repeat(200_000))).toBe('é'.repeat(200_000))
  })
})
