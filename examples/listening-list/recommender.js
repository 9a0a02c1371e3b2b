/** The recommender of the page: it knows the books, and what other readers gave them. */
import { Recommender } from 'penchant'

/** The one who sits before the page. */
export const userId = 'you'

/** A recommender that has read the library, and seen what its readers think of it. */
export async function openLibrary({ books, readers }) {
  const recommender = new Recommender({
    describe: ({ title, author, year, genres }) => ({
      // Shelves are words too: likeness by them is what `diversity` spreads.
      text: { title, author, shelves: genres.join(', ') },
      tags: genres,
      attributes: { author, ...(year !== undefined && { year }) },
    }),
    // What one says weighs more here than what many read.
    rank: { weights: { popular: 0.3 } },
  })
  await recommender.addItems(books)
  await recommender.observe(readers.flatMap((shelf, reader) => ratingsOf(`reader ${reader}`, shelf, books)))
  return recommender
}

/** A shelf is flat: the place of a book, its rating, the place of the next one ... */
function ratingsOf(reader, shelf, books) {
  const ratings = []
  for (let at = 0; at < shelf.length; at += 2)
    ratings.push({ userId: reader, itemId: books[shelf[at]].id, type: 'rating', value: shelf[at + 1] })
  return ratings
}
