/**
 * Exact top-k beside numpy, one thread each, in turns: `npm run bench -- top-k`. The cosine of 64 queries to 100,000 rows of 384 floats, one query at a time
 * and together; the matrix is prepared beforehand. Needs Python for the peer, which is installed on first use (shared/python.mjs).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { prepareMatrix } from 'penchant/similarity'
import { pythonWith } from './shared/python.mjs'
import { seeded } from './shared/random.mjs'

const ROWS = 100_000
const COLUMNS = 384
const QUERIES = 64
const K = 10
const ROUNDS = 7
/** How much of numpy's time ours may be. */
const BARS = { one: 1, many: 4 }

const here = fileURLToPath(new URL('.', import.meta.url))
const python = pythonWith('numpy')

const random = seeded(1)
const floats = (count) => Float32Array.from({ length: count }, () => random() + random() + random() - 1.5)
const matrix = { rows: ROWS, columns: COLUMNS, values: floats(ROWS * COLUMNS) }
// Near to rows, as real queries are.
const queries = {
  rows: QUERIES,
  columns: COLUMNS,
  values: matrix.values.slice(0, QUERIES * COLUMNS).map((value) => value + 0.1),
}
const single = Array.from({ length: QUERIES }, (_, n) => ({
  rows: 1,
  columns: COLUMNS,
  values: queries.values.subarray(n * COLUMNS, (n + 1) * COLUMNS),
}))

const started = performance.now()
const prepared = prepareMatrix(matrix)
const preparation = performance.now() - started

const folder = mkdtempSync(join(tmpdir(), 'top-k-'))
const files = ['matrix', 'queries'].map((name) => join(folder, name))
writeFileSync(files[0], matrix.values)
writeFileSync(files[1], queries.values)
const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }
// Settings of a machine that force other kernels on the peer than it would choose.
for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']) delete env[name]
const peer = spawn(python, [`${here}top_k_numpy.py`, ...files, String(COLUMNS), String(K)], {
  env,
  stdio: ['pipe', 'pipe', 'inherit'],
})
const lines = createInterface({ input: peer.stdout })
const answer = async () => JSON.parse((await once(lines, 'line'))[0])
const ask = (what) => {
  peer.stdin.write(`${what}\n`)
  return answer()
}
const { numpy } = await answer()

const ours = {
  one: () => single.map((query) => prepared.search(query, K).indices),
  many: () => prepared.search(queries, K).indices,
}
const timeOurs = (work) => {
  const start = performance.now()
  ours[work]()
  return (performance.now() - start) / QUERIES
}

const times = { one: { ours: [], numpy: [] }, many: { ours: [], numpy: [] } }
for (let round = -1; round < ROUNDS; round++) {
  for (const work of ['one', 'many']) {
    const own = timeOurs(work)
    const other = await ask(work)
    if (round < 0) continue // warms up
    times[work].ours.push(own)
    times[work].numpy.push(other)
  }
}
const found = ours.many()
const same = (await ask('indices')).filter((row, place) => row === found[place]).length
peer.stdin.end()
rmSync(folder, { recursive: true })

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
console.log(
  `Node ${process.version}, numpy ${numpy}, ${cpus()[0]?.model}, one thread each, medians of ${ROUNDS} rounds in turns`,
)
console.log(
  `${ROWS.toLocaleString('en')} x ${COLUMNS} floats, ${QUERIES} queries, k = ${K}; preparing the matrix took ${preparation.toFixed(0)} ms\n`,
)
console.log('                   ours         numpy        ours / numpy   bar')
for (const [work, title] of [
  ['one', 'one by one'],
  ['many', 'together'],
]) {
  const [own, other] = [median(times[work].ours), median(times[work].numpy)]
  console.log(
    `${title.padEnd(12)}${own.toFixed(2).padStart(9)} ms ${other.toFixed(2).padStart(10)} ms ${(own / other).toFixed(2).padStart(12)} x  ${BARS[work].toFixed(1).padStart(6)} x`,
  )
}
console.log(
  `\nThe same row at ${same} of ${found.length} places (two rows may trade places where numpy's floats round their scores to one).`,
)
