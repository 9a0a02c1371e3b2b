import { describe, expect, it } from 'vitest'
import { RecommenderError } from '../../../src/errors.ts'
import {
  KBinsDiscretizer,
  MaxAbsScaler,
  MinMaxScaler,
  Normalizer,
  type NumberMatrix,
  type NumberRows,
  OneHotEncoder,
  OrdinalEncoder,
  PowerTransformer,
  QuantileTransformer,
  RobustScaler,
  SimpleImputer,
  StandardScaler,
  TargetEncoder,
} from '../../../src/preprocess/numbers/index.ts'
import { flat } from './reference.ts'

/** What every transformer of numbers offers, whatever its options. */
interface Scaler {
  fit(rows: NumberRows): Scaler
  transform(rows: NumberRows): number[][] | NumberMatrix
  fitTransform(rows: NumberRows): number[][] | NumberMatrix
  inverseTransform?(rows: NumberRows): number[][] | NumberMatrix
  toJSON(): unknown
}

const ROWS = [
  [1, 20, 0.5],
  [4, 10, 0.25],
  [2, 50, 0.75],
  [8, 40, 0.125],
  [5, 30, 0.625],
]

const scalers: { name: string; make: () => Scaler; read: (json: unknown) => Scaler; missing: boolean }[] = [
  { name: 'StandardScaler', make: () => new StandardScaler(), read: StandardScaler.fromJSON, missing: true },
  { name: 'MinMaxScaler', make: () => new MinMaxScaler(), read: MinMaxScaler.fromJSON, missing: true },
  { name: 'MaxAbsScaler', make: () => new MaxAbsScaler(), read: MaxAbsScaler.fromJSON, missing: true },
  { name: 'RobustScaler', make: () => new RobustScaler(), read: RobustScaler.fromJSON, missing: true },
  { name: 'Normalizer', make: () => new Normalizer(), read: Normalizer.fromJSON, missing: false },
  { name: 'PowerTransformer', make: () => new PowerTransformer(), read: PowerTransformer.fromJSON, missing: true },
  {
    name: 'QuantileTransformer',
    make: () => new QuantileTransformer({ quantiles: 3 }),
    read: QuantileTransformer.fromJSON,
    missing: true,
  },
  {
    name: 'KBinsDiscretizer',
    make: () => new KBinsDiscretizer({ bins: 3, encode: 'ordinal' }),
    read: (json) => KBinsDiscretizer.fromJSON(json) as Scaler,
    missing: false,
  },
]

/** The error that `act` throws. */
function errorOf(act: () => unknown): RecommenderError {
  try {
    act()
  } catch (error) {
    if (error instanceof RecommenderError) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}

describe.each(scalers)('$name', ({ name, make, read, missing }) => {
  it(name === 'Normalizer' ? 'needs no fit' : 'refuses to transform before it is fitted', () => {
    if (name === 'Normalizer') {
      expect(make().transform(ROWS)).toEqual(make().fit(ROWS).transform(ROWS))
      return
    }
    const error = errorOf(() => make().transform(ROWS))
    expect(error.code).toBe('not-fitted')
    expect(error.message).toContain(name)
  })

  it('gives the output the form of the input, and the same numbers in both', () => {
    const fitted = make().fit(ROWS)
    const rows = fitted.transform(ROWS) as number[][]
    const matrix = fitted.transform(flat(ROWS)) as NumberMatrix
    expect(Array.isArray(rows)).toBe(true)
    expect(matrix.values).toBeInstanceOf(Float64Array)
    expect(Array.from(matrix.values)).toEqual(rows.flat())
    expect([matrix.rows, matrix.columns]).toEqual([5, 3])
    expect(make().fitTransform(flat(ROWS))).toEqual(matrix)
    expect(make().fit(flat(ROWS)).transform(ROWS)).toEqual(rows)
  })

  it('takes rows that are typed arrays', () => {
    expect(make().fitTransform(ROWS.map((row) => Float32Array.from(row)))).toEqual(make().fitTransform(ROWS))
  })

  it('leaves its input alone', () => {
    const rows = structuredClone(ROWS)
    const matrix = flat(ROWS)
    const fitted = make().fit(rows)
    fitted.fit(matrix)
    const output = fitted.transform(rows)
    fitted.transform(matrix)
    fitted.inverseTransform?.(output)
    const again = structuredClone(output)
    fitted.inverseTransform?.(output)
    expect(rows).toEqual(ROWS)
    expect(matrix).toEqual(flat(ROWS))
    expect(output).toEqual(again)
  })

  it('forgets the first fit at the second', () => {
    const fitted = make()
      .fit([
        [100, -5],
        [3, 9],
        [7, 7],
      ])
      .fit(ROWS)
    expect(fitted.transform(ROWS)).toEqual(make().fit(ROWS).transform(ROWS))
    expect(JSON.stringify(fitted)).toBe(JSON.stringify(make().fit(ROWS)))
  })

  it('transforms an empty list into an empty list', () => {
    const fitted = make().fit(ROWS)
    expect(fitted.transform([])).toEqual([])
    expect(fitted.transform({ rows: 0, columns: 3, values: new Float64Array(0) })).toMatchObject({ rows: 0 })
  })

  it('keeps what it knew when a later fit is refused', () => {
    const fitted = make().fit(ROWS)
    const before = JSON.stringify(fitted)
    expect(() => fitted.fit([[1, 2, Number.POSITIVE_INFINITY]])).toThrow('rows[0][2]')
    expect(() => fitted.fit([])).toThrow('at least one row')
    expect(JSON.stringify(fitted)).toBe(before)
  })

  it.each([
    [
      'infinity',
      [
        [1, 2, 3],
        [4, Number.NEGATIVE_INFINITY, 6],
      ],
      'rows[1][1]',
      '-Infinity',
    ],
    [
      'rows of unequal length',
      [
        [1, 2, 3],
        [4, 5],
      ],
      'rows[1] length',
      'first has 3',
    ],
    ['other columns than at fit', [[1, 2]], 'rows columns', '3 columns'],
    ['null', [[1, null, 3]], 'rows[0][1]', 'NaN stands for a missing one'],
    ['a string', [[1, '2', 3]], 'rows[0][1]', '"2"'],
    ['a single row in place of rows', [1, 2, 3], 'rows[0]', '[[1, 2], [3, 4]]'],
    ['no rows at all', undefined, 'rows', 'list of rows'],
    ['a flat matrix of another size', { rows: 2, columns: 3, values: new Float64Array(5) }, 'rows.values length', '6'],
  ])('refuses %s and says where', (_, rows, field, says) => {
    const error = errorOf(() =>
      make()
        .fit(ROWS)
        .transform(rows as NumberRows),
    )
    expect(error).toMatchObject({ code: 'invalid-argument', field })
    expect(error.message).toContain(says)
  })

  it(missing ? 'keeps missing values missing, and learns from the others' : 'refuses missing values by name', () => {
    const gaps = [...ROWS, [Number.NaN, 20, Number.NaN]]
    if (!missing) {
      expect(errorOf(() => make().fit(gaps))).toMatchObject({ field: 'rows[5][0]' })
      return
    }
    const output = make().fitTransform(gaps) as number[][]
    const first = make().fitTransform(ROWS.map(([a]) => [a!])) as number[][]
    expect(output[5]![0]).toBeNaN()
    for (const [r, row] of first.entries()) expect(output[r]![0]).toBeCloseTo(row[0]!, 9)
  })

  it('comes back from JSON, before and after fit', () => {
    const copyOf = (one: Scaler): Scaler => read(JSON.parse(JSON.stringify(one)))
    const fitted = make().fit(ROWS)
    expect(copyOf(fitted).transform(ROWS)).toEqual(fitted.transform(ROWS))
    expect(JSON.stringify(copyOf(fitted))).toBe(JSON.stringify(fitted))
    expect(JSON.stringify(copyOf(make()))).toBe(JSON.stringify(make()))
  })

  it('refuses JSON that is not its own, newer, or damaged', () => {
    const json = JSON.parse(JSON.stringify(make().fit(ROWS)))
    const other = name === 'Normalizer' ? new StandardScaler() : new Normalizer()
    expect(errorOf(() => read(other.toJSON())).code).toBe('snapshot-corrupt')
    expect(errorOf(() => read('nonsense')).code).toBe('snapshot-corrupt')
    expect(errorOf(() => read({ ...json, version: 2 })).code).toBe('snapshot-version')
    expect(errorOf(() => read({ ...json, state: { ...json.state, columns: 0 } })).message).toContain('state.columns')
    for (const field of Object.keys(json.state)) {
      const { [field]: _, ...rest } = json.state
      expect(
        errorOf(() => read({ ...json, state: rest })),
        field,
      ).toMatchObject({ code: 'snapshot-corrupt', field: `state.${field}` })
    }
  })
})

describe('options', () => {
  it.each([
    ['withMean', () => new StandardScaler({ withMean: 1 as never })],
    ['featureRange', () => new MinMaxScaler({ featureRange: [1, 1] })],
    ['featureRange', () => new MinMaxScaler({ featureRange: [0, Number.NaN] })],
    ['featureRange', () => new MinMaxScaler({ featureRange: [0, 1, 2] as never })],
    ['clip', () => new MaxAbsScaler({ clip: 'yes' as never })],
    ['quantileRange', () => new RobustScaler({ quantileRange: [75, 25] })],
    ['quantileRange', () => new RobustScaler({ quantileRange: [0, 100], unitVariance: true })],
    ['norm', () => new Normalizer({ norm: 'l3' as never })],
    ['method', () => new PowerTransformer({ method: 'log' as never })],
    ['quantiles', () => new QuantileTransformer({ quantiles: 0 })],
    ['quantiles', () => new QuantileTransformer({ quantiles: 20, subsample: 10 })],
    ['outputDistribution', () => new QuantileTransformer({ outputDistribution: 'poisson' as never })],
    ['subsample', () => new QuantileTransformer({ subsample: 0.5 })],
    ['seed', () => new QuantileTransformer({ seed: -1 })],
    ['bins', () => new KBinsDiscretizer({ bins: 1 })],
    ['bins[1]', () => new KBinsDiscretizer({ bins: [2, 1] })],
    ['encode', () => new KBinsDiscretizer({ encode: 'one-hot' as never })],
    ['strategy', () => new KBinsDiscretizer({ strategy: 'jenks' as never })],
    ['quantileMethod', () => new KBinsDiscretizer({ quantileMethod: 'median' as never })],
    ['drop', () => new OneHotEncoder({ drop: 'last' as never })],
    ['minFrequency', () => new OneHotEncoder({ minFrequency: 1.5 })],
    ['minFrequency', () => new OneHotEncoder({ minFrequency: 0 })],
    ['maxCategories', () => new OneHotEncoder({ maxCategories: 0 })],
    ['handleUnknown', () => new OneHotEncoder({ handleUnknown: 'infrequent_if_exist' as never })],
    ['categories[0]', () => new OneHotEncoder({ categories: [['a', 'a']] })],
    ['categories[0]', () => new OneHotEncoder({ categories: [[3, 1]] })],
    ['categories[1]', () => new OneHotEncoder({ categories: [['a'], [Number.NaN, 1]] })],
    ['unknownValue', () => new OrdinalEncoder({ unknownValue: -1 })],
    ['unknownValue', () => new OrdinalEncoder({ handleUnknown: 'use-encoded-value' })],
    ['encodedMissingValue', () => new OrdinalEncoder({ encodedMissingValue: 0.5 })],
    ['smooth', () => new TargetEncoder({ smooth: -1 })],
    ['folds', () => new TargetEncoder({ folds: 1 })],
    ['targetType', () => new TargetEncoder({ targetType: 'ordinal' as never })],
    ['strategy', () => new SimpleImputer({ strategy: 'most_frequent' as never })],
    ['fillValue', () => new SimpleImputer({ fillValue: Number.NaN })],
  ])('%s is checked by the constructor', (field, make) => {
    expect(errorOf(make)).toMatchObject({ code: 'invalid-argument', field })
  })

  it('that do not exist are refused, with those that do', () => {
    const error = errorOf(() => new KBinsDiscretizer({ nBins: 3 } as never))
    expect(error).toMatchObject({ code: 'invalid-argument', field: 'options.nBins' })
    expect(error.message).toContain('bins, encode, strategy')
  })
})

describe('scaling', () => {
  it('centres a constant column and leaves its width alone', () => {
    expect(new StandardScaler().fitTransform([[2.5], [2.5], [2.5]])).toEqual([[0], [0], [0]])
    expect(new StandardScaler().fit([[0.1], [0.1], [0.1]]).scale[0]).toBe(1)
    expect(new MinMaxScaler({ featureRange: [-1, 1] }).fitTransform([[7], [7]])).toEqual([[-1], [-1]])
    expect(new RobustScaler().fitTransform([[7], [7]])).toEqual([[0], [0]])
  })

  it('leaves a zero row as it is under every norm', () => {
    for (const norm of ['l1', 'l2', 'max'] as const)
      expect(new Normalizer({ norm }).transform([[0, 0]])).toEqual([[0, 0]])
  })

  it('goes on learning over batches that have no value in a column', () => {
    const batches = [[[Number.NaN, 1]], [[4, Number.NaN]], [[Number.NaN, 3]], [[8, 5]]]
    for (const make of [() => new StandardScaler(), () => new MinMaxScaler(), () => new MaxAbsScaler()]) {
      const streamed = make()
      for (const batch of batches) streamed.partialFit(batch)
      expect(streamed.transform([[4, 3]])).toEqual(
        make()
          .fit(batches.flat())
          .transform([[4, 3]]),
      )
    }
  })

  it('refuses a batch of other columns and keeps what it knew', () => {
    const scaler = new StandardScaler().partialFit([
      [1, 2],
      [3, 4],
    ])
    expect(() => scaler.partialFit([[1]])).toThrow('rows columns')
    expect(scaler.mean).toEqual(Float64Array.of(2, 3))
  })

  it('counts a row of weight 2 as two rows', () => {
    const weighted = new StandardScaler().fit([[1], [5]], { sampleWeight: [1, 2] })
    const repeated = new StandardScaler().fit([[1], [5], [5]])
    expect(weighted.mean[0]).toBeCloseTo(repeated.mean[0]!, 12)
    expect(weighted.variance[0]).toBeCloseTo(repeated.variance[0]!, 12)
    expect(() => new StandardScaler().fit([[1]], { sampleWeight: [-1] })).toThrow('sampleWeight[0]')
    expect(() => new StandardScaler().fit([[1]], { sampleWeight: [1, 2] })).toThrow('sampleWeight length')
    expect(() => new StandardScaler().fit([[1]], { sampleWeight: [0] })).toThrow('above 0')
  })

  it('hands out copies of what it has learned', () => {
    const scaler = new StandardScaler().fit(ROWS)
    scaler.mean.fill(99)
    expect(scaler.mean[0]).toBe(4)
  })
})

describe('PowerTransformer', () => {
  it('gives a constant column no bend, with gaps in it or not, under either method', () => {
    for (const method of ['yeo-johnson', 'box-cox'] as const) {
      const power = new PowerTransformer({ method }).fit([[3], [Number.NaN], [3]])
      expect(power.lambdas).toEqual(Float64Array.of(1))
      const [[same], [more]] = power.transform([[3], [4]]) as [[number], [number]]
      expect([same, more]).toEqual([0, expect.closeTo(1, 12)])
    }
  })

  it('names the value that Box-Cox cannot take, and the column that has none', () => {
    const power = new PowerTransformer({ method: 'box-cox' })
    expect(
      errorOf(() =>
        power.fit([
          [1, 2],
          [3, 0],
        ]),
      ),
    ).toMatchObject({ field: 'rows[1][1]' })
    expect(() => power.fit([[1], [2]]).transform([[-1]])).toThrow('yeo-johnson')
    expect(() =>
      new PowerTransformer().fit([
        [1, Number.NaN],
        [2, Number.NaN],
      ]),
    ).toThrow('rows column 1')
  })
})

describe('QuantileTransformer', () => {
  const column = Array.from({ length: 400 }, (_, i) => [(i * 7919) % 400])

  it('learns from a drawn part of the rows, the same for the same seed', () => {
    const of = (seed: number): Float64Array =>
      new QuantileTransformer({ quantiles: 5, subsample: 50, seed }).fit(column).quantiles[0]!
    expect(of(1)).toEqual(of(1))
    expect(of(1)).not.toEqual(of(2))
    for (const [i, share] of [0, 0.25, 0.5, 0.75, 1].entries())
      expect(Math.abs(of(3)[i]! - share * 400)).toBeLessThan(80)
  })

  it('learns from all rows on request', () => {
    const { quantiles } = new QuantileTransformer({ quantiles: 3, subsample: false }).fit(column)
    expect(quantiles[0]).toEqual(Float64Array.of(0, 199.5, 399))
  })
})

describe('KBinsDiscretizer', () => {
  it('warns of columns with fewer bins than asked for', () => {
    const warnings: string[] = []
    const onWarning = (warning: { code: string; message: string }): void =>
      void warnings.push(`${warning.code}: ${warning.message}`)
    const bins = new KBinsDiscretizer({ bins: 4, onWarning }).fit([
      [1, 5, 1],
      [2, 5, 1],
      [3, 5, 1],
      [4, 5, 9],
    ])
    expect(bins.binCounts).toEqual([4, 1, 2])
    expect(warnings[0]).toMatch(/^few-bins: Column 1 is constant/)
    expect(warnings[1]).toMatch(/^few-bins: Column 2 .* 2 of 4 are left/)
  })

  it('puts values beyond the ends into the outer bins', () => {
    const bins = new KBinsDiscretizer({ bins: 2, encode: 'ordinal', strategy: 'uniform' }).fit([[0], [10]])
    expect(bins.transform([[-100], [4.99], [5], [100]])).toEqual([[0], [0], [1], [1]])
  })

  it('gives a dense table by default and a sparse one on request, and reads both back', () => {
    const rows = [
      [0, 1],
      [1, 8],
      [2, 9],
    ]
    const dense = new KBinsDiscretizer({ bins: 2, strategy: 'uniform' }).fit(rows)
    const sparse = new KBinsDiscretizer({ bins: 2, strategy: 'uniform', encode: 'onehot' }).fit(rows)
    const output = dense.transform(rows)
    expect(output).toEqual([
      [1, 0, 1, 0],
      [0, 1, 0, 1],
      [0, 1, 0, 1],
    ])
    const matrix = sparse.transform(rows)
    expect(matrix).toMatchObject({ kind: 'sparse', rows: 3, columns: 4, indices: Int32Array.of(0, 2, 1, 3, 1, 3) })
    expect(dense.featureNames(['age', 'size'])).toEqual(['age_0', 'age_1', 'size_0', 'size_1'])
    expect(dense.inverseTransform(output)).toEqual([
      [0.5, 3],
      [1.5, 7],
      [1.5, 7],
    ])
    expect(Array.from(sparse.inverseTransform(matrix).values)).toEqual([0.5, 3, 1.5, 7, 1.5, 7])
    expect(() => dense.inverseTransform([[0, 0, 1, 0]])).toThrow('rows[0]')
    expect(() => dense.inverseTransform([[1, 0]])).toThrow('4 columns')
  })

  it('refuses bins that do not exist, and more bins than k-means has rows', () => {
    const bins = new KBinsDiscretizer({ bins: 2, encode: 'ordinal' }).fit([[0], [10]])
    expect(() => bins.inverseTransform([[2]])).toThrow('rows[0][0]')
    expect(() => bins.inverseTransform([[0.5]])).toThrow('bin from 0 to 1')
    expect(() => new KBinsDiscretizer({ bins: 3, strategy: 'kmeans' }).fit([[0], [10]])).toThrow('as many rows as bins')
    expect(() => new KBinsDiscretizer({ bins: [2, 3] }).fit([[0], [10]])).toThrow('bins length')
  })

  it('learns from a drawn part of the rows, heavy rows more often', () => {
    const rows = Array.from({ length: 300 }, (_, i) => [i])
    const of = (options: object, sampleWeight?: number[]): Float64Array =>
      new KBinsDiscretizer({ bins: 2, subsample: 100, ...options }).fit(rows, sampleWeight ? { sampleWeight } : {})
        .binEdges[0]!
    expect(of({ seed: 4 })).toEqual(of({ seed: 4 }))
    expect(of({ seed: 4 })).not.toEqual(of({ seed: 5 }))
    const late = rows.map(([i]) => (i! >= 200 ? 1 : 0))
    expect(of({ seed: 4 }, late)[0]).toBeGreaterThanOrEqual(200)
  })
})
