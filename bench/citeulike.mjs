// Text and behaviour of CiteULike: npm run bench -- citeulike [t | a] [10 | 1]
// P items a user to learn from, all others ranked; recall@50 and recall@300 over users. t: P drawn by five seeds, words as text; a: the data's own split files, tags as text.
// --validate instead cuts training down (a fifth of each user's items, P = 10 alone) and shows what the parts of the best row bring there, seeds 0 to 2. --only=NAME reads that row alone.
// Needs the shared data (PENCHANT_SHARED, or ../shared).

import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { als, blend, ease, graphFilter, itemKnn, popularity } from 'penchant/collaborative'
import {
  alikeReaders,
  citeulikeA,
  citeulikeT,
  content,
  itself,
  logReaders,
  meanings,
  ownContent,
  unlikeAll,
} from './accuracy/citeulike.mjs'

const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
const words = process.argv.slice(2)
const validate = words.includes('--validate')
const only = words.find((word) => word.startsWith('--only='))?.slice('--only='.length)
const [kind = 't', size = '10'] = words.filter((word) => !word.startsWith('--'))
const P = Number(size)
const CUTS = [50, 300]

const rowsOf = (texts) => {
  const text = content(texts)
  const hybrid = (weight, recipe = graphFilter()) => blend([{ recipe: text }, { recipe, weight }])
  const alike = hybrid(0.7, alikeReaders(texts))
  // Chosen on validation parts of CiteULike-t.
  const five = [
    { recipe: ownContent(texts) },
    { name: 'what is unlike all', recipe: unlikeAll(texts), weight: 0.5 },
    { name: 'number of readers', recipe: logReaders(texts), weight: 0.5 },
    {
      name: 'readers alike in meaning',
      recipe: alikeReaders(texts, { space: meanings, sharpness: 3 }),
      weight: 0.3,
    },
    {
      name: 'readers of the same',
      recipe: alikeReaders(texts, { space: itself, sharpness: 1, flatness: 0.5 }),
      weight: 0.18,
    },
  ]
  if (validate)
    return {
      'content + alike readers': alike,
      'five parts': blend(five),
      ...Object.fromEntries(
        five.slice(1).map((part) => [`without ${part.name}`, blend(five.filter((other) => other !== part))]),
      ),
    }
  return {
    popularity: popularity(),
    content: text,
    ...(P > 1 && {
      itemKnn: itemKnn(),
      graphFilter: graphFilter(),
      ease: ease({ approximate: 'always' }),
      als: als(),
      'content + graphFilter': hybrid(0.5),
      'content + alike readers': alike,
      'five parts': blend(five),
    }),
  }
}

const found = new Map()
const seeds = validate ? [0, 1, 2] : [0, 1, 2, 3, 4]
for (const seed of kind === 't' ? seeds : [0]) {
  const whole = kind === 't' ? citeulikeT(shared, P, seed) : citeulikeA(shared, P)
  const hash = createHash('sha256')
    .update(JSON.stringify([whole.pairs, whole.tests]))
    .digest('hex')
    .slice(0, 16)
  console.log(`citeulike-${kind}, P = ${P}: ${whole.tests.length} users, seed ${seed}, split ${hash}`)
  const split = validate ? cutDown(whole) : whole
  for (const [name, recipe] of Object.entries(rowsOf(split.texts))) {
    if (only !== undefined && name !== only) continue
    const model = await recipe.fit(split.pairs, { seed })
    const recalls = CUTS.map(() => 0)
    for (const { history, relevant } of split.tests) {
      const wanted = new Set(relevant)
      const list = model.recommend(history, { k: CUTS.at(-1) })
      for (const [at, cut] of CUTS.entries())
        recalls[at] += list.slice(0, cut).filter(({ itemId }) => wanted.has(itemId)).length / wanted.size
    }
    const row = recalls.map((sum) => sum / split.tests.length)
    found.set(name, [...(found.get(name) ?? []), row])
  }
}

console.log(`\n| model | ${CUTS.map((cut) => `recall@${cut}`).join(' | ')} |\n| --- | ---: | ---: |`)
for (const [name, rows] of found) {
  const shown = CUTS.map((_, at) => {
    const values = rows.map((row) => row[at])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
    return mean.toFixed(4) + (values.length > 1 ? ` ± ${deviation.toFixed(4)}` : '')
  })
  console.log(`| ${name} | ${shown.join(' | ')} |`)
}

/** A fifth of each user's training items as the test. */
function cutDown({ tests, texts }) {
  const cut = tests
    .map(({ history }) => ({ history: history.slice(0, Math.ceil(history.length * 0.8)), all: history }))
    .map(({ history, all }) => ({ history, relevant: all.slice(history.length) }))
    .filter(({ relevant }) => relevant.length > 0)
  const pairs = cut.flatMap(({ history }, user) => history.map((itemId) => ({ userId: String(user), itemId })))
  return { pairs, tests: cut, texts }
}
