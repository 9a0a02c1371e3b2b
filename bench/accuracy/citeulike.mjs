/** Scientific articles in readers' libraries with P items a reader to learn from, the rest being the test; and content as a model that stands beside those of behaviour. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { TfidfEncoder } from 'penchant/encode'
import { seeded } from './splits.mjs'

const rows = (bytes) =>
  bytes
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(' '))
const zipped = (shared, path) => rows(gunzipSync(readFileSync(join(shared, 'data', path))))

/** CiteULike-t: P items a user drawn by the seed, of users with more; the words of titles and abstracts as text. */
export function citeulikeT(shared, size, seed) {
  const random = seeded(seed)
  const users = zipped(shared, 'citeulike-t/users.dat.gz').map(([, ...items]) => items)
  const trains = users.map((items) =>
    items.length <= size
      ? undefined
      : items
          .map((itemId) => ({ itemId, place: random() }))
          .sort((a, b) => a.place - b.place)
          .slice(0, size)
          .map(({ itemId }) => itemId),
  )
  // Words by number, each as often as it is there.
  const texts = zipped(shared, 'citeulike-t/mult.dat.gz').map(([, ...words]) =>
    words.flatMap((word) => Array(Number(word.split(':')[1])).fill(`w${word.split(':')[0]}`)).join(' '),
  )
  return splitOf(users, trains, texts)
}

/** CiteULike-a by its own files; tags as text. */
export function citeulikeA(shared, size) {
  const users = zipped(shared, 'citeulike-a/users.dat.gz').map(([, ...items]) => items)
  const trains =
    size === 1
      ? rows(readFileSync(join(shared, 'data/citeulike-a/splits/train_P1_1.dat')))
      : zipped(shared, 'citeulike-a/splits/train_P10_1.dat.gz')
  const texts = gunzipSync(readFileSync(join(shared, 'data/citeulike-a/item-tag.dat.gz')))
    .toString('utf8')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(' ')
        .slice(1)
        .map((tag) => `t${tag}`)
        .join(' '),
    )
  return splitOf(
    users,
    trains.map(([, ...items]) => items),
    texts,
  )
}

function splitOf(users, trains, texts) {
  const pairs = []
  const tests = []
  for (const [user, items] of users.entries()) {
    const history = trains[user] ?? []
    const known = new Set(history)
    const relevant = items.filter((itemId) => !known.has(itemId))
    if (history.length === 0 || relevant.length === 0) continue
    pairs.push(...history.map((itemId) => ({ userId: String(user), itemId })))
    tests.push({ history, relevant })
  }
  return { pairs, tests, texts: new Map(texts.map((text, at) => [String(at), text])) }
}

/**
 * Content as a collaborative recipe: an item's score is the sum of the cosines of its text with those of the history, TF-IDF with sublinear counts. It knows items that nobody has; it learns nothing from behaviour.
 * A user's own recipe is an object like this one.
 */
export function content(texts) {
  return {
    name: 'content',
    async fit() {
      const space = await readTexts(texts)
      return modelOf('content', space.ids, (history) => space.cosines(space.sumOf(history)))
    },
  }
}

/**
 * Readers alike in content: users' texts are the sums of what they have, and an item's score is the sum over its readers of their cosine with the one who asks, to the power `sharpness`. It brings together readers who share no item.
 */
export function alikeReaders(texts, sharpness = 2) {
  return {
    name: 'alikeReaders',
    async fit({ interactions }) {
      const space = await readTexts(texts)
      const own = new Map()
      for (const { userId, itemId } of interactions) own.set(userId, [...(own.get(userId) ?? []), itemId])
      const readers = [...own.values()].map((items) => ({ items, text: unit(space.sumOf(items)) }))
      const holders = new Map()
      for (const [at, { text }] of readers.entries())
        for (const [column, weight] of text) {
          const list = holders.get(column)
          if (list) list.push(at, weight)
          else holders.set(column, [at, weight])
        }
      return modelOf('alikeReaders', space.ids, (history) => {
        const likeness = new Float64Array(readers.length)
        for (const [column, weight] of unit(space.sumOf(history))) {
          const list = holders.get(column) ?? []
          for (let at = 0; at < list.length; at += 2) likeness[list[at]] += weight * list[at + 1]
        }
        const sums = new Float32Array(space.ids.length)
        const asking = new Set(history)
        for (const [at, { items }] of readers.entries()) {
          // Who asks is among the readers.
          if (items.length === asking.size && items.every((id) => asking.has(id))) continue
          for (const id of items) sums[space.place.get(id)] += likeness[at] ** sharpness
        }
        return sums
      })
    },
  }
}

/** A vector of length 1 in the same direction. */
function unit(vector) {
  const length = Math.sqrt([...vector.values()].reduce((sum, value) => sum + value * value, 0)) || 1
  return new Map([...vector].map(([column, value]) => [column, value / length]))
}

/** Texts as sparse vectors of length 1, by item and by word. */
async function readTexts(texts) {
  const ids = [...texts.keys()]
  const place = new Map(ids.map((id, at) => [id, at]))
  const { indptr, indices, values, columns } = await new TfidfEncoder({ sublinearTf: true }).fitEncode([
    ...texts.values(),
  ])
  const starts = new Int32Array(columns + 1)
  for (const column of indices) starts[column + 1]++
  for (let column = 0; column < columns; column++) starts[column + 1] += starts[column]
  const next = starts.slice(0, columns)
  const holders = new Int32Array(indices.length)
  const weights = new Float32Array(indices.length)
  for (let row = 0; row < ids.length; row++) {
    for (let at = indptr[row]; at < indptr[row + 1]; at++) {
      const to = next[indices[at]]++
      holders[to] = row
      weights[to] = values[at]
    }
  }
  return {
    ids,
    place,
    sumOf(history) {
      const sum = new Map()
      for (const entry of history) {
        const row = place.get(entry)
        if (row === undefined) continue
        for (let at = indptr[row]; at < indptr[row + 1]; at++)
          sum.set(indices[at], (sum.get(indices[at]) ?? 0) + values[at])
      }
      return sum
    },
    cosines(query) {
      const sums = new Float32Array(ids.length)
      for (const [column, weight] of query)
        for (let at = starts[column]; at < starts[column + 1]; at++) sums[holders[at]] += weight * weights[at]
      return sums
    },
  }
}

/** What a model is, out of the scores that a history gives to all items. */
function modelOf(name, items, scoresOf) {
  const place = new Map(items.map((id, at) => [id, at]))
  const scores = (history) => scoresOf(history.map((entry) => (typeof entry === 'string' ? entry : entry.itemId)))
  return {
    name,
    items,
    scores,
    score: (history, ids) => {
      const all = scores(history)
      return Float32Array.from(ids, (id) => all[place.get(id)] ?? 0)
    },
    recommend: (history, { k = 10 } = {}) => {
      const all = scores(history)
      const seen = new Set(history)
      return items
        .map((itemId, at) => ({ itemId, score: all[at] }))
        .filter(({ itemId }) => !seen.has(itemId))
        .sort((a, b) => b.score - a.score)
        .slice(0, k)
    },
    neighbors: () => [],
  }
}
