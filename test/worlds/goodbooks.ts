/** The Goodbooks sample: books that somebody rated, and the ratings; the one that comes with the examples, or that of the shared data sets. */

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Interaction, ItemDescription } from '../../src/index.ts'

const shared = process.env['PENCHANT_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))
/** Undefined where neither is there. */
export const folder: string | undefined = [
  fileURLToPath(new URL('../../examples/data/goodbooks', import.meta.url)),
  `${shared}/data/goodbooks-10k-sample`,
].find((path) => existsSync(`${path}/ratings_sample.csv.gz`))

export interface Book {
  readonly id: string
  readonly title: string
  readonly authors: readonly string[]
  readonly year: number | undefined
  readonly genres: readonly string[]
}

/** Rows of a CSV file whose fields may be quoted. */
function rowsOf(name: string): Record<string, string>[] {
  const text = gunzipSync(readFileSync(`${folder}/${name}.csv.gz`)).toString('utf8')
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!)
    if (end !== ',') rows.push([])
  }
  const [names, ...others] = rows
  return others
    .filter((row) => row.length === names!.length)
    .map((row) => Object.fromEntries(names!.map((column, at) => [column, row[at]!])))
}

/** The books, the most rated on Goodreads first. */
export function readBooks(): Book[] {
  const rated = new Set(rowsOf('ratings_sample').map((row) => row['book_id']))
  const genres = new Map(
    rowsOf('book_genres').map((row) => [row['book_id'], row['genres']!.split(',').filter(Boolean)]),
  )
  return rowsOf('books')
    .filter((row) => rated.has(row['book_id']))
    .map((row) => ({
      id: row['book_id']!,
      title: row['title']!,
      authors: row['authors']!.split(', '),
      year: row['original_publication_year'] === '' ? undefined : Number(row['original_publication_year']),
      genres: genres.get(row['book_id']) ?? [],
    }))
}

/** The ratings, from 1 to 5; the data set has no times. */
export function readRatings(): (Interaction & { readonly itemId: string; readonly value: number })[] {
  return rowsOf('ratings_sample').map((row) => ({
    userId: row['user_id']!,
    itemId: row['book_id']!,
    type: 'rating',
    value: Number(row['rating']),
  }))
}

/** What a recommender may read of a book. */
export function describeBook({ title, authors, year, genres }: Book): ItemDescription {
  return {
    text: { title, author: authors.join(', ') },
    tags: genres,
    attributes: { title, author: authors, ...(year === undefined ? {} : { year }) },
  }
}
