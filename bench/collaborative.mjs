// Collaborative models side by side with their peers, one thread each, ALS and EASE with two as well: npm run bench -- collaborative [knn] [als] [bpr] [ease] [foldin] [update] [quality]
// Peers run in the same minutes, turn about, in one Python process; processor time stands beside wall time, since on a busy machine only the former can be compared.
// Needs ../shared/data (or PENCHANT_SHARED), and Python for the peers (implicit, numpy), which are installed on first use (shared/python.mjs).

import { existsSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { gunzipSync } from 'node:zlib'
import { als, bpr, ease, itemKnn } from 'penchant/collaborative'
import { Peer } from './shared/peer.mjs'
import { percentile, report, seeded } from './shared/random.mjs'

const SHARED = process.env.PENCHANT_SHARED ?? '../shared'
const GOWALLA = `${SHARED}/data/gowalla-lightgcn/`
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const FACTORS = 64
const chosen = process.argv.slice(2)
const sections = chosen.length > 0 ? chosen : ['knn', 'als', 'bpr', 'ease', 'foldin', 'update', 'quality']

function readGowalla() {
  return ['train', 'valid'].flatMap((part) =>
    gunzipSync(readFileSync(`${GOWALLA}${part}.txt.gz`))
      .toString()
      .split('\n')
      .flatMap((line) => {
        const [userId, ...items] = line.trim().split(' ')
        return items.map((itemId) => ({ userId, itemId }))
      }),
  )
}

/** Seconds on the clock and of the processor, all threads of the process together. */
async function timed(work) {
  const start = performance.now()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: (performance.now() - start) / 1e3, processor: (user + system) / 1e6, result }
}

const figures = (runs, per = 1) => {
  const of = (field, share) =>
    (
      percentile(
        runs.map((run) => run[field]),
        share,
      ) / per
    ).toFixed(3)
  return `processor ${of('processor', 0)} / ${of('processor', 0.5)} s, wall ${of('wall', 0)} / ${of('wall', 0.5)} s`
}

/** Ours and the peer turn about; prints lowest and median of both, and the ratios of the medians. */
async function compare(what, bar, ours, job, per = 1) {
  const mine = []
  const theirs = []
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(await timed(ours))
    theirs.push(await peer.run(job))
  }
  const median = (runs, field) =>
    percentile(
      runs.map((run) => run[field]),
      0.5,
    )
  const ratio = (field) => (median(mine, field) / median(theirs, field)).toFixed(2)
  report(`${what}: ours`, figures(mine, per), '')
  report(`${what}: peer`, figures(theirs, per), '')
  report(`${what}: processor time, ours / peer`, ratio('processor'), `bar ${bar}`)
  report(`${what}: wall time, ours / peer`, ratio('wall'), `bar ${bar}`)
}

/** What an epoch costs: the time of many less that of one. */
async function perEpoch(train, epochs) {
  const one = await timed(() => train(1))
  const many = await timed(() => train(epochs + 1))
  return { wall: many.wall - one.wall, processor: many.processor - one.processor }
}

async function compareEpochs(what, bar, train, job, epochs) {
  const mine = []
  const theirs = []
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(await perEpoch(train, epochs))
    const one = await peer.run({ ...job, epochs: 1 })
    const many = await peer.run({ ...job, epochs: epochs + 1 })
    theirs.push({ wall: many.wall - one.wall, processor: many.processor - one.processor })
  }
  const median = (runs, field) =>
    percentile(
      runs.map((run) => run[field]),
      0.5,
    )
  const ratio = (field) => (median(mine, field) / median(theirs, field)).toFixed(2)
  report(`${what}: ours`, figures(mine, epochs), '')
  report(`${what}: peer`, figures(theirs, epochs), '')
  report(`${what}: processor time, ours / peer`, ratio('processor'), `bar ${bar}`)
  report(`${what}: wall time, ours / peer`, ratio('wall'), `bar ${bar}`)
}

/** What an update by one pair costs: its user and its item are solved anew. */
async function update(model, histories, bar) {
  const times = []
  for (const [at, history] of histories.entries()) {
    const start = performance.now()
    await model.update([{ userId: pairs[at * 97].userId, itemId: history[0] }])
    times.push(performance.now() - start)
  }
  const settled = times.slice(200)
  const [half, most] = [percentile(settled, 0.5), percentile(settled, 0.99)]
  report('ALS: update by one pair', `p50 ${half.toFixed(2)}, p99 ${most.toFixed(2)} ms`, `bar ${bar}`)
}

/** Behaviour in which this many items occur, with a popularity like that of real logs. */
function syntheticPairs(items) {
  const random = seeded(1)
  return Array.from({ length: items * 30 }, (_, at) => ({
    userId: `u${at % (items * 2)}`,
    itemId: `i${at < items ? at : Math.floor(random() ** 2 * items)}`,
  }))
}

async function foldIn(name, model, histories, bar) {
  const warm = histories.slice(0, 200)
  for (const history of warm) model.recommend(history, { k: 10 })
  const times = histories.map((history) => {
    const start = performance.now()
    model.recommend(history, { k: 10 })
    return performance.now() - start
  })
  const [half, most] = [percentile(times, 0.5), percentile(times, 0.99)]
  report(`${name}: history of a user to ten items`, `p50 ${half.toFixed(2)}, p99 ${most.toFixed(2)} ms`, `bar ${bar}`)
}

if (!existsSync(`${GOWALLA}train.txt.gz`)) {
  console.error(`There is no ${GOWALLA}; set PENCHANT_SHARED.`)
  process.exit(1)
}
const load = () => loadavg()[0].toFixed(1)
console.log(`${cpus().length} processors, load ${load()} at the start; lowest / median of ${ROUNDS} rounds`)
const peer = await Peer.start(['implicit', 'numpy', 'scipy', 'threadpoolctl'], 'bench/collaborative_peers.py', [
  GOWALLA,
])
console.log(`peers: ${peer.versions}`)
const pairs = readGowalla()

if (sections.includes('knn')) {
  await compare(`item-kNN, cosine, K = 100, ${pairs.length} pairs`, '1', () => itemKnn().fit(pairs), { kind: 'knn' })
}
if (sections.includes('als')) {
  for (const workers of [1, 2]) {
    const train = (epochs) => als({ factors: FACTORS, epochs, workers }).fit(pairs)
    const job = { kind: 'als', factors: FACTORS, threads: workers }
    await compareEpochs(`ALS, ${FACTORS} factors, an iteration, threads: ${workers}`, '1.5', train, job, 4)
  }
}
if (sections.includes('bpr')) {
  const train = (epochs) => bpr({ factors: FACTORS, epochs }).fit(pairs)
  await compareEpochs(`BPR, ${FACTORS} factors, an epoch`, '1', train, { kind: 'bpr', factors: FACTORS }, 4)
}
if (sections.includes('ease')) {
  for (const items of [1682, 3260]) {
    const log = syntheticPairs(items)
    const job = { kind: 'inverse', items }
    await compare(`EASE, ${items} items (peer: inverse alone, two threads)`, '2', () => ease().fit(log), job)
    const together = () => ease({ workers: 2 }).fit(log)
    await compare(`EASE in two threads, ${items} items (peer: inverse alone, two threads)`, '2', together, job)
  }
}
if (sections.includes('foldin') || sections.includes('update')) {
  const byUser = Map.groupBy?.(pairs, ({ userId }) => userId) ?? new Map()
  if (byUser.size === 0) for (const pair of pairs) byUser.set(pair.userId, [...(byUser.get(pair.userId) ?? []), pair])
  const histories = [...byUser.values()].slice(0, 1200).map((list) => list.map(({ itemId }) => itemId))
  const factors = await als({ factors: FACTORS, epochs: 2 }).fit(pairs)
  if (sections.includes('foldin')) {
    await foldIn('item-kNN', await itemKnn().fit(pairs), histories, '5 ms')
    await foldIn('ALS', factors, histories, '3 ms')
  }
  if (sections.includes('update')) await update(factors, histories, '1 ms')
}
if (sections.includes('quality')) await quality()
console.log(`load ${load()} at the end`)
peer.stop()

/** NDCG@20 of a random fifth of each user's items, held out of the training data (the published test file is not read), ours and the peer's on the same cut. */
async function quality() {
  const random = seeded(3)
  const users = new Map()
  for (const { userId, itemId } of pairs) {
    const { known, held } = users.get(userId) ?? { known: [], held: [] }
    users.set(userId, { known, held })
    ;(random() < 0.2 && known.length > 0 ? held : known).push(itemId)
  }
  const all = [...users.values()]
  // Three thousand are asked; what is held out of others is out of the training all the same.
  const asked = all.map(({ held }, at) => (at % 10 === 0 ? held : []))
  const known = all.flatMap((user, at) => user.known.map((itemId) => ({ userId: `${at}`, itemId })))
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const rows = [
    ['ALS', als({ factors: FACTORS }), 'als', {}],
    ['ALS, alpha 30 in the peer too', undefined, 'als', { alpha: 30 }],
    ['BPR', bpr({ factors: FACTORS }), 'bpr', {}],
    ['BPR, our rate and sweeps in the peer too', undefined, 'bpr', { learning_rate: 0.02, iterations: 60 }],
  ]
  for (const [name, recipe, model, options] of rows) {
    if (recipe !== undefined) {
      const fitted = await recipe.fit(known, { seed: 1 })
      const scores = all.flatMap((user, at) => {
        if (asked[at].length === 0) return []
        const list = fitted.recommend(user.known, { k: 20 })
        const held = new Set(asked[at])
        const gain = list.reduce((sum, { itemId }, place) => sum + (held.has(itemId) ? 1 / Math.log2(2 + place) : 0), 0)
        return [gain / asked[at].slice(0, 20).reduce((sum, _, place) => sum + 1 / Math.log2(2 + place), 0)]
      })
      report(`${name}, ${FACTORS} factors, NDCG@20 of ${scores.length} users: ours`, mean(scores).toFixed(4), '')
    }
    const job = {
      kind: 'quality',
      model,
      factors: FACTORS,
      options,
      known: all.map((user) => user.known.map(Number)),
      held: asked.map((held) => held.map(Number)),
    }
    report(`${name}, the same: peer`, mean((await peer.run(job)).scores).toFixed(4), '')
  }
}
