/** The splits of the accuracy tables: training pairs, and for each test user the history at test time with what came of it. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const lines = (shared, path) =>
  gunzipSync(readFileSync(join(shared, 'data', path)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))

/** Numbers from 0 to below 1 (mulberry32). */
export function seeded(seed) {
  let state = seed + 1
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Leave one out: the last item is the test; the one before it is in the history at test time, but not in the training data. */
export function amazon(shared, domain) {
  const sequences = lines(shared, `amazon-2014-5core/${domain}/sequences.txt.gz`)
  // Toys has numbers of attributes only; the numbers do for all three.
  const [, ...rows] = gunzipSync(readFileSync(join(shared, 'data', `amazon-2014-5core/${domain}/items.tsv.gz`)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
  return {
    items: rows.map((row) => {
      const [id, , attributes] = row.split('\t')
      return { id, features: attributes.split(',').filter((name) => name !== '') }
    }),
    pairs: sequences.flatMap(([userId, ...items]) => items.slice(0, -2).map((itemId) => ({ userId, itemId }))),
    tests: sequences.map(([, ...items]) => ({ history: items.slice(0, -1), relevant: items.slice(-1) })),
  }
}

/** LightGCN's split: train and valid together against test. */
export function gowalla(shared, parts = ['train', 'valid']) {
  const histories = new Map()
  for (const part of parts) {
    for (const [userId, ...items] of lines(shared, `gowalla-lightgcn/${part}.txt.gz`))
      histories.set(userId, [...(histories.get(userId) ?? []), ...items])
  }
  return {
    pairs: [...histories].flatMap(([userId, items]) => items.map((itemId) => ({ userId, itemId }))),
    tests: lines(shared, 'gowalla-lightgcn/test.txt.gz')
      .filter(([, ...items]) => items.length > 0)
      .map(([userId, ...relevant]) => ({ history: histories.get(userId) ?? [], relevant })),
  }
}

/** FilmTrust: every rating is positive; a fifth of them, drawn by the seed, is the test. */
export function filmtrust(shared, seed) {
  const random = seeded(seed)
  const seen = new Set(lines(shared, 'filmtrust/ratings.txt.gz').map(([userId, itemId]) => `${userId} ${itemId}`))
  const pairs = []
  const histories = new Map()
  const held = new Map()
  for (const [userId, itemId] of [...seen].map((pair) => pair.split(' '))) {
    const part = random() < 0.2 ? held : histories
    part.set(userId, [...(part.get(userId) ?? []), itemId])
    if (part === histories) pairs.push({ userId, itemId })
  }
  return { pairs, tests: [...held].map(([userId, relevant]) => ({ history: histories.get(userId) ?? [], relevant })) }
}

/** The newest fifth of each user's ratings is the test; every rating counts as positive. */
export function movielens(shared) {
  const rows = table(shared, 'movielens-latest-small/ratings.csv.gz', ',')
  const events = rows.map(([userId, itemId, , time]) => ({ userId, itemId, timestamp: Number(time) * 1000 }))
  const byUser = groups(events)
  for (const own of byUser.values()) own.sort((a, b) => a.timestamp - b.timestamp)
  return cut(byUser, (own) => own.slice(Math.ceil(own.length * 0.8)))
}

/** There are no times: a fifth of each user's ratings, drawn by the seed, is the test; every rating counts as positive. */
export function goodbooks(shared, seed) {
  const rows = table(shared, 'goodbooks-10k-sample/ratings_sample.csv.gz', ',')
  return randomFifth(
    rows.map(([userId, itemId]) => ({ userId, itemId })),
    seed,
  )
}

/** Artists that users listened to; there are no times: a fifth of each user's, drawn by the seed, is the test. */
export function lastfm(shared, seed) {
  const rows = table(shared, 'lastfm-hetrec-2k/user_artists.dat.gz', '\t')
  return randomFifth(
    rows.map(([userId, itemId]) => ({ userId, itemId })),
    seed,
  )
}

/** Chinese courses, by the files' own split. */
export function mooc(shared) {
  const histories = lines(shared, 'mooccubex-sample/train.txt.gz')
  const own = new Map(histories.map(([userId, ...items]) => [userId, items]))
  return {
    pairs: histories.flatMap(([userId, ...items]) => items.map((itemId) => ({ userId, itemId }))),
    tests: lines(shared, 'mooccubex-sample/test.txt.gz')
      .filter(([, ...items]) => items.length > 0)
      .map(([userId, ...relevant]) => ({ history: own.get(userId) ?? [], relevant })),
  }
}

/** Training data alone, cut once more: `heldOf` names what is held back of each user's pairs, given in order, and gets numbers from 0 to below 1. */
export function validation(pairs, heldOf) {
  const random = seeded(7)
  const kept = []
  const tests = []
  for (const own of groups(pairs).values()) {
    const held = new Set(heldOf(own, random))
    const rest = own.filter((pair) => !held.has(pair))
    kept.push(...rest)
    const idsOf = (list) => Array.from(list, ({ itemId }) => itemId)
    if (held.size > 0) tests.push({ history: idsOf(rest), relevant: new Set(idsOf(held)) })
  }
  return { pairs: kept, tests }
}

/** The newest fifth. */
export const newestFifth = (own) => own.slice(Math.ceil(own.length * 0.8))

/** A fifth by chance. */
export function drawnFifth(own, random) {
  const drawn = own.map((pair) => ({ pair, place: random() })).sort((a, b) => a.place - b.place)
  return drawn.slice(0, Math.floor(own.length * 0.2)).map(({ pair }) => pair)
}

/** The rows of a table with a head, cut at `separator`; the columns that are read here have no quotes. */
function table(shared, path, separator) {
  const [, ...rows] = gunzipSync(readFileSync(join(shared, 'data', path)))
    .toString('utf8')
    .trim()
    .split('\n')
  return rows.map((row) => row.trimEnd().split(separator))
}

function groups(events) {
  const byUser = new Map()
  for (const event of events) {
    const own = byUser.get(event.userId)
    if (own === undefined) byUser.set(event.userId, [event])
    else own.push(event)
  }
  return byUser
}

function randomFifth(events, seed) {
  const random = seeded(seed)
  return cut(groups(events), (own) => {
    const drawn = own
      .map((event) => ({ event, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event)
    return drawn.slice(0, Math.floor(own.length * 0.2))
  })
}

function cut(byUser, testOf) {
  const pairs = []
  const tests = []
  for (const own of byUser.values()) {
    const test = new Set(testOf(own))
    const rest = own.filter((event) => !test.has(event))
    pairs.push(...rest)
    const relevant = [...test].map(({ itemId }) => itemId)
    if (relevant.length > 0) tests.push({ history: rest.map(({ itemId }) => itemId), relevant })
  }
  return { pairs, tests }
}
