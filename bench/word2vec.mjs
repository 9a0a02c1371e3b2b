// Word2Vec side by side with gensim, alternating, on the same tokens: npm run bench -- word2vec [section ...]
// Sections: speed, quality, subwords, chinese, memory, chromium (all without arguments). Needs the shared data (PENCHANT_SHARED, or ../shared),
// and Python for the peer, which is installed on first use (shared/python.mjs). RUNS sets how often each speed is measured (3), SEEDS how many seeds
// the Chinese sets are trained with (8).

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { pythonWith } from './shared/python.mjs'

const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
const work = resolve('.bench/word2vec')
const runs = Number(process.env.RUNS ?? 3)
const wanted = new Set(process.argv.slice(2))
const isWanted = (section) => wanted.size === 0 || wanted.has(section)
if (!existsSync(join(shared, 'data'))) throw new Error(`${join(shared, 'data')} is missing: set PENCHANT_SHARED.`)
const python = pythonWith('gensim')

mkdirSync(work, { recursive: true })
for (const name of ['ours', 'corpora', 'page']) {
  await build({
    entryPoints: [`bench/word2vec/${name}.ts`],
    bundle: true,
    format: 'esm',
    platform: name === 'page' ? 'browser' : 'node',
    outfile: join(work, `${name}.mjs`),
    logLevel: 'error',
  })
}

function run(command, args) {
  // Thread settings for gensim's linear algebra as shipped; it trains on one thread a worker.
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: work, env, encoding: 'utf8', maxBuffer: 1e9 })
  if (status !== 0) throw new Error(`${command} ${args[0]} failed:\n${stderr}`)
  return stdout
}
const ours = (task) => JSON.parse(run(process.execPath, [join(work, 'ours.mjs'), JSON.stringify(task)]))
const gensim = (task) => JSON.parse(run(python, [resolve('bench/word2vec/gensim_peer.py'), JSON.stringify(task)]))

if (!existsSync(join(work, 'zh.txt'))) console.log(run(process.execPath, [join(work, 'corpora.mjs'), shared, work]))
const gold = (path) => join(shared, 'data', path)
const pairsEn = {
  'WS-353': gold('word-gold-en/EN-WS-353-ALL.txt'),
  MEN: gold('word-gold-en/EN-MEN-TR-3k.txt'),
  'SimLex-999': gold('word-gold-en/EN-SIMLEX-999.txt'),
  'RG-65': gold('word-gold-en/EN-RG-65.txt'),
}
const subwords = { min: 3, max: 6, buckets: 2_000_000 }

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
const standardError = (values) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1) / values.length)
const millions = (value) => (value / 1e6).toFixed(3)
const table = (title, head, rows) => {
  console.log(`\n### ${title}\n\n| ${head.join(' | ')} |\n|${head.map(() => ' --- |').join('')}`)
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
}

/** Both sides in turn, `runs` times. */
function alternate(task, times = runs) {
  const results = { ours: [], gensim: [] }
  for (let i = 0; i < times; i += 1) {
    results.ours.push(ours(task))
    results.gensim.push(gensim(task))
  }
  return results
}

if (isWanted('speed')) {
  const rows = []
  for (const [name, options] of [
    ['skip-gram, one thread', {}],
    ['skip-gram, two threads', { workers: 2 }],
    ['CBOW, one thread', { architecture: 'cbow' }],
    ['sub-words, skip-gram, one thread', { subwords }],
  ]) {
    const { ours: a, gensim: b } = alternate({ corpus: 'brown.txt', options: { epochs: 5, ...options } })
    const speed = (list) => list.map(({ wordsPerSecond }) => wordsPerSecond)
    const whole = (list) => median(list.map(({ seconds }) => seconds)).toFixed(2)
    rows.push([
      name,
      `${millions(Math.min(...speed(a)))} / ${millions(median(speed(a)))}`,
      `${millions(Math.min(...speed(b)))} / ${millions(median(speed(b)))}`,
      `${(median(speed(a)) / median(speed(b))).toFixed(2)}`,
      `${whole(a)} / ${whole(b)}`,
    ])
  }
  table(
    'Speed on Brown (dimensions 100, window 5, negative 5, 5 epochs): million raw words a second, slowest / median',
    ['what', 'penchant', 'gensim', 'ratio of medians', 'whole call in s, penchant / gensim'],
    rows,
  )
}

function compareScores(title, tasks) {
  const results = { ours: tasks.map(ours), gensim: tasks.map(gensim) }
  const rows = Object.keys(results.ours[0].scores).map((name) => {
    const values = (list) => list.map(({ scores }) => scores[name])
    const [a, b] = [values(results.ours), values(results.gensim)]
    return [
      name,
      mean(a).toFixed(4),
      mean(b).toFixed(4),
      `${(mean(a) - mean(b)).toFixed(4)} ± ${Math.hypot(standardError(a), standardError(b)).toFixed(4)}`,
      ...[a, b].map((list) => list.map((value) => value.toFixed(3)).join(' ')),
    ]
  })
  table(
    title,
    ['set', 'penchant', 'gensim', 'difference and its standard error', 'penchant by seed', 'gensim by seed'],
    rows,
  )
}
const seeds = [1, 2, 3]

if (isWanted('quality')) {
  for (const architecture of ['skip-gram', 'cbow']) {
    compareScores(
      `Quality, ${architecture}, all of corpus-en, mean of ${seeds.length} seeds, Spearman`,
      seeds.map((seed) => ({ corpus: 'corpus-en.txt', options: { seed, architecture }, pairs: pairsEn })),
    )
  }
}

if (isWanted('subwords')) {
  compareScores(
    'Sub-words on Brown: Google analogies and word pairs',
    seeds.map((seed) => ({
      corpus: 'brown.txt',
      options: { seed, subwords },
      pairs: pairsEn,
      analogies: { Google: 'questions-words.txt' },
    })),
  )
}

if (isWanted('chinese')) {
  // The analogies differ by a tenth from seed to seed: three would say nothing.
  const many = Array.from({ length: Number(process.env.SEEDS ?? 8) }, (_, i) => i + 1)
  compareScores(
    `Chinese, segmented by our tokeniser, mean of ${many.length} seeds`,
    many.map((seed) => ({
      corpus: 'zh.txt',
      options: { seed },
      pairs: {
        'wordsim-240': gold('word-gold-zh/wordsim-240.txt'),
        'wordsim-297': gold('word-gold-zh/wordsim-297.txt'),
      },
      analogies: {
        'CA8 semantic': gold('word-gold-zh/ca8-semantic.txt'),
        'CA8 morphological': 'ca8-morphological.txt',
      },
    })),
  )
}

if (isWanted('memory')) {
  const rows = []
  for (const stream of [false, true]) {
    const task = { corpus: 'corpus-en.txt', stream, options: { epochs: 1, minCount: 3 } }
    const { ours: a, gensim: b } = alternate(task, 1)
    rows.push([
      stream ? 'read from the file' : 'word lists in memory',
      a[0].words,
      a[0].peakMegabytes.toFixed(0),
      b[0].peakMegabytes.toFixed(0),
    ])
  }
  table('Peak memory of the process in MB, all of corpus-en', ['corpus', 'vocabulary', 'penchant', 'gensim'], rows)
}

if (isWanted('chromium')) {
  const { chromium } = await import('playwright-core')
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  const types = { '.mjs': 'text/javascript', '.txt': 'text/plain' }
  const server = createServer(({ url }, response) => {
    const extension = url.slice(url.lastIndexOf('.'))
    response.setHeader('content-type', types[extension] ?? 'text/html')
    response.end(
      types[extension]
        ? readFileSync(join(work, url))
        : '<!doctype html><script type="module" src="/page.mjs"></script>',
    )
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  await page.waitForFunction('globalThis.runInPage !== undefined')
  const [inPage, inNode] = [[], []]
  for (let i = 0; i < runs; i += 1) {
    inPage.push(await page.evaluate((options) => globalThis.runInPage('/brown.txt', options), { epochs: 5 }))
    inNode.push(ours({ corpus: 'brown.txt', options: { epochs: 5 } }).wordsPerSecond)
  }
  await browser.close()
  server.close()
  table(
    'Skip-gram on Brown, one thread: million raw words a second, slowest / median',
    ['Chromium', 'Node', 'ratio of medians'],
    [
      [
        `${millions(Math.min(...inPage))} / ${millions(median(inPage))}`,
        `${millions(Math.min(...inNode))} / ${millions(median(inNode))}`,
        (median(inPage) / median(inNode)).toFixed(2),
      ],
    ],
  )
}
