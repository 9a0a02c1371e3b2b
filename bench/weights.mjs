/**
 * What the default weights are worth on readers they were not chosen on.
 *
 * The weights were chosen by comparing some thirty settings on held-out ratings of the first 400 readers of the Goodbooks file (and on MovieLens), so those readers flatter them. Here a fifth of
 * each reader's ratings of 4 and 5 is held out by other seeds, and all readers but those 400 are asked for 20 books; recall@20 is the share of what was held out that is in the list, of 20 at most.
 */
import { Recommender } from 'penchant'
import { describeBook, readBooks, readRatings } from '../examples/shared/goodbooks.mjs'
import { seeded } from './shared/random.mjs'

const LOOKED_AT = 400
const settings = {
  default: {},
  'popular alone': { content: 0, tags: 0, attributes: 0, vector: 0, fresh: 0 },
}
const books = readBooks()

console.log('| weights | seed | readers | recall@20 | standard error |\n| --- | ---: | ---: | ---: | ---: |')
for (const seed of [1, 2, 3]) {
  const random = seeded(seed)
  const users = new Set()
  const train = []
  const heldOut = new Map()
  for (const rating of readRatings()) {
    const { userId, itemId, value } = rating
    users.add(userId)
    if (value < 4 || random() >= 0.2) train.push(rating)
    else heldOut.set(userId, (heldOut.get(userId) ?? new Set()).add(itemId))
  }
  const readers = [...users].slice(LOOKED_AT).filter((userId) => heldOut.has(userId))
  for (const [name, weights] of Object.entries(settings)) {
    const recommender = new Recommender({ describe: describeBook, rank: { weights } })
    await recommender.addItems(books)
    await recommender.observe(train)
    const recalls = []
    for (const userId of readers) {
      const { items } = await recommender.recommend({ userId, k: 20, explain: false })
      const hidden = heldOut.get(userId)
      recalls.push(items.filter(({ itemId }) => hidden.has(itemId)).length / Math.min(20, hidden.size))
    }
    const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
    const variance = recalls.reduce((sum, recall) => sum + (recall - mean) ** 2, 0) / (recalls.length - 1)
    const error = Math.sqrt(variance / recalls.length)
    console.log(`| ${name} | ${seed} | ${readers.length} | ${mean.toFixed(3)} | ${error.toFixed(3)} |`)
  }
}
