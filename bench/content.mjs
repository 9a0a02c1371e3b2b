/**
 * What texts alone give a Recommender's lists, by encoder and by two encoders fused: `npm run bench -- content`, or with the names of data sets (goodbooks, movielens, courses) those alone, with kinds of vectors
 * (transformer, built-in, adapted) those alone, and with `validate` on other likes than the test part's, where weights are chosen. Needs the shared data and weights: `PENCHANT_SHARED`, or `../shared` beside the project.
 *
 * Protocol: a fifth of each user's likes (ratings of 4 and more, enrolments), drawn by a seed, is held out; 400 evenly spaced users are asked for 20 items each; recall@20 is the share of what was held
 * out that is in the list, of 20 at most. Tags, attributes, popularity and freshness have no weight, so nothing but the encoders orders a list. Fused encoders count by the weights in their row.
 * "Adapted" is one linear head for both sides, trained on the likes that are not held out: a Recommender knows one vector an item.
 */
import { Recommender } from 'penchant'
import { TfidfEncoder, trainAdapter } from 'penchant/encode'
import { semanticEncoder } from 'penchant/static'
import { cachedEncoder, hasModel } from './adapter/vectors.mjs'
import { worlds } from './adapter/worlds.mjs'
import { seeded } from './shared/random.mjs'

const USERS = 400
const K = 20

const names = process.argv.slice(2)
const validates = names.includes('validate')
const wanted = names.filter((name) => name in worlds)
const kinds = ['transformer', 'built-in', 'adapted']
const wants = (kind) => names.includes(kind) || !kinds.some((one) => names.includes(one))
const titles = { goodbooks: 'Goodbooks', movielens: 'MovieLens with plots', courses: 'Chinese courses' }

for (const name of wanted.length > 0 ? wanted : Object.keys(worlds)) {
  const { items, likes } = worlds[name]()
  const test = holdOut(likes, 7)
  const { known, heldOut } = validates ? holdOut(test.known, 8) : test
  const all = [...heldOut.keys()]
  const users = Array.from({ length: Math.min(USERS, all.length) }, (_, n) =>
    all.at(Math.floor((n * all.length) / Math.min(USERS, all.length))),
  )
  console.log(
    `\n${titles[name]}: ${items.length} items, ${known.length} likes to go by, ${users.length} users${validates ? ' (validation)' : ''}\n`,
  )
  console.log('| encoder | weights | recall@20 | ms a list |\n| --- | --- | ---: | ---: |')
  for await (const [title, encoder, weights] of rowsOf(name, items, known)) {
    const { recall, milliseconds } = await measure({ items, known, heldOut, users, encoder, weights })
    const told = Object.values(weights ?? { content: 1 }).join(' : ')
    console.log(`| ${title} | ${told} | ${recall.toFixed(3)} | ${milliseconds.toFixed(1)} |`)
  }
}

/** A fifth of each user's likes, drawn by a seed. */
function holdOut(likes, seed) {
  const random = seeded(seed)
  const known = []
  const heldOut = new Map()
  for (const like of likes) {
    if (random() >= 0.2) known.push(like)
    else heldOut.set(like.userId, [...(heldOut.get(like.userId) ?? []), like.itemId])
  }
  const told = new Set(known.map(({ userId }) => userId))
  for (const userId of heldOut.keys()) if (!told.has(userId)) heldOut.delete(userId)
  return { known, heldOut }
}

/** Rows of the table: a title, an encoder or several by name, and how much each counts; the next one is made when the last is measured. */
async function* rowsOf(name, items, known) {
  const model = name === 'courses' ? 'E5' : 'MiniLM'
  const words = {
    'TF-IDF': () => new TfidfEncoder(),
    'TF-IDF, `sublinearTf`': () => new TfidfEncoder({ sublinearTf: true }),
  }
  const alone = []
  if (wants('built-in')) alone.push(['semantic', await semanticEncoder()])
  if (wants('transformer') && hasModel(model))
    alone.push([
      model,
      await cachedEncoder(
        model,
        items.map(({ text }) => text),
      ),
    ])
  const beside = (title, encoder) =>
    Object.entries(words).flatMap(([counted, make]) =>
      (validates ? [0.1, 0.25, 0.4, 0.5, 0.75] : [0.25, 0.5]).map((share) => [
        `${counted}, and ${title}`,
        { words: make(), meaning: encoder },
        { words: 1 - share, meaning: share },
      ]),
    )
  for (const [title, make] of Object.entries(words)) yield [title, make()]
  for (const [title, encoder] of alone) {
    yield [title, encoder]
    yield* beside(title, encoder)
  }
  if (!wants('adapted')) return
  for (const [title, encoder] of alone) {
    const adapted = await trainAdapter(encoder, { interactions: known, items }, { head: 'linear', seed: 1 })
    yield [`${title}, adapted`, adapted]
    yield* beside(`${title}, adapted`, adapted)
  }
}

async function measure({ items, known, heldOut, users, encoder, weights = {} }) {
  const others = { tags: 0, attributes: 0, popular: 0, fresh: 0 }
  const recommender = new Recommender({ encoder, rank: { weights: { ...others, ...weights } } })
  await recommender.addItems(items)
  await recommender.observe(known.map(({ userId, itemId }) => ({ userId, itemId, type: 'like' })))
  await recommender.fit()
  let recall = 0
  const began = performance.now()
  for (const userId of users) {
    const { items: list } = await recommender.recommend({ userId, k: K, explain: false })
    const relevant = new Set(heldOut.get(userId))
    recall += list.filter(({ itemId }) => relevant.has(itemId)).length / Math.min(K, relevant.size) / users.length
  }
  return { recall, milliseconds: (performance.now() - began) / users.length }
}
