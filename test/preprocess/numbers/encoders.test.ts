import { describe, expect, it } from 'vitest'
import {
  INFREQUENT,
  OneHotEncoder,
  OrdinalEncoder,
  SimpleImputer,
  TargetEncoder,
} from '../../../src/preprocess/numbers/index.ts'

const NaN_ = Number.NaN

describe('categories', () => {
  it('are sorted: false and true, numbers by size, strings by code point; then null, then NaN', () => {
    const of = (values: (string | number | boolean | null)[]): unknown =>
      new OneHotEncoder().fit(values.map((value) => [value])).categories[0]
    expect(of([true, null, false])).toEqual([false, true, null])
    expect(of([10, NaN_, 9, -1])).toEqual([-1, 9, 10, NaN_])
    // U+FFEE comes before U+1F600, whose first UTF-16 unit is smaller.
    expect(of(['b', '\u{1f600}', 'é', '\uffee', 'B', 'ab', 'a'])).toEqual([
      'B',
      'a',
      'ab',
      'b',
      'é',
      '\uffee',
      '\u{1f600}',
    ])
  })

  it('take undefined for null', () => {
    expect(new OneHotEncoder().fitTransform([['a'], [undefined], [null]])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ])
  })

  it('are of one kind within a column', () => {
    expect(() =>
      new OneHotEncoder().fit([
        ['a', 1],
        [2, 1],
      ]),
    ).toThrow('rows column 0')
    expect(() => new OrdinalEncoder({ categories: [['a', 1]] })).toThrow('categories[0]')
    expect(() => new OneHotEncoder().fit([[{} as never]])).toThrow('rows[0][0]')
    expect(() => new OneHotEncoder().fit([[1, Number.POSITIVE_INFINITY]])).toThrow('rows[0][1]')
    expect(() => new OneHotEncoder().fit([['a'], ['b', 'c']])).toThrow('rows[1] length')
    expect(() => new OneHotEncoder().fit(['red'] as never)).toThrow('rows[0]')
    expect(() => new OneHotEncoder().fit([])).toThrow('at least one row')
  })

  it('that are unknown are named with their place', () => {
    const rows = [
      ['a', 1],
      ['b', 2],
    ]
    for (const encoder of [new OneHotEncoder().fit(rows), new OrdinalEncoder().fit(rows)]) {
      expect(() =>
        encoder.transform([
          ['a', 1],
          ['a', 3],
        ]),
      ).toThrow(/`rows\[1\]\[1\]` is 3.*not known/)
    }
  })

  it('of flat matrices of numbers give flat matrices', () => {
    const matrix = { rows: 2, columns: 1, values: Float64Array.of(5, 7) }
    expect(new OneHotEncoder().fitTransform(matrix)).toEqual({
      rows: 2,
      columns: 2,
      values: Float64Array.of(1, 0, 0, 1),
    })
    expect(new OrdinalEncoder().fitTransform(matrix).values).toEqual(Float64Array.of(0, 1))
  })

  it('are asked for before fit: not-fitted', () => {
    for (const one of [new OneHotEncoder(), new OrdinalEncoder(), new TargetEncoder(), new SimpleImputer()]) {
      expect(() => one.transform([['a']])).toThrow('has not been fitted')
    }
  })
})

describe('OneHotEncoder', () => {
  const rows = [
    ['red', 'S'],
    ['blue', 'M'],
    ['red', 'M'],
  ]

  it('gives a sparse matrix on request, with rising columns', () => {
    const matrix = new OneHotEncoder({ sparseOutput: true }).fitTransform(rows)
    expect(matrix).toEqual({
      kind: 'sparse',
      rows: 3,
      columns: 4,
      indptr: Int32Array.of(0, 2, 4, 6),
      indices: Int32Array.of(1, 3, 0, 2, 1, 2),
      values: new Float32Array(6).fill(1),
    })
    expect(new OneHotEncoder({ sparseOutput: true }).fit(rows).inverseTransform(matrix)).toEqual(rows)
  })

  it('gives unknown categories zeros, or the column of the rare', () => {
    const table = [['a'], ['a'], ['b'], ['c']]
    const ignore = new OneHotEncoder({ handleUnknown: 'ignore' }).fit(table)
    expect(ignore.transform([['zzz']])).toEqual([[0, 0, 0]])
    expect(ignore.inverseTransform([[0, 0, 0]])).toEqual([[null]])
    const rare = new OneHotEncoder({ handleUnknown: 'infrequent', minFrequency: 2 }).fit(table)
    expect(rare.featureNames(['letter'])).toEqual(['letter_a', `letter_${INFREQUENT}`])
    expect(rare.transform([['zzz'], ['b'], ['a']])).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
    ])
    expect(rare.inverseTransform([[0, 1]])).toEqual([[INFREQUENT]])
    expect(rare.infrequentCategories).toEqual([['b', 'c']])
  })

  it('drops the categories it is told to, and brings them back', () => {
    const encoder = new OneHotEncoder({ drop: ['red', 'M'] }).fit(rows)
    expect(encoder.featureNames()).toEqual(['x0_blue', 'x1_S'])
    expect(encoder.transform(rows)).toEqual([
      [0, 1],
      [1, 0],
      [0, 0],
    ])
    expect(encoder.inverseTransform(encoder.transform(rows))).toEqual(rows)
    // Where rare categories share a column, the dropped one keeps its own name.
    const rare = new OneHotEncoder({ drop: 'first', minFrequency: 2 }).fit([['b'], ['b'], ['a'], ['c']])
    expect(rare.inverseTransform([[0], [1]])).toEqual([['b'], [INFREQUENT]])
    expect(() => new OneHotEncoder({ drop: ['green', 'M'] }).fit(rows)).toThrow('drop[0]')
    expect(() => new OneHotEncoder({ drop: ['red'] }).fit(rows)).toThrow('drop length')
    expect(() => new OneHotEncoder({ drop: ['red', 'S'], minFrequency: 2 }).fit(rows)).toThrow('rare')
  })

  it('refuses to undo rows that no category gives', () => {
    const encoder = new OneHotEncoder().fit(rows)
    expect(() => encoder.inverseTransform([[0, 0, 1, 0]])).toThrow('feature 0')
    expect(() => encoder.inverseTransform([[1, 0]])).toThrow('Pass rows of 4 columns')
  })

  it('names columns as a function says', () => {
    const encoder = new OneHotEncoder({ featureNameCombiner: (name, category) => `${name}=${category}` }).fit(rows)
    expect(encoder.featureNames(['colour', 'size'])).toEqual(['colour=blue', 'colour=red', 'size=M', 'size=S'])
  })

  it('refuses damaged JSON', () => {
    const json = JSON.parse(JSON.stringify(new OneHotEncoder().fit(rows)))
    const damage = (
      change: (state: { features: { categories: unknown; infrequent: unknown }[]; dropped: number[] }) => void,
    ): unknown => {
      const copy = structuredClone(json)
      change(copy.state)
      return copy
    }
    for (const damaged of [
      damage((state) => {
        state.features[0]!.categories = []
      }),
      damage((state) => {
        state.features[0]!.categories = [{}]
      }),
      damage((state) => {
        state.features[1]!.infrequent = [9]
      }),
      damage((state) => {
        state.features.length = 1
      }),
      damage((state) => {
        state.dropped = [0, 9]
      }),
    ]) {
      expect(() => OneHotEncoder.fromJSON(damaged)).toThrow(expect.objectContaining({ code: 'snapshot-corrupt' }))
    }
  })
})

describe('OrdinalEncoder', () => {
  it('keeps the missing number missing, and null a category', () => {
    expect(new OrdinalEncoder().fitTransform([[3], [NaN_], [1]])).toEqual([[1], [NaN_], [0]])
    expect(new OrdinalEncoder({ encodedMissingValue: -1 }).fitTransform([[3], [NaN_], [1]])).toEqual([[1], [-1], [0]])
    expect(new OrdinalEncoder().fitTransform([['a'], [null], ['b']])).toEqual([[0], [2], [1]])
  })

  it('undoes rare and missing categories together', () => {
    const encoder = new OrdinalEncoder({ minFrequency: 2, encodedMissingValue: -1 })
    const rows = [[1], [1], [2], [3], [NaN_]]
    expect(encoder.fitTransform(rows)).toEqual([[0], [0], [1], [1], [-1]])
    expect(encoder.inverseTransform([[0], [1], [-1]])).toEqual([[1], [INFREQUENT], [NaN_]])
    expect(() => encoder.inverseTransform([[2]])).toThrow('rows[0][0]')
  })

  it('refuses numbers that a category has', () => {
    const taken = new OrdinalEncoder({ handleUnknown: 'use-encoded-value', unknownValue: 1 })
    expect(() => taken.fit([['a'], ['b']])).toThrow('unknownValue')
    // Also that of the rare ones, which scikit-learn lets pass.
    const rare = new OrdinalEncoder({ encodedMissingValue: 1, minFrequency: 2 })
    expect(() => rare.fit([[1], [1], [2], [NaN_]])).toThrow('encodedMissingValue')
  })
})

describe('TargetEncoder', () => {
  const towns = Array.from({ length: 40 }, (_, i) => [i % 8 === 0 ? 'rare' : i % 2 === 0 ? 'even' : 'odd'])
  const numbers = towns.map((_, i) => Math.sin(i) * 10)

  it('does not let a row see its own target where it fits and transforms', () => {
    const encode = (target: number[]): number[][] => new TargetEncoder({ seed: 3 }).fitTransform(towns, target)
    const before = encode(numbers)
    const changed = numbers.map((value, i) => (i === 5 ? value + 1000 : value))
    const after = encode(changed)
    expect(after[5]).toEqual(before[5])
    expect(after.filter((row, i) => row[0] !== before[i]![0]).length).toBeGreaterThan(10)
  })

  it('shuffles by its seed', () => {
    const encode = (options: object): number[][] => new TargetEncoder(options).fitTransform(towns, numbers)
    expect(encode({ seed: 1 })).toEqual(encode({ seed: 1 }))
    expect(encode({ seed: 1 })).not.toEqual(encode({ seed: 2 }))
    expect(encode({ shuffle: false, seed: 1 })).toEqual(encode({ shuffle: false, seed: 2 }))
  })

  it('tells what kind of target it has', () => {
    const typeOf = (target: (string | number | boolean)[]): string =>
      new TargetEncoder().fit([['a'], ['b'], ['a']], target).targetType
    expect(typeOf([1, 2, 2.5])).toBe('continuous')
    expect(typeOf([1, 2, 2])).toBe('binary')
    expect(typeOf([true, false, true])).toBe('binary')
    expect(typeOf([1, 2, 3])).toBe('multiclass')
    expect(typeOf(['x', 'y', 'z'])).toBe('multiclass')
  })

  it('gives several classes a column each, and names them', () => {
    const encoder = new TargetEncoder({ smooth: 0 }).fit([['a'], ['b'], ['a']], ['x', 'y', 'z'])
    expect(encoder.transform([['a'], ['b']])).toEqual([
      [0.5, 0, 0.5],
      [0, 1, 0],
    ])
    expect(encoder.featureNames(['town'])).toEqual(['town_x', 'town_y', 'town_z'])
    expect(encoder.classes).toEqual(['x', 'y', 'z'])
    expect(encoder.transform({ rows: 1, columns: 1, values: Float64Array.of(4) }).columns).toBe(3)
  })

  it('gives unknown categories the mean of all, at fit too', () => {
    const encoder = new TargetEncoder({ categories: [['a', 'b']], smooth: 0 }).fit([['a'], ['b'], ['c']], [1.5, 2, 8.5])
    expect(encoder.transform([['a'], ['b'], ['c']])).toEqual([[1.5], [2], [4]])
  })

  it('refuses targets that do not fit', () => {
    const rows = [['a'], ['b']]
    expect(() => new TargetEncoder().fit(rows, [1])).toThrow('target length')
    expect(() => new TargetEncoder().fit(rows, [1, NaN_])).toThrow('target[1]')
    expect(() => new TargetEncoder().fit(rows, undefined as never)).toThrow('target')
    expect(() => new TargetEncoder({ targetType: 'continuous' }).fit(rows, ['x', 'y'])).toThrow('target[0]')
    expect(() => new TargetEncoder({ targetType: 'binary' }).fit([['a'], ['b'], ['c']], [1, 2, 3])).toThrow(
      'multiclass',
    )
  })

  it('refuses folds that do not part the rows', () => {
    const rows = [['a'], ['b'], ['a'], ['b']]
    const target = [1, 2.5, 3, 4]
    const parted = (folds: number | number[][]) => () => new TargetEncoder({ folds }).fitTransform(rows, target)
    expect(parted(5)).toThrow('no more folds than rows')
    expect(parted([[0, 1], [2]])).toThrow('without row 3')
    expect(
      parted([
        [0, 1],
        [1, 2, 3],
      ]),
    ).toThrow('another fold')
    expect(
      parted([
        [0, 1],
        [2, 4],
      ]),
    ).toThrow('folds[1]')
    expect(parted([[0, 1, 2, 3]])).toThrow('all rows')
    expect(() => new TargetEncoder({ folds: 3 }).fitTransform(rows, ['x', 'x', 'y', 'y'])).toThrow('largest class')
    expect(
      parted([
        [0, 1],
        [2, 3],
      ])(),
    ).toHaveLength(4)
  })
})

describe('SimpleImputer', () => {
  it('takes null and undefined for missing by default, and only what it is told otherwise', () => {
    expect(
      new SimpleImputer().fitTransform([
        [1, null],
        [undefined, 4],
        [3, 6],
      ]),
    ).toEqual([
      [1, 5],
      [2, 4],
      [3, 6],
    ])
    expect(new SimpleImputer({ missingValues: 0 }).fitTransform([[0], [4], [2]])).toEqual([[3], [4], [2]])
    expect(
      new SimpleImputer({ missingValues: 'n/a', strategy: 'most-frequent' }).fitTransform([['n/a'], ['x']]),
    ).toEqual([['x'], ['x']])
    expect(() => new SimpleImputer({ missingValues: 0 }).fit([[NaN_]])).toThrow('rows[0][0]')
  })

  it('leaves out columns without any value, unless told to keep them', () => {
    const rows = [
      [NaN_, 1],
      [NaN_, 3],
    ]
    const imputer = new SimpleImputer({ addIndicator: true }).fit(rows)
    expect(imputer.transform(rows)).toEqual([
      [1, 1],
      [3, 1],
    ])
    expect(imputer.featureNames(['empty', 'full'])).toEqual(['full', 'missing_empty'])
    expect(imputer.inverseTransform(imputer.transform(rows))).toEqual(rows)
    expect(new SimpleImputer({ keepEmptyFeatures: true }).fitTransform(rows)).toEqual([
      [0, 1],
      [0, 3],
    ])
  })

  it('fills with what a function makes of the present numbers, which JSON cannot keep', () => {
    const imputer = new SimpleImputer({ strategy: (values) => Math.max(...values) }).fit([[1], [7], [NaN_]])
    expect(imputer.transform([[NaN_]])).toEqual([[7]])
    const copy = SimpleImputer.fromJSON(JSON.parse(JSON.stringify(imputer)))
    expect(copy.transform([[NaN_]])).toEqual([[7]])
    expect(() => copy.fit([[1]])).toThrow('Make a new one with the function')
  })

  it('fills strings with the smallest of the most frequent, numbers in flat matrices with numbers', () => {
    expect(new SimpleImputer({ strategy: 'most-frequent' }).fitTransform([['b'], ['a'], [null], ['b'], ['a']])).toEqual(
      [['b'], ['a'], ['a'], ['b'], ['a']],
    )
    expect(new SimpleImputer({ strategy: 'constant' }).fitTransform([['b'], [null]])).toEqual([
      ['b'],
      ['missing_value'],
    ])
    const matrix = { rows: 2, columns: 1, values: Float64Array.of(NaN_, 8) }
    expect(new SimpleImputer().fitTransform(matrix)).toEqual({ rows: 2, columns: 1, values: Float64Array.of(8, 8) })
  })

  it('refuses what cannot be filled', () => {
    expect(() => new SimpleImputer().fit([['a'], ['b']])).toThrow('most-frequent')
    expect(() => new SimpleImputer({ strategy: 'constant', fillValue: 'x' }).fit([[1], [NaN_]])).toThrow('fillValue')
    expect(() => new SimpleImputer().fit([[1]]).inverseTransform([[1]])).toThrow('addIndicator')
  })
})
