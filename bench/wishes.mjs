// Whether following a wish works: npm run bench -- wishes
// On the Goodbooks sample, for 150 readers each: how the share of a genre among the top 20 changes after "less X" and after "more X", and what that costs in nDCG@20 on ratings of 4 and 5 held out; without a model of
// who reads what, and with one. MODELS=content,itemKnn,ease names which.

import { Recommender } from 'penchant'
import { ease, itemKnn } from 'penchant/collaborative'
import { ndcg } from 'penchant/evaluation'
import { describeBook, readBooks, readRatings } from '../examples/shared/goodbooks.mjs'
import { seeded } from './shared/random.mjs'

const READERS = 300
const K = 20
const genres = [
  'fantasy',
  'romance',
  'mystery',
  'thriller',
  'science-fiction',
  'horror',
  'classics',
  'history',
  'young-adult',
  'crime',
]

const random = seeded(3)
const books = readBooks()
const genresOf = new Map(books.map((book) => [book.id, new Set(book.genres)]))
const heldOut = new Map()
const train = []
for (const rating of readRatings()) {
  const { userId, itemId, value } = rating
  if (value < 4 || random() >= 0.2) train.push(rating)
  else heldOut.set(userId, (heldOut.get(userId) ?? new Set()).add(itemId))
}
const all = [...heldOut.keys()]
const readers = Array.from({ length: READERS }, (_, n) => all[Math.floor((n * all.length) / READERS)])

const shareOf = (list, genre) => list.filter((id) => genresOf.get(id).has(genre)).length / list.length

const models = { content: undefined, itemKnn: itemKnn(), ease: ease() }
for (const name of (process.env.MODELS ?? Object.keys(models).join(',')).split(',')) {
  const collaborative = models[name]
  const recommender = new Recommender({ describe: describeBook, ...(collaborative && { collaborative }) })
  await recommender.addItems(books)
  await recommender.observe(train)
  if (collaborative) await recommender.fit()
  console.log(`${name}:`)
  await followed(recommender)
}

async function followed(recommender) {
  const random = seeded(4)
  const listOf = async (userId) =>
    (await recommender.recommend({ userId, k: K, explain: false })).items.map(({ itemId }) => itemId)
  // A wish stays in force, so each reader has one.
  for (const [half, wish] of ['less', 'more'].entries()) {
    let [before, after, lost, kept, cases] = [0, 0, 0, 0, 0]
    for (const userId of readers.filter((_, n) => n % 2 === half)) {
      const plain = await listOf(userId)
      // "Less" of what there is much of, "more" of what there is some of.
      const shares = genres.map((genre) => [genre, shareOf(plain, genre)])
      const fitting = shares.filter(([, share]) => (wish === 'less' ? share >= 0.3 : share > 0 && share <= 0.3))
      if (fitting.length === 0) continue
      const [genre, share] = fitting[Math.floor(random() * fitting.length)]
      const told = await recommender.tell(userId, `${wish} ${genre.replace('-', ' ')}`)
      if (told.understood.length !== 1) throw new Error(`${genre} was not understood`)
      const changed = await listOf(userId)
      before += share
      after += shareOf(changed, genre)
      kept += ndcg(plain, heldOut.get(userId), { k: K })
      lost += ndcg(changed, heldOut.get(userId), { k: K })
      cases++
    }
    console.log(
      `${wish} X: ${cases} readers; share of X ${(before / cases).toFixed(3)} -> ${(after / cases).toFixed(3)} (${(after / before).toFixed(2)} x); nDCG@20 ${(kept / cases).toFixed(4)} -> ${(lost / cases).toFixed(4)} (${((lost / kept - 1) * 100).toFixed(1)} %)`,
    )
  }
}
