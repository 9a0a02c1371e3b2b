/**
 * Tokens a second of processor time (all threads of the process together, so that other work on the machine counts little): English news, Chinese titles and reviews, and whether time grows in proportion to a text's length.
 *
 *     node bench/tokenize.mjs
 *
 * Needs the shared data sets: `PENCHANT_SHARED`, or `../shared` beside the repository. The English texts are the AG news test set, title
 * and description, eight copies with the line number appended (60,800 texts).
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const shared = process.env['PENCHANT_SHARED'] ?? `${root}../shared`
if (!existsSync(`${shared}/data`)) {
  console.error(`No data sets at ${shared}: set PENCHANT_SHARED.`)
  process.exit(1)
}

mkdirSync(`${root}.bench`, { recursive: true })
const outfile = `${root}.bench/preprocess.mjs`
await build({
  entryPoints: [`${root}src/preprocess/index.ts`],
  bundle: true,
  format: 'esm',
  outfile,
  logLevel: 'error',
})
const { createTokenizer, normalizeText } = await import(pathToFileURL(outfile).href)

const read = (name) => gunzipSync(readFileSync(`${shared}/data/${name}`)).toString('utf8')

/** Rows of a CSV file with quoted fields. */
function csvRows(text) {
  const rows = []
  let row = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\n\r]*))(,|\r?\n|$)/gy
  for (let match = field.exec(text); match !== null && field.lastIndex <= text.length; match = field.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2])
    if (match[3] !== ',') {
      rows.push(row)
      row = []
    }
    if (field.lastIndex === text.length) break
  }
  return rows
}

const news = csvRows(read('ag-news-test/test.csv.gz')).map(([, title, description]) => `${title} ${description}`)
const english = Array.from({ length: 8 * news.length }, (_, at) => `${news[at % news.length]} ${at}`)
const titles = read('zh-text/thucnews-titles/dev.txt.gz')
  .split('\n')
  .map((line) => line.split('\t')[0])
const reviews = csvRows(read('zh-text/reviews/online_shopping_10_cats.csv.gz'))
  .slice(1)
  .map((row) => row[2] ?? '')

console.log(`Node ${process.version}, ICU ${process.versions.icu}, ${cpus()[0]?.model}; best of 5 runs`)
const processorTime = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const measure = (name, texts, tokenize) => {
  let best = Number.POSITIVE_INFINITY
  let tokens = 0
  for (let run = 0; run < 5; run++) {
    tokens = 0
    const start = processorTime()
    for (const text of texts) tokens += tokenize(text).length
    best = Math.min(best, processorTime() - start)
  }
  const rate = (tokens / best / 1000).toFixed(2)
  const counts = `${String(texts.length).padStart(6)} texts ${String(tokens).padStart(9)} tokens`
  console.log(`${name.padEnd(52)} ${counts} ${best.toFixed(0).padStart(6)} ms ${rate.padStart(7)} M tokens/s`)
}
const keep = { stopWords: false }
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

measure('English, default options', english, createTokenizer())
measure('English, stop words kept', english, createTokenizer(keep))
measure('English, stop words kept, texts normalised already', english, createTokenizer({ ...keep, normalize: false }))
measure('English, stemmed', english, createTokenizer({ stem: 'en' }))
measure('  for comparison: lower case, regular expression', english, (text) =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu),
)
measure('Chinese titles, default options', titles, createTokenizer())
measure('Chinese titles, stop words kept', titles, createTokenizer(keep))
measure('  for comparison: Intl.Segmenter, every segment', titles, (text) =>
  Array.from(segmenter.segment(text), (part) => part.segment),
)
measure('Chinese reviews, stop words kept', reviews, createTokenizer(keep))
measure('Chinese titles, bigrams', titles, createTokenizer({ cjk: 'bigrams' }))

console.log('\nTime a character over the length of one text (nanoseconds): it must not grow')
const kinds = {
  English: english.join(' '),
  Chinese: reviews.join(''),
  'one run of Han': reviews.join('').replace(/[^\u4e00-\u9fff]/g, ''),
  'one Latin word': 'a'.repeat(1_000_000),
  '<a <a <a': '<a '.repeat(400_000),
  '<a b="<a b="': '<a b="'.repeat(200_000),
  '&&&&': '&'.repeat(1_000_000),
  'a@a@a@': 'a@'.repeat(500_000),
  'http://http://': 'http://'.repeat(150_000),
  'www.www.': 'www.'.repeat(250_000),
  "a'a'a'": "a'".repeat(500_000),
  'a.a.a.': 'a.'.repeat(500_000),
  '1,000,000,': '1,000,'.repeat(180_000),
  'e with 1 M accents': `e${'\u0301'.repeat(1_000_000)}`,
}
for (const [name, long] of Object.entries(kinds)) {
  const cells = [1_000, 10_000, 100_000, 1_000_000].map((length) => {
    const text = long.slice(0, length)
    const tokenize = createTokenizer()
    const repeats = Math.ceil(200_000 / length)
    let best = Number.POSITIVE_INFINITY
    for (let run = 0; run < 3; run++) {
      const start = processorTime()
      for (let repeat = 0; repeat < repeats; repeat++) {
        tokenize(text)
        normalizeText(text)
      }
      best = Math.min(best, processorTime() - start)
    }
    return `${((best / repeats / text.length) * 1e6).toFixed(1).padStart(8)}`
  })
  console.log(`${name.padEnd(22)} ${cells.join(' ')}`)
}
