/** Writes the corpora of the benchmark as plain lines of tokens, so that both sides read the same words. Arguments: the shared data folder, the output folder. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createTokenizer } from '../../src/preprocess/index.ts'

const [shared, output] = process.argv.slice(2) as [string, string]
mkdirSync(output, { recursive: true })

const text = (path: string): string => {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort()

function write(name: string, sentences: Iterable<readonly string[]>): void {
  let words = 0
  const lines: string[] = []
  for (const sentence of sentences) {
    if (sentence.length === 0) continue
    words += sentence.length
    lines.push(sentence.join(' '))
  }
  writeFileSync(join(output, name), `${lines.join('\n')}\n`)
  console.log(`${name}: ${words} words in ${lines.length} sentences`)
}

/** Lower-cased words between white space. */
function* english(files: readonly string[]): Generator<string[]> {
  for (const file of files) {
    for (const line of text(file).split('\n')) yield line.toLowerCase().split(/\s+/).filter(Boolean)
  }
}

/** Chinese sentences, cut at their ends and segmented by this library's tokeniser. */
function* chinese(files: readonly string[]): Generator<string[]> {
  const tokenize = createTokenizer({ stopWords: false })
  for (const file of files) {
    for (const line of text(file).split('\n')) {
      if (line === '' || line.startsWith('label,') || line.startsWith('cat,')) continue
      const body = file.includes('.json')
        ? Object.entries(JSON.parse(line) as Record<string, unknown>)
            .filter(([key]) => key === 'content' || key === 'sentence')
            .map(([, value]) => String(value))
            .join('。')
        : line.replace(/\t\d+$/, '').replace(/^[^,]*,\d*,?/, (prefix) => (prefix.includes('\t') ? prefix : ''))
      for (const sentence of body.split(/[。！？!?；;]/)) yield tokenize(sentence)
    }
  }
}

const corpusEn = filesBelow(join(shared, 'data/corpus-en')).filter((file) => file.endsWith('.gz'))
write('brown.txt', english(corpusEn.filter((file) => file.includes('brown.txt'))))
write('corpus-en.txt', english(corpusEn))
const corpusZh = filesBelow(join(shared, 'data/zh-text')).filter((file) => !file.endsWith('class.txt'))
write('zh.txt', chinese(corpusZh))
for (const [from, to] of [
  ['word-gold-en/questions-words.txt.gz', 'questions-words.txt'],
  ['word-gold-zh/ca8-morphological.txt.gz', 'ca8-morphological.txt'],
] as const) {
  writeFileSync(join(output, to), text(join(shared, 'data', from)))
}
