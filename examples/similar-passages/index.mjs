/**
 * Finds passages alike in novels and presidents' speeches, by TF-IDF, BM25 and LSA side by side.
 *
 *   node examples/similar-passages/index.mjs                              a passage and some words
 *   node examples/similar-passages/index.mjs a storm at sea               passages like these words
 *   node examples/similar-passages/index.mjs --passage 1420 --k 3         passages like one of the list, out of other works
 */
import { parseArgs } from 'node:util'
import { Bm25Encoder, LsaEncoder, TfidfEncoder } from 'penchant/encode'
import { createTokenizer } from 'penchant/preprocess'
import { topK } from 'penchant/similarity'
import { bold, COLUMNS, count, cut, dim, heading, line, step } from '../demo/terminal.mjs'
import { readPassages } from './passages.mjs'
import { highlight, wrap } from './text.mjs'

// Whoever pipes the output into `head` has seen enough.
process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1))

const options = readCommandLine()
if (options !== undefined) await main(options)

async function main({ words, passage, k }) {
  heading('penchant: passages alike in novels and speeches')
  // One tokenizer for all three, so that they differ in nothing but how they weigh; stems let “ships” find “ship”.
  const tokenizer = createTokenizer({ stem: 'en' })
  const methods = [
    { name: 'TF-IDF', metric: 'cosine', digits: 2, encoder: new TfidfEncoder({ tokenizer, sublinearTf: true }) },
    { name: 'BM25', metric: 'dot', digits: 1, encoder: new Bm25Encoder({ tokenizer }) },
    {
      name: 'LSA',
      metric: 'cosine',
      digits: 2,
      encoder: new LsaEncoder({ tokenizer, components: 60, sublinearTf: true }),
    },
  ]
  let passages = []
  await step('Reading the works', () => {
    passages = readPassages()
    const works = new Set(passages.map(({ work }) => work)).size
    return `${count(works)} works in ${count(passages.length)} passages of some 120 words`
  })
  const texts = passages.map(({ text }) => text)
  for (const method of methods) {
    await step(`Fitting ${method.name}`, async (onProgress) => {
      method.matrix = await method.encoder.fitEncode(texts, { onProgress })
      return `${count(method.matrix.columns)} columns`
    })
  }
  const tools = { passages, methods, tokenizer, k }

  if (passage !== undefined && passages[passage] === undefined) {
    console.error(`There is no passage ${passage}: they are numbered from 0 to ${passages.length - 1}.`)
    process.exitCode = 2
  } else if (passage !== undefined) await showPassage(tools, passage)
  else if (words !== '') await showWords(tools, words)
  else {
    const moon = texts.findIndex((text) => text.includes('landing a man on the moon'))
    await showPassage(tools, moon)
    await showWords(tools, 'a mother weeps over the letter of her son')
    await showWords(tools, 'the storm at sea, the ship and her dead captain')
  }
  line()
  line('Four novels (Project Gutenberg) and 17 speeches: see examples/data/public-domain/README.md.', dim)
}

async function showPassage(tools, number) {
  const { work, text } = tools.passages[number]
  heading(`Like passage ${number}, ${work}`)
  for (const row of wrap(text, COLUMNS - 2, 5)) line(`  ${row}`, dim)
  await show(tools, text, (other) => tools.passages[other].work !== work)
}

async function showWords(tools, words) {
  heading(`Like “${words}”`)
  await show(tools, words, () => true)
}

/** The closest passages by each method side by side, then two of them in full: the best by TF-IDF, and the best that LSA alone has found. */
async function show({ passages, methods, tokenizer, k }, query, filter) {
  const found = []
  for (const { encoder, matrix, metric } of methods) {
    const row = await encoder.encode([query], { kind: 'query' })
    const { indices, scores } = topK(row, matrix, k, { metric, filter })
    found.push(Array.from(indices, (number, at) => ({ number, score: scores[at] })).filter(({ score }) => score > 0))
  }
  if (found[0].length === 0) {
    line('  None of these words is in any of the works.')
    return
  }
  const width = Math.floor((COLUMNS - 2) / methods.length)
  const columns = (cells) => `  ${cells.map((cell) => cut(cell, width - 2).padEnd(width)).join('')}`.trimEnd()
  line()
  line(columns(methods.map(({ name }) => name)), bold)
  for (let place = 0; place < Math.max(...found.map(({ length }) => length)); place++) {
    line(
      columns(
        found.map((list, at) => {
          if (list[place] === undefined) return ''
          const { number, score } = list[place]
          return `${score.toFixed(methods[at].digits).padStart(4)} ${String(number).padStart(4)} ${passages[number].work}`
        }),
      ),
    )
  }

  const [tfidf] = methods
  const [byTfidf, byBm25, byLsa] = found.map((list) => list.map(({ number }) => number))
  const late = byLsa.find((number) => !byTfidf.includes(number) && !byBm25.includes(number))
  for (const [title, number] of [
    ['Closest by TF-IDF', byTfidf[0]],
    ['Found by LSA alone', late],
  ]) {
    if (number === undefined) continue
    const { work, text } = passages[number]
    const shared = tfidf.encoder.termContributions(query, text)
    line()
    line(`  ${title}: passage ${number}, ${work}`, bold)
    const marked = new Set(shared.map(({ term }) => term))
    // The tokenizer says where in the text each of its terms stands, whatever it has made of it.
    const spans = tokenizer.spans(text).filter(({ token }) => marked.has(token))
    const inText = new Map(spans.map(({ token, start, end }) => [token, text.slice(start, end).toLowerCase()]))
    const terms = shared.slice(0, 6).map(({ term, share }) => `${inText.get(term)} ${share.toFixed(3)}`)
    line(`  shared: ${terms.length === 0 ? 'not one word' : terms.join(', ')}`, dim)
    for (const row of highlight(text, spans, COLUMNS - 4, 5)) console.log(`    ${row}`)
  }
}

/** `{ words, passage, k }`, or nothing where the answer is given already. */
function readCommandLine() {
  const usage = `node examples/similar-passages/index.mjs                     a passage and some words
node examples/similar-passages/index.mjs WORD ...            passages like these words
node examples/similar-passages/index.mjs --passage NUMBER    passages like this one, out of other works
                                         --k NUMBER          so many by each method, 1 to 20 (5)
                                         --help              this

Shared words stand out; where there is no colour (a file, a pipe, NO_COLOR=1), they stand between asterisks.`
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        passage: { type: 'string' },
        k: { type: 'string', default: '5' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    const wholeNumber = (name, least, most) => {
      if (values[name] === undefined) return undefined
      const number = Number(values[name])
      if (/^\d+$/.test(values[name]) && number >= least && number <= most) return number
      throw new Error(
        `--${name} is ${values[name]}, not a whole number from ${least}${most < 1e9 ? ` to ${most}` : ''}.`,
      )
    }
    const parsed = { words: positionals.join(' '), passage: wholeNumber('passage', 0, 1e9), k: wholeNumber('k', 1, 20) }
    if (!values.help) return parsed
    console.log(usage)
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`)
    process.exitCode = 2
  }
  return undefined
}
