/** One interest vector against several on MovieLens: who comes nearer to what is liked later. */

import { pairedTest } from 'penchant/evaluation'
import { interestVectors } from 'penchant/profile'
import { coverInterests } from 'penchant/rerank'
import { parseCsv, readShared, vectorsOf } from './worlds.mjs'

const dot = (a, b) => {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at]
  return sum
}
const K = 20

/** Likes (ratings of 4 and more) by user, of films with ten ratings and more, in the order of time, and the vectors of all such films. Users of even id are for choosing settings, those of odd id for the test. */
export async function likesByUser(validates) {
  const ratings = readShared('movielens-latest-small/ratings.csv.gz')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','))
  const times = new Map()
  for (const [, itemId] of ratings) times.set(itemId, (times.get(itemId) ?? 0) + 1)
  const rows = parseCsv(readShared('movielens-latest-small/movies_with_overview.csv.gz'))
    .slice(1)
    .filter(([id]) => times.get(id) >= 10)
  const ids = rows.map(([id]) => id)
  const vectors = await vectorsOf(rows.map(([, title, genres, , overview]) => `${title}. ${genres} ${overview}`))
  const place = new Map(ids.map((id, at) => [id, at]))
  const users = new Map()
  for (const [userId, itemId, value, time] of ratings) {
    if (Number(value) < 4 || !place.has(itemId) || Number(userId) % 2 === (validates ? 1 : 0)) continue
    users.set(userId, [...(users.get(userId) ?? []), { at: place.get(itemId), time: Number(time) }])
  }
  for (const likes of users.values()) likes.sort((a, b) => a.time - b.time || a.at - b.at)
  return { users, vectors }
}

/**
 * The last 20 % of each user's likes (ratings of 4 and more) in time are held out; the others are the history. All films with ten ratings and more that are not in it are ranked by the largest cosine to an interest of the user,
 * recall@20 is of 20 at most. Users of even id are for choosing settings, those of odd id for the test.
 */
export async function interests(validates) {
  const { users, vectors } = await likesByUser(validates)
  const settings = { 'one vector': { maximum: 1 }, 'several (defaults)': {} }
  for (const [threshold, maximum] of validates
    ? [
        [0.3, 3],
        [0.3, 10],
        [0.5, 5],
        [0.5, 20],
        [0.6, 20],
      ]
    : [])
    settings[`threshold ${threshold}, at most ${maximum}`] = { threshold, maximum }
  const figures = new Map()
  const counts = new Map()
  for (const likes of users.values()) {
    const cut = Math.floor(0.8 * likes.length)
    if (cut < 4 || cut === likes.length) continue
    const history = likes.slice(0, cut).map(({ at }) => at)
    const hidden = new Set(likes.slice(cut).map(({ at }) => at))
    const seen = new Set(history)
    const record = (name, order) => {
      const hits = order.slice(0, K).filter((at) => hidden.has(at)).length
      figures.set(name, [...(figures.get(name) ?? []), hits / Math.min(K, hidden.size)])
    }
    for (const [name, options] of Object.entries(settings)) {
      const found = interestVectors(
        history.map((at) => vectors[at]),
        undefined,
        options,
      )
      counts.set(name, (counts.get(name) ?? 0) + found.length)
      const scores = vectors.map((vector, at) =>
        seen.has(at) ? -2 : Math.max(...found.map((one) => dot(vector, one.vector))),
      )
      const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a])
      record(name, order)
      if (name !== 'several (defaults)') continue
      const candidates = order
        .slice(0, 200)
        .map((at) => ({ itemId: String(at), score: scores[at], vector: vectors[at] }))
      record(
        'several (defaults), covered in proportion',
        coverInterests(found)(candidates, { k: K }).map(({ itemId }) => Number(itemId)),
      )
    }
  }
  const base = figures.get('one vector')
  console.log('| interests | users | mean number | recall@20 | p against one |\n| --- | ---: | ---: | ---: | ---: |')
  for (const [name, values] of figures) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const number = ((counts.get(name) ?? counts.get('several (defaults)')) / values.length).toFixed(1)
    const p = name === 'one vector' ? '' : pairedTest(values, base).toFixed(4)
    console.log(`| ${name} | ${values.length} | ${number} | ${mean.toFixed(4)} | ${p} |`)
  }
}
