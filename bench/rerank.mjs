// How long re-rankers take over 1,000 candidates of 384 dimensions, for a list of 20: npm run bench -- rerank

import { dpp, maxPerAttribute, mmr, pipeline } from 'penchant/rerank'
import { seeded } from './shared/random.mjs'

const CANDIDATES = 1000
const DIMENSIONS = 384
const K = 20
const RUNS = 60

const random = seeded(1)
const candidates = Array.from({ length: CANDIDATES }, (_, at) => ({
  itemId: String(at),
  score: random(),
  attributes: { author: String(at % 100) },
  vector: Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5),
})).sort((a, b) => b.score - a.score)

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1]
for (const [name, rerank] of Object.entries({
  mmr: mmr(),
  dpp: dpp(),
  'cap + mmr': pipeline(maxPerAttribute('author', 2), mmr()),
})) {
  const times = []
  for (let run = 0; run < RUNS + 20; run++) {
    const start = performance.now()
    await rerank(candidates, { k: K })
    if (run >= 20) times.push(performance.now() - start)
  }
  console.log(`${name.padEnd(10)} median ${median(times).toFixed(2)} ms, lowest ${times[0].toFixed(2)} ms`)
}
