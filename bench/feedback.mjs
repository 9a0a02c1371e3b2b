/**
 * What feedback, exploration and several interests are worth: `npm run bench -- feedback` prints all parts; with names (replay, simulation, openbandit, interests, moments) those alone. With `validate` settings are
 * compared on the parts that are for choosing. Needs the shared data: `PENCHANT_SHARED`, or `../shared` beside the project. Figures are metrics, not times.
 */
import { pairedTest } from 'penchant/evaluation'
import { openBandit, simulation } from './feedback/bandits.mjs'
import { interests } from './feedback/interests.mjs'
import { moments } from './feedback/moments.mjs'
import { replay } from './feedback/replay.mjs'
import { bingNews, movieLens } from './feedback/worlds.mjs'

/** Bing news has no times: its order is drawn so often, and a user's figures are means over the draws, so that chance of the order does not hide what is learned. */
const DRAWS = 20
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

const names = process.argv.slice(2)
const validates = names.includes('validate')
const parts = {
  replay: replays,
  simulation,
  openbandit: openBandit,
  interests: () => interests(validates),
  moments: () => moments(validates),
}
const wanted = names.filter((name) => name in parts)
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  console.log(`\n${name}\n`)
  await parts[name]()
}

async function replays() {
  const grid = [{}]
  if (validates) {
    for (const variance of [0.1, 0.3, 3]) grid.push({ variance })
    for (const appealVariance of [0.03, 0.3, 1]) grid.push({ appealVariance })
    for (const userVariance of [0.001, 0.2]) grid.push({ userVariance })
    for (const disliked of [-1.5, -3])
      grid.push(
        { weights: { liked: 3, disliked } },
        { weights: { liked: 3, disliked }, variance: 0.3, userVariance: 0.001 },
      )
  }
  console.log('| log | settings | users | nDCG before | after | p | log-loss before | after | p |')
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const [title, draws] of [
    ['Bing news', await Promise.all(Array.from({ length: DRAWS }, (_, draw) => bingNews(draw)))],
    ['MovieLens', [await movieLens()]],
  ]) {
    for (const options of grid) {
      const found = draws.map((lists) =>
        replay(validates ? lists.filter(({ test }) => !test) : lists, options, ({ test }) => validates || test),
      )
      const [ndcgBefore, ndcgAfter, lossBefore, lossAfter] = ['ndcgBefore', 'ndcgAfter', 'lossBefore', 'lossAfter'].map(
        (name) => meansByUser(found.map((one) => one[name])),
      )
      const p = (before, after) => pairedTest(before, after, { resamples: 9999 }).toFixed(4)
      const said = (values) => mean(values).toFixed(4)
      console.log(
        `| ${title} | ${JSON.stringify(options)} | ${ndcgBefore.length} | ${said(ndcgBefore)} | ${said(ndcgAfter)} | ${p(ndcgBefore, ndcgAfter)} | ${said(lossBefore)} | ${said(lossAfter)} | ${p(lossBefore, lossAfter)} |`,
      )
      if (!validates)
        console.log(
          Object.entries(found[0].weights)
            .map(([name, weight]) => `${name} ${weight.toFixed(2)}`)
            .join(', '),
        )
    }
  }
}

/** The mean of each user over the draws in which they are, in one order for all that is measured of the same users. */
function meansByUser(draws) {
  const values = new Map()
  for (const draw of draws) {
    for (const [userId, value] of draw) values.set(userId, [...(values.get(userId) ?? []), value])
  }
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => mean(own))
}
