/** The logs that are replayed, as lists in order. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { semanticEncoder } from 'penchant/static'
import { seeded } from '../shared/random.mjs'

const shared = process.env.PENCHANT_SHARED ?? new URL('../../../shared', import.meta.url).pathname
const LIST = 10
/** How much of the past is looked at. */
const PAST = 100

export function readShared(path) {
  const bytes = readFileSync(join(shared, 'data', path))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim()
}

/** Fields of a comma-separated text with quotes. */
export function parseCsv(text) {
  const rows = []
  let [row, field, quoted] = [[], '', false]
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (quoted) {
      if (letter !== '"') field += letter
      else if (text[at + 1] === '"') field += text[at++]
      else quoted = false
    } else if (letter === '"') quoted = true
    else if (letter === ',') {
      row.push(field)
      field = ''
    } else if (letter === '\n') {
      rows.push([...row, field.replace(/\r$/, '')])
      row = []
      field = ''
    } else field += letter
  }
  rows.push([...row, field])
  return rows
}

export async function vectorsOf(texts) {
  const encoder = await semanticEncoder()
  const vectors = []
  for (let from = 0; from < texts.length; from += 2000) {
    const { values, columns } = await encoder.encode(texts.slice(from, from + 2000))
    for (let at = 0; at * columns < values.length; at++) vectors.push(values.slice(at * columns, (at + 1) * columns))
  }
  return vectors
}

/** Of the titles in the order of their letters; the same for all draws. */
let titleVectors

function shuffle(rows, seed) {
  const random = seeded(seed)
  for (let at = rows.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[rows[at], rows[other]] = [rows[other], rows[at]]
  }
}

const dot = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0)

/**
 * Bing news: the impressions of all users in an order drawn by a seed, ten of a user a list. There are no times, and the order of the file gives the answer away: of most users it has first what was not clicked and then
 * what was. The score is the cosine to the sum of the titles that the user clicked in lists before. Users of even place in the first such order are for choosing
 * settings, those of odd place for the test, whatever order a `draw` then gives.
 */
export async function bingNews(draw = 0) {
  const rows = ['raw_train.txt.gz', 'raw_test.txt'].flatMap((file) =>
    readShared(`bing-news-dkn/${file}`)
      .split('\n')
      .map((line) => line.split('\t')),
  )
  shuffle(rows, 11)
  const place = new Map([...new Set(rows.map(([userId]) => userId))].map((userId, at) => [userId, at]))
  if (draw > 0) shuffle(rows, 11 + draw)
  const titles = [...new Set(rows.map(([, title]) => title))].sort()
  titleVectors ??= vectorsOf(titles)
  const vectors = await titleVectors
  const vectorOf = new Map(titles.map((title, at) => [title, vectors[at]]))
  const users = new Map()
  const lists = []
  for (const [userId, title, clicked] of rows) {
    const user = users.get(userId) ?? { open: new Map(), past: [] }
    users.set(userId, user)
    if (!user.open.has(title)) user.open.set(title, Number(clicked))
    if (user.open.size < LIST) continue
    const liked = user.past.filter(({ weight }) => weight > 0)
    const sum = vectors[0].map((_, at) => liked.reduce((total, { vector }) => total + vector[at], 0))
    const length = Math.sqrt(dot(sum, sum)) || 1
    const candidates = [...user.open.keys()].map((itemId) => {
      const vector = vectorOf.get(itemId)
      return { itemId, score: dot(vector, sum) / length, vector }
    })
    const rewards = [...user.open.values()]
    lists.push({ userId, test: place.get(userId) % 2 === 1, candidates, rewards, feedback: user.past.slice(-PAST) })
    for (const [at, { itemId, vector }] of candidates.entries())
      user.past.push({ itemId, weight: rewards[at] === 1 ? 1 : -0.5, vector })
    user.open.clear()
  }
  return lists
}

/**
 * MovieLens in the order of time: the first 60 % of all ratings give each film its mean rating (shrunk towards that of all by five ratings), which is the score; the next 20 % are for choosing settings and the
 * last 20 % for the test. A list is ten films that a user rated one after the other; a rating of 4 and more is a 1. What the user rated before, from the beginning on, is the feedback.
 */
export async function movieLens() {
  const films = new Map(
    parseCsv(readShared('movielens-latest-small/movies_with_overview.csv.gz'))
      .slice(1)
      .map(([id, title, genres, , overview]) => [id, { title, genres: genres.split('|'), overview }]),
  )
  const ids = [...films.keys()]
  const vectors = await vectorsOf(ids.map((id) => `${films.get(id).title}. ${films.get(id).overview}`))
  for (const [at, id] of ids.entries()) films.get(id).vector = vectors[at]
  const ratings = readShared('movielens-latest-small/ratings.csv.gz')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','))
    .filter(([, id]) => films.has(id))
    .map(([userId, itemId, value, time], at) => ({ userId, itemId, value: Number(value), time: Number(time), at }))
    .sort((a, b) => a.time - b.time || a.at - b.at)
  const [learned, chosen] = [0.6, 0.8].map((share) => Math.floor(share * ratings.length))
  const middle = ratings.slice(0, learned).reduce((sum, { value }) => sum + value, 0) / learned
  const sums = new Map()
  for (const { itemId, value } of ratings.slice(0, learned)) {
    const one = sums.get(itemId) ?? { sum: 0, count: 0 }
    one.sum += value
    one.count++
    sums.set(itemId, one)
  }
  const most = Math.log(1 + Math.max(...[...sums.values()].map(({ count }) => count)))
  const candidateOf = (itemId) => {
    const { sum = 0, count = 0 } = sums.get(itemId) ?? {}
    const { genres, vector } = films.get(itemId)
    const popular = Math.log(1 + count) / most
    const score = (sum + 5 * middle) / (count + 5)
    return { itemId, score, parts: { quality: score - popular, popular }, tags: genres, vector }
  }
  const users = new Map()
  const lists = []
  for (const [at, { userId, itemId, value }] of ratings.entries()) {
    const user = users.get(userId) ?? { open: [], past: [] }
    users.set(userId, user)
    user.open.push({ itemId, value })
    if (user.open.length < LIST) continue
    const candidates = user.open.map((one) => candidateOf(one.itemId))
    const rewards = user.open.map((one) => (one.value >= 4 ? 1 : 0))
    if (at >= learned) lists.push({ userId, test: at >= chosen, candidates, rewards, feedback: user.past.slice(-PAST) })
    for (const [place, { tags, vector }] of candidates.entries()) {
      const one = user.open[place]
      user.past.push({ itemId: one.itemId, weight: (one.value - 3.25) / 1.75, tags, vector })
    }
    user.open = []
  }
  return lists
}
