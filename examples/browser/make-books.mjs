/**
 * Writes books.json beside it, the catalogue of the page: `node examples/browser/make-books.mjs`
 *
 * Titles, authors, years and shelf names come from the Goodbooks sample; which books, and on which shelf each stands here, was chosen by hand.
 */
import { writeFileSync } from 'node:fs'
import { findTitle } from '../demo/titles.mjs'
import { readBooks } from '../shared/goodbooks.mjs'

const shelves = {
  'science fiction': [
    ...['Dune', 'Dune Messiah', 'Foundation', 'I, Robot', 'Neuromancer', 'Hyperion', "Ender's Game", 'The Martian'],
    ...[
      "The Hitchhiker's Guide to the Galaxy",
      'The War of the Worlds',
      'The Time Machine',
      'The Left Hand of Darkness',
    ],
  ],
  fantasy: [
    ...['The Hobbit', 'The Fellowship of the Ring', 'A Wizard of Earthsea', 'The Name of the Wind', 'The Final Empire'],
    ...['A Game of Thrones', 'The Lion, the Witch, and the Wardrobe', 'American Gods', 'Guards! Guards!', 'Eragon'],
  ],
  mystery: [
    ...['And Then There Were None', 'Murder on the Orient Express', 'The Hound of the Baskervilles', 'The Big Sleep'],
    ...['The Maltese Falcon', 'The Name of the Rose', 'In the Woods', 'The Girl with the Dragon Tattoo'],
  ],
  horror: ['Dracula', 'Frankenstein', 'The Shining', 'It', 'Interview with the Vampire', 'The Haunting of Hill House'],
  romance: [
    ...['Pride and Prejudice', 'Emma', 'Persuasion', 'Jane Eyre', 'Wuthering Heights', 'Outlander', 'Me Before You'],
    ...['A Room with a View', 'The Notebook'],
  ],
  'historical fiction': [
    ...[
      'Wolf Hall',
      'The Pillars of the Earth',
      'All the Light We Cannot See',
      'The Book Thief',
      'Shogun',
      'War and Peace',
    ],
    'The Nightingale',
  ],
  science: [
    ...['A Brief History of Time', 'Cosmos', 'The Selfish Gene', 'The Origin of Species', 'The Elegant Universe'],
    ...['A Short History of Nearly Everything', 'The Emperor of All Maladies'],
  ],
  memoir: [
    'The Diary of a Young Girl',
    'Wild',
    'Into Thin Air',
    'Kitchen Confidential',
    'Long Walk to Freedom',
    'Persepolis',
  ],
  'graphic novel': ['Watchmen', 'V for Vendetta', 'Maus I', 'Saga, Vol. 1', 'Preludes & Nocturnes', 'Fun Home'],
  travel: ['In a Sunburned Country', 'A Walk in the Woods', 'The Great Railway Bazaar', 'On the Road'],
}

/** Names of shelves in the data that say something that the shelf here does not. */
const themes = new Set([
  ...['dystopia', 'space', 'space-opera', 'robots', 'aliens', 'time-travel', 'cyberpunk', 'magic', 'dragons'],
  ...['vampires', 'detective', 'war', 'world-war-ii', 'humor', 'adventure', 'psychology', 'physics', 'biology', 'food'],
  ...['crime', 'ghosts', 'gothic', 'victorian', 'nature', 'politics', 'survival', 'british-literature'],
])

const books = readBooks()
const piles = Object.entries(shelves).map(([shelf, titles]) =>
  titles.map((title) => {
    const book = findTitle(books, title)
    if (book === undefined) throw new Error(`No book is called ${title}`)
    return { ...book, shelf }
  }),
)
// One of each shelf after the other, so that a list that knows nothing shows something of everything.
const rows = Math.max(...piles.map((pile) => pile.length))
const mixed = Array.from({ length: rows }, (_, row) => piles.flatMap((pile) => pile[row] ?? [])).flat()

const catalogue = mixed.map(({ id, title, authors, year, genres, shelf }) => ({
  id,
  title: title.replace(/\s*\([^)]*\)$/, ''),
  // Editors, translators and writers of forewords follow after the author.
  authors: authors.slice(0, 1),
  year,
  genres: [shelf, ...genres.filter((genre) => themes.has(genre)).map((genre) => genre.replaceAll('-', ' '))].slice(
    0,
    5,
  ),
}))
writeFileSync(
  new URL('books.json', import.meta.url),
  `[\n${catalogue.map((book) => `  ${JSON.stringify(book)}`).join(',\n')}\n]\n`,
)
console.log(`${catalogue.length} books`)
