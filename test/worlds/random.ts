/** Random worlds for properties: a few items and users, every kind of behaviour, and queries about them. */

import fc from 'fast-check'
import type { Interaction, Item, RecommendQuery } from '../../src/index.ts'
import { DAY, NOW } from './books.ts'

const words = ['sea', 'sand', 'star', 'salt', 'snow', 'song', 'stone', 'storm']
const ids = Array.from({ length: 12 }, (_, n) => `i${n}`)
const users = ['ann', 'bob', '__proto__', 'd#1']
const types = [
  'view',
  'click',
  'like',
  'purchase',
  'dislike',
  'hide',
  'skip',
  'impression',
  'rating',
  'comment',
  'search',
]

const itemOf = (id: string): fc.Arbitrary<Item> =>
  fc.record(
    {
      id: fc.constant(id),
      text: fc.array(fc.constantFrom(...words), { maxLength: 5 }).map((list) => list.join(' ')),
      tags: fc.array(fc.constantFrom('red', 'green', 'blue'), { maxLength: 2 }),
      attributes: fc.record({ author: fc.constantFrom('a', 'b', 'constructor') }),
      createdAt: fc.integer({ min: 0, max: 200 }).map((days) => NOW - days * DAY),
      expiresAt: fc.constantFrom(NOW - DAY, NOW + DAY),
      domain: fc.constantFrom('books', 'films'),
    },
    { requiredKeys: ['id'] },
  )

export const itemsArbitrary: fc.Arbitrary<Item[]> = fc
  .subarray(ids, { minLength: 1 })
  .chain((chosen) => fc.tuple(...chosen.map(itemOf)))

export const eventArbitrary: fc.Arbitrary<Interaction> = fc
  .record({
    userId: fc.constantFrom(...users),
    itemId: fc.constantFrom(...ids),
    type: fc.constantFrom(...types),
    stars: fc.integer({ min: 1, max: 5 }),
    word: fc.constantFrom(...words, 'awful', 'wonderful'),
    days: fc.integer({ min: 0, max: 400 }),
  })
  .map(({ userId, itemId, type, stars, word, days }) => ({
    userId,
    ...(type === 'search' ? {} : { itemId }),
    type,
    ...(type === 'rating' ? { value: stars } : {}),
    ...(type === 'comment' || type === 'search' ? { text: word } : {}),
    timestamp: NOW - days * DAY,
  }))

export interface World {
  readonly items: readonly Item[]
  readonly events: readonly Interaction[]
  readonly query: RecommendQuery<Item>
}

export const worldArbitrary: fc.Arbitrary<World> = itemsArbitrary.chain((items) => {
  const known = items.map(({ id }) => id)
  return fc.record({
    items: fc.constant(items),
    events: fc.array(eventArbitrary, { maxLength: 25 }),
    query: fc.record(
      {
        userId: fc.constantFrom(...users, 'nobody'),
        itemId: fc.constantFrom(...known),
        text: fc.constantFrom(...words, 'unheard'),
        history: fc.array(fc.constantFrom(...ids), { maxLength: 3 }),
        k: fc.integer({ min: 1, max: 15 }),
        candidates: fc.subarray(ids),
        exclude: fc.subarray(ids, { maxLength: 4 }),
        excludeSeen: fc.boolean(),
        domain: fc.constantFrom('books', 'films'),
        filter: fc.integer({ min: 1, max: 4 }).map((n) => (item: Item) => Number(item.id.slice(1)) % n === 0),
        boost: fc.constantFrom(0, 0.5, 1, 3).map((factor) => (item: Item) => (item.id < 'i5' ? factor : 1)),
      },
      { requiredKeys: [] },
    ),
  })
})
