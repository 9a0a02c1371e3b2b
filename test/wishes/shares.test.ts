/** That wishes are followed, on real books and readers: what a wish is about halves or doubles among the first 20, whichever sources make the list. */
import { describe, expect, it } from 'vitest'
import { type CollaborativeRecipe, ease, itemKnn } from '../../src/collaborative/index.ts'
import { Recommender } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'
import { NOW } from '../worlds/books.ts'
import { describeBook, folder, readBooks, readRatings } from '../worlds/goodbooks.ts'

const K = 20
const READERS = 40
const genres = ['fantasy', 'romance', 'mystery', 'thriller', 'horror', 'classics', 'history', 'crime']
const all = folder === undefined ? [] : readBooks()
const ratings = folder === undefined ? [] : readRatings()

async function library(size: number, collaborative: CollaborativeRecipe | false) {
  const books = all.slice(0, size)
  const there = new Set(books.map(({ id }) => id))
  const recommender = new Recommender({ clock: fixedClock(NOW), describe: describeBook, collaborative })
  await recommender.addItems(books, { strict: true })
  await recommender.observe(
    ratings.filter(({ itemId }) => there.has(itemId)),
    { strict: true },
  )
  if (collaborative !== false) await recommender.fit()
  return { recommender, genresOf: new Map(books.map(({ id, genres: own }) => [id, new Set(own)])) }
}

describe.skipIf(folder === undefined)('a wish for more or less of a genre', () => {
  it.each<[string, number, CollaborativeRecipe | false]>([
    ['content and popularity', all.length, false],
    ['item-kNN besides', all.length, itemKnn()],
    // On fewer books, since it inverts a matrix of all of them.
    ['EASE besides', 1500, ease()],
  ])('at least halves or doubles it, with %s', { timeout: 240_000 }, async (_, size, collaborative) => {
    const { recommender, genresOf } = await library(size, collaborative)
    const userIds = [...new Set(ratings.map(({ userId }) => userId))]
    const changes = { less: { before: 0, after: 0 }, more: { before: 0, after: 0 } }
    for (let n = 0; n < READERS; n++) {
      const userId = userIds[Math.floor((n * userIds.length) / READERS)]!
      const wish = n % 2 === 0 ? 'less' : 'more'
      const countsNow = async (): Promise<Map<string, number>> => {
        const { items } = await recommender.recommend({ userId, k: K, explain: false })
        return new Map(
          genres.map((genre) => [genre, items.filter(({ itemId }) => genresOf.get(itemId)!.has(genre)).length]),
        )
      }
      const before = await countsNow()
      // Less of what there is much of, more of what there is some of and room for twice as much.
      const fitting = genres.filter((genre) => {
        const count = before.get(genre)!
        return wish === 'less' ? count >= 6 : count > 0 && count <= 8
      })
      const genre = fitting[n % Math.max(1, fitting.length)]
      if (genre === undefined) continue
      expect((await recommender.tell(userId, `${wish} ${genre}`)).understood).toHaveLength(1)
      changes[wish].before += before.get(genre)!
      changes[wish].after += (await countsNow()).get(genre)!
    }
    expect(changes.less.before).toBeGreaterThan(100)
    expect(changes.more.before).toBeGreaterThan(20)
    expect(changes.less.after).toBeLessThanOrEqual(changes.less.before / 2)
    expect(changes.more.after).toBeGreaterThanOrEqual(2 * changes.more.before)
  })
})
