/**
 * What a list costs on a catalogue of 100,000 items of 30 words, one thread: adding the items, lists for users with 50 events, one event and
 * its effect on the next list, saving and restoring.
 */
import { cpus } from 'node:os'
import { Recommender } from 'penchant'
import { catalogue, percentile, report, residentMegabytes, seeded, zipfWords } from './shared/random.mjs'

const ITEMS = 100_000
const USERS = 300
const random = seeded(1)
const word = zipfWords(random)
const now = Date.UTC(2026, 0, 1)
const items = catalogue(ITEMS, random, word, now)
const anyItem = () => `item-${Math.floor(random() * ITEMS)}`

console.log(`Node ${process.version}, ${cpus()[0]?.model}, ${ITEMS.toLocaleString('en')} items of 30 words\n`)
report('what', 'figure', 'bar')

const recommender = new Recommender({ clock: () => now })
const before = residentMegabytes()
let started = performance.now()
await recommender.addItems(items)
const adding = (performance.now() - started) / 1000
report('addItems', `${adding.toFixed(2)} s`, '< 6 s')

const types = ['view', 'view', 'click', 'like', 'purchase']
for (let user = 0; user < USERS; user++) {
  const events = Array.from({ length: 50 }, (_, at) => ({
    userId: `user-${user}`,
    itemId: anyItem(),
    type: types[at % types.length],
    timestamp: now - random() * 90 * 86_400_000,
  }))
  await recommender.observe(events)
}
started = performance.now()
await recommender.recommend({ userId: 'user-0' })
report('first list after adding (makes the posting lists)', `${(performance.now() - started).toFixed(1)} ms`, '')
report('resident memory, the items themselves included', `${residentMegabytes().toFixed(0)} MB`, '< 500 MB')
report('  of it before adding (runtime and the items)', `${before.toFixed(0)} MB`, '')

async function time(runs, call) {
  const times = []
  for (let run = 0; run < runs; run++) {
    const begun = performance.now()
    await call(run)
    times.push(performance.now() - begun)
  }
  return times
}
const line = (what, times, bar) =>
  report(what, `${percentile(times, 0.5).toFixed(2)} / ${percentile(times, 0.99).toFixed(2)} ms`, bar)

await time(50, (run) => recommender.recommend({ userId: `user-${run % USERS}` }))
line(
  'recommend, user with 50 events, k = 10, with reasons: p50 / p99',
  await time(1000, (run) => recommender.recommend({ userId: `user-${run % USERS}` })),
  'p50 < 8, p99 < 20 ms',
)
line(
  'recommend, the same without reasons',
  await time(1000, (run) => recommender.recommend({ userId: `user-${run % USERS}`, explain: false })),
  '',
)
line(
  'recommend by a text of two words',
  await time(500, () => recommender.recommend({ text: `${word()} ${word()}` })),
  '',
)
line('similarItems', await time(500, () => recommender.similarItems(anyItem())), '')
line(
  'observe one event',
  await time(1000, (run) => recommender.observe({ userId: `user-${run % USERS}`, itemId: anyItem(), type: 'view' })),
  '< 1 ms',
)

// The effect of an event on the next list: its list less a list without an event before it, in turn.
const plain = []
const after = []
for (let run = 0; run < 400; run++) {
  const userId = `user-${run % USERS}`
  await recommender.recommend({ userId })
  plain.push(...(await time(1, () => recommender.recommend({ userId }))))
  const begun = performance.now()
  await recommender.observe({ userId, itemId: anyItem(), type: 'dislike' })
  await recommender.recommend({ userId })
  after.push(performance.now() - begun)
}
const extra = percentile(after, 0.5) - percentile(plain, 0.5)
report('observe and its effect, beyond the cost of the list (medians)', `${extra.toFixed(3)} ms`, '< 1 ms')

line(
  'addItems of one item',
  await time(200, (run) => recommender.addItems([{ id: `new-${run}`, text: `${word()} ${word()} ${word()}` }])),
  '',
)
const fresh = []
for (let run = 0; run < 100; run++) {
  await recommender.addItems([{ id: `newer-${run}`, text: `${word()} ${word()} ${word()}` }])
  fresh.push(...(await time(1, () => recommender.recommend({ userId: `user-${run}` }))))
}
line('recommend right after adding an item (weights made anew)', fresh, '< 20 ms')

started = performance.now()
const snapshot = await recommender.toSnapshot()
report('toSnapshot', `${(performance.now() - started).toFixed(0)} ms`, `${(snapshot.length / 1e6).toFixed(1)} MB`)
const restores = await time(5, () => Recommender.fromSnapshot(snapshot))
report('fromSnapshot, median of 5', `${percentile(restores, 0.5).toFixed(0)} ms`, '< 1000 ms')
