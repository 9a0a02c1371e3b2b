/**
 * What is wrong with data, before it hurts: the report on real books and ratings; on MovieLens, where it is at hand (`PENCHANT_SHARED`, by default `../shared`);
 * and a small export with the usual slips, cleaned, with an account of every change.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { cleanInteractions, cleanItems, formatReport, inspectData } from 'penchant/events'
import { parseCsv } from '../shared/csv.mjs'
import { describeBook, readBooks, readRatings } from '../shared/goodbooks.mjs'

console.log('Goodbooks: books and ratings as they were published\n')
const books = readBooks()
console.log(formatReport(await inspectData({ items: books, interactions: readRatings(), describe: describeBook })))

const shared = process.env.PENCHANT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const movieLens = join(shared, 'data/movielens-latest-small')
if (existsSync(movieLens)) {
  const table = (name) => parseCsv(gunzipSync(readFileSync(join(movieLens, `${name}.csv.gz`))).toString('utf8'))
  const items = table('movies_with_overview').map(({ movieId, title, overview, genres }) => ({
    id: movieId,
    text: { title, overview },
    tags: genres.split('|'),
  }))
  const interactions = table('ratings').map(({ userId, movieId, rating, timestamp }) => ({
    userId,
    itemId: movieId,
    type: 'rating',
    value: Number(rating),
    timestamp: Number(timestamp),
  }))
  // Its scale begins at half a star, which the report would otherwise point out.
  const behaviors = { rating: { weight: 4, scale: [0.5, 5] } }
  console.log('\n\nMovieLens latest-small: films and ratings as they were published\n')
  console.log(formatReport(await inspectData({ items, interactions, behaviors })))
}

console.log('\n\nAn export with the usual slips, cleaned\n')
const items = [
  { id: '1', text: 'The LÃ©gend of CafÃ© Noir' },
  { id: '2', text: '<p>Bread &amp; butter, and how to bake both</p>' },
]
const interactions = [
  { userId: 'ann', itemId: '1', type: 'rating', value: '4', timestamp: 1_735_689_600 },
  { userId: 'ann', itemId: 2, type: 'view', timestamp: 1_735_693_200_000 },
  { userId: 'ann', itemId: '2', type: 'view', timestamp: 1_735_693_201_500 },
  { userId: 'bob', itemId: '1', type: 'like', timestamp: 1_735_700_000_000 },
  { userId: 'bob', itemId: '1', type: 'dislike', timestamp: 1_735_700_004_000 },
  { userId: 'bob', itemId: '2', type: 'dwell', value: 41_000, timestamp: '2025-01-01T09:30:00Z' },
]
const cleanedItems = await cleanItems(items)
const cleanedEvents = await cleanInteractions(interactions, { items: cleanedItems.kept })
for (const { rule, kind, index, why } of [...cleanedItems.changes, ...cleanedEvents.changes]) {
  console.log(`  [${index}] ${kind} by ${rule}: ${why}`)
}
console.log('\nWhat is left:')
for (const record of [...cleanedItems.kept, ...cleanedEvents.kept]) console.log(' ', JSON.stringify(record))
