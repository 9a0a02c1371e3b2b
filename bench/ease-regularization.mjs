// The regularisation of EASE on validation parts: npm run bench -- ease-regularization [movielens] [goodbooks] [lastfm] [mooc] [filmtrust] [gowalla] [number ...]
// Cut out of the training data alone: of MovieLens and Gowalla (without its published validation file) the newest fifth of each user's items, else a random fifth; at most some 3,000 users, chosen
// evenly; FilmTrust three draws. No number: those of the table. Needs the shared data (PENCHANT_SHARED, or ../shared).

import { resolve } from 'node:path'
import { ease } from 'penchant/collaborative'
import {
  drawnFifth,
  filmtrust,
  goodbooks,
  gowalla,
  lastfm,
  mooc,
  movielens,
  newestFifth,
  validation,
} from './accuracy/splits.mjs'

const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
const sets = {
  movielens: { training: () => [movielens(shared)], heldOf: newestFifth },
  goodbooks: { training: () => [goodbooks(shared, 0)] },
  lastfm: { training: () => [lastfm(shared, 0)] },
  mooc: { training: () => [mooc(shared)] },
  filmtrust: { training: () => [0, 1, 2].map((seed) => filmtrust(shared, seed)), k: 10 },
  gowalla: { training: () => [gowalla(shared, ['train'])], heldOf: newestFifth },
}
const chosen = process.argv.slice(2)
const names = chosen.filter((word) => word in sets)
const numbers = chosen.filter((word) => Number(word) > 0).map(Number)

for (const name of names.length > 0 ? names : Object.keys(sets)) {
  const { training, heldOf = drawnFifth, k = 20 } = sets[name]
  const parts = training().map(({ pairs }) => validation(pairs, heldOf))
  const counts = countsOf(parts[0].pairs)
  const sum = (values) => values.reduce((total, value) => total + value, 0)
  const mean = sum(counts) / counts.length
  const weighted = sum(counts.map((count) => count * count)) / sum(counts)
  console.log(
    `${name}: ${parts[0].pairs.length} pairs, ${counts.length} items, count of an item: mean ${mean.toFixed(1)}, median ${counts[counts.length >> 1]}, of a pair's ${weighted.toFixed(1)}`,
  )
  for (const approximate of name === 'movielens' || name === 'goodbooks' ? ['always', 'auto'] : ['auto'])
    for (const regularization of numbers.length > 0 ? numbers : [300, 100, 50, 20])
      await measure(parts, { approximate, regularization }, k)
}

function countsOf(pairs) {
  const counts = new Map()
  for (const { itemId } of pairs) counts.set(itemId, (counts.get(itemId) ?? 0) + 1)
  return [...counts.values()].sort((a, b) => a - b)
}

async function measure(parts, options, k) {
  const recalls = []
  const ndcgs = []
  let way = ''
  for (const { pairs, tests } of parts) {
    const onProgress = ({ phase }) => {
      way = phase.includes('inverse,') ? phase : way
    }
    const model = await ease(options).fit(pairs, { onProgress })
    const step = Math.max(1, Math.floor(tests.length / 3000))
    for (const { history, relevant } of tests.filter((_, at) => at % step === 0)) {
      const gains = model
        .recommend(history, { k })
        .map(({ itemId }, rank) => (relevant.has(itemId) ? 1 / Math.log2(rank + 2) : 0))
      let ideal = 0
      for (let rank = 0; rank < Math.min(k, relevant.size); rank++) ideal += 1 / Math.log2(rank + 2)
      recalls.push(gains.filter((gain) => gain > 0).length / relevant.size)
      ndcgs.push(gains.reduce((total, gain) => total + gain, 0) / ideal)
    }
  }
  const shown = [recalls, ndcgs].map((values) => {
    const mean = values.reduce((total, value) => total + value, 0) / values.length
    const square = values.reduce((total, value) => total + (value - mean) ** 2, 0)
    return `${mean.toFixed(4)} ± ${(Math.sqrt(square) / values.length).toFixed(4)}`
  })
  console.log(`  ${options.regularization}: recall@${k} ${shown[0]}, NDCG@${k} ${shown[1]} (${way})`)
}
