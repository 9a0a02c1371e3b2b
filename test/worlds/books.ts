/** A small catalogue whose answers are known: three shelves that share no word, tag or author. */

import type { Interaction, Item, RecommenderOptions } from '../../src/index.ts'
import { Recommender } from '../../src/index.ts'
import { fixedClock } from '../../src/testing/index.ts'

export const NOW: number = Date.UTC(2026, 0, 1)
export const DAY: number = 86_400_000

const book = (id: string, text: string, tag: string, author: string): Item => ({
  id,
  text: { title: id, body: text },
  tags: [tag],
  attributes: { author: [author] },
})

export const books: readonly Item[] = [
  book('dune', 'desert planet spice sandworm empire', 'space', 'Herbert'),
  book('solaris', 'living ocean planet orbit station', 'space', 'Lem'),
  book('messiah', 'desert emperor spice prophecy', 'space', 'Herbert'),
  book('ringworld', 'planet ring orbit explorers', 'space', 'Niven'),
  book('emma', 'matchmaker village marriage ball', 'romance', 'Austen'),
  book('persuasion', 'marriage captain letter seaside', 'romance', 'Austen'),
  book('pride', 'marriage sisters ball estate', 'romance', 'Austen'),
  book('heat', 'oven butter salt acid', 'cooking', 'Nosrat'),
  book('bread', 'oven flour yeast salt', 'cooking', 'Lepard'),
]

export const shelf = (id: string): string => books.find((one) => one.id === id)?.tags?.[0] ?? 'none'

export const event = (
  userId: string,
  itemId: string,
  type = 'like',
  days = 1,
  rest: Partial<Interaction> = {},
): Interaction => ({
  userId,
  itemId,
  type,
  timestamp: NOW - days * DAY,
  ...rest,
})

/** A recommender with the books, at a time that stands still. */
export async function library(
  options: RecommenderOptions<Item> = {},
  events: readonly Interaction[] = [],
): Promise<Recommender> {
  const recommender = new Recommender<Item>({ clock: fixedClock(NOW), ...options })
  await recommender.addItems(books)
  if (events.length > 0) await recommender.observe(events, { strict: true })
  return recommender
}

export const idsOf = (list: { readonly items: readonly { readonly itemId: string }[] }): string[] =>
  list.items.map(({ itemId }) => itemId)
