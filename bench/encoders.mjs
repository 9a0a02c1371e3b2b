/**
 * What each encoder gives the lists of readers on the Goodbooks sample: `npm run bench -- encoders`, or with the names of some encoders.
 *
 * Protocol, as in test/recommender/quality.test.ts: a fifth of each reader's ratings of 4 and 5, chosen by a seed, is held out (the data has no times); of the readers of whom
 * something is held out, 400 evenly spaced ones are asked for 20 books; recall@20 is the share of what was held out that is in the list, of 20 at most.
 * A book's text is its title and authors; genres are tags, title, author and year attributes. "Alone" leaves the tags, the attributes and popularity out, so that nothing but
 * the encoder orders the list; there the genres stand in the text too, for all encoders alike.
 */
import { Recommender } from 'penchant'
import { Bm25Encoder, HashingEncoder, LsaEncoder, TfidfEncoder, Word2VecEncoder } from 'penchant/encode'
import { describeBook, readBooks, readRatings } from '../examples/shared/goodbooks.mjs'
import { seeded } from './shared/random.mjs'

const READERS = 400
const K = 20

const wordVectors = () => new Word2VecEncoder({ dimensions: 64, epochs: 20, window: 10, seed: 1 })
const encoders = {
  'none (popularity, tags, attributes)': undefined,
  TfidfEncoder: () => new TfidfEncoder(),
  'TfidfEncoder, pairs of words': () => new TfidfEncoder({ ngramRange: [1, 2] }),
  'TfidfEncoder, characters 3 to 5': () => new TfidfEncoder({ analyzer: 'char-wb', ngramRange: [3, 5] }),
  'TfidfEncoder, sublinearTf': () => new TfidfEncoder({ sublinearTf: true }),
  Bm25Encoder: () => new Bm25Encoder(),
  HashingEncoder: () => new HashingEncoder({ dimensions: 2 ** 18 }),
  LsaEncoder: () => new LsaEncoder({ seed: 1 }),
  Word2VecEncoder: wordVectors,
  'TfidfEncoder and LsaEncoder': () => ({ words: new TfidfEncoder(), subject: new LsaEncoder({ seed: 1 }) }),
  semantic: () => 'semantic',
  'tfidf and semantic': () => ({ words: 'tfidf', subject: 'semantic' }),
}
const wanted = process.argv.slice(2)

const random = seeded(7)
const train = []
const heldOut = new Map()
for (const rating of readRatings()) {
  const { userId, itemId, value } = rating
  if (value < 4 || random() >= 0.2) train.push(rating)
  else heldOut.set(userId, [...(heldOut.get(userId) ?? []), itemId])
}
const books = readBooks()
const all = [...heldOut.keys()]
const readers = Array.from({ length: READERS }, (_, n) => all[Math.floor((n * all.length) / READERS)])

console.log(
  `Goodbooks sample: ${books.length} books, ${train.length} ratings to learn from, ${READERS} readers, k = ${K}\n`,
)
console.log('| encoder | recall@20 | alone | seconds to add and fit | ms a list |\n| --- | ---: | ---: | ---: | ---: |')
for (const [name, make] of Object.entries(encoders)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const whole = await measure(make, false)
  const alone = make === undefined ? undefined : await measure(make, true)
  console.log(
    `| ${name} | ${whole.recall.toFixed(3)} | ${alone?.recall.toFixed(3) ?? ''} | ${whole.seconds.toFixed(1)} | ${whole.milliseconds.toFixed(1)} |`,
  )
}

async function measure(make, alone) {
  const encoder = make?.() ?? new TfidfEncoder()
  const others = { tags: 0, attributes: 0, popular: 0, fresh: 0 }
  const recommender = new Recommender({
    encoder,
    describe: (book) => {
      const { text, ...rest } = describeBook(book)
      return { ...rest, text: alone ? { ...text, genres: book.genres.join(' ') } : text }
    },
    ...(alone && { rank: { weights: others } }),
    ...(make === undefined && { rank: { weights: { content: 0 } } }),
    // Two encoders share the weight that one has.
    ...(typeof encoder === 'object' &&
      !('encode' in encoder) &&
      !alone && { rank: { weights: { words: 0.3, subject: 0.3 } } }),
  })
  const started = performance.now()
  await recommender.addItems(books)
  await recommender.observe(train)
  await recommender.fit()
  const seconds = (performance.now() - started) / 1000
  let recall = 0
  const begun = performance.now()
  for (const userId of readers) {
    const { items } = await recommender.recommend({ userId, k: K, explain: false })
    const relevant = new Set(heldOut.get(userId))
    recall += items.filter(({ itemId }) => relevant.has(itemId)).length / Math.min(K, relevant.size) / READERS
  }
  return { recall, seconds, milliseconds: (performance.now() - begun) / READERS }
}
