import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  KBinsDiscretizer,
  MaxAbsScaler,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  PowerTransformer,
  QuantileTransformer,
  RobustScaler,
  SimpleImputer,
  StandardScaler,
  TargetEncoder,
} from '../../../src/preprocess/numbers/index.ts'
import { type QuantileMethod, quantile, weightedQuantile } from '../../../src/preprocess/numbers/quantiles.ts'

const number = fc.double({ min: -1000, max: 1000, noNaN: true })
const decimal = fc.integer({ min: -10_000, max: 10_000 }).map((value) => value / 100)
const gap = fc.constant(Number.NaN)

/** Tables of 1 to 30 rows and 1 to 4 columns. */
function tables<Cell>(cell: fc.Arbitrary<Cell>): fc.Arbitrary<Cell[][]> {
  return fc
    .integer({ min: 1, max: 4 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 30 }),
    )
}

const numbers = tables(number)
const withGaps = tables(fc.oneof({ weight: 4, arbitrary: number }, { weight: 1, arbitrary: gap }))
const decimals = tables(decimal)
const decimalsWithGaps = tables(fc.oneof({ weight: 4, arbitrary: decimal }, { weight: 1, arbitrary: gap }))
const words = tables(fc.constantFrom('a', 'b', 'c', 'd', null, 'é', '\u{1f600}', '\uffee'))

/** Asserts that two tables agree to `tolerance` of what is usual in `b`. */
function expectClose(a: readonly (readonly number[])[], b: readonly (readonly number[])[], tolerance = 1e-9): void {
  const largest = Math.max(1, ...b.flat().map((value) => (Number.isNaN(value) ? 0 : Math.abs(value))))
  for (const [r, row] of b.entries()) {
    for (const [c, value] of row.entries()) {
      if (Number.isNaN(value)) expect(a[r]![c]).toBeNaN()
      else expect(Math.abs(a[r]![c]! - value)).toBeLessThanOrEqual(tolerance * largest)
    }
  }
}

describe('what is transformed comes back', () => {
  const invertible = [
    () => new StandardScaler(),
    () => new MinMaxScaler({ featureRange: [-3, 7] }),
    () => new MaxAbsScaler(),
    () => new RobustScaler({ unitVariance: true }),
  ]

  it('from every scaler, gaps included', () => {
    fc.assert(
      fc.property(withGaps, fc.constantFrom(...invertible), (rows, make) => {
        const scaler = make().fit(rows)
        expectClose(scaler.inverseTransform(scaler.transform(rows)), rows)
      }),
    )
  })

  it('from a power', () => {
    const moderate = tables(fc.integer({ min: -40, max: 40 }))
    fc.assert(
      fc.property(moderate, fc.boolean(), (rows, standardize) => {
        const power = new PowerTransformer({ standardize }).fit(rows)
        // A strong power brings large values so close together that a double cannot hold them apart.
        fc.pre(power.lambdas.every((lambda) => Math.abs(lambda - 1) < 2))
        expectClose(power.inverseTransform(power.transform(rows)), rows, 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('from categories, dropped ones included', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(undefined, 'first' as const, 'if-binary' as const), (rows, drop) => {
        const encoder = new OneHotEncoder(drop === undefined ? {} : { drop }).fit(rows)
        expect(encoder.inverseTransform(encoder.transform(rows))).toEqual(rows)
        const ordinal = new OrdinalEncoder().fit(rows)
        expect(ordinal.inverseTransform(ordinal.transform(rows))).toEqual(rows)
      }),
    )
  })

  it('from bins to within the bin', () => {
    const options = fc.record({
      bins: fc.integer({ min: 2, max: 6 }),
      strategy: fc.constantFrom('uniform' as const, 'quantile' as const),
    })
    fc.assert(
      fc.property(decimals, options, (rows, { bins, strategy }) => {
        const discretizer = new KBinsDiscretizer({ bins, strategy, encode: 'ordinal' }).fit(rows)
        const codes = discretizer.transform(rows)
        const middles = discretizer.inverseTransform(codes)
        const varies = discretizer.binCounts.every((count) => count > 1)
        for (const [r, row] of rows.entries()) {
          for (const [c, value] of row.entries()) {
            const edges = discretizer.binEdges[c]!
            const code = codes[r]![c]!
            expect(value).toBeGreaterThanOrEqual(edges[code]!)
            // The last value of all belongs to the last bin; bins narrower than 1e-8 were merged into their neighbour.
            expect(value).toBeLessThanOrEqual(edges[code + 1]! + 1e-7)
            if (varies) expect(discretizer.transform(middles)[r]![c]).toBe(code)
          }
        }
      }),
    )
  })

  it('from an imputer that marks what it fills', () => {
    fc.assert(
      fc.property(withGaps, (rows) => {
        const imputer = new SimpleImputer({ strategy: 'median', addIndicator: true }).fit(rows)
        const filled = imputer.transform(rows)
        expect(filled.flat().some(Number.isNaN)).toBe(false)
        expect(imputer.inverseTransform(filled)).toEqual(rows)
      }),
    )
  })
})

describe('doing it twice changes nothing more', () => {
  it('where rows have length 1, values lie in the range, or nothing is missing', () => {
    fc.assert(
      fc.property(decimals, fc.constantFrom('l1' as const, 'l2' as const, 'max' as const), (rows, norm) => {
        const once = new Normalizer({ norm }).transform(rows)
        expectClose(new Normalizer({ norm }).transform(once), once)
      }),
    )
    fc.assert(
      fc.property(decimalsWithGaps, (rows) => {
        for (const scaler of [new StandardScaler(), new MinMaxScaler(), new MaxAbsScaler()]) {
          const once = scaler.fitTransform(rows)
          expectClose(scaler.fitTransform(once), once)
        }
        const imputer = new SimpleImputer()
        const filled = imputer.fitTransform(rows)
        if (filled[0]!.length > 0) expect(new SimpleImputer().fitTransform(filled)).toEqual(filled)
      }),
    )
  })
})

describe('batches', () => {
  it('teach the same as all rows together, cut anywhere', () => {
    const cut = fc.tuple(decimalsWithGaps, fc.array(fc.integer({ min: 1, max: 29 }), { maxLength: 4 }))
    fc.assert(
      fc.property(
        cut,
        fc.constantFrom(
          () => new StandardScaler(),
          () => new MinMaxScaler(),
          () => new MaxAbsScaler(),
        ),
        ([rows, cuts], make) => {
          const ends = [...new Set([...cuts.filter((end) => end < rows.length), rows.length])].sort((a, b) => a - b)
          const streamed = make()
          let start = 0
          for (const end of ends) {
            streamed.partialFit(rows.slice(start, end))
            start = end
          }
          const whole = make().fit(rows)
          expectClose([Array.from(streamed.scale)], [Array.from(whole.scale)], 1e-6)
          expectClose(streamed.transform(rows), whole.transform(rows), 1e-6)
        },
      ),
    )
  })
})

describe('JSON', () => {
  it('brings every fitted transformer back to the same answers', () => {
    const copy = <Fitted>(read: (json: unknown) => Fitted, fitted: unknown): Fitted =>
      read(JSON.parse(JSON.stringify(fitted)))
    fc.assert(
      fc.property(withGaps, numbers, words, (gaps, rows, categories) => {
        for (const Class of [StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler, QuantileTransformer]) {
          const fitted: { transform(rows: number[][]): number[][] } = new Class().fit(gaps)
          const again: typeof fitted = Class.fromJSON(JSON.parse(JSON.stringify(fitted)))
          expect(again.transform(gaps)).toEqual(fitted.transform(gaps))
        }
        const bins = new KBinsDiscretizer({ encode: 'onehot' }).fit(rows)
        expect(copy(KBinsDiscretizer.fromJSON, bins).transform(rows)).toEqual(bins.transform(rows))
        const oneHot = new OneHotEncoder({ maxCategories: 3, handleUnknown: 'infrequent', sparseOutput: true }).fit(
          categories,
        )
        expect(copy(OneHotEncoder.fromJSON, oneHot).transform(categories)).toEqual(oneHot.transform(categories))
        const ordinal = new OrdinalEncoder({ minFrequency: 2 }).fit(categories)
        expect(copy(OrdinalEncoder.fromJSON, ordinal).transform(categories)).toEqual(ordinal.transform(categories))
        const target = new TargetEncoder().fit(
          categories,
          categories.map((_, i) => i / 3),
        )
        expect(copy(TargetEncoder.fromJSON, target).transform(categories)).toEqual(target.transform(categories))
        const imputer = new SimpleImputer({ strategy: 'most-frequent' }).fit(categories)
        expect(copy(SimpleImputer.fromJSON, imputer).transform(categories)).toEqual(imputer.transform(categories))
      }),
      { numRuns: 50 },
    )
  })
})

describe('QuantileTransformer', () => {
  it('keeps the order of values and ends at 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 40 }), (column) => {
        const shares = new QuantileTransformer().fitTransform(column.map((value) => [value])).map(([share]) => share!)
        for (const [i, a] of column.entries()) {
          for (const [j, b] of column.entries()) if (a < b) expect(shares[i]).toBeLessThanOrEqual(shares[j]! + 1e-9)
        }
        expect(Math.min(...shares)).toBe(0)
        if (new Set(column).size > 1) expect(Math.max(...shares)).toBe(1)
      }),
    )
  })
})

describe('quantiles', () => {
  it('lie within the values and rise with the share, under every method', () => {
    const methods: QuantileMethod[] = [
      'inverted-cdf',
      'averaged-inverted-cdf',
      'closest-observation',
      'interpolated-inverted-cdf',
      'hazen',
      'weibull',
      'linear',
      'median-unbiased',
      'normal-unbiased',
    ]
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), fc.constantFrom(...methods), (values, method) => {
        const sorted = Float64Array.from(values).sort()
        let before = sorted[0]!
        for (let share = 0; share <= 1; share += 1 / 64) {
          const value = quantile(sorted, share, method)
          expect(value).toBeGreaterThanOrEqual(before - 1e-9)
          expect(value).toBeLessThanOrEqual(sorted.at(-1)!)
          before = value
        }
      }),
    )
  })

  it('of whole weights are those of repeated values', () => {
    const weighted = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(weighted, fc.integer({ min: 0, max: 16 }), fc.boolean(), (pairs, sixteenths, averaged) => {
        fc.pre(pairs.some(([, weight]) => weight > 0))
        const values = Float64Array.from(pairs, ([value]) => value)
        const weights = Float64Array.from(pairs, ([, weight]) => weight)
        const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
        const repeated = Float64Array.from(
          pairs.flatMap(([value, weight]) => new Array<number>(weight).fill(value)),
        ).sort()
        const method = averaged ? 'averaged-inverted-cdf' : 'inverted-cdf'
        // 16ths are exact, so that "met exactly" means the same on both sides.
        expect(weightedQuantile(values, weights, order, sixteenths / 16, averaged)).toBe(
          quantile(repeated, sixteenths / 16, method),
        )
      }),
    )
  })
})
