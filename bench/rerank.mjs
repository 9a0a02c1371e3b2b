// How long re-rankers take over 1,000 candidates of 384 dimensions, for a list of 20, and feedback over the 200 that a recommender passes on: npm run bench -- rerank

import { dpp, FeedbackReranker, maxPerAttribute, mmr, pipeline } from 'penchant/rerank'
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
async function measure(name, rerank) {
  const times = []
  for (let run = 0; run < RUNS + 20; run++) {
    const start = process.cpuUsage()
    await rerank()
    const { user, system } = process.cpuUsage(start)
    if (run >= 20) times.push((user + system) / 1000)
  }
  console.log(
    `${name.padEnd(24)} median ${median(times).toFixed(2)} ms of the processor, lowest ${times[0].toFixed(2)} ms`,
  )
}
for (const [name, rerank] of Object.entries({
  mmr: mmr(),
  dpp: dpp(),
  'cap + mmr': pipeline(maxPerAttribute('author', 2), mmr()),
}))
  await measure(name, () => rerank(candidates, { k: K }))

/** 30 words of 50,000, as TF-IDF has them. */
function sparse() {
  const indices = Int32Array.from(new Set(Array.from({ length: 30 }, () => Math.floor(random() ** 3 * 50_000)))).sort()
  return { indices, values: Float64Array.from(indices, random) }
}
const SHOWN = 200
const SAID = 100
for (const [kind, vectorOf] of [
  ['dense', (at) => candidates[at].vector],
  ['sparse', sparse],
]) {
  const list = candidates.slice(0, SHOWN).map((one, at) => ({ ...one, vector: vectorOf(at) }))
  const feedback = Array.from({ length: SAID }, (_, at) => ({
    itemId: `said-${at}`,
    weight: at % 4 === 0 ? -1 : 1,
    attributes: { author: String(at) },
    vector: vectorOf(SHOWN + at),
  }))
  const reranker = new FeedbackReranker()
  reranker.learn(list.slice(0, K), feedback, [{ itemId: list[0].itemId, reward: 1 }], { userId: 'ann' })
  await measure(`feedback, ${kind}`, () => reranker.rerank(list, feedback, { userId: 'ann' }))
}
