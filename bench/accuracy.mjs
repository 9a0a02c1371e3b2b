// Accuracy on public data, one command a row: npm run bench -- accuracy NAME [recipe ...]
// NAME: beauty, toys, sports (leave one out), gowalla (published split), filmtrust (random 80/20, five seeds); movielens (the newest fifth of each user), goodbooks, lastfm (a random fifth of each user),
// mooc (the files' split), or `all` for these four with every model. Recipes: names of penchant/collaborative with their defaults; `auto` has 60 seconds, on gowalla 120.
// Where a data set describes its items (beauty, toys, sports: brand and categories), recipes are given that too; --no-items leaves it out.
// Needs the shared data (PENCHANT_SHARED, or ../shared).

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { amazon, filmtrust, goodbooks, gowalla, lastfm, mooc, movielens } from './accuracy/splits.mjs'

const collaborative = await import('../dist/collaborative.js')
const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
if (!existsSync(shared)) throw new Error(`${shared} is missing: see the head of bench/accuracy.mjs.`)
const words = process.argv.slice(2)
const withItems = !words.includes('--no-items')
const [name, ...chosen] = words.filter((word) => word !== '--no-items')
const everyModel = [
  'popularity',
  'itemKnn',
  'userKnn',
  'transitionKnn',
  'sessionKnn',
  'graphFilter',
  'ease',
  'edlae',
  'als',
  'bpr',
  'warp',
  'sampledSoftmax',
  'item2vec',
  'auto',
]
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
  gowalla: {
    split: () => gowalla(shared),
    recipes: ['popularity', 'itemKnn', 'graphFilter', 'auto'],
    k: 20,
    seconds: 120,
  },
  movielens: { split: () => movielens(shared), recipes: everyModel, k: 20 },
  goodbooks: { split: (seed) => goodbooks(shared, seed), recipes: everyModel, k: 20 },
  lastfm: { split: (seed) => lastfm(shared, seed), recipes: everyModel, k: 20 },
  mooc: { split: () => mooc(shared), recipes: everyModel, k: 20 },
}
const names = name === 'all' ? ['movielens', 'goodbooks', 'lastfm', 'mooc'] : [name]
for (const one of names) {
  if (tables[one] === undefined) throw new Error(`Name a table: ${[...Object.keys(tables), 'all'].join(', ')}.`)
  await print(one, tables[one])
}

async function print(name, table) {
  const { seeds = [0], seconds = 60 } = table
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
    for (const [at, split] of splits.entries())
      rows.push(await measure(recipe, recipe === 'auto' ? { seconds } : {}, split, seeds[at], table.k))
    const mean = (field) => rows.reduce((sum, row) => sum + row[field], 0) / rows.length
    const deviation = (field) =>
      Math.sqrt(rows.reduce((sum, row) => sum + (row[field] - mean(field)) ** 2, 0) / (rows.length - 1))
    const shown = ['recall', 'ndcg'].map((field) => {
      // Over splits the deviation, over the users of one the standard error.
      const around = rows.length > 1 ? deviation(field) : rows[0][`${field}Error`]
      return `${mean(field).toFixed(4)} ± ${around.toFixed(4)}`
    })
    const choices = [...new Set(rows.flatMap(({ choice }) => choice ?? []))]
    const label = choices.length > 0 ? `${recipe} (${choices.join(', ')})` : recipe
    console.log(`| ${label} | ${shown.join(' | ')} | ${mean('seconds').toFixed(1)} |`)
  }
}

/** The recipes by name and weight out of the id of what was chosen. */
function short(id) {
  const found = [...id.matchAll(/(\w+)@\d+\(/g)].map(([, recipe]) => recipe).filter((recipe) => recipe !== 'blend')
  const weights = id.startsWith('blend@')
    ? [...id.matchAll(/"weight":([\d.]+)\}/g)].map(([, weight]) => ` x ${weight}`)
    : []
  return found.map((recipe, at) => recipe + (weights[at] ?? '')).join(' + ')
}

async function measure(recipe, options, { pairs, items, tests }, seed, k) {
  const begin = performance.now()
  const model = await collaborative[recipe](options).fit({ interactions: pairs, items }, { seed })
  const seconds = (performance.now() - begin) / 1000
  const recalls = []
  const ndcgs = []
  for (const { history, relevant } of tests) {
    const wanted = new Set(relevant)
    let found = 0
    let gain = 0
    for (const [rank, { itemId }] of model.recommend(history, { k }).entries()) {
      if (!wanted.has(itemId)) continue
      found += 1
      gain += 1 / Math.log2(rank + 2)
    }
    let ideal = 0
    for (let rank = 0; rank < Math.min(k, wanted.size); rank += 1) ideal += 1 / Math.log2(rank + 2)
    recalls.push(found / wanted.size)
    ndcgs.push(gain / ideal)
  }
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const error = (values) => {
    const middle = mean(values)
    return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) / (values.length - 1))
  }
  return {
    recall: mean(recalls),
    ndcg: mean(ndcgs),
    recallError: error(recalls),
    ndcgError: error(ndcgs),
    seconds,
    choice: model.chosen && short(model.chosen),
  }
}
