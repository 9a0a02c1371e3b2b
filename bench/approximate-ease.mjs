// EASE where its inverse is approximated, beside the whole inverse where that fits: npm run bench -- approximate-ease [movielens] [goodbooks] [gowalla]
// On validation parts of the training data alone: MovieLens the newest fifth of each user's, the others a random fifth; at most some 3,000 users, chosen evenly. Needs the shared data (PENCHANT_SHARED, or ../shared).

import { resolve } from 'node:path'
import { ease } from 'penchant/collaborative'
import { drawnFifth, goodbooks, gowalla, movielens, newestFifth, validation } from './accuracy/splits.mjs'
import { report } from './shared/random.mjs'

const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
const splits = { movielens, goodbooks, gowalla }
const chosen = process.argv.slice(2)

for (const name of chosen.length > 0 ? chosen : Object.keys(splits)) {
  const heldOf = name === 'movielens' ? newestFifth : drawnFifth
  const { pairs, tests } = validation(splits[name](shared, name === 'gowalla' ? undefined : 0).pairs, heldOf)
  const users = tests.filter((_, at) => at % Math.max(1, Math.floor(tests.length / 3000)) === 0)
  console.log(`${name}, validation: ${pairs.length} pairs, ${users.length} users`)
  if (name !== 'gowalla') {
    const options = { approximate: 'never', regularization: 300 }
    await measure('the whole inverse, regularization 300', options, pairs, users)
  }
  for (const regularization of [300, 50])
    for (const neighbors of [50, 100]) {
      const label = `${neighbors} neighbours, regularization ${regularization}`
      await measure(label, { approximate: 'always', neighbors, regularization }, pairs, users)
    }
}

async function measure(label, options, pairs, users) {
  const before = process.cpuUsage().user
  let memory = ''
  const onProgress = ({ phase }) => {
    memory = phase.match(/\d+ MB$/)?.[0] ?? memory
  }
  const model = await ease(options).fit(pairs, { onProgress })
  const seconds = (process.cpuUsage().user - before) / 1e6
  const recalls = users.map(({ history, relevant }) => {
    const list = model.recommend(history, { k: 20 })
    return list.filter(({ itemId }) => relevant.has(itemId)).length / relevant.size
  })
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const error = Math.sqrt(mean(recalls.map((value) => (value - mean(recalls)) ** 2)) / recalls.length)
  const figures = `recall@20 ${mean(recalls).toFixed(4)} ± ${error.toFixed(4)}, fit ${seconds.toFixed(1)} s of processor time`
  report(label, figures, `${memory} while training, model ${(model.bytes / 1e6).toFixed(0)} MB`)
}
