import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DenseMatrix, SparseMatrix } from '../../../src/encode/matrix.ts'
import {
  type FeatureBlocks,
  type FusedFeatures,
  fuseFeatures,
  OneHotEncoder,
  StandardScaler,
} from '../../../src/preprocess/numbers/index.ts'
import { lists } from './reference.ts'

const dense = (rows: number[][]): DenseMatrix => ({
  kind: 'dense',
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
})

function sparse(rows: number[][]): SparseMatrix {
  const cells = rows.map((row) => row.flatMap((value, c) => (value === 0 ? [] : [[c, value] as const])))
  const indptr = Int32Array.from([0, ...cells.map((_, r) => cells.slice(0, r + 1).flat().length)])
  const columns = rows[0]?.length ?? 0
  const indices = Int32Array.from(cells.flat(), ([c]) => c)
  return {
    kind: 'sparse',
    rows: rows.length,
    columns,
    indptr,
    indices,
    values: Float32Array.from(cells.flat(), ([, value]) => value),
  }
}

const TEXT = [
  [3, 4, 0],
  [0, 0, 2],
  [1, 0, 0],
]
const TAGS = [['jazz', 'live'], [], ['rock', 'live', 'live']]
const NUMBERS = [
  [1, 1],
  [-1, 0],
  [0, 0],
]

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
const cosine = (a: readonly number[], b: readonly number[]): number => {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b))
  return lengths === 0 ? 0 : dot(a, b) / lengths
}
const rowsOf = (fused: FusedFeatures): number[][] => lists(fused.features)

describe('fuseFeatures', () => {
  it('says where each block stands, what it counts and what each column is', () => {
    const fused = fuseFeatures(
      { text: sparse(TEXT), tags: TAGS, numbers: NUMBERS },
      { text: 2 },
      { names: { numbers: ['price', 'age'] } },
    )
    expect(fused.blocks).toEqual([
      { name: 'text', start: 0, end: 3, share: 0.5, factor: Math.sqrt(0.5) },
      { name: 'tags', start: 3, end: 6, share: 0.25, factor: 0.5 },
      { name: 'numbers', start: 6, end: 8, share: 0.25, factor: 0.5 },
    ])
    expect(fused.columnNames).toEqual([
      'text[0]',
      'text[1]',
      'text[2]',
      'tag:jazz',
      'tag:live',
      'tag:rock',
      'price',
      'age',
    ])
    const half = Math.SQRT1_2
    const wanted = [
      [0.6 * half, 0.8 * half, 0, 0.5 * half, 0.5 * half, 0, 0.5 * half, 0.5 * half],
      [0, 0, half, 0, 0, 0, -0.5, 0],
      [half, 0, 0, 0, 0.5 * half, 0.5 * half, 0, 0],
    ]
    for (const [r, row] of rowsOf(fused).entries())
      for (const [c, value] of row.entries()) expect(value).toBeCloseTo(wanted[r]![c]!, 6)
  })

  it('makes the dot product the weighted mean of the cosines of the blocks', () => {
    const cell = fc.integer({ min: -9, max: 9 })
    const table = (columns: number): fc.Arbitrary<number[][]> =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 4, maxLength: 4 })
    const tags = fc.array(fc.subarray(['a', 'b', 'c', 'd']), { minLength: 4, maxLength: 4 })
    const weights = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
    )
    fc.assert(
      fc.property(
        table(3),
        tags,
        table(2),
        weights,
        fc.boolean(),
        (text, lists_, numbers, [wText, wTags, wNumbers], asSparse) => {
          const fused = fuseFeatures(
            { text: asSparse ? sparse(text) : dense(text), tags: lists_, numbers },
            { text: wText, tags: wTags, numbers: wNumbers },
          )
          const oneHot = lists_.map((list) => ['a', 'b', 'c', 'd'].map((tag) => (list.includes(tag) ? 1 : 0)))
          const rows = rowsOf(fused)
          for (const [i, a] of rows.entries()) {
            for (const [j, b] of rows.entries()) {
              const mean =
                wText * cosine(text[i]!, text[j]!) +
                wTags * cosine(oneHot[i]!, oneHot[j]!) +
                wNumbers * cosine(numbers[i]!, numbers[j]!)
              expect(dot(a, b)).toBeCloseTo(mean / (wText + wTags + wNumbers), 5)
            }
          }
        },
      ),
    )
  })

  it('is dense unless some block is sparse, with the same numbers', () => {
    const one = fuseFeatures({ text: dense(TEXT), numbers: NUMBERS })
    const other = fuseFeatures({ text: sparse(TEXT), numbers: NUMBERS })
    expect(one.features.kind).toBe('dense')
    expect(other.features.kind).toBe('sparse')
    expect(rowsOf(one)).toEqual(rowsOf(other))
    const { indptr, indices } = other.features as SparseMatrix
    for (let r = 0; r < 3; r++) {
      const columns = Array.from(indices.subarray(indptr[r]!, indptr[r + 1]!))
      expect(columns).toEqual([...new Set(columns)].sort((a, b) => a - b))
    }
  })

  it('takes any one block alone, and gives a block of weight 0 no entries', () => {
    expect(rowsOf(fuseFeatures({ tags: [['b'], ['a']] }))).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(rowsOf(fuseFeatures({ numbers: [[3, 4]] }))[0]![0]).toBeCloseTo(0.6, 6)
    const fused = fuseFeatures({ text: sparse(TEXT), tags: TAGS }, { tags: 0 })
    expect((fused.features as SparseMatrix).indices.every((column) => column < 3)).toBe(true)
    expect(fused.features.columns).toBe(6)
  })

  it('counts rare tags more with idf', () => {
    const { tags, features } = fuseFeatures({ tags: TAGS }, {}, { tagIdf: true })
    expect(tags.names).toEqual(['jazz', 'live', 'rock'])
    expect(tags.weights[0]).toBeCloseTo(Math.log(4 / 2) + 1, 12)
    expect(tags.weights[1]).toBeCloseTo(Math.log(4 / 3) + 1, 12)
    const [first] = lists(features)
    expect(first![0]! / first![1]!).toBeCloseTo(tags.weights[0]! / tags.weights[1]!, 6)
  })

  it('keeps differences in size where the block of numbers is scaled as a whole', () => {
    const { features, blocks } = fuseFeatures({ numbers: [[1], [-1], [2]] }, {}, { numbersNorm: 'block' })
    const rows = lists(features)
    expect(rows[2]![0]! / rows[0]![0]!).toBeCloseTo(2, 6)
    // The mean squared length is the share.
    expect(rows.reduce((sum, row) => sum + dot(row, row), 0) / 3).toBeCloseTo(1, 6)
    expect(blocks[0]!.factor).toBeCloseTo(Math.sqrt(3 / 6), 12)
    expect(lists(fuseFeatures({ numbers: [[0], [0]] }, {}, { numbersNorm: 'block' }).features)).toEqual([[0], [0]])
  })

  it('scales raw numbers with a fitted scaler', () => {
    const rows = [
      [1, 10],
      [3, 30],
      [5, 80],
    ]
    const scaler = new StandardScaler().fit(rows)
    expect(fuseFeatures({ numbers: { rows, scaler } })).toEqual(fuseFeatures({ numbers: scaler.transform(rows) }))
    expect(() => fuseFeatures({ numbers: { rows, scaler: new StandardScaler() } })).toThrow('has not been fitted')
  })

  it('gives later items the columns, tags and weights of an earlier outcome', () => {
    const input: FeatureBlocks = { text: sparse(TEXT), tags: TAGS, numbers: NUMBERS }
    for (const numbersNorm of ['row', 'block'] as const) {
      const like = fuseFeatures(input, { text: 3, tags: 1, numbers: 2 }, { tagIdf: true, numbersNorm })
      const later = fuseFeatures(
        { text: sparse([TEXT[2]!]), tags: [['live', 'rock', 'unheard']], numbers: [NUMBERS[2]!] },
        {},
        { like },
      )
      expect(rowsOf(later)[0]).toEqual(rowsOf(like)[2])
      expect(later.columnNames).toEqual(like.columnNames)
      expect(() => fuseFeatures({ text: sparse([[1, 2]]) }, {}, { like })).toThrow(
        'text of 3 columns, tags of 3 columns',
      )
    }
  })

  it('takes what the encoders of this folder give', () => {
    const colours = new OneHotEncoder().fitTransform([['red'], ['blue'], ['red']])
    const rows = rowsOf(fuseFeatures({ numbers: colours, tags: TAGS }))
    expect(dot(rows[0]!, rows[2]!)).toBeCloseTo(0.5 * 1 + 0.5 * 0.5, 6)
  })

  it('leaves its input alone', () => {
    const input = { text: sparse(TEXT), tags: TAGS, numbers: NUMBERS }
    const before = structuredClone(input)
    fuseFeatures(input, { text: 5 })
    expect(input).toEqual(before)
  })

  it.each([
    ['no block', {}, {}, 'at least one of text'],
    ['blocks of different lengths', { tags: TAGS, numbers: [[1]] }, {}, 'numbers'],
    ['a negative weight', { tags: TAGS }, { tags: -1 }, 'weights.tags'],
    ['weights that are all 0', { tags: TAGS }, { tags: 0 }, 'weights'],
    ['a weight of no block', { tags: TAGS }, { tag: 1 }, '`weights.tag`'],
    ['a missing number', { numbers: [[1], [Number.NaN]] }, {}, 'numbers[1][0]'],
    ['a string for a list of tags', { tags: ['jazz'] }, {}, 'tags[0]'],
    ['a tag that is no string', { tags: [['a', 3]] }, {}, 'tags[0][1]'],
    ['texts in place of rows', { text: ['some text'] }, {}, 'encode'],
    ['text that is not finite', { text: dense([[1, Number.NaN]]) }, {}, 'text.values[1]'],
  ])('refuses %s', (_, input, weights, says) => {
    expect(() => fuseFeatures(input as FeatureBlocks, weights as object)).toThrow(says)
  })

  it('refuses names that do not match', () => {
    expect(() => fuseFeatures({ numbers: [[1, 2]] }, {}, { names: { numbers: ['price'] } })).toThrow(
      'names.numbers length',
    )
    expect(() => fuseFeatures({ numbers: [[1, 2]] }, {}, { numbersNorm: 'column' as never })).toThrow('numbersNorm')
  })
})
