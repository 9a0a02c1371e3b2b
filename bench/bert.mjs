/**
 * BertEncoder side by side with Python's sentence-transformers: `npm run bench -- bert [texts [rounds]]`, 4000 texts and 3 rounds if not said. The same weights (MiniLM), the same
 * AG-news texts, two threads each; whole processes in turns. Then the 8-bit weights, their quality on STS-B (English test), and a second pass over texts that are cached.
 * Needs the shared data and models (PENCHANT_SHARED) and Python for sentence-transformers and for onnx, which reads the weights: they are installed on first use (shared/python.mjs).
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonWith } from './shared/python.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const python = pythonWith('sentence-transformers', 'torch', 'onnx')
const [texts = 4000, rounds = 3] = process.argv.slice(2).map(Number)
const THREADS = 2

const env = { ...process.env, OMP_NUM_THREADS: String(THREADS), MKL_NUM_THREADS: String(THREADS) }
for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']) delete env[name]
const folder = mkdtempSync(join(tmpdir(), 'penchant-bench-bert-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

function run(command, ...parameters) {
  const { status, stdout, stderr } = spawnSync(command, parameters.map(String), {
    env,
    encoding: 'utf8',
    cwd: here,
    maxBuffer: 1e8,
  })
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}
const ours = (dtype) => run(process.execPath, 'bert/ours.mjs', dtype, texts, THREADS, join(folder, dtype))
const sides = {
  'sentence-transformers fp32': () =>
    run(python, 'bert/sentence_transformers_peer.py', texts, THREADS, join(folder, 'peer'), folder),
  'BertEncoder fp32': () => ours('fp32'),
  'BertEncoder q8': () => ours('q8'),
}
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const results = Object.fromEntries(Object.keys(sides).map((name) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const [name, measure] of Object.entries(sides)) results[name].push(measure())
}

const peerName = 'sentence-transformers fp32'
const { version } = results[peerName][0]
console.log(`Node ${process.version}, ${version}, ${cpus()[0]?.model}, ${THREADS} threads each`)
console.log(
  `${texts} AG-news texts, MiniLM, ${rounds} rounds in turns; load of the machine at the end ${loadavg()[0].toFixed(1)} on ${cpus().length} processors\n`,
)
console.log(
  `${'texts a second'.padEnd(30)} ${['median', 'best', 'x (median)', 'x (best)', 'x (processor)'].map((name) => name.padStart(14)).join('')}`,
)
const of = (name, what) => results[name].map((result) => texts / result[what])
for (const name of Object.keys(sides)) {
  const ratio = (pick, what) => `${(pick(of(name, what)) / pick(of(peerName, what))).toFixed(2)} x`
  const best = (values) => Math.max(...values)
  const cells = [
    median(of(name, 'seconds')).toFixed(1),
    best(of(name, 'seconds')).toFixed(1),
    ratio(median, 'seconds'),
    ratio(best, 'seconds'),
    ratio(median, 'processor'),
  ]
  console.log(`${name.padEnd(30)} ${cells.map((cell) => cell.padStart(14)).join('')}`)
}
const cached = results['BertEncoder fp32'].map(({ cachedSeconds }) => texts / cachedSeconds)
const peers = of(peerName, 'seconds')
console.log(
  `${'second pass, cached'.padEnd(30)} ${[median(cached), Math.max(...cached)].map((value) => value.toFixed(0).padStart(14)).join('')}${`${(median(cached) / median(peers)).toFixed(0)} x`.padStart(14)}`,
)

const floats = (file) => new Float32Array(new Uint8Array(readFileSync(join(folder, file))).buffer)
const [mine, theirs] = [floats('fp32'), floats('peer')]
let largest = 0
for (let at = 0; at < mine.length; at++) largest = Math.max(largest, Math.abs(mine[at] - theirs[at]))
console.log(`\nlargest difference of a number, fp32: ${largest.toExponential(1)} (${mine.length / 384} vectors)`)
for (const dtype of ['fp32', 'q8'])
  console.log(
    `STS-B English test, ${dtype}: ${run(process.execPath, 'bert/sts.mjs', dtype, THREADS).spearman.toFixed(4)}`,
  )
