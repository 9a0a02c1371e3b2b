/**
 * What one piece of feedback costs beyond the list that reflects it, kind by kind: npm run bench -- effect
 * 100,000 items of 30 words, users of 50 events, a log of 200,000 events. For each user: a list, then the feedback and the next list, each timed; the figure is the median and the 90th percentile of the differences. Processor time
 * stands beside the clock, since it does not suffer from what else the machine does.
 */
import { Recommender } from 'penchant'
import { catalogue, percentile, report, seeded, zipfWords } from './shared/random.mjs'

const ITEMS = 100_000
const USERS = Number(process.env.USERS ?? 100)
const OTHERS = 150_000
const random = seeded(1)
const word = zipfWords(random)
const now = Date.UTC(2026, 0, 1)
const items = catalogue(ITEMS, random, word, now)
const numbers = seeded(2)
for (const { attributes } of items) {
  attributes.year = 1950 + Math.floor(numbers() * 76)
  attributes.pages = 50 + Math.floor(numbers() ** 2 * 850)
}
const anyItem = () => `item-${Math.floor(random() * ITEMS)}`
const types = ['view', 'view', 'click', 'like', 'purchase']
const eventOf = (userId, at) => ({
  userId,
  itemId: anyItem(),
  type: types[at % types.length],
  timestamp: now - random() * 90 * 86_400_000,
})

/** Each takes a user and the list they were last given, and does one thing. */
const kinds = {
  like: (userId, list) => recommender.observe({ userId, itemId: list[0], type: 'like' }),
  dislike: (userId, list) => recommender.observe({ userId, itemId: list[0], type: 'dislike' }),
  'skip at place 1': (userId, list) => recommender.observe({ userId, itemId: list[0], type: 'skip', position: 1 }),
  'hide an item': (userId, list) => recommender.observe({ userId, itemId: list[0], type: 'hide' }),
  'hide an author': (userId) =>
    recommender.observe({ userId, type: 'hide', attribute: { name: 'author', value: 'author-7' } }),
  'an impression': (userId, list) => recommender.observe({ userId, itemId: list[0], type: 'impression', position: 1 }),
  'tell: less of a tag': (userId) => recommender.tell(userId, 'less tag-3'),
  'tell: no author': (userId) => recommender.tell(userId, 'no author-7'),
  'tell: nothing before 2000': (userId) => recommender.tell(userId, 'nothing before 2000'),
  'tell: under 300 pages': (userId) => recommender.tell(userId, 'under 300 pages'),
  'tell: something newer': (userId) => recommender.tell(userId, 'something newer'),
  'undo of a like': (userId) => recommender.undo(`${userId}#4`),
  'undo of a wish': async (userId) => recommender.undo(wishes.get(userId)),
}
const wishes = new Map()

const recommender = new Recommender({ clock: () => now })
await recommender.addItems(items)
await recommender.observe(Array.from({ length: OTHERS }, (_, at) => eventOf(`other-${at % 5000}`, at)))
const names = Object.keys(kinds)
const userOf = (kind, at) => `user-${kind}-${at}`
await recommender.observe(
  names.flatMap((_, kind) =>
    Array.from({ length: USERS * 50 }, (__, at) => eventOf(userOf(kind, Math.floor(at / 50)), at)),
  ),
)
for (let at = 0; at < USERS; at++) {
  const userId = userOf(names.indexOf('undo of a wish'), at)
  const { understood } = await recommender.tell(userId, 'less tag-3')
  wishes.set(userId, understood[0].id)
}

/** Milliseconds by the clock and by processor time. */
async function timed(call) {
  const used = process.cpuUsage()
  const begun = performance.now()
  const answer = await call()
  const clock = performance.now() - begun
  const { user, system } = process.cpuUsage(used)
  return { answer, clock, processor: (user + system) / 1000 }
}

console.log(`${ITEMS.toLocaleString('en')} items, ${USERS} users a kind; beyond the list: median / 90th percentile\n`)
report('what', 'by the clock', 'by processor time; bar < 1 ms')
for (const [kind, name] of names.entries()) {
  const clocks = []
  const processors = []
  for (let at = 0; at < USERS; at++) {
    const userId = userOf(kind, at)
    const list = () => recommender.recommend({ userId })
    await list()
    const before = await timed(list)
    const shown = before.answer.items.map(({ itemId }) => itemId)
    const after = await timed(async () => {
      await kinds[name](userId, shown)
      return list()
    })
    clocks.push(after.clock - before.clock)
    processors.push(after.processor - before.processor)
  }
  const told = (values) => `${percentile(values, 0.5).toFixed(3)} / ${percentile(values, 0.9).toFixed(3)} ms`
  report(name, told(clocks), told(processors))
}
