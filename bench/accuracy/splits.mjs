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
export function gowalla(shared) {
  const histories = new Map()
  for (const part of ['train', 'valid']) {
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
  let state = seed + 1
  const random = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
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
