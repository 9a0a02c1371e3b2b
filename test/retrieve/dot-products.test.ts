/** Rows that are compared by their dot product: what the indexes and the source of likeness make of the lengths of vectors. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SparseMatrix, TermCollection } from '../../src/encode/index.ts'
import type { Signal } from '../../src/profile/signals.ts'
import { DenseIndex, GivenSpace, type Retrieval, SimilarItems, TermIndex } from '../../src/retrieve/index.ts'
import { SparseSpace } from '../../src/retrieve/sparse-space.ts'
import { EncodedSpace } from '../../src/retrieve/vector-space.ts'

const COLUMNS = 6

/** Six columns of these weights, with nothing to count. */
const columns = (weights: readonly number[] = [1, 1, 1, 1, 1, 1]): TermCollection => ({
  termCount: COLUMNS,
  term: String,
  addCounts: () => {},
  removeCounts: () => {},
  termWeights: () => Float64Array.from(weights),
  compactTerms: () => Int32Array.from({ length: COLUMNS }, (_, id) => id),
})

function sparse(rows: readonly (readonly number[])[]): SparseMatrix {
  const indptr = new Int32Array(rows.length + 1)
  const indices: number[] = []
  const values: number[] = []
  for (const [at, row] of rows.entries()) {
    for (const [column, value] of row.entries()) {
      if (value === 0) continue
      indices.push(column)
      values.push(value)
    }
    indptr[at + 1] = indices.length
  }
  const stored = { indices: Int32Array.from(indices), values: Float32Array.from(values) }
  return { kind: 'sparse', rows: rows.length, columns: COLUMNS, indptr, ...stored }
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0)
const squares = (rows: Iterable<readonly number[]>): number[] =>
  [...rows].map((row) => dot(row, row)).filter((square) => square > 0)
const usual = (rows: Iterable<readonly number[]>): number => {
  const lengths = squares(rows)
  return lengths.length === 0 ? 0 : Math.sqrt(lengths.reduce((sum, one) => sum + one, 0) / lengths.length)
}

const rowArbitrary = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: COLUMNS, maxLength: COLUMNS })
const stepsArbitrary = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'set', 'set', 'remove', 'compact', 'reload'),
    item: fc.nat(9),
    row: rowArbitrary,
  }),
  { maxLength: 30 },
)

describe('an index of dot products', () => {
  it('of sparse rows gives the products of a naive search after any sequence of changes, and the usual length', () => {
    fc.assert(
      fc.property(stepsArbitrary, rowArbitrary, (steps, query) => {
        const weights = [1, 2, 0.5, 3, 1, 0.25]
        const weighted = (row: readonly number[]): number[] => row.map((value, column) => value * weights[column]!)
        let index = new TermIndex(columns(weights), 'dot')
        let rows = new Map<number, number[]>()
        for (const { kind, item, row } of steps) {
          if (kind === 'set') {
            index.set([item], sparse([row]))
            rows.set(item, row)
          } else if (kind === 'remove') {
            index.remove([item])
            rows.delete(item)
          } else if (kind === 'reload') {
            const parts = index.save()
            index = new TermIndex(columns(weights), 'dot')
            index.load(parts)
          } else {
            const order = [...rows.keys()].sort((a, b) => a - b)
            index.compact(Int32Array.from({ length: 10 }, (_, at) => order.indexOf(at)))
            rows = new Map(order.map((old, at) => [at, rows.get(old)!]))
          }
        }
        const scores = index.scores(index.weigh(sparse([query]), 0))
        for (let item = 0; item < 10; item++) {
          const row = rows.get(item) ?? []
          expect(scores[item] ?? 0).toBeCloseTo(row.length === 0 ? 0 : dot(weighted(row), weighted(query)), 9)
          const { indices, values } = index.vectorOf(item)
          expect([...values]).toEqual([...indices].map((column) => weighted(row)[column]))
        }
        expect(index.usualLength).toBeCloseTo(usual([...rows.values()].map(weighted)), 9)
      }),
      { numRuns: 200 },
    )
  })

  it('of dense vectors knows their usual length after any sequence of changes', () => {
    fc.assert(
      fc.property(stepsArbitrary, (steps) => {
        let index = new DenseIndex('dot')
        let rows = new Map<number, number[]>()
        for (const { kind, item, row } of steps) {
          if (kind === 'set') {
            index.set(item, Float32Array.from(row))
            rows.set(item, row)
          } else if (kind === 'remove') {
            index.remove(item)
            rows.delete(item)
          } else if (kind === 'reload') {
            const parts = index.save()
            index = new DenseIndex('dot')
            index.load(parts)
          } else {
            const order = [...rows.keys()].sort((a, b) => a - b)
            index.compact(Int32Array.from({ length: 10 }, (_, at) => order.indexOf(at)))
            rows = new Map(order.map((old, at) => [at, rows.get(old)!]))
          }
          expect(index.usualLength).toBeCloseTo(usual(rows.values()), 9)
        }
        index.clear()
        expect(index.usualLength).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  it('has the usual length 1 with the cosine, whatever is in it', () => {
    const index = new DenseIndex()
    const terms = new TermIndex(columns())
    const vectors = new GivenSpace('vector')
    for (const holder of [index, terms, vectors]) expect(holder.usualLength).toBe(1)
    index.set(0, Float32Array.of(3, 4))
    terms.set([0], sparse([[3, 4, 0, 0, 0, 0]]))
    for (const holder of [index, terms]) expect(holder.usualLength).toBe(1)
  })
})

type Rows = Readonly<Record<string, readonly number[]>>
const signal = (itemId: string, weight: number): Signal => ({
  subject: { kind: 'item', itemId },
  weight,
  origin: 'event',
  type: 'like',
})
const words = (text: string, weight = 1): Signal => ({
  subject: { kind: 'text', text },
  weight,
  origin: 'event',
  type: 'search',
})

/** What a source over items with these rows answers; each item's text is its id, and the row of a text that of the item it names. */
async function answer(
  output: 'dense' | 'sparse',
  metric: 'cosine' | 'dot',
  rows: Rows,
  signals: readonly Signal[],
): Promise<Retrieval & { readonly ids: readonly string[] }> {
  const ids = Object.keys(rows)
  const encode = async (texts: readonly string[]) => {
    const own = texts.map((text) => rows[text] ?? new Array<number>(COLUMNS).fill(0))
    return output === 'sparse'
      ? sparse(own)
      : { kind: 'dense' as const, rows: own.length, columns: COLUMNS, values: Float32Array.from(own.flat()) }
  }
  const encoder = { id: 'rows', dimensions: COLUMNS, output, metric, encode }
  const indexOf = (id: string): number => ids.indexOf(id)
  const source =
    output === 'sparse'
      ? new SimilarItems(new SparseSpace('rows', encoder, {}, () => {}), indexOf)
      : new SimilarItems(new EncodedSpace('rows', encoder, {}, () => {}), indexOf)
  const commit = await source.prepare(
    ids.map((id) => ({ text: { text: id }, tags: [], attributes: {} })) as unknown as Parameters<
      typeof source.prepare
    >[0],
  )
  commit(ids.map((_, item) => item))
  const liked = new Set(signals.flatMap(({ subject }) => (subject.kind === 'item' ? [subject.itemId] : [])))
  const found = await source.retrieve({ signals, now: 0, limit: 99, eligible: (item) => !liked.has(ids[item]!) })
  if (found === undefined) throw new Error('the source has nothing to say')
  return { ...found, ids: [...found.candidates].map((item) => ids[item]!) }
}

const outputs = ['dense', 'sparse'] as const
const scoresOf = ({ candidates, scoreOf }: Retrieval): number[] => [...candidates].map(scoreOf)

describe.each(outputs)('likeness by dot products of %s rows', (output) => {
  const rows: Rows = {
    short: [1, 0, 0, 0, 0, 0],
    long: [4, 3, 0, 0, 0, 0],
    other: [0, 2, 2, 0, 0, 0],
    apart: [0, 0, 0, 5, 0, 0],
  }

  it('lets the length of what is found count, and not that of what is looked for', async () => {
    expect((await answer(output, 'cosine', rows, [words('short')])).ids.slice(0, 2)).toEqual(['short', 'long'])
    const found = await answer(output, 'dot', rows, [words('short')])
    expect(found.ids.slice(0, 2)).toEqual(['long', 'short'])
    expect(scoresOf(found).slice(0, 2)).toEqual([expect.closeTo(4, 6), expect.closeTo(1, 6)])
  })

  it('gives each signal its weight, however long its own vector is', async () => {
    const scores = async (lengths: readonly [number, number]): Promise<number[]> => {
      const stretched = {
        ...rows,
        a: [0, 0, 0, 0, lengths[0], 0],
        b: [0, 0, 0, 0, 0, lengths[1]],
        both: [0, 0, 0, 0, 2, 1],
      }
      const { scoreOf } = await answer(output, 'dot', stretched, [signal('a', 1), signal('b', 2)])
      return [scoreOf(6)]
    }
    const [even] = await scores([1, 1])
    expect(even).toBeCloseTo((1 * 2 + 2 * 1) / Math.sqrt(5), 6)
    expect(await scores([9, 0.1])).toEqual([expect.closeTo(even!, 6)])
  })

  it('splits a score into its signals', async () => {
    const found = await answer(output, 'dot', rows, [signal('long', 2), words('other'), signal('apart', -1)])
    for (const item of found.candidates) {
      const amounts = found.evidenceOf(item).map(({ amount }) => amount)
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(found.scoreOf(item), 9)
    }
    const pieces = found.evidenceOf(2).filter(({ kind }) => kind === 'signal')
    expect(pieces.map(({ amount }) => amount).every((amount) => amount > 0)).toBe(true)
    expect(pieces).toHaveLength(2)
  })

  it('is the likeness by cosine where all rows have length 1', async () => {
    const unit = Object.fromEntries(
      Object.entries(rows).map(([id, row]) => [id, row.map((value) => value / Math.sqrt(dot(row, row)))]),
    )
    const signals = [signal('long', 2), words('other', 0.5), signal('apart', -1)]
    const [cosine, product] = await Promise.all([
      answer(output, 'cosine', unit, signals),
      answer(output, 'dot', unit, signals),
    ])
    expect(product.ids).toEqual(cosine.ids)
    for (const [at, score] of scoresOf(cosine).entries()) expect(scoresOf(product)[at]).toBeCloseTo(score, 6)
    expect(product.share).toBeCloseTo(cosine.share!, 6)
  })

  it('keeps its share whatever the scale of the rows, and loses it in proportion where pulls and pushes cancel', async () => {
    // Two items that are almost the same, one liked and one disliked: what is left is their small difference.
    const twins = (difference: number, scale: number): Rows =>
      Object.fromEntries(
        Object.entries({
          liked: [1, 0, 0, difference, 0, 0],
          disliked: [1, 0, 0, 0, 0, 0],
          near: [1, 0, 0, 1, 0, 0],
          far: [0, 1, 0, 0, 0, 0],
        }).map(([id, row]) => [id, row.map((value) => value * scale)]),
      )
    const share = async (metric: 'cosine' | 'dot', difference: number, scale: number, signals: Signal[]) =>
      (await answer(output, metric, twins(difference, scale), signals)).share!
    const cancelling = [signal('liked', 1), signal('disliked', -1)]
    for (const metric of ['cosine', 'dot'] as const) {
      for (const scale of [1e-3, 1, 1e4]) {
        expect(await share(metric, 0.02, scale, [signal('liked', 1)])).toBe(1)
        const left = await share(metric, 0.02, scale, cancelling)
        expect(left).toBeGreaterThan(0.05)
        expect(left).toBeLessThan(0.25)
        expect((await share(metric, 0.01, scale, cancelling)) / left).toBeCloseTo(0.5, 1)
        expect(await share(metric, 0.02, scale, cancelling)).toBeCloseTo(await share(metric, 0.02, 1, cancelling), 4)
      }
    }
  })
})

describe('an encoder whose rows are all zero', () => {
  it.each(outputs)('has nothing to say with %s rows', async (output) => {
    const zeros = Object.fromEntries(['a', 'b'].map((id) => [id, [0, 0, 0, 0, 0, 0]]))
    await expect(answer(output, 'dot', zeros, [signal('a', 1), words('b')])).rejects.toThrow('nothing to say')
  })
})
