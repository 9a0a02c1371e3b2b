/** The metrics against trec_eval, ranx, LensKit and scikit-learn on random runs with ties; test/reference/evaluation-metrics.py made the numbers. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  auc,
  averagePrecision,
  hitRate,
  mae,
  ndcg,
  precision,
  recall,
  reciprocalRank,
  rmse,
  rPrecision,
} from '../../src/evaluation/index.ts'

interface Query {
  readonly id: string
  readonly relevant: Readonly<Record<string, number>>
  readonly order: readonly string[]
  readonly scores: readonly number[]
  readonly trec: Readonly<Record<string, number>>
  readonly ranx: Readonly<Record<string, number>> | null
  readonly lenskit: Readonly<Record<string, number>> | null
  readonly auc: number | null
}
const reference: {
  readonly queries: readonly Query[]
  readonly ratings: {
    readonly actual: number[]
    readonly predicted: number[]
    readonly rmse: number
    readonly mae: number
  }
} = JSON.parse(readFileSync(new URL('../reference/evaluation-metrics.json', import.meta.url), 'utf8'))

const queries = reference.queries.map((query) => ({ ...query, relevant: new Map(Object.entries(query.relevant)) }))
const binary = (relevant: ReadonlyMap<string, number>): Set<string> =>
  new Set([...relevant].filter(([, gain]) => gain > 0).map(([id]) => id))

test('the fixture has ties, lists shorter than the cut, right items outside the list, and nothing right at all or graded', () => {
  expect(queries.length).toBe(40)
  expect(queries.some(({ scores }) => new Set(scores).size < scores.length)).toBe(true)
  expect(queries.some(({ order }) => order.length < 5)).toBe(true)
  expect(queries.some(({ relevant, order }) => [...relevant.keys()].some((id) => !order.includes(id)))).toBe(true)
})

test('trec_eval', () => {
  for (const { order, relevant, trec } of queries) {
    const ours: Record<string, number> = {
      recip_rank: reciprocalRank(order, relevant),
      map: averagePrecision(order, relevant),
      Rprec: rPrecision(order, relevant),
      ndcg: ndcg(order, relevant, { ideal: 'full' }),
    }
    for (const k of [5, 10]) {
      ours[`P_${k}`] = precision(order, relevant, { k })
      ours[`recall_${k}`] = recall(order, relevant, { k })
      ours[`success_${k}`] = hitRate(order, relevant, { k })
      ours[`map_cut_${k}`] = averagePrecision(order, relevant, { k })
      ours[`ndcg_cut_${k}`] = ndcg(order, relevant, { k })
    }
    expect(Object.keys(ours).sort()).toEqual(Object.keys(trec).sort())
    for (const [name, value] of Object.entries(trec)) expect(ours[name], name).toBeCloseTo(value, 9)
  }
})

test('ranx, nDCG with exponential gains among them', () => {
  let compared = 0
  for (const { order, relevant, ranx } of queries) {
    if (ranx === null) continue
    compared++
    const k = 5
    expect(precision(order, relevant, { k })).toBeCloseTo(ranx['precision@5']!, 9)
    expect(recall(order, relevant, { k })).toBeCloseTo(ranx['recall@5']!, 9)
    expect(hitRate(order, relevant, { k })).toBeCloseTo(ranx['hit_rate@5']!, 9)
    expect(reciprocalRank(order, relevant, { k })).toBeCloseTo(ranx['mrr@5']!, 9)
    expect(averagePrecision(order, relevant, { k })).toBeCloseTo(ranx['map@5']!, 9)
    expect(ndcg(order, relevant, { k })).toBeCloseTo(ranx['ndcg@5']!, 9)
    expect(ndcg(order, relevant, { k, gain: 'exponential' })).toBeCloseTo(ranx['ndcg_burges@5']!, 9)
    expect(rPrecision(order, relevant)).toBeCloseTo(ranx['r-precision']!, 9)
  }
  expect(compared).toBeGreaterThan(30)
})

test('LensKit, by the options that name its conventions', () => {
  for (const { order, relevant, lenskit } of queries) {
    if (lenskit === null) continue
    const k = 5
    const right = binary(relevant)
    expect(precision(order, right, { k, denominator: 'length' })).toBeCloseTo(lenskit['Precision@5']!, 9)
    expect(recall(order, right, { k, denominator: 'min' })).toBeCloseTo(lenskit['Recall@5']!, 9)
    expect(hitRate(order, right, { k })).toBeCloseTo(lenskit['Hit@5']!, 9)
    expect(reciprocalRank(order, right, { k })).toBeCloseTo(lenskit['RecipRank@5']!, 9)
    expect(ndcg(order, right, { k, discount: 'log2(place)' })).toBeCloseTo(lenskit['NDCG@5']!, 6)
    expect(ndcg(order, relevant, { k, discount: 'log2(place)' })).toBeCloseTo(lenskit['NDCG@5 graded']!, 6)
  }
})

test('scikit-learn: AUC with ties, RMSE, MAE', () => {
  let compared = 0
  for (const { order, scores, relevant, auc: theirs } of queries) {
    if (theirs === null) continue
    compared++
    const ranked = new Map([...relevant].filter(([id]) => order.includes(id)))
    expect(auc(order, ranked, { scores })).toBeCloseTo(theirs, 9)
  }
  expect(compared).toBeGreaterThan(20)
  const { actual, predicted, ...errors } = reference.ratings
  expect(rmse(predicted, actual)).toBeCloseTo(errors.rmse, 9)
  expect(mae(predicted, actual)).toBeCloseTo(errors.mae, 9)
})
