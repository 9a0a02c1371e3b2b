/**
 * Last third of the round trip (round_trip.py): loads the trained model as an app would, and compares its vectors with Python's.
 * `node tools/fine-tuning/check_model.mjs FOLDER` reads items.json, vectors.json and the folder `model`; prints one line of JSON.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { env, pipeline } from '@huggingface/transformers'
import { topK } from 'penchant/similarity'

const folder = resolve(process.argv[2] ?? '.')
const items = JSON.parse(readFileSync(`${folder}/items.json`, 'utf8'))
const { before, after } = JSON.parse(readFileSync(`${folder}/vectors.json`, 'utf8'))

env.allowRemoteModels = false
env.localModelPath = `${folder}/`
const encode = await pipeline('feature-extraction', 'model', { dtype: 'fp32' })
const { data, dims } = await encode(
  items.map(({ text }) => text),
  { pooling: 'mean', normalize: true },
)
const [rows, columns] = dims
const expected = Float32Array.from(after.flat())
const difference = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - data[at])), 0)

// The items that were in no pair: how many of the five nearest of each are about the same.
const isNew = (at) => at >= 0.8 * rows
const agreement = (values) => {
  const fresh = items.flatMap(({ subject }, at) => (isNew(at) ? [{ subject, at }] : []))
  const matrix = {
    rows: fresh.length,
    columns,
    values: Float32Array.from(fresh.flatMap(({ at }) => [...values.subarray(at * columns, (at + 1) * columns)])),
  }
  const { indices } = topK(matrix, matrix, 6, { metric: 'cosine' })
  const nearest = fresh.map((_, row) =>
    [...indices.subarray(row * 6, row * 6 + 6)].filter((at) => at !== row).slice(0, 5),
  )
  const same = nearest.flatMap((near, row) => near.filter((at) => fresh[at].subject === fresh[row].subject))
  return same.length / (5 * fresh.length)
}
console.log(
  JSON.stringify({
    items: rows,
    dimensions: columns,
    largestDifference: Number(difference.toPrecision(3)),
    agreementBefore: Number(agreement(Float32Array.from(before.flat())).toFixed(3)),
    agreementAfter: Number(agreement(Float32Array.from(data)).toFixed(3)),
  }),
)
