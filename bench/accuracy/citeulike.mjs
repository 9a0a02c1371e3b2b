/** Scientific articles in readers' libraries with P items a reader to learn from, the rest being the test; and content as a model that stands beside those of behaviour. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { LsaEncoder, TfidfEncoder } from 'penchant/encode'
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
      const space = await words(texts)
      return modelOf('content', space.ids, (history) => space.products(space.sumOf(history)))
    },
  }
}

/**
 * Readers alike as a recipe: a reader is the sum of what they have in a space (see below), and an item's score is the sum over its readers of their cosine with the one who asks, to the power `sharpness`; then to the
 * power `flatness`. In a space of texts it brings together readers who share no item.
 */
export function alikeReaders(texts, { space: open = words, sharpness = 2, flatness = 1 } = {}) {
  return {
    name: 'alikeReaders',
    async fit({ interactions }) {
      const space = await open(texts)
      const readers = librariesOf(interactions).map((items) => ({ items, sum: unit(space.sumOf(items)) }))
      const holders = new Map()
      for (const [at, { sum }] of readers.entries())
        for (const [column, weight] of sum) {
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
          const weight = Math.max(0, likeness[at]) ** sharpness
          if (weight > 0) for (const id of items) sums[space.place.get(id)] += weight
        }
        return flatness === 1 ? sums : sums.map((sum) => sum ** flatness)
      })
    },
  }
}

/** How texts are weighed where longer ones may count for more: `idf` is the power of the inverse frequency, `length` that of what a row is long before it is brought to length 1. */
const WEIGHED = { idf: 1.25, length: 0.3 }

/** Content of which the mean over readers is taken away, so that an item has to be liker to this reader than to the others. */
export function ownContent(texts) {
  return {
    name: 'ownContent',
    async fit({ interactions }) {
      const { space, means } = await meansOverReaders(texts, interactions)
      return modelOf('ownContent', space.ids, (history) =>
        space.products(space.sumOf(history)).map((score, at) => score - means[at]),
      )
    },
  }
}

/** The same mean, negative: it puts behind what is a little like everything. Of use in a blend. */
export function unlikeAll(texts) {
  return {
    name: 'unlikeAll',
    async fit({ interactions }) {
      const { space, means } = await meansOverReaders(texts, interactions)
      const scores = means.map((mean) => -mean)
      return modelOf('unlikeAll', space.ids, () => scores)
    },
  }
}

/** The logarithm of the number of readers and one. */
export function logReaders(texts) {
  return {
    name: 'logReaders',
    async fit({ interactions }) {
      const { ids, place } = items(texts)
      const readers = new Float32Array(ids.length)
      for (const { itemId } of interactions) readers[place.get(itemId)]++
      const scores = readers.map((count) => Math.log1p(count))
      return modelOf('logReaders', ids, () => scores)
    },
  }
}

async function meansOverReaders(texts, interactions) {
  const space = await words(texts, WEIGHED)
  const libraries = librariesOf(interactions)
  const sum = space.sumOf(libraries.flat())
  return { space, means: space.products(sum).map((product) => product / libraries.length) }
}

function librariesOf(interactions) {
  const own = new Map()
  for (const { userId, itemId } of interactions) {
    const list = own.get(userId)
    if (list) list.push(itemId)
    else own.set(userId, [itemId])
  }
  return [...own.values()]
}

/** A vector of length 1 in the same direction. */
function unit(vector) {
  const length = Math.sqrt([...vector.values()].reduce((sum, value) => sum + value * value, 0)) || 1
  return new Map([...vector].map(([column, value]) => [column, value / length]))
}

// A space gives each item a vector, of which those of a history are added up: its words, its meaning, or itself.

/** TF-IDF with sublinear counts, rows of length 1 where nothing else is said; and the products of a vector with all items. */
async function words(texts, { idf = 1, length = 0 } = {}) {
  const { ids, place } = items(texts)
  const encoder = new TfidfEncoder({ sublinearTf: true, useIdf: false, norm: false })
  const { indptr, indices, values, columns } = await encoder.fitEncode([...texts.values()])
  const starts = new Int32Array(columns + 1)
  for (const column of indices) starts[column + 1]++
  const factors = Float64Array.from(
    starts.subarray(1),
    (frequency) => (Math.log((1 + ids.length) / (1 + frequency)) + 1) ** idf,
  )
  for (let row = 0; row < ids.length; row++) {
    let squares = 0
    for (let at = indptr[row]; at < indptr[row + 1]; at++) {
      values[at] *= factors[indices[at]]
      squares += values[at] * values[at]
    }
    const factor = Math.sqrt(squares) ** (length - 1)
    for (let at = indptr[row]; at < indptr[row + 1]; at++) values[at] *= factor
  }
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
    products(query) {
      const sums = new Float32Array(ids.length)
      for (const [column, weight] of query)
        for (let at = starts[column]; at < starts[column + 1]; at++) sums[holders[at]] += weight * weights[at]
      return sums
    },
  }
}

/** Latent semantic analysis in 300 dimensions, rows of length 1. */
export async function meanings(texts) {
  const { ids, place } = items(texts)
  const { values, columns } = await new LsaEncoder({ components: 300, sublinearTf: true }).fitEncode([
    ...texts.values(),
  ])
  return {
    ids,
    place,
    sumOf(history) {
      const sum = new Float64Array(columns)
      for (const entry of history) {
        const from = place.get(entry) * columns
        let squares = 0
        for (let column = 0; column < columns; column++) squares += values[from + column] ** 2
        const length = Math.sqrt(squares) || 1
        for (let column = 0; column < columns; column++) sum[column] += values[from + column] / length
      }
      return new Map(sum.entries())
    },
  }
}

/** Each item a dimension of its own, so that readers are alike by what they share. */
export async function itself(texts) {
  return { ...items(texts), sumOf: (history) => new Map(history.map((id) => [id, 1])) }
}

function items(texts) {
  const ids = [...texts.keys()]
  return { ids, place: new Map(ids.map((id, at) => [id, at])) }
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
