// What collaborative models and fitted weights add to a recommender: npm run bench -- hybrid [goodbooks | movielens]
// A fifth of each reader's ratings of 4 and more is held out (by seed; on MovieLens the newest fifth of each user's), everybody is asked for 20 items; recall@20 is the share of what was held
// out that is in the list, of 20 at most. Needs the shared data (PENCHANT_SHARED, or ../shared) for MovieLens.

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Recommender } from 'penchant'
import { ease, itemKnn } from 'penchant/collaborative'
import { parseCsv } from '../examples/shared/csv.mjs'
import { describeBook, readBooks, readRatings } from '../examples/shared/goodbooks.mjs'
import { seeded } from './shared/random.mjs'

const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
const LIKED = 4
const K = 20

function goodbooks() {
  const random = seeded(1)
  const heldOut = (rating) => rating.value >= LIKED && random() < 0.2
  return { items: readBooks(), describe: describeBook, events: readRatings().map((one) => [one, heldOut(one)]) }
}

function movielens() {
  const folder = join(shared, 'data/movielens-latest-small')
  if (!existsSync(folder)) throw new Error(`${folder} is missing`)
  const table = (name) => parseCsv(gunzipSync(readFileSync(join(folder, name))).toString('utf8'))
  const describe = ({ title, genres, overview }) => ({ text: { title, overview }, tags: genres.split('|') })
  const byUser = Map.groupBy
    ? Map.groupBy(table('ratings.csv.gz'), ({ userId }) => userId)
    : table('ratings.csv.gz').reduce(
        (map, row) => map.set(row.userId, [...(map.get(row.userId) ?? []), row]),
        new Map(),
      )
  const events = [...byUser.values()].flatMap((rows) => {
    rows.sort((a, b) => a.timestamp - b.timestamp)
    return rows.map(({ userId, movieId, rating, timestamp }, at) => {
      // Half stars become the scale that ratings have by default, 1 to 5.
      const value = Math.max(1, Number(rating))
      const event = { userId, itemId: movieId, type: 'rating', value, timestamp: Number(timestamp) * 1000 }
      return [event, at >= 0.8 * rows.length && value >= LIKED]
    })
  })
  const items = table('movies_with_overview.csv.gz').map((row) => ({ ...row, id: row.movieId }))
  return { items, describe, events }
}

const settings = {
  'popular alone': { rank: { weights: { content: 0, tags: 0, attributes: 0, vector: 0, fresh: 0 } } },
  'content, tags, attributes alone': { rank: { weights: { popular: 0, fresh: 0 } } },
  default: {},
  'with item-kNN': { collaborative: itemKnn() },
  'with EASE': { collaborative: ease() },
  "'auto'": { collaborative: 'auto' },
}

const wanted = process.argv.slice(2)
for (const [name, read] of Object.entries({ goodbooks, movielens })) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { items, describe, events } = read()
  const train = events.filter(([, held]) => !held).map(([event]) => event)
  const hidden = new Map()
  for (const [{ userId, itemId }, held] of events)
    if (held) hidden.set(userId, (hidden.get(userId) ?? new Set()).add(itemId))
  const now = train.reduce((latest, { timestamp = 0 }) => Math.max(latest, timestamp), 0) || Date.now()
  console.log(`\n${name}: ${items.length} items, ${train.length} events, ${hidden.size} users with something held out`)
  console.log(
    '| setting | recall@20 | standard error | fit, s | weights fitted (nDCG@20 of few, many) |\n| --- | ---: | ---: | ---: | --- |',
  )
  for (const [setting, options] of Object.entries(settings)) {
    const recommender = new Recommender({ describe, clock: () => now, ...options })
    await recommender.addItems(items)
    await recommender.observe(train)
    const start = performance.now()
    const { parts } = await recommender.fit()
    const seconds = (performance.now() - start) / 1000
    const recalls = []
    for (const [userId, wantedItems] of hidden) {
      const list = await recommender.recommend({ userId, k: K, explain: false })
      recalls.push(list.items.filter(({ itemId }) => wantedItems.has(itemId)).length / Math.min(K, wantedItems.size))
    }
    const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
    const variance = recalls.reduce((sum, recall) => sum + (recall - mean) ** 2, 0) / (recalls.length - 1)
    const quality = parts.find((part) => part.name === 'weights')?.quality
    const shown = quality
      ? `${quality.ndcgFew.toFixed(3)} (${quality.ndcgFewDefault.toFixed(3)}), ${quality.ndcgMany.toFixed(3)} (${quality.ndcgManyDefault.toFixed(3)})`
      : ''
    console.log(
      `| ${setting} | ${mean.toFixed(4)} | ${Math.sqrt(variance / recalls.length).toFixed(4)} | ${seconds.toFixed(1)} | ${shown} |`,
    )
  }
}
