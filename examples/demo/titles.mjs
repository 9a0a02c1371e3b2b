/** Finds books by what somebody types: case, accents, punctuation and the series in brackets do not matter. */

const plain = (title) =>
  title
    .replace(/\s*\([^)]*\)\s*$/, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** The book with this title; of several, and of titles that only begin with it, the first, which is the best known. */
export function findTitle(books, typed) {
  const wanted = plain(typed)
  if (wanted === '') return undefined
  return (
    books.find(({ title }) => plain(title) === wanted) ??
    books.find(({ title }) => plain(title).startsWith(`${wanted} `))
  )
}

/** Titles that look most like what was typed: the share of letter pairs that both have (Dice), over 0.4. */
export function similarTitles(books, typed, k = 3) {
  const wanted = pairs(plain(typed))
  const scored = books.map(({ title }) => ({ title, score: dice(wanted, pairs(plain(title))) }))
  return scored
    .filter(({ score }) => score > 0.4)
    .sort((a, b) => b.score - a.score)
    .slice(0, k)
    .map(({ title }) => title)
}

function pairs(text) {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)))
}

function dice(a, b) {
  if (a.size + b.size === 0) return 0
  let both = 0
  for (const pair of a) if (b.has(pair)) both++
  return (2 * both) / (a.size + b.size)
}
