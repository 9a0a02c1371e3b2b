// Accuracy on public data, one command a row: npm run bench -- accuracy NAME [recipe ...]
// NAME: beauty, toys, sports (leave one out), gowalla (published split), filmtrust (random 80/20, five seeds). Recipes: names of penchant/collaborative with their defaults.
// Where a data set describes its items (beauty, toys, sports: brand and categories), recipes are given that too; --no-items leaves it out.
// Needs the shared data (PENCHANT_SHARED, or ../shared).

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { amazon, filmtrust, gowalla } from './accuracy/splits.mjs'

const collaborative = await import('../dist/collaborative.js')
const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
if (!existsSync(shared)) throw new Error(`${shared} is missing: see the head of bench/accuracy.mjs.`)
const words = process.argv.slice(2)
const withItems = !words.includes('--no-items')
const [name, ...chosen] = words.filter((word) => word !== '--no-items')
const tables = {
  beauty: { split: () => amazon(shared, 'beauty'), recipes: ['popularity', 'itemKnn', 'transitionKnn'], k: 10 },
  toys: { split: () => amazon(shared, 'toys'), recipes: ['popularity', 'itemKnn', 'transitionKnn'], k: 10 },
  sports: { split: () => amazon(shared, 'sports'), recipes: ['popularity', 'itemKnn', 'transitionKnn'], k: 10 },
  filmtrust: {
    split: (seed) => filmtrust(shared, seed),
    recipes: ['popularity', 'itemKnn', 'userKnn', 'graphFilter', 'ease', 'edlae'],
    k: 10,
    seeds: [0, 1, 2, 3, 4],
  },
  gowalla: { split: () => gowalla(shared), recipes: ['popularity', 'itemKnn', 'graphFilter'], k: 20 },
}
const table = tables[name]
if (table === undefined) throw new Error(`Name a table: ${Object.keys(tables).join(', ')}.`)

const { seeds = [0] } = table
const splits = seeds.map((seed) => {
  const { pairs, tests, items = [] } = table.split(seed)
  const hash = createHash('sha256')
  for (const { userId, itemId } of pairs) hash.update(`${userId} ${itemId}\n`)
  for (const { history, relevant } of tests) hash.update(`${history.join(' ')} | ${relevant.join(' ')}\n`)
  const split = { pairs, tests, items: withItems ? items : [] }
  const sizes = `${pairs.length} training pairs, ${tests.length} test users, ${split.items.length} described items`
  console.log(`${name}: ${sizes}, seed ${seed}, split ${hash.digest('hex').slice(0, 16)}`)
  return split
})
console.log(
  `\n| recipe | recall@${table.k} (hit rate with one item) | NDCG@${table.k} | fit, s |\n| --- | --- | --- | --- |`,
)

for (const recipe of chosen.length > 0 ? chosen : table.recipes) {
  const rows = []
  for (const [at, split] of splits.entries()) rows.push(await measure(recipe, split, seeds[at]))
  const mean = (field) => rows.reduce((sum, row) => sum + row[field], 0) / rows.length
  const deviation = (field) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[field] - mean(field)) ** 2, 0) / (rows.length - 1))
  const shown = ['recall', 'ndcg'].map(
    (field) => mean(field).toFixed(4) + (rows.length > 1 ? ` ± ${deviation(field).toFixed(4)}` : ''),
  )
  const choices = [...new Set(rows.flatMap(({ choice }) => choice ?? []))]
  const label = choices.length > 0 ? `${recipe} (${choices.join(', ')})` : recipe
  console.log(`| ${label} | ${shown.join(' | ')} | ${mean('seconds').toFixed(1)} |`)
}

async function measure(recipe, { pairs, items, tests }, seed) {
  const begin = performance.now()
  const model = await collaborative[recipe]().fit({ interactions: pairs, items }, { seed })
  const seconds = (performance.now() - begin) / 1000
  let recall = 0
  let ndcg = 0
  for (const { history, relevant } of tests) {
    const wanted = new Set(relevant)
    let found = 0
    let gain = 0
    for (const [rank, { itemId }] of model.recommend(history, { k: table.k }).entries()) {
      if (!wanted.has(itemId)) continue
      found += 1
      gain += 1 / Math.log2(rank + 2)
    }
    let ideal = 0
    for (let rank = 0; rank < Math.min(table.k, wanted.size); rank += 1) ideal += 1 / Math.log2(rank + 2)
    recall += found / wanted.size
    ndcg += gain / ideal
  }
  return { recall: recall / tests.length, ndcg: ndcg / tests.length, seconds, choice: model.chosen }
}
