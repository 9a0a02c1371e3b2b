/**
 * Lists of real books for real readers: 9,990 books and 298,176 ratings of the Goodbooks sample.
 *
 *   npm run demo
 *   npm run demo -- --like "The Hobbit" --like "Dune"
 *   npm run demo -- --tell "less romance, more fantasy"
 */
import { parseArgs } from 'node:util'
import { Recommender } from 'penchant'
import { itemKnn, popularity } from 'penchant/collaborative'
import { compare, givenSplit } from 'penchant/evaluation'
import { describeBook, readBooks, readRatings } from '../shared/goodbooks.mjs'
import { bold, COLUMNS, count, cut, dim, green, heading, line, red, step, width } from './terminal.mjs'
import { findTitle, similarTitles } from './titles.mjs'

/**
 * Three tastes. For each genre: of all readers who gave 40 books or more 4 or 5 stars, the one whose such books most often carry it
 * (the lowest id, where several do). `search` is what they will look for.
 */
const readers = [
  { userId: '23633', genre: 'science-fiction', search: 'space' },
  { userId: '32427', genre: 'mystery', search: 'detective' },
  { userId: '16559', genre: 'non-fiction', search: 'brain' },
]
const k = 5
/** Stars from which on somebody liked a book. */
const LIKED = 4

// Whoever pipes the output into `head` has seen enough.
process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1))

const asked = readCommandLine()
if (asked !== undefined) await main(asked)

async function main({ like: titles, tell: messages }) {
  heading('penchant: lists of real books for real readers')
  let books = []
  let ratings = []
  let known = []
  let heldOut = []
  // Lists come from what books are about, from who read what, and from what is read much; `fit` weighs them by what readers did.
  const recommender = new Recommender({ describe: describeBook, collaborative: itemKnn() })
  const speaks = messages.length > 0

  await step('Reading the files', () => {
    books = readBooks()
    ratings = readRatings()
    ;[known, heldOut] = parted(ratings)
    return `${count(books.length)} books, ${count(ratings.length)} ratings; ${count(heldOut.length)} held out`
  })
  await step('Adding the books', async (onProgress) => {
    const { added, rejected } = await recommender.addItems(books, { onProgress })
    return `${count(added)} added, ${count(rejected.length)} rejected`
  })
  await step('Adding the ratings', async (onProgress) => {
    const { added, rejected } = await recommender.observe(known, { onProgress })
    return `${count(added)} added, ${count(rejected.length)} rejected`
  })
  await step('Learning', async (onProgress) => {
    await recommender.fit({ onProgress })
    return 'who reads what, and how much each source counts'
  })

  describeData(books, ratings)
  if (!speaks) await showQuality(recommender, books, known, heldOut)
  await recommender.observe(heldOut)
  if (speaks) await showWishes(recommender, readers[1], messages)
  else for (const reader of readers) await showReader(recommender, reader, ratings, books)
  await showTitles(recommender, titles, books)

  const { bytes, latency } = recommender.stats()
  const megabytes = Object.values(bytes).reduce((sum, part) => sum + part, 0) / 1e6
  line()
  line(`${latency.recommend.count} lists were made, half of them in under ${latency.recommend.p50.toFixed(0)} ms;`, dim)
  line(`events and indexes take ${megabytes.toFixed(0)} MB. The books: Goodbooks-10k, CC BY-SA 4.0,`, dim)
  line('see examples/data/goodbooks/README.md.', dim)
}

/** What is told, and what is held out to judge by: every fifth book that every ninth reader liked. The three readers whose lists are shown are none of those. */
function parted(ratings) {
  const shown = readers.map(({ userId }) => userId)
  const ids = [...new Set(ratings.map(({ userId }) => userId))].filter((userId) => !shown.includes(userId))
  const likes = new Map(ids.filter((_, at) => at % 9 === 0).map((userId) => [userId, 0]))
  const parts = [[], []]
  for (const rating of ratings) {
    const { userId, value } = rating
    const before = likes.get(userId)
    if (before === undefined || value < LIKED) parts[0].push(rating)
    else {
      likes.set(userId, before + 1)
      parts[before % 5 === 4 ? 1 : 0].push(rating)
    }
  }
  return parts
}

/** By how much the lists beat what is read most, and what is alike in content, at finding the books that readers liked and that nothing here had been told of. */
async function showQuality(recommender, books, known, heldOut) {
  const content = new Recommender({ describe: describeBook, rank: { weights: { popular: 0, fresh: 0 } } })
  await content.addItems(books)
  await content.observe(known)
  const split = givenSplit({ train: known, test: heldOut })
  const lists = { 'these lists': recommender, 'content alone': content, 'popularity alone': popularity() }
  const report = await compare(lists, split, { k: 10, metrics: ['ndcg'], baseline: 'these lists' })

  heading('How good the lists are')
  const [own] = report.reports
  line(`${own.userIds.length} readers; a fifth of the books that each liked was held out. nDCG@10, 95 % interval:`)
  for (const { name, metrics } of report.reports) {
    const { value, low, high } = metrics['ndcg@10']
    line(`  ${name.padEnd(18)} ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`)
  }
  for (const { to, value, low, high, corrected } of report.differences) {
    const percent = Math.round((-100 * value) / (own.metrics['ndcg@10'].value + value))
    const chance = corrected < 0.001 ? '< .001' : `= ${corrected.toFixed(3)}`
    line(
      `  ${percent} % above ${to}: by ${(-value).toFixed(3)} (${(-high).toFixed(3)} to ${(-low).toFixed(3)}, p ${chance})`,
    )
  }
}

/** What the data looks like. */
function describeData(books, ratings) {
  heading('The data')
  const perReader = tally(ratings.map(({ userId }) => userId)).map(([, number]) => number)
  const genres = tally(books.flatMap((book) => book.genres))
  const authors = tally(books.flatMap((book) => book.authors))
  const years = books.flatMap(({ year }) => year ?? []).sort((a, b) => a - b)
  const { title, authors: by, year, genres: its } = books.find(({ id }) => id === '7')

  row('a book', `${title}; ${by.join(', ')}; ${year}; ${its.slice(0, 4).join(', ')} ...`)
  row('readers', `${count(perReader.length)}, with ${perReader.at(-1)} to ${perReader[0]} ratings each`)
  row('first published', `half of them from ${years[years.length >> 2]} to ${years[(3 * years.length) >> 2]}`)
  row('genres', `${count(genres.length)}: ${listOf(genres)} ...`)
  row('authors', `${count(authors.length)}: ${listOf(authors)} ...`)
  for (const stars of [5, 4, 3, 2, 1]) {
    const number = ratings.filter(({ value }) => value === stars).length
    row(
      `${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}`,
      `${'▇'.repeat((100 * number) / ratings.length)} ${count(number)}`,
    )
  }

  function row(name, text) {
    line(`  ${name.padEnd(18)} ${text}`)
  }
  function listOf(tallied) {
    return tallied
      .slice(0, 3)
      .map(([name, number]) => `${name} (${count(number)})`)
      .join(', ')
  }
}

/** One reader: what they liked, their list, the list after a dislike, the list after a search. */
async function showReader(recommender, { userId, genre, search }, ratings, books) {
  const bookOf = new Map(books.map((book) => [book.id, book]))
  const own = ratings.filter((rating) => rating.userId === userId)
  const best = own.filter(({ value }) => value === 5).map(({ itemId }) => bookOf.get(itemId))
  heading(`Reader ${userId}: ${own.length} ratings, a taste for ${genre}`)

  line(`Gave five stars to ${best.length} books, among them:`, bold)
  for (const book of best.slice(0, 4)) line(`    ${nameOf(book)}`)

  const first = await recommender.recommend({ userId, k })
  line()
  line('Their list:', bold)
  showList(first)

  const refused = first.items[0]
  const { id: recommendationId } = first
  await recommender.observe({ userId, itemId: refused.itemId, type: 'dislike', recommendationId, position: 1 })
  const second = await recommender.recommend({ userId, k })
  line()
  line(`They say “not this one” to ${refused.item.title}:`, bold)
  showList(second, first)

  await recommender.observe({ userId, type: 'search', text: search })
  line()
  line(`They search for “${search}”:`, bold)
  showList(await recommender.recommend({ userId, text: search, k }))
}

/** One reader says something in plain words: what was understood of it, what was not, and the list before and after. */
async function showWishes(recommender, { userId, genre }, messages) {
  for (const message of messages) {
    heading(`Reader ${userId}, with a taste for ${genre}, says “${message}”`)
    const before = await recommender.recommend({ userId, k })
    line('Their list:', bold)
    showList(before)

    const { understood, notUnderstood, applied } = await recommender.tell(userId, message)
    line()
    line('Understood:', bold)
    for (const { text } of understood) line(`    ${text}`)
    if (!applied) line('    Nothing; the list stays as it is.')
    if (notUnderstood.length > 0)
      line(`Not understood: ${notUnderstood.map(({ text }) => `“${text}”`).join(', ')}`, bold)
    if (!applied) continue
    line()
    line('Their list now:', bold)
    showList(await recommender.recommend({ userId, k }), before)
  }
}

/** Books like those that were typed, one by one, and all together as if they were all that is known of a reader. */
async function showTitles(recommender, titles, books) {
  const found = []
  for (const typed of titles) {
    const book = findTitle(books, typed)
    if (book === undefined) {
      heading(`No book here is called “${typed}”`)
      const close = similarTitles(books, typed)
      for (const title of close) line(`    Did you mean: ${title}`)
      if (close.length === 0) line('    Nothing comes close to it. Try a title of the lists above.')
      continue
    }
    found.push(book)
    heading(`Like ${nameOf(book)}`)
    showList(await recommender.similarItems(book.id, { k }))
  }
  if (found.length < 2) return
  heading(`For somebody new who likes ${found.map(({ title }) => title).join(' and ')}`)
  showList(await recommender.recommend({ history: found.map(({ id }) => ({ itemId: id, type: 'like' })), k }))
}

/** A list with its reasons; next to an earlier one, with where each book stood there. */
function showList({ items }, before) {
  for (const { rank, itemId, item, reasons } of items) {
    const was = before?.items.find((earlier) => earlier.itemId === itemId)?.rank
    const moved = before === undefined ? '' : was === undefined ? ' (new)' : was === rank ? '' : ` (was ${was})`
    const room = COLUMNS - 4 - width(moved)
    line(
      `${String(rank).padStart(2)}. ${cut(nameOf(item), room)}${moved}`,
      was === undefined && before ? green : undefined,
    )
    for (const { text, share } of strongest(reasons)) line(`      ${text}`, share < 0 ? red : dim)
  }
}

/** The strongest reason of each kind, two at most: five sentences about one author would say little. */
function strongest(reasons) {
  return reasons.filter(({ kind }, at) => reasons.findIndex((other) => other.kind === kind) === at).slice(0, 2)
}

function nameOf({ title, authors, year }) {
  return `${title} · ${authors[0]}${year === undefined ? '' : `, ${year}`}`
}

/** Each value with how often it is there, the most frequent first. */
function tally(values) {
  const counts = new Map()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

/** The titles to find books like and what to tell, or nothing where the answer is given already. */
function readCommandLine() {
  const usage = `npm run demo                                 lists for three readers, and books like The Hobbit
npm run demo -- --like TITLE --like TITLE    the same, with books like those that you name
npm run demo -- --tell "less romance"        what a reader's list becomes after these words, in English or Chinese
npm run demo -- --help                       this

Colour and a moving progress bar are for terminals; NO_COLOR=1 turns colour off.`
  try {
    const { like, tell, help } = parseArgs({
      options: {
        like: { type: 'string', multiple: true },
        tell: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
    if (!help) return { like: like ?? (tell.length > 0 ? [] : ['The Hobbit']), tell }
    console.log(usage)
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`)
    process.exitCode = 2
  }
  return undefined
}
