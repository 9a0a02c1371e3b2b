// What the encoder of word vectors gives a Recommender on the Goodbooks sample, beside TF-IDF: npm run bench -- word2vec-goodbooks
// A seeded fifth of each user's ratings is held out (the data has no times); a held-out book counts when it was rated 4 or 5. USERS sets how many users are asked (400).

import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { describeBook, readBooks, readRatings } from '../examples/shared/goodbooks.mjs'

mkdirSync('.bench/word2vec', { recursive: true })
const outfile = '.bench/word2vec/penchant.mjs'
await build({
  stdin: {
    contents:
      "export { Recommender } from './src/index.ts'\nexport { TfidfEncoder, trainWord2Vec, Word2VecEncoder } from './src/encode/index.ts'",
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'error',
})
const { Recommender, TfidfEncoder, Word2VecEncoder, trainWord2Vec } = await import(pathToFileURL(outfile).href)

const USERS = Number(process.env.USERS ?? 400)
let state = 1
const random = () => {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
const books = readBooks()
const train = []
const held = new Map()
for (const rating of readRatings()) {
  if (random() >= 0.2) train.push(rating)
  else if (rating.value >= 4) held.set(rating.userId, [...(held.get(rating.userId) ?? []), rating.itemId])
}
const asked = [...held.keys()].slice(0, USERS)

/** Title, author and genres as one text, so that both encoders read the same words. */
const describe = (book) => {
  const { text, ...rest } = describeBook(book)
  return { ...rest, text: { ...text, genres: book.genres.join(' ') } }
}

/** Mean recall (of at most 20) and NDCG over the users asked; `recommend` gives 20 ids for one. */
async function judge(recommend) {
  let recall = 0
  let gain = 0
  for (const userId of asked) {
    const relevant = new Set(held.get(userId))
    const places = (await recommend(userId)).flatMap((itemId, place) => (relevant.has(itemId) ? [place] : []))
    const weight = (place) => 1 / Math.log2(place + 2)
    const ideal = Array.from({ length: Math.min(20, relevant.size) }, (_, place) => weight(place))
    recall += places.length / ideal.length / asked.length
    gain += sum(places.map(weight)) / sum(ideal) / asked.length
  }
  return { recall, gain }
}
const sum = (values) => values.reduce((total, value) => total + value, 0)

async function measure(name, encoder) {
  const started = performance.now()
  const recommender = new Recommender({ describe, encoder, seed: 1 })
  await recommender.addItems(books)
  await recommender.observe(train)
  await recommender.fit()
  const seconds = (performance.now() - started) / 1000
  const { recall, gain } = await judge(async (userId) => {
    const { items } = await recommender.recommend({ userId, k: 20, explain: false })
    return items.map(({ itemId }) => itemId)
  })
  console.log(`| ${name} | ${recall.toFixed(4)} | ${gain.toFixed(4)} | ${seconds.toFixed(1)} |`)
}

console.log(
  `Goodbooks sample, ${asked.length} users, k = 20\n\n| encoder | recall (of at most 20) | NDCG | seconds to add and fit |\n| --- | --- | --- | --- |`,
)
await measure('TF-IDF', 'tfidf')
for (const weighting of ['mean', 'tfidf', 'sif']) {
  await measure(
    `word vectors of the books' texts, ${weighting}`,
    new Word2VecEncoder({ weighting, dimensions: 64, epochs: 20, window: 10 }),
  )
}
await measure('both, TF-IDF and word vectors (sif)', {
  tfidf: new TfidfEncoder(),
  words: new Word2VecEncoder({ dimensions: 64, epochs: 20, window: 10 }),
})

// Books as words: what a reader liked is a sentence. As an encoder it would need ids for texts, so it is asked directly.
const shelves = new Map()
for (const { userId, itemId, value } of train)
  if (value >= 4) shelves.set(userId, [...(shelves.get(userId) ?? []), itemId])
const seen = new Map()
for (const { userId, itemId } of train) seen.set(userId, (seen.get(userId) ?? new Set()).add(itemId))
for (const negativeExponent of [-0.5, 0, 0.5, 0.75, 1]) {
  const started = performance.now()
  const model = await trainWord2Vec([...shelves.values()], {
    minCount: 1,
    dimensions: 64,
    window: 100,
    shrinkWindow: false,
    subsample: 0,
    negativeExponent,
    epochs: 10,
  })
  const seconds = (performance.now() - started) / 1000
  const { recall, gain } = await judge((userId) => {
    const liked = (shelves.get(userId) ?? []).filter((id) => model.has(id))
    if (liked.length === 0) return []
    const own = seen.get(userId)
    const similar = model.mostSimilar({ positive: liked, k: 20 + own.size })
    return similar.flatMap(({ word }) => (own.has(word) ? [] : [word])).slice(0, 20)
  })
  console.log(
    `| books as words of shelves (item2vec), exponent ${negativeExponent} | ${recall.toFixed(4)} | ${gain.toFixed(4)} | ${seconds.toFixed(1)} |`,
  )
}
