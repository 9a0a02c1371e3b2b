// Text and behaviour of CiteULike: npm run bench -- citeulike [t | a] [10 | 1]
// P items a user to learn from, all others ranked; recall@50 and recall@300 over users. t: P drawn by five seeds, words as text; a: the data's own split files, tags as text.
// --validate instead cuts training down (a fifth of each user's items, P = 10 alone) and shows what other weights give there, seed 0.
// Needs the shared data (PENCHANT_SHARED, or ../shared).

import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { als, blend, ease, graphFilter, itemKnn, popularity } from 'penchant/collaborative'
import { alikeReaders, citeulikeA, citeulikeT, content } from './accuracy/citeulike.mjs'

const shared = resolve(process.env.PENCHANT_SHARED ?? '../shared')
const words = process.argv.slice(2)
const validate = words.includes('--validate')
const [kind = 't', size = '10'] = words.filter((word) => word !== '--validate')
const P = Number(size)
const CUTS = [50, 300]
/** How much readers alike in content count beside content in the blend, and how sharply the most alike are preferred; chosen on a validation part of CiteULike-t. */
const READERS = 0.7
const SHARPNESS = 2

const rowsOf = (texts) => {
  const text = content(texts)
  const hybrid = (weight, recipe = graphFilter()) => blend([{ recipe: text }, { recipe, weight }])
  if (validate)
    return Object.fromEntries(
      [0.4, 0.7, 1].flatMap((weight) => [
        [`content + graphFilter x ${weight}`, hybrid(weight)],
        ...[2, 3].map((sharpness) => [
          `content + alike readers ^ ${sharpness} x ${weight}`,
          hybrid(weight, alikeReaders(texts, sharpness)),
        ]),
      ]),
    )
  return {
    popularity: popularity(),
    content: text,
    ...(P > 1 && {
      itemKnn: itemKnn(),
      graphFilter: graphFilter(),
      ease: ease({ approximate: 'always' }),
      als: als(),
      'content + graphFilter x 0.5': hybrid(0.5),
      [`content + alike readers ^ ${SHARPNESS} x ${READERS}`]: hybrid(READERS, alikeReaders(texts, SHARPNESS)),
    }),
  }
}

const found = new Map()
for (const seed of kind === 't' && !validate ? [0, 1, 2, 3, 4] : [0]) {
  const whole = kind === 't' ? citeulikeT(shared, P, seed) : citeulikeA(shared, P)
  const hash = createHash('sha256')
    .update(JSON.stringify([whole.pairs, whole.tests]))
    .digest('hex')
    .slice(0, 16)
  console.log(`citeulike-${kind}, P = ${P}: ${whole.tests.length} users, seed ${seed}, split ${hash}`)
  const split = validate ? cutDown(whole) : whole
  for (const [name, recipe] of Object.entries(rowsOf(split.texts))) {
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
