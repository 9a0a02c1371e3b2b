/**
 * Words and meaning together in a whole Recommender, with labels and popularity: `npm run bench -- fused`, or with `choose` on the half of the users on which the default weights were chosen, and with more of them.
 * Goodbooks and MovieLens (shared/held-out.mjs); of every second user 250 evenly spaced ones are asked for 20 items; recall@20 is the share of what was held out that is in the list, of 20 at most. Needs the shared data.
 */
import { Recommender } from 'penchant'
import { heldOutWorlds } from './shared/held-out.mjs'

const USERS = 250
const K = 20
const chooses = process.argv.includes('choose')
const both = { words: 'tfidf', meaning: 'semantic' }
const weights = (words, meaning) => ({ encoder: both, rank: { weights: { words, meaning } } })
const settings = {
  'TF-IDF alone': {},
  'words and meaning, defaults': { encoder: both },
  '1 : 1': weights(1, 1),
  ...(chooses && {
    '.6 : .6': weights(0.6, 0.6),
    '.3 : .3': weights(0.3, 0.3),
    '.45 : .15': weights(0.45, 0.15),
    '.15 : .45': weights(0.15, 0.45),
  }),
}

for (const [name, read] of Object.entries(heldOutWorlds)) {
  const { items, describe, train, hidden, now } = read()
  const half = [...hidden.keys()].filter((_, at) => at % 2 === (chooses ? 0 : 1))
  const count = Math.min(USERS, half.length)
  const users = Array.from({ length: count }, (_, n) => half[Math.floor((n * half.length) / count)])
  console.log(
    `\n${name}: ${items.length} items, ${count} users\n\n| weights | recall@20 | standard error |\n| --- | ---: | ---: |`,
  )
  for (const [title, options] of Object.entries(settings)) {
    const recommender = new Recommender({ describe, clock: () => now, ...options })
    await recommender.addItems(items)
    await recommender.observe(train)
    const recalls = []
    for (const userId of users) {
      const { items: list } = await recommender.recommend({ userId, k: K, explain: false })
      const wanted = hidden.get(userId)
      recalls.push(list.filter(({ itemId }) => wanted.has(itemId)).length / Math.min(K, wanted.size))
    }
    const mean = recalls.reduce((sum, recall) => sum + recall, 0) / count
    const variance = recalls.reduce((sum, recall) => sum + (recall - mean) ** 2, 0) / (count - 1)
    console.log(`| ${title} | ${mean.toFixed(4)} | ${Math.sqrt(variance / count).toFixed(4)} |`)
  }
}
