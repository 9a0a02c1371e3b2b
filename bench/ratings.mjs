// How near predicted ratings come to held-out ones: npm run bench -- ratings. MovieLens, a random fifth of the ratings held out; the peer, myfm (Gibbs sampling, C++), gets the same.
// Needs ../shared/data (or PENCHANT_SHARED), and Python for the peer, which is installed on first use (shared/python.mjs). FACTORS=8 EPOCHS=100 SEED=1 to try others; VALID=1 holds out of the training part instead.

import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { biasedMf, factorizationMachine } from 'penchant/collaborative'
import { Peer } from './shared/peer.mjs'
import { report, seeded } from './shared/random.mjs'

const FOLDER = `${process.env.PENCHANT_SHARED ?? '../shared'}/data/movielens-latest-small/`
const [factors, epochs, seed] = [process.env.FACTORS ?? 16, process.env.EPOCHS ?? 100, process.env.SEED ?? 1].map(
  Number,
)

const table = (name) =>
  gunzipSync(readFileSync(`${FOLDER}${name}`))
    .toString()
    .trim()
    .split(/\r?\n/)
    .slice(1)

function heldOut(ratings, random) {
  const parts = { known: [], held: [] }
  for (const rating of ratings) parts[random() < 0.2 ? 'held' : 'known'].push(rating)
  return parts
}

async function timed(work) {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: (performance.now() - start) / 1e3, processor: (user + system) / 1e6, result }
}

const rootMeanSquare = (predicted, held) =>
  Math.sqrt(held.reduce((sum, { value }, at) => sum + (predicted[at] - value) ** 2, 0) / held.length)

const byUser = (ratings) => {
  const users = new Map()
  for (const rating of ratings) {
    if (!users.has(rating.userId)) users.set(rating.userId, [])
    users.get(rating.userId).push(rating)
  }
  return users
}

/** Each held rating out of its user's known ones, folded in. */
function foldedIn(model, known, held) {
  const histories = byUser(known)
  const predicted = new Map()
  for (const [userId, ratings] of byUser(held)) {
    const scores = model.score(
      histories.get(userId) ?? [],
      ratings.map(({ itemId }) => itemId),
    )
    for (const [at, rating] of ratings.entries()) predicted.set(rating, scores[at])
  }
  return held.map((rating) => predicted.get(rating))
}

const line = (name, predicted, held, run) =>
  report(
    name,
    `RMSE ${rootMeanSquare(predicted, held).toFixed(4)}`,
    run === undefined ? '' : `processor ${run.processor.toFixed(1)} s, wall ${run.wall.toFixed(1)} s`,
  )

if (!existsSync(`${FOLDER}ratings.csv.gz`)) {
  console.error(`There is no ${FOLDER}; set PENCHANT_SHARED.`)
  process.exit(1)
}
const ratings = table('ratings.csv.gz').map((row) => {
  const [userId, itemId, value] = row.split(',')
  return { userId, itemId, value: Number(value) }
})
const items = table('movies.csv.gz').map((row) => ({
  id: row.slice(0, row.indexOf(',')),
  features: row.slice(row.lastIndexOf(',') + 1).split('|'),
}))
const whole = heldOut(ratings, seeded(seed))
const { known, held } = process.env.VALID ? heldOut(whole.known, seeded(seed + 1)) : whole
const peer = await Peer.start(['myfm', 'numpy', 'scipy'], 'bench/ratings_peer.py')
console.log(
  `${known.length} ratings known, ${held.length} held out; peer: ${peer.versions}; ${factors} factors, ${epochs} sweeps`,
)

const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length
line(
  'the mean rating',
  held.map(() => mean),
  held,
)
const familiar = new Set(known.map(({ itemId }) => itemId))
const among = held.filter(({ itemId }) => familiar.has(itemId))
{
  const run = await timed(() => biasedMf({ factors }).fit(known, { seed }))
  line('biasedMf, folded in, known items', foldedIn(run.result, known, among), among, run)
}
for (const [name, data] of [
  ['factorizationMachine', { interactions: known }],
  ['factorizationMachine, genres', { interactions: known, items }],
]) {
  const run = await timed(() => factorizationMachine({ factors, epochs }).fit(data, { seed }))
  line(name, run.result.predict(held), held, run)
  line(`${name}, known items`, run.result.predict(among), among)
  line(`${name}, folded in, known items`, foldedIn(run.result, known, among), among)
  const start = performance.now()
  const history = known.filter(({ userId }) => userId === known[0].userId)
  for (let turn = 0; turn < 20; turn++) run.result.recommend(history)
  report(`${name}, a list for ${history.length} ratings`, `${((performance.now() - start) / 20).toFixed(1)} ms`, '')
}
for (const genres of [false, true]) {
  const features = genres ? items.map(({ id, features: names }) => [id, names]) : []
  const job = { known: known.map(Object.values), held: held.map(Object.values), features, factors, epochs, seed }
  const run = await peer.run(job)
  line(genres ? 'myfm, genres' : 'myfm', run.predicted, held, run)
}
peer.stop()
