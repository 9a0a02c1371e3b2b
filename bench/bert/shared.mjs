/** Data and encoder of the bench. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { BertEncoder } from 'penchant/bert'

const shared = process.env.PENCHANT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))

/** Cells of lines of comma-separated values. */
const cells = (line) =>
  Array.from(line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g), ([, cell]) =>
    cell.replace(/^"|"$/g, '').replaceAll('""', '"'),
  )
const lines = (path) => {
  const bytes = readFileSync(`${shared}/data/${path}`)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split(/\r?\n/).filter(Boolean)
}

/** Title and description of the first articles. */
export const agNews = (count) =>
  lines('ag-news-test/test.csv.gz')
    .slice(0, count)
    .map((line) => cells(line).slice(1, 3).join(' '))

/** Pairs of sentences with a score of 0 to 5. */
export const stsTest = () => lines('sts/stsb-en-test.csv').map((line) => cells(line))

export const encoder = (dtype, threads, options = {}) =>
  new BertEncoder({
    model: 'all-MiniLM-L6-v2',
    localModelPath: `${shared}/models`,
    dtype,
    workers: threads,
    ...(process.env.BATCH_TOKENS && { batchTokens: Number(process.env.BATCH_TOKENS) }),
    ...options,
  })
