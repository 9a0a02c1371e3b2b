/** The page's library, cut out of the Goodbooks sample: the most rated books, and what some hundred readers gave them. */
import { readBooks, readRatings } from '../shared/goodbooks.mjs'

const BOOKS = 2000
const READERS = 400
/** Readers with fewer ratings of these books say little about which go together. */
const FEWEST = 40

/** Of some 600 names of shelves those that say something, one for each thing. */
const SHELVES = new Set([
  ...[
    'fantasy',
    'science-fiction',
    'mystery',
    'romance',
    'classics',
    'horror',
    'thriller',
    'crime',
    'historical-fiction',
  ],
  ...['literary-fiction', 'young-adult', 'children', 'non-fiction', 'biography', 'memoir', 'history', 'philosophy'],
  ...[
    'psychology',
    'politics',
    'science',
    'religion',
    'business',
    'travel',
    'humor',
    'poetry',
    'graphic-novels',
    'plays',
  ],
  ...[
    'short-stories',
    'adventure',
    'magic',
    'mythology',
    'magical-realism',
    'gothic',
    'vampires',
    'witches',
    'detective',
  ],
  ...['dystopia', 'space', 'time-travel', 'dragons', 'war', 'food', 'paranormal-romance', 'feminism', 'spirituality'],
])

/** `{ books: [{ id, title, author, year?, genres }], readers: [[place of a book, rating, place, rating ...]] }` */
export function cutLibrary() {
  const books = readBooks().slice(0, BOOKS).map(shorten)
  const placeOf = new Map(books.map(({ id }, place) => [id, place]))
  const shelves = new Map()
  for (const { userId, itemId, value } of readRatings()) {
    const place = placeOf.get(itemId)
    if (place === undefined) continue
    const shelf = shelves.get(userId) ?? []
    shelves.set(userId, shelf)
    shelf.push(place, value)
  }
  const readers = [...shelves.values()].filter((shelf) => shelf.length >= 2 * FEWEST).slice(0, READERS)
  return { books, readers }
}

function shorten({ id, title, authors, year, genres }) {
  return {
    id,
    // Series stand in brackets behind the title; translators and illustrators follow after the author.
    title: title.replace(/\s*\([^)]*\)$/, ''),
    author: authors[0],
    ...(year !== undefined && { year }),
    genres: genres.filter((genre) => SHELVES.has(genre)).map((genre) => genre.replaceAll('-', ' ')),
  }
}
