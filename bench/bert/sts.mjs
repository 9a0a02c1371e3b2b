/** Spearman's correlation of cosines and scores on STS-B (English test). `sts.mjs DTYPE THREADS` */
import { spearman } from 'penchant/similarity'
import { encoder, stsTest } from './shared.mjs'

const [dtype, threads] = process.argv.slice(2)
const rows = stsTest()
const bert = encoder(dtype, Number(threads))
const { columns, values } = await bert.encode(rows.flatMap((row) => row.slice(0, 2)))
const cosines = rows.map((_, row) => {
  let dot = 0
  for (let at = 0; at < columns; at++) dot += values[2 * row * columns + at] * values[(2 * row + 1) * columns + at]
  return dot
})
console.log(
  JSON.stringify({
    pairs: rows.length,
    spearman: spearman(
      cosines,
      rows.map(([, , score]) => Number(score)),
    ),
  }),
)
