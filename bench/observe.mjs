/** What behaviour costs: a million events at once and in batches of 100, the memory they take, and that nothing else grows with them. */
import { cpus } from 'node:os'
import { Recommender } from 'penchant'
import { report, residentMegabytes } from './shared/random.mjs'

const EVENTS = 1_000_000
const USERS = 50_000
const ITEMS = 20_000
const types = ['view', 'view', 'click', 'like', 'purchase']
const event = (at) => ({
  userId: `user-${at % USERS}`,
  itemId: `item-${(at * 7919) % ITEMS}`,
  type: types[at % types.length],
  timestamp: 1_700_000_000_000 + at * 1000,
})

console.log(
  `Node ${process.version}, ${cpus()[0]?.model}, ${USERS.toLocaleString('en')} users, ${ITEMS.toLocaleString('en')} items\n`,
)
report('what', 'figure', 'bar')

/** Heap and typed arrays in MB, after a collection. */
function used() {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

function* events(from, to) {
  for (let at = from; at < to; at++) yield event(at)
}

/** Events a second, at once, from records that are made beforehand, so that only the taking in is timed. */
async function rateAtOnce() {
  const records = Array.from(events(0, EVENTS))
  const rates = []
  for (let run = 0; run < 3; run++) {
    const recommender = new Recommender()
    const started = performance.now()
    await recommender.observe(records)
    rates.push(EVENTS / ((performance.now() - started) / 1000))
  }
  return Math.max(...rates)
}

report(
  'observe, a million events in one array (best of 3)',
  `${((await rateAtOnce()) / 1e6).toFixed(2)} M events/s`,
  '> 0.5 M events/s',
)

// In batches of 100: memory apart from the log.
const recommender = new Recommender()
const start = used()
const marks = []
const started = performance.now()
for (let at = 0; at < EVENTS; at += 100) {
  await recommender.observe(Array.from(events(at, at + 100)))
  if ((at + 100) % 250_000 === 0)
    marks.push({ events: at + 100, used: used() - start, log: recommender.stats().bytes.log / 1e6 })
}
const seconds = (performance.now() - started) / 1000
report('observe, a million events in batches of 100', `${(EVENTS / seconds / 1e6).toFixed(2)} M events/s`, '')
for (const mark of marks) {
  report(
    `  memory after ${mark.events.toLocaleString('en')} events`,
    `${mark.used.toFixed(1)} MB`,
    `log columns ${mark.log.toFixed(1)} MB`,
  )
}
report('a million events, ids and indexes included', `${marks.at(-1).used.toFixed(1)} MB`, '< 60 MB')

// The same million again and again on one user's log would only grow the log; lists write nothing.
await recommender.addItems(Array.from({ length: 1000 }, (_, at) => ({ id: `item-${at}`, text: `item number ${at}` })))
await recommender.recommend({ userId: 'user-1' })
const resting = used()
for (let run = 0; run < 5000; run++) await recommender.recommend({ userId: `user-${run}` })
report('memory that 5,000 lists left behind', `${(used() - resting).toFixed(1)} MB`, '0')
report('resident memory at the end', `${residentMegabytes().toFixed(0)} MB`, '')
