// Items that nobody has dealt with: npm run bench -- cold-items [movielens] [goodbooks] [recipe ...] [--validation]. A random fifth of the items is held out with all its likes (ratings of 4 and more); every user's likes
// among the others are the history, all held-out items are ranked, and the list is judged by the user's likes among them. Content: words of title, plot and genres; or of title, authors and genres.

import { als, bpr, ease, graphFilter, itemKnn, withColdItems } from 'penchant/collaborative'
import { CountEncoder, LsaEncoder, TfidfEncoder } from 'penchant/encode'
import { coldItems } from 'penchant/evaluation'
import { worlds } from './adapter/worlds.mjs'
import { report } from './shared/random.mjs'

const K = 20
const words = process.argv.slice(2)
const part = words.includes('--validation') ? 'validation' : 'test'
const every = { als: als(), bpr: bpr(), ease: ease(), itemKnn: itemKnn(), graphFilter: graphFilter() }
const unknown = words.filter((word) => word !== '--validation' && !(word in worlds) && !(word in every))
if (unknown.length > 0) throw new Error(`Not known: ${unknown.join(', ')}.`)
const named = (known) => words.filter((word) => word in known)
const recipes = named(every).length > 0 ? named(every) : Object.keys(every)

for (const name of named(worlds).length > 0 ? named(worlds) : ['movielens', 'goodbooks']) {
  const { items, likes } = worlds[name]()
  // The held-out items of the split, by asking which items training has not.
  const split = coldItems(likes, { test: 0.2, seed: 1 })
  const inner = [...split.train]
  const learned = part === 'test' ? inner : [...coldItems(inner, { test: 0.2, seed: 2 }).train]
  const warm = new Set(learned.map(({ itemId }) => itemId))
  const all = part === 'test' ? likes : inner
  const histories = new Map()
  const relevant = new Map()
  for (const { userId, itemId } of all) {
    const to = warm.has(itemId) ? histories : relevant
    to.set(userId, [...(to.get(userId) ?? []), itemId])
  }
  const cold = [...new Set(all.map(({ itemId }) => itemId))].filter((id) => !warm.has(id))
  const users = [...relevant.keys()].filter((userId) => histories.has(userId))
  console.log(
    `${name}, ${part}: split ${split.hash}, ${warm.size} items known, ${cold.length} cold, ${users.length} users`,
  )

  const measure = (label, listOf) => {
    const [recalls, gains] = [[], []]
    for (const userId of users) {
      const right = new Set(relevant.get(userId))
      const list = listOf(histories.get(userId)).slice(0, K)
      const most = Math.min(K, right.size)
      let [hits, gain, ideal] = [0, 0, 0]
      for (let at = 0; at < K; at++) {
        if (at < most) ideal += 1 / Math.log2(at + 2)
        if (!right.has(list[at])) continue
        hits++
        gain += 1 / Math.log2(at + 2)
      }
      recalls.push(hits / most)
      gains.push(gain / ideal)
    }
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(mean(recalls.map((value) => (value - mean(recalls)) ** 2)) / recalls.length)
    report(
      label,
      `recall@20 ${mean(recalls).toFixed(4)} ± ${deviation.toFixed(4)}, nDCG@20 ${mean(gains).toFixed(4)}`,
      '',
    )
    return recalls
  }

  const known = new Set([...warm, ...cold])
  const described = items.filter(({ id }) => known.has(id))
  const encoder = new TfidfEncoder({ sublinearTf: true, stopWords: 'en' })
  const matrix = await encoder.fitEncode(described.map(({ text }) => text))
  const row = new Map(described.map(({ id }, at) => [id, at]))
  const entries = (id) => {
    const at = row.get(id)
    return at === undefined
      ? []
      : Array.from(matrix.indices.subarray(matrix.indptr[at], matrix.indptr[at + 1]), (term, n) => [
          term,
          matrix.values[matrix.indptr[at] + n],
        ])
  }
  measure('content alone, TF-IDF', (history) => {
    const profile = new Float64Array(matrix.columns)
    for (const id of history) for (const [term, value] of entries(id)) profile[term] += value
    return cold
      .map((id) => [id, entries(id).reduce((sum, [term, value]) => sum + value * profile[term], 0)])
      .sort((a, b) => b[1] - a[1])
      .map(([id]) => id)
  })
  const lsa = new LsaEncoder({ components: 128, sublinearTf: true, stopWords: 'en' })
  const dense = await lsa.fitEncode(described.map(({ text }) => text))
  const vectorOf = (id) => {
    const at = row.get(id)
    const vector = dense.values.subarray(at * dense.columns, (at + 1) * dense.columns)
    const length = Math.hypot(...vector) || 1
    return vector.map((value) => value / length)
  }
  const vectors = new Map(described.map(({ id }) => [id, vectorOf(id)]))
  measure('content alone, LSA of 128 dimensions', (history) => {
    const profile = new Float64Array(dense.columns)
    for (const id of history)
      vectors.get(id)?.forEach((value, j) => {
        profile[j] += value
      })
    return cold
      .map((id) => [id, vectors.get(id)?.reduce((sum, value, j) => sum + value * profile[j], 0) ?? 0])
      .sort((a, b) => b[1] - a[1])
      .map(([id]) => id)
  })
  // Counts of words as features, damped.
  const counter = new CountEncoder({ stopWords: 'en' })
  const counts = await counter.fitEncode(described.map(({ text }) => text))
  const features = described.map(({ id }, at) => {
    const own = {}
    for (let n = counts.indptr[at]; n < counts.indptr[at + 1]; n++)
      own[`w${counts.indices[n]}`] = 1 + Math.log(counts.values[n])
    return { id, features: own }
  })
  for (const label of recipes) {
    const before = process.cpuUsage().user
    const model = await withColdItems(every[label]).fit({ interactions: learned, items: features }, { seed: 1 })
    const seconds = (process.cpuUsage().user - before) / 1e6
    measure(`${label} with cold items, fit ${seconds.toFixed(1)} s`, (history) =>
      model.recommend(history, { k: K, candidates: cold }).map(({ itemId }) => itemId),
    )
  }
}
