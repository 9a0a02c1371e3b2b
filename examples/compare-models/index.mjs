/**
 * Which model fits your data? Several, side by side, on behaviour that none of them has seen: the 3,000 most read books of the Goodbooks sample, a fifth of what each reader liked held out.
 *
 *   node examples/compare-models/index.mjs
 */
import { als, blend, ease, graphFilter, itemKnn, popularity, userKnn } from 'penchant/collaborative'
import { compare, perUserSplit } from 'penchant/evaluation'
import { readRatings } from '../shared/goodbooks.mjs'

const BOOKS = 3000

const liked = readRatings().filter(({ value }) => value >= 4)
const readers = new Map()
for (const { itemId } of liked) readers.set(itemId, (readers.get(itemId) ?? 0) + 1)
const known = new Set([...readers.keys()].sort((a, b) => readers.get(b) - readers.get(a)).slice(0, BOOKS))
const pairs = liked.filter(({ itemId }) => known.has(itemId)).map(({ userId, itemId }) => ({ userId, itemId }))

const models = {
  popularity: popularity(),
  userKnn: userKnn(),
  itemKnn: itemKnn(),
  als: als(),
  graphFilter: graphFilter(),
  ease: ease(),
  'graphFilter + itemKnn': blend([{ recipe: graphFilter() }, { recipe: itemKnn() }]),
}
const baseline = 'ease'

// Each of the others is tested against one, by one metric: fewer tests need less correction.
const report = await compare(models, perUserSplit(pairs, { test: 0.2, seed: 1 }), {
  k: 10,
  metrics: ['ndcg', 'recall', 'coverage'],
  baseline,
  tested: ['ndcg@10'],
})

const { split, userIds } = report.reports[0]
console.log(`${pairs.length} likes; ${userIds.length} readers were asked for 10 books each; split ${split.hash}\n`)
print(['model', 'ndcg@10', '95 % interval', 'recall@10', '95 % interval', 'books in any list'])
for (const { name, metrics } of report.reports) {
  const { 'ndcg@10': ndcg, 'recall@10': recall, 'coverage@10': coverage } = metrics
  const share = `${(100 * coverage.value).toFixed(0)} %`
  print([name, figure(ndcg.value), interval(ndcg), figure(recall.value), interval(recall), share])
}

console.log(
  `\nHow far each is from ${baseline}, reader by reader; * marks what chance alone would hardly give (Holm)\n`,
)
for (const { to, value, low, high, corrected } of report.differences)
  print([to, figure(value), interval({ low, high }), corrected < 0.05 ? '*' : ''])

function print([first, ...others]) {
  console.log([first.padEnd(22), ...others.map((text) => text.padEnd(15))].join(' ').trimEnd())
}
function figure(value) {
  return value.toFixed(4).replace(/0(?=\.)/, '')
}
function interval({ low, high }) {
  return `${figure(low)} to ${figure(high)}`
}
