/** The Goodbooks sample (examples/data/goodbooks): books that somebody rated, and the ratings. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseCsv } from './csv.mjs'

/** `{ id, title, authors, year?, genres }`, in the order of the file: the most rated on Goodreads first. */
export function readBooks() {
  const rated = new Set(readTable('ratings_sample').map((row) => row.book_id))
  const genres = new Map(readTable('book_genres').map((row) => [row.book_id, row.genres.split(',').filter(Boolean)]))
  return readTable('books')
    .filter((row) => rated.has(row.book_id))
    .map((row) => ({
      id: row.book_id,
      title: row.title.replace(/\s+/g, ' ').trim(),
      authors: row.authors.split(', '),
      ...(row.original_publication_year !== '' && { year: Number(row.original_publication_year) }),
      genres: genres.get(row.book_id) ?? [],
    }))
}

/** `{ userId, itemId, type: 'rating', value }`, the value from 1 to 5. The data set has no times. */
export function readRatings() {
  return readTable('ratings_sample').map((row) => ({
    userId: row.user_id,
    itemId: row.book_id,
    type: 'rating',
    value: Number(row.rating),
  }))
}

/** What a recommender may read of a book: words for likeness of texts, tags and attributes for what is shared. */
export function describeBook({ title, authors, year, genres }) {
  return {
    text: { title, author: authors.join(', ') },
    tags: genres,
    attributes: { title, author: authors, ...(year !== undefined && { year }) },
  }
}

const tables = new Map()

function readTable(name) {
  if (!tables.has(name)) {
    const file = new URL(`../data/goodbooks/${name}.csv.gz`, import.meta.url)
    tables.set(name, parseCsv(gunzipSync(readFileSync(file)).toString('utf8')))
  }
  return tables.get(name)
}
