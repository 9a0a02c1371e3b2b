/**
 * TF-IDF side by side with scikit-learn: `npm run bench -- tfidf [workload ...]`. Both run as whole processes, one after the other, in turns; one thread
 * each. Needs the shared data (PENCHANT_SHARED), and Python for the peer, which is installed on first use (shared/python.mjs).
 */
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { pythonWith } from './shared/python.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const python = pythonWith('scikit-learn', 'numpy')
const WORKLOADS = {
  words: { title: "60,800 texts, words by scikit-learn's rule", bar: 4, peer: 'words' },
  tokenizer: { title: "60,800 texts, words by the library's tokenizer", peer: 'words' },
  phrases: { title: '60,800 texts, words and pairs of words', peer: 'phrases' },
  pieces: { title: '20,000 texts, pieces of 3 to 5 characters of words', bar: 3, peer: 'pieces' },
  lsa: { title: '60,800 texts, 100 components of LSA', peer: 'lsa', rounds: 1, runs: 1 },
}
const ROUNDS = 3
const RUNS = 5

const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
// Settings of a machine that force other kernels on the peer than it would choose.
for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']) delete env[name]

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', cwd: here, maxBuffer: 1e8 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return JSON.parse(stdout)
}
const ours = (workload, runs) => run(process.execPath, 'tfidf/ours.mjs', workload, String(runs))
const theirs = (workload, runs) => run(python, 'tfidf/sklearn_peer.py', workload, String(runs))
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const cell = (text, width) => String(text).padStart(width)

const wanted = process.argv.slice(2)
const names = wanted.length > 0 ? wanted : [...Object.keys(WORKLOADS), 'one-by-one']
console.log(`Node ${process.version}, scikit-learn ${theirs('words', 1).version}, ${cpus()[0]?.model}, one thread`)
console.log(
  'Texts a second: by the clock (median of all runs), by processor time (the same), and by the clock in the first runs of fresh processes.',
)
console.log('Memory: peak of a process that runs once.\n')
for (const name of names) {
  if (name === 'one-by-one') {
    console.log('one text at a time')
    spawnSync(process.execPath, ['tfidf/one-by-one.mjs'], { env, cwd: here, stdio: 'inherit' })
    continue
  }
  const { title, bar, peer, rounds = ROUNDS, runs = RUNS } = WORKLOADS[name]
  const sides = {
    ours: { measure: (count) => ours(name, count), clock: [], processor: [], first: [], shape: '' },
    theirs: { measure: (count) => theirs(peer, count), clock: [], processor: [], first: [], shape: '' },
  }
  for (let round = 0; round < rounds; round++) {
    for (const side of Object.values(sides)) {
      const { seconds, processor, texts, shape } = side.measure(runs)
      side.clock.push(...seconds.map((each) => texts / each))
      side.processor.push(...processor.map((each) => texts / each))
      side.first.push(texts / seconds[0])
      side.shape = shape
    }
  }
  console.log(`${title}${bar ? ` (bar: ${bar} x, memory at most the peer's)` : ''}`)
  for (const [label, { measure, clock, processor, first, shape }] of Object.entries(sides)) {
    const figures = [clock, processor, first].map((values) => cell(Math.round(median(values)), 8))
    const megabytes = cell(Math.round(measure(1).megabytes), 5)
    console.log(
      `  ${label.padEnd(7)} clock ${figures[0]} /s  processor ${figures[1]} /s  first ${figures[2]} /s  ${megabytes} MB  ${shape}`,
    )
  }
  const ratio = (what) => cell(`${(median(sides.ours[what]) / median(sides.theirs[what])).toFixed(2)} x`, 8)
  console.log(`  ratio   clock ${ratio('clock')}    processor ${ratio('processor')}    first ${ratio('first')}\n`)
}
