/**
 * The built-in table: `npm run bench -- static`. How fast it loads, encodes AG-news texts on one core beside MiniLM (the same weights in sentence-transformers, one
 * thread, in turns), how large it is, and what it is worth on STS-B and in finding translations. Needs the shared data and models (PENCHANT_SHARED, or ../shared), and
 * Python for the peer, which is installed on first use (shared/python.mjs). RUNS sets how often each speed is measured (5).
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { semanticEncoder } from 'penchant/static'
import { pythonWith } from './shared/python.mjs'
import { report } from './shared/random.mjs'
import { agNews } from './tfidf/texts.mjs'

const shared = process.env.PENCHANT_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url))
const python = pythonWith('sentence-transformers', 'torch', 'onnx')
const runs = Number(process.env.RUNS ?? 5)
const sorted = (values) => values.toSorted((a, b) => a - b)
const median = (values) => sorted(values)[values.length >> 1]
const round = (value, digits = 0) => Number(value.toFixed(digits)).toLocaleString('en')

// Loading, in fresh processes: the import, the weights, the first text.
const program = `
  const began = performance.now()
  const { semanticEncoder } = await import('penchant/static')
  const imported = performance.now()
  const usage = process.cpuUsage()
  const encoder = await semanticEncoder()
  const ready = performance.now()
  const { user, system } = process.cpuUsage(usage)
  await encoder.encode(['a film about space'])
  console.log(JSON.stringify([imported - began, ready - imported, performance.now() - ready, (user + system) / 1000]))`
const loads = Array.from({ length: runs }, () =>
  JSON.parse(spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).stdout),
)
const times = (at) => loads.map((one) => one[at])
report(
  'import penchant/static: median (least)',
  `${round(median(times(0)), 1)} (${round(Math.min(...times(0)), 1)}) ms`,
  '',
)
report(
  'semanticEncoder(): median (least)',
  `${round(median(times(1)), 1)} (${round(Math.min(...times(1)), 1)}) ms`,
  '< 60 ms',
)
report(
  'the same in processor time, which other work on the machine sways less: median (least)',
  `${round(median(times(3)), 1)} (${round(Math.min(...times(3)), 1)}) ms`,
  '',
)

const data = readFileSync(fileURLToPath(new URL('../dist/semantic-weights.js', import.meta.url)))
report(
  'data module, gzipped as in the tarball',
  `${round(gzipSync(data, { level: 9 }).length / 1e6, 2)} MB`,
  '<= 6.5 MB',
)

// Speed, in turns with the peer.
const encoder = await semanticEncoder()
const texts = agNews(1)
await encoder.encode(texts)
const ours = []
const theirs = []
const peer = startPeer(texts.slice(0, 128))
await peer.ask()
for (let run = 0; run < runs; run++) {
  const began = performance.now()
  for (let pass = 0; pass < 4; pass++) await encoder.encode(texts)
  ours.push((4 * texts.length) / ((performance.now() - began) / 1000))
  theirs.push(await peer.ask())
}
peer.stop()
report(
  'AG-news texts a second, one core: median (least)',
  `${round(median(ours))} (${round(Math.min(...ours))})`,
  '>= 60,000',
)
report(
  'MiniLM, sentence-transformers, one thread: median (most)',
  `${round(median(theirs))} (${round(Math.max(...theirs))})`,
  '',
)
report(
  'ratio of the medians (least of ours to most of theirs)',
  `${round(median(ours) / median(theirs))} (${round(Math.min(...ours) / Math.max(...theirs))})`,
  '>= 200',
)

// What the vectors are worth.
for (const [name, file, bar] of [
  ['STS-B English test', 'stsb-en-test.csv', '>= .76'],
  ['STS-B English dev', 'stsb-en-dev.csv', ''],
  ['STS-B Chinese dev', 'stsb-zh-dev.csv', '>= .77'],
]) {
  const pairs = readPairs(file)
  const left = await rows(pairs.map(([one]) => one))
  const right = await rows(pairs.map(([, two]) => two))
  const cosines = left.map((row, at) => dot(row, right[at]))
  report(
    `${name}, Spearman`,
    round(
      spearman(
        cosines,
        pairs.map(([, , gold]) => gold),
      ),
      4,
    ),
    bar,
  )
}
const english = readPairs('stsb-en-dev.csv').map(([one]) => one)
const chinese = readPairs('stsb-zh-dev.csv').map(([one]) => one)
const translations = [...new Map(english.map((text, at) => [text, chinese[at]]))].slice(0, 1000)
const from = await rows(translations.map(([one]) => one))
const to = await rows(translations.map(([, two]) => two))
const found = (queries, items) => queries.filter((query, at) => best(query, items) === at).length / queries.length
report('English sentence finds its translation among 1,000', `${round(100 * found(from, to), 1)} %`, '')
report('Chinese sentence finds its translation among 1,000', `${round(100 * found(to, from), 1)} %`, '')

async function rows(all) {
  const { values, columns } = await encoder.encode(all)
  return all.map((_, at) => values.subarray(at * columns, (at + 1) * columns))
}

function dot(a, b) {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at]
  return sum
}

function best(query, items) {
  let index = 0
  for (let at = 1; at < items.length; at++) if (dot(query, items[at]) > dot(query, items[index])) index = at
  return index
}

/** Spearman's correlation, ties at their mean rank. */
function spearman(a, b) {
  const [x, y] = [ranks(a), ranks(b)]
  const middle = (a.length - 1) / 2
  let [xy, xx, yy] = [0, 0, 0]
  for (let at = 0; at < a.length; at++) {
    xy += (x[at] - middle) * (y[at] - middle)
    xx += (x[at] - middle) ** 2
    yy += (y[at] - middle) ** 2
  }
  return xy / Math.sqrt(xx * yy)
}

function ranks(values) {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b])
  const out = new Float64Array(values.length)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && values[order[end]] === values[order[start]]) end++
    for (let at = start; at < end; at++) out[order[at]] = (start + end - 1) / 2
    start = end
  }
  return out
}

/** Sentence, sentence, score. */
function readPairs(file) {
  const bytes = readFileSync(`${shared}/data/sts/${file}`)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const pattern = /(?:"((?:[^"]|"")*)"|([^,\n]*)),(?:"((?:[^"]|"")*)"|([^,\n]*)),([\d.]+)\r?(?:\n|$)/gy
  return [...text.matchAll(pattern)].map(([, a, b, c, d, gold]) => [
    (a ?? b).replaceAll('""', '"'),
    (c ?? d).replaceAll('""', '"'),
    Number(gold),
  ])
}

/** Python's side: `ask` encodes the texts once and gives texts a second. */
function startPeer(some) {
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...env } = process.env
  const script = fileURLToPath(new URL('./static/minilm_peer.py', import.meta.url))
  const child = spawn(python, [script, `${shared}/models/all-MiniLM-L6-v2`, resolve('.bench/minilm-torch')], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.write(`${JSON.stringify(some)}\n`)
  return {
    async ask() {
      child.stdin.write('go\n')
      const { value, done } = await lines.next()
      if (done) throw new Error('The peer ended.')
      return Number(value)
    },
    stop: () => child.stdin.end(),
  }
}
