/** One training by this library: reads a task from the first argument, prints one line of JSON. The counterpart of gensim_peer.py. */

import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { trainWord2Vec, type Word2VecOptions } from '../../src/encode/word2vec/index.ts'

interface Task {
  readonly corpus: string
  readonly options: Word2VecOptions
  /** Read the file line by line for each pass, instead of holding word lists. */
  readonly stream?: boolean
  readonly pairs?: Readonly<Record<string, string>>
  readonly analogies?: Readonly<Record<string, string>>
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task

const sentences = task.stream
  ? async function* () {
      for await (const line of createInterface({ input: createReadStream(task.corpus) })) yield line.split(' ')
    }
  : readFileSync(task.corpus, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '))

const started = performance.now()
const model = await trainWord2Vec(sentences, task.options)
const seconds = (performance.now() - started) / 1000

const fields = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
const scores: Record<string, number> = {}
for (const [name, file] of Object.entries(task.pairs ?? {})) {
  const pairs = fields(file).map(([a, b, score]) => [a, b, Number(score)] as [string, string, number])
  scores[name] = model.evaluateWordPairs(pairs).spearman
}
for (const [name, file] of Object.entries(task.analogies ?? {})) {
  let group = ''
  const groups = new Map<string, [string, string, string, string][]>()
  for (const line of fields(file)) {
    if (line[0]?.startsWith(':')) group = line.join(' ')
    else groups.set(group, [...(groups.get(group) ?? []), line as [string, string, string, string]])
  }
  const tally: Record<string, [number, number]> = { all: [0, 0], semantic: [0, 0], syntactic: [0, 0] }
  for (const [title, questions] of groups) {
    const { correct, total } = model.evaluateAnalogies(questions)
    for (const key of ['all', title.includes('gram') ? 'syntactic' : 'semantic']) {
      tally[key]![0] += correct
      tally[key]![1] += total
    }
  }
  for (const [key, [correct, total]] of Object.entries(tally)) if (total > 0) scores[`${name} ${key}`] = correct / total
}

const report = model.report!
console.log(
  JSON.stringify({
    wordsPerSecond: report.wordsPerSecond,
    trainSeconds: report.seconds,
    seconds,
    cpuSeconds: process.cpuUsage().user / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    words: model.words.length,
    scores,
  }),
)
