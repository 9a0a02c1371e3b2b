/** Catalogues and ratings with a part held out: a fifth of each reader's ratings of 4 and more, by seed; on MovieLens the newest fifth of each user's. */

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseCsv } from '../../examples/shared/csv.mjs'
import { describeBook, readBooks, readRatings } from '../../examples/shared/goodbooks.mjs'
import { seeded } from './random.mjs'

const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
const LIKED = 4

function goodbooks() {
  const random = seeded(1)
  const heldOut = (rating) => rating.value >= LIKED && random() < 0.2
  return parted(
    readBooks(),
    describeBook,
    readRatings().map((one) => [one, heldOut(one)]),
  )
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
  return parted(items, describe, events)
}

/** `hidden` has, by user, the items that are held out; `now` is the time of the last rating that is not. */
function parted(items, describe, events) {
  const train = events.filter(([, held]) => !held).map(([event]) => event)
  const hidden = new Map()
  for (const [{ userId, itemId }, held] of events)
    if (held) hidden.set(userId, (hidden.get(userId) ?? new Set()).add(itemId))
  const now = train.reduce((latest, { timestamp = 0 }) => Math.max(latest, timestamp), 0) || Date.now()
  return { items, describe, train, hidden, now }
}

export const heldOutWorlds = { goodbooks, movielens }
