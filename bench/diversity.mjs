// What `diversity` costs and gives: npm run bench -- diversity [validate] [plots] [movielens | goodbooks]
// A recommender as an app has it, without and with a collaborative model, after fit(); a fifth of each user's likes is held out (see shared/held-out.mjs). Of the users of odd place up to 600 are asked for 20 items at each diversity; with
// `validate` of those of even place, on whom the choice behind `diversity` was made. Recall@20 is the share of what was held out that is in the list, of 20 at most; distances are the means over pairs of a list, by
// genres (1 - Jaccard index) and by the built-in encoder's meaning of the texts (1 - cosine); coverage is the share of the catalogue that is in any list. With `plots` the picture of the guide is drawn.

import { writeFileSync } from 'node:fs'
import { Recommender } from 'penchant'
import { ease } from 'penchant/collaborative'
import { categoryDistance, cosineDistance, coverage, intraListDistance, pairedTest } from 'penchant/evaluation'
import { semanticEncoder } from 'penchant/static'
import { picture } from './diversity/picture.mjs'
import { heldOutWorlds } from './shared/held-out.mjs'

const K = 20
const USERS = 600
const LEVELS = Array.from({ length: 11 }, (_, at) => at / 10)
const settings = { 'without a model': {}, 'with EASE': { collaborative: ease() } }
const words = process.argv.slice(2)
const odd = words.includes('validate') ? 0 : 1
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
const change = (value, base) => `${value >= base ? '+' : ''}${((value / base - 1) * 100).toFixed(1)} %`
const points = []

for (const [world, read] of Object.entries(heldOutWorlds)) {
  if (words.some((word) => word in heldOutWorlds) && !words.includes(world)) continue
  const { items, describe, train, hidden, now } = read()
  const described = items.map(describe)
  const byGenre = categoryDistance(new Map(items.map(({ id }, at) => [id, described[at].tags])))
  const byMeaning = cosineDistance(await meanings(items, described))
  const asked = [...hidden].filter((_, at) => at % 2 === odd).slice(0, USERS)
  for (const [setting, options] of Object.entries(settings)) {
    const recommender = new Recommender({ describe, clock: () => now, ...options })
    await recommender.addItems(items)
    await recommender.observe(train)
    await recommender.fit()
    console.log(`\n${world}, ${setting}: ${items.length} items, ${asked.length} users\n`)
    console.log(
      '| diversity | recall@20 | change | p | distance by genres | change | by meaning | change | coverage | change |',
    )
    console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
    let base
    for (const diversity of LEVELS) {
      const lists = []
      const recalls = []
      for (const [userId, wanted] of asked) {
        const list = await recommender.recommend({ userId, k: K, diversity, explain: false })
        const ids = list.items.map(({ itemId }) => itemId)
        lists.push(ids)
        recalls.push(ids.filter((id) => wanted.has(id)).length / Math.min(K, wanted.size))
      }
      const found = {
        recall: mean(recalls),
        genres: mean(lists.map((list) => intraListDistance(list, byGenre, { k: K }))),
        meaning: mean(lists.map((list) => intraListDistance(list, byMeaning, { k: K }))),
        coverage: coverage(
          lists,
          items.map(({ id }) => id),
          { k: K },
        ),
        recalls,
      }
      base ??= found
      const p = diversity === 0 ? '' : pairedTest(recalls, base.recalls, { resamples: 9999 }).toFixed(3)
      const told = ['genres', 'meaning', 'coverage'].map(
        (name) => `${found[name].toFixed(3)} | ${change(found[name], base[name])}`,
      )
      console.log(
        `| ${diversity} | ${found.recall.toFixed(4)} | ${change(found.recall, base.recall)} | ${p} | ${told.join(' | ')} |`,
      )
      const relative = (name) => (found[name] / base[name] - 1) * 100
      for (const [measure, name] of Object.entries({
        'recall@20': 'recall',
        distance: 'genres',
        coverage: 'coverage',
      }))
        points.push({ panel: `${world}, ${setting}`, diversity, measure, percent: relative(name) })
    }
  }
}

if (words.includes('plots'))
  writeFileSync(new URL('../docs/guides/pictures/diversity.svg', import.meta.url), picture(points))

async function meanings(items, described) {
  const encoder = await semanticEncoder()
  const vectors = new Map()
  for (let from = 0; from < items.length; from += 2000) {
    const texts = described.slice(from, from + 2000).map(({ text }) => Object.values(text).join('. '))
    const { values, columns } = await encoder.encode(texts)
    for (let at = 0; at < texts.length; at++)
      vectors.set(items[from + at].id, values.slice(at * columns, (at + 1) * columns))
  }
  return vectors
}
