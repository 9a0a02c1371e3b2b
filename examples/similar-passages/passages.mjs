/** The works as passages: four novels and the speeches of examples/data/public-domain. */
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** A passage ends with the sentence that brings it to this many words ... */
const WORDS = 120
/** ... and a shorter rest of a work stands alone from this many. */
const FEWEST = 40

const novels = new URL('../word2vec-explore/books/', import.meta.url)
const speeches = new URL('../data/public-domain/speeches.txt.gz', import.meta.url)

/** `{ work, text }` for each passage, work by work. */
export function readPassages() {
  const books = readdirSync(novels)
    .sort()
    .map((file) => ({ work: titleOf(file), lines: linesOf(new URL(file, novels)) }))
  const addresses = []
  for (const line of linesOf(speeches)) {
    if (line.startsWith('# ')) addresses.push({ work: nameOf(line.slice(2)), lines: [] })
    else addresses.at(-1).lines.push(line)
  }
  return [...books, ...addresses].flatMap(({ work, lines }) => cutUp(lines).map((text) => ({ work, text })))
}

/** Whole sentences, some 120 words together. */
function cutUp(lines) {
  const passages = []
  let passage = []
  let words = 0
  for (const sentence of lines.flatMap((line) => line.split(/(?<=[.!?]["”’')]*)\s+(?=["“‘'(]*[A-Z])/))) {
    passage.push(sentence)
    words += sentence.split(' ').length
    if (words < WORDS) continue
    passages.push(passage.join(' '))
    passage = []
    words = 0
  }
  return words < FEWEST ? passages : [...passages, passage.join(' ')]
}

function linesOf(file) {
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .map((line) => line.replaceAll('_', '').replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
}

/** `345-dracula.txt.gz` as Dracula. */
function titleOf(file) {
  const words = /^\d+-(?:the-)?(.*)\.txt\.gz$/.exec(file)[1].replace('adventures-of-', '').split('-')
  const small = new Set(['a', 'of', 'and'])
  return words.map((word, at) => (at > 0 && small.has(word) ? word : word[0].toUpperCase() + word.slice(1))).join(' ')
}

/** `John F. Kennedy, May 25, 1961` as Kennedy, May 1961; months have three letters. */
function nameOf(heading) {
  const [, name, month, year] = /^.* (\S+), (\S+) \d+, (\d+)$/.exec(heading)
  return `${name}, ${month.slice(0, 3)} ${year}`
}
