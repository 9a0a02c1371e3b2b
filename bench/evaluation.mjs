// Figures of many lists: npm run bench -- evaluation
// 100,000 users, lists of 20 of 20,000 items, one to ten right items a user, ten metrics with intervals, one thread. RUNS sets how often (5).

import { evaluateLists } from 'penchant/evaluation'

const runs = Number(process.env.RUNS ?? 5)
const [users, items, k] = [100_000, 20_000, 20]
let state = 1
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
const ids = Array.from({ length: items }, (_, item) => `item-${item}`)
const popularity = new Map(ids.map((id, item) => [id, Math.ceil(users / (item + 10))]))
const one = () => ids[Math.floor(items * random() ** 2)]
const lists = []
const relevant = []
for (let user = 0; user < users; user++) {
  const list = new Set()
  while (list.size < k) list.add(one())
  lists.push([...list])
  const right = new Set()
  for (let at = 1 + Math.floor(random() * 10); at > 0; at--) right.add(one())
  relevant.push(right)
}
const metrics = [
  'ndcg',
  'recall',
  'precision',
  'hitRate',
  'averagePrecision',
  'reciprocalRank',
  'coverage',
  'gini',
  'novelty',
  'personalization',
]

const seconds = []
const processor = []
for (let run = 0; run < runs; run++) {
  const start = performance.now()
  const used = process.cpuUsage()
  const report = evaluateLists({ lists, relevant, catalogue: ids, popularity, users }, { k, metrics })
  seconds.push((performance.now() - start) / 1000)
  const { user, system } = process.cpuUsage(used)
  processor.push((user + system) / 1e6)
  if (run === 0)
    for (const [name, { value }] of Object.entries(report.metrics)) console.log(name.padEnd(20), value.toFixed(5))
}
// All threads of the process, the garbage collector's among them: what one core alone would need.
const told = (values) => {
  values.sort((a, b) => a - b)
  return `min ${values[0].toFixed(2)} s, median ${values[Math.floor(runs / 2)].toFixed(2)} s`
}
console.log(`\n${users} users, lists of ${k}, ${metrics.length} metrics (bar: < 2 s on one core)`)
console.log(`by the clock: ${told(seconds)}; processor time: ${told(processor)}`)
