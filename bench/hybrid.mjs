// What collaborative models and fitted weights add to a recommender: npm run bench -- hybrid [goodbooks | movielens]
// A fifth of each reader's ratings of 4 and more is held out (by seed; on MovieLens the newest fifth of each user's), everybody is asked for 20 items; recall@20 is the share of what was held
// out that is in the list, of 20 at most. Needs the shared data (PENCHANT_SHARED, or ../shared) for MovieLens.

import { Recommender } from 'penchant'
import { ease, itemKnn } from 'penchant/collaborative'
import { heldOutWorlds } from './shared/held-out.mjs'

const K = 20

const settings = {
  'popular alone': { rank: { weights: { content: 0, tags: 0, attributes: 0, vector: 0, fresh: 0 } } },
  'content, tags, attributes alone': { rank: { weights: { popular: 0, fresh: 0 } } },
  default: {},
  'with item-kNN': { collaborative: itemKnn() },
  'with EASE': { collaborative: ease() },
  "'auto'": { collaborative: 'auto' },
}

const wanted = process.argv.slice(2)
for (const [name, read] of Object.entries(heldOutWorlds)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { items, describe, train, hidden, now } = read()
  console.log(`\n${name}: ${items.length} items, ${train.length} events, ${hidden.size} users with something held out`)
  console.log(
    '| setting | recall@20 | standard error | fit, s | weights fitted (nDCG@20 of few, many) |\n| --- | ---: | ---: | ---: | --- |',
  )
  for (const [setting, options] of Object.entries(settings)) {
    const recommender = new Recommender({ describe, clock: () => now, ...options })
    await recommender.addItems(items)
    await recommender.observe(train)
    const start = performance.now()
    const { parts } = await recommender.fit()
    const seconds = (performance.now() - start) / 1000
    const recalls = []
    for (const [userId, wantedItems] of hidden) {
      const list = await recommender.recommend({ userId, k: K, explain: false })
      recalls.push(list.items.filter(({ itemId }) => wantedItems.has(itemId)).length / Math.min(K, wantedItems.size))
    }
    const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
    const variance = recalls.reduce((sum, recall) => sum + (recall - mean) ** 2, 0) / (recalls.length - 1)
    const quality = parts.find((part) => part.name === 'weights')?.quality
    const shown = quality
      ? `${quality.ndcgFew.toFixed(3)} (${quality.ndcgFewDefault.toFixed(3)}), ${quality.ndcgMany.toFixed(3)} (${quality.ndcgManyDefault.toFixed(3)})`
      : ''
    console.log(
      `| ${setting} | ${mean.toFixed(4)} | ${Math.sqrt(variance / recalls.length).toFixed(4)} | ${seconds.toFixed(1)} | ${shown} |`,
    )
  }
}
