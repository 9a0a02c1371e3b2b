/** Trains word vectors on four novels and answers questions about them; on a terminal it goes on asking. */
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { gunzipSync } from 'node:zlib'
import { trainWord2Vec } from 'penchant/encode'

const folder = new URL('books/', import.meta.url)
const paragraphs = readdirSync(folder).flatMap((file) =>
  gunzipSync(readFileSync(new URL(file, folder)))
    .toString('utf8')
    .split('\n'),
)

const model = await trainWord2Vec(paragraphs, { epochs: 15, onProgress: showProgress })
const { rawWords, epochs, seconds, wordsPerSecond, backend } = model.report
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
console.log(
  `${model.words.length} words from ${rawWords.toLocaleString('en')}, ${epochs} times in ${seconds.toFixed(1)} s: ${(wordsPerSecond / 1e6).toFixed(1)} million a second (${backend}).\n`,
)

for (const question of [
  'captain',
  'sister',
  'blood',
  'brother - man + woman',
  'odd breakfast dinner carriage supper',
]) {
  console.log(`> ${question}\n${answer(question)}\n`)
}

if (process.stdin.isTTY) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  console.log('Ask for a word, a sum (a - b + c) or the odd one (odd a b c); an empty line ends.\n')
  for (;;) {
    const question = (await terminal.question('> ')).trim()
    if (question === '') break
    console.log(`${answer(question)}\n`)
  }
  terminal.close()
}

function answer(question) {
  const [first, ...rest] = question.toLowerCase().split(/\s+/)
  const unknown =
    question
      .toLowerCase()
      .match(/[\p{L}'-]{2,}/gu)
      ?.filter((word) => word !== 'odd' && !model.has(word)) ?? []
  if (unknown.length > 0) return `The books do not have "${unknown.join('", "')}" often enough.`
  if (first === 'odd' && rest.length > 1) return `The odd one is "${model.doesntMatch(rest)}".`
  const query = { positive: [], negative: [], k: 6 }
  let list = query.positive
  for (const part of [first, ...rest]) {
    if (part === '-') list = query.negative
    else if (part === '+') list = query.positive
    else list.push(part)
  }
  return model
    .mostSimilar(query)
    .map(({ word, score }) => `  ${score.toFixed(2)}  ${word}`)
    .join('\n')
}

function showProgress({ phase, done, total, epoch, loss }) {
  if (phase !== 'train' || !process.stderr.isTTY) return
  process.stderr.write(`\rpass ${epoch}: ${Math.round((100 * done) / total)} %, loss ${loss?.toFixed(3) ?? '-'}   `)
}
