/** The protocol of the adapter bench: items that nobody is known to like, found by what users like of the others. */
import { seeded } from '../shared/random.mjs'

const K = 20
const COLD = 0.2

/**
 * A random fifth of the items is cold: all that is known of them is their text. `warm` and `cold` are items, `likes` those of warm items, and `users` have at least one
 * like on either side: `{ warm, cold }` are numbers of items in those lists.
 */
export function splitColdItems({ items, likes }, seed) {
  const random = seeded(seed)
  const order = items.map((_, at) => at)
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[order[at], order[other]] = [order[other], order[at]]
  }
  const isCold = new Set(order.slice(0, Math.floor(COLD * items.length)).map((at) => items[at].id))
  const warm = items.filter(({ id }) => !isCold.has(id))
  const cold = items.filter(({ id }) => isCold.has(id))
  const warmNumbers = new Map(warm.map(({ id }, at) => [id, at]))
  const coldNumbers = new Map(cold.map(({ id }, at) => [id, at]))
  const users = new Map()
  for (const { userId, itemId } of likes) {
    if (!users.has(userId)) users.set(userId, { warm: [], cold: [] })
    const user = users.get(userId)
    if (warmNumbers.has(itemId)) user.warm.push(warmNumbers.get(itemId))
    else if (coldNumbers.has(itemId)) user.cold.push(coldNumbers.get(itemId))
  }
  return {
    warm,
    cold,
    likes: likes.filter(({ itemId }) => warmNumbers.has(itemId)),
    users: [...users.values()].filter((user) => user.warm.length > 0 && user.cold.length > 0),
  }
}

/** What each user likes: the sum of the rows of their warm items. */
export function sumsOf(users, { columns, values }) {
  const sums = new Float32Array(users.length * columns)
  for (const [at, { warm }] of users.entries()) {
    for (const item of warm) {
      for (let j = 0; j < columns; j++) sums[at * columns + j] += values[item * columns + j]
    }
  }
  return { kind: 'dense', rows: users.length, columns, values: sums }
}

/** Mean over users of the share of their cold likes among the 20 best cold items, of 20 at most; all cold items are ranked, of equal scores the earlier first. */
export function recallOf(users, queries, cold) {
  const { columns } = queries
  let total = 0
  for (const [at, user] of users.entries()) {
    const query = queries.values.subarray(at * columns, (at + 1) * columns)
    total += recallOfScores(
      user,
      Float64Array.from({ length: cold.rows }, (_, item) => dot(query, cold, item)),
    )
  }
  return total / users.length
}

/** The same for sparse rows of the warm and of the cold items. */
export function recallOfSparse(users, warm, cold) {
  let total = 0
  const profile = new Float64Array(warm.columns)
  for (const user of users) {
    profile.fill(0)
    for (const item of user.warm) {
      for (let at = warm.indptr[item]; at < warm.indptr[item + 1]; at++) profile[warm.indices[at]] += warm.values[at]
    }
    const scores = new Float64Array(cold.rows)
    for (let item = 0; item < cold.rows; item++) {
      for (let at = cold.indptr[item]; at < cold.indptr[item + 1]; at++)
        scores[item] += profile[cold.indices[at]] * cold.values[at]
    }
    total += recallOfScores(user, scores)
  }
  return total / users.length
}

function recallOfScores(user, scores) {
  const best = Array.from(scores.keys())
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, K)
  const liked = new Set(user.cold)
  return best.filter((item) => liked.has(item)).length / Math.min(K, liked.size)
}

function dot(query, { columns, values }, row) {
  let sum = 0
  for (let j = 0; j < columns; j++) sum += query[j] * values[row * columns + j]
  return sum
}

/** Rows of length 1. */
export function unitRows({ kind, rows, columns, values }) {
  const unit = values.slice()
  for (let row = 0; row < rows; row++) {
    const part = unit.subarray(row * columns, (row + 1) * columns)
    const length = Math.sqrt(part.reduce((sum, value) => sum + value * value, 0))
    if (length > 0) for (let j = 0; j < columns; j++) part[j] /= length
  }
  return { kind, rows, columns, values: unit }
}
