/**
 * Fine-tuning to behaviour: how well texts alone find what users will like among items that nobody is known to like, before and after `trainAdapter`, and what it costs in general likeness.
 *
 * `npm run bench -- adapter` makes the table; with the names of data sets (goodbooks, movielens, courses) those alone, with kinds of vectors (transformer, built-in, lsa) those alone, and with `validate` on a part of the training items instead of the test part:
 * that is where settings were chosen. Needs the shared data and weights: `PENCHANT_SHARED`, or `../shared` beside the project. Vectors of the transformers are kept in `.bench/adapter/`.
 *
 * Protocol: a random fifth of the items is cold and takes no part in training. A user's likes (ratings of 4 and more, enrolments) among the other items are the query; all cold items are ranked;
 * recall@20 is the share of the user's cold likes in the list, of 20 at most. General likeness: Spearman's correlation of cosine and gold score on STS-B, English test and Chinese development part.
 */
import { LsaEncoder, TfidfEncoder, trainAdapter } from 'penchant/encode'
import { spearman } from 'penchant/similarity'
import { recallOf, recallOfSparse, splitColdItems, sumsOf, unitRows } from './adapter/cold-items.mjs'
import { cachedEncoder, hasModel } from './adapter/vectors.mjs'
import { readStsB, worlds } from './adapter/worlds.mjs'

const names = process.argv.slice(2)
const validates = names.includes('validate')
const wanted = names.filter((name) => name in worlds)
const kinds = ['transformer', 'built-in', 'lsa']
const wantedKinds = kinds.filter((kind) => names.includes(kind))
const wants = (kind) => wantedKinds.length === 0 || wantedKinds.includes(kind)
const titles = { goodbooks: 'Goodbooks', movielens: 'MovieLens with plots', courses: 'Chinese courses' }
const textsOf = (items) => items.map(({ text }) => text)

for (const name of wanted.length > 0 ? wanted : Object.keys(worlds)) {
  const world = worlds[name]()
  const split = splitColdItems(validates ? warmPart(world) : world, 11)
  console.log(
    `\n${titles[name]}: ${split.warm.length} items to learn from with ${split.likes.length} likes, ${split.cold.length} cold items, ${split.users.length} users${validates ? ' (validation)' : ''}\n`,
  )
  console.log(
    '| vectors | recall@20 | times the better TF-IDF | STS-B | steps | seconds (of processor) |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  )
  const texts = textsOf([...split.warm, ...split.cold])
  const baselines = { 'TF-IDF': {}, 'TF-IDF, `sublinearTf`': { sublinearTf: true } }
  const recalls = []
  for (const options of Object.values(baselines)) {
    const tfidf = new TfidfEncoder(options)
    await tfidf.fit(texts)
    const rows = [await tfidf.encode(textsOf(split.warm)), await tfidf.encode(textsOf(split.cold))]
    recalls.push(recallOfSparse(split.users, ...rows))
  }
  const baseline = Math.max(...recalls)
  const print = (vectors, recall, { stsB, report, seconds } = {}) =>
    console.log(
      `| ${vectors} | ${recall.toFixed(3)} | ${(recall / baseline).toFixed(2)} | ${stsB?.toFixed(3) ?? ''} | ${report ? `${report.bestStep} of ${report.steps}` : ''} | ${seconds ?? ''} |`,
    )
  for (const [at, vectors] of Object.keys(baselines).entries()) print(vectors, recalls[at])

  for (const { title, encoder, sentences } of await encodersFor(name, world, texts)) {
    const stsB = sentences === undefined ? undefined : await generalLikeness(sentences)
    await compare(title, encoder, split, stsB, print)
  }
}

/** All but a fifth of the items, other ones than the test part's rest: what is cold in it may be looked at as often as one likes. */
function warmPart(world) {
  const { warm, likes } = splitColdItems(world, 11)
  return { items: warm, likes }
}

async function encodersFor(name, world, texts) {
  const found = []
  const model = name === 'courses' ? 'E5' : 'MiniLM'
  const language = name === 'courses' ? 'zh' : 'en'
  if (wants('transformer') && hasModel(model)) {
    const encoder = await cachedEncoder(model, textsOf(world.items))
    const sentences = readStsB(language).flatMap(({ first, second }) => [first, second])
    const asked = name === 'courses' ? 'E5 as queries' : model
    const rows = await (await cachedEncoder(asked, sentences)).encode(sentences)
    found.push({ title: model, encoder, sentences: { rows, language } })
  }
  const semantic = wants('built-in') ? await builtInEncoder() : undefined
  if (semantic !== undefined) {
    const sentences = readStsB(language).flatMap(({ first, second }) => [first, second])
    found.push({
      title: 'built-in weights',
      encoder: semantic,
      sentences: { rows: await semantic.encode(sentences), language },
    })
  }
  if (wants('lsa')) {
    const lsa = new LsaEncoder({ components: 256 })
    await lsa.fit(texts)
    found.push({ title: 'LSA, 256 components', encoder: lsa })
  }
  return found
}

/** The encoder with the weights of the package, where it has some. */
async function builtInEncoder() {
  try {
    const { semanticEncoder } = await import('penchant/static')
    return await semanticEncoder()
  } catch {
    return undefined
  }
}

/** A function from adapters (or none) to Spearman's correlation on STS-B. */
async function generalLikeness({ rows, language }) {
  const gold = readStsB(language).map(({ score }) => score)
  return async (adapter) => {
    const { columns, values } = unitRows(adapter === undefined ? rows : await adapter.adapt(rows))
    const cosines = gold.map((_, pair) => {
      let sum = 0
      for (let j = 0; j < columns; j++) sum += values[2 * pair * columns + j] * values[(2 * pair + 1) * columns + j]
      return sum
    })
    return spearman(cosines, gold)
  }
}

async function compare(title, encoder, { warm, cold, likes, users }, stsB, print) {
  const warmRows = unitRows(await encoder.encode(textsOf(warm)))
  const coldRows = unitRows(await encoder.encode(textsOf(cold)))
  const sums = sumsOf(users, warmRows)
  print(`${title}, as it is`, recallOf(users, sums, coldRows), { stsB: await stsB?.() })

  const train = async (options) => {
    const started = performance.now()
    const processor = process.cpuUsage()
    const adapter = await trainAdapter(encoder, { interactions: likes, items: warm }, { seed: 1, ...options })
    const { user, system } = process.cpuUsage(processor)
    const seconds = `${((performance.now() - started) / 1000).toFixed(1)} (${((user + system) / 1e6).toFixed(1)})`
    return { adapter, report: adapter.report, seconds }
  }
  const twoTowers = async (adapter) =>
    recallOf(users, await adapter.adapt(sums, { kind: 'query' }), await adapter.adapt(coldRows))

  const whole = await train({})
  print(`${title}, adapted`, await twoTowers(whole.adapter), { ...whole, stsB: await stsB?.(whole.adapter) })
  if (stsB !== undefined) {
    const strength = await whole.adapter.generalStrength()
    const general = whole.adapter.withStrength(strength)
    print(`${title}, adapted, \`keep: 'general'\` (strength ${strength})`, await twoTowers(general), {
      stsB: await stsB(general),
    })
    const half = whole.adapter.withStrength(0.5)
    print(`${title}, adapted, strength 0.5`, await twoTowers(half), { stsB: await stsB(half) })
  }
  // What a list takes a user for where it knows one vector an item: the sum of the adapted items.
  const one = await train({ head: 'linear' })
  const adaptedSums = sumsOf(users, await one.adapter.adapt(warmRows))
  print(`${title}, one linear head for both sides`, recallOf(users, adaptedSums, await one.adapter.adapt(coldRows)), {
    ...one,
    stsB: await stsB?.(one.adapter),
  })
}
