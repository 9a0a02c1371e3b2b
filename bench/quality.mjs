/**
 * Data quality: precision and recall per rule on planted faults, the search for near-duplicates against an exact one, and the time for a million events.
 * `npm run bench -- quality table` prints the table of the guide alone, in Markdown.
 */
import { cpus } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { cleanInteractions, inspectData, nearDuplicates } from 'penchant/events'
import { describeBook, readBooks, readRatings } from '../examples/shared/goodbooks.mjs'
import { cleanWorld, inputOf, pieces, plantFaults, scoreRules } from './quality/planted-faults.mjs'
import { report, seeded, zipfWords } from './shared/random.mjs'

await plantedFaults()
if (process.argv[2] !== 'table') {
  console.log(`\nNode ${process.version}, ${cpus()[0]?.model}\n`)
  report('what', 'figure', 'bar')
  await similarTexts()
  await millionEvents()
}

async function plantedFaults() {
  const clean = cleanWorld(readBooks(), readRatings(), describeBook)
  const cleanInput = inputOf(clean)
  const { planted, world } = plantFaults(clean)
  const input = inputOf(world)
  const rows = scoreRules(input, await inspectData(input), planted, cleanInput, await inspectData(cleanInput))
  console.log('| rule | records at fault | found | of those before planting | precision | recall |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |')
  for (const { kind, rule, planted: faults, found, before, precision, recall } of rows) {
    const name = rule === 'refused' ? `\`refused\` (${kind})` : `\`${rule}\``
    console.log(`| ${name} | ${faults} | ${found} | ${before} | ${precision.toFixed(3)} | ${recall.toFixed(3)} |`)
  }
}

async function similarTexts() {
  const texts = textsWithCopies(10_000)
  const exact = exactPairs(texts, 0.8)
  const started = performance.now()
  const found = await nearDuplicates(texts)
  const seconds = (performance.now() - started) / 1000
  const keys = new Set(found.map(({ first, second }) => `${first} ${second}`))
  const hits = exact.filter((key) => keys.has(key)).length
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  report(
    `near-duplicates of 10,000 texts, ${(characters / 1e6).toFixed(1)} M characters`,
    `${seconds.toFixed(2)} s`,
    'seconds',
  )
  report(
    `  of ${exact.length} pairs of Jaccard 0.8 and more`,
    `${((100 * hits) / exact.length).toFixed(2)} %`,
    '>= 95 %',
  )
  report('  pairs given that are none', String(found.length - hits), '0')
}

/** Texts of 60 words; a third of them are copies of others with up to a tenth of the words changed. */
function textsWithCopies(count) {
  const random = seeded(3)
  const word = zipfWords(random, 20_000)
  const texts = []
  for (let at = 0; at < count; at++) {
    const copied = at > 100 && random() < 1 / 3
    const words = copied ? texts[Math.floor(random() * at)].split(' ') : Array.from({ length: 60 }, word)
    const changes = copied ? Math.floor(random() * 7) : 0
    for (let change = 0; change < changes; change++) words[Math.floor(random() * words.length)] = word()
    texts.push(words.join(' '))
  }
  return texts
}

/**
 * All pairs above a threshold, exactly, by prefix filtering (Bayardo, Ma and Srikant 2007): with pieces ordered from rare to common, two sets with J >= t share one of
 * the first |A| - ceil(t |A|) + 1 pieces of each. Equal texts are paired with the first of them only, as `nearDuplicates` does.
 */
function exactPairs(texts, threshold) {
  const counts = new Map()
  const sets = texts.map(pieces)
  for (const set of sets) for (const piece of set) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  const holders = new Map()
  const firsts = new Set()
  const pairs = []
  for (const [at, set] of sets.entries()) {
    if (firsts.has(texts[at])) {
      pairs.push(`${texts.indexOf(texts[at])} ${at}`)
      continue
    }
    firsts.add(texts[at])
    const sorted = [...set].sort((a, b) => counts.get(a) - counts.get(b) || (a < b ? -1 : 1))
    const prefix = sorted.slice(0, sorted.length - Math.ceil(threshold * sorted.length) + 1)
    const candidates = new Set(prefix.flatMap((piece) => holders.get(piece) ?? []))
    for (const other of candidates) {
      let shared = 0
      for (const piece of sets[other]) if (set.has(piece)) shared++
      if (shared / (set.size + sets[other].size - shared) >= threshold) pairs.push(`${other} ${at}`)
    }
    for (const piece of prefix) holders.set(piece, [...(holders.get(piece) ?? []), at])
  }
  return pairs
}

async function millionEvents() {
  const random = seeded(4)
  const types = ['view', 'view', 'click', 'like', 'purchase']
  const interactions = Array.from({ length: 1_000_000 }, (_, at) => ({
    userId: `user-${Math.floor(random() * 50_000)}`,
    itemId: `item-${Math.floor(20_000 * random() ** 2)}`,
    type: types[at % types.length],
    timestamp: 1_700_000_000_000 + at * 1000,
  }))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  for (const [name, work] of [
    ['inspectData, a million events', () => inspectData({ interactions })],
    ['cleanInteractions, a million events, with 5-core', () => cleanInteractions(interactions, { kCore: 5 })],
  ]) {
    delay.reset()
    delay.enable()
    const started = performance.now()
    await work()
    const seconds = (performance.now() - started) / 1000
    delay.disable()
    report(name, `${seconds.toFixed(2)} s`, `longest stretch without a break ${(delay.max / 1e6).toFixed(0)} ms`)
  }
}
