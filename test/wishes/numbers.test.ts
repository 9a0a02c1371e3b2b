import { describe, expect, it } from 'vitest'
import { checkDescription } from '../../src/events/index.ts'
import { parseWishes } from '../../src/wishes/parse.ts'
import { Vocabulary } from '../../src/wishes/vocabulary.ts'

type Numbers = Readonly<Record<string, number>>

function contextOf(...items: readonly Numbers[]) {
  const vocabulary = new Vocabulary(
    items.map((attributes, index) => {
      const description = checkDescription({ tags: ['fantasy', 'romance'], attributes })
      return { id: `${index}`, title: `title ${index}`, description }
    }),
  )
  return { vocabulary, locale: 'en', now: Date.UTC(2026, 5, 1), titleOf: (id: string) => id } as const
}

const shop = contextOf(
  { price: 4.5, pages: 90, rating: 2.5, year: 1950 },
  { price: 30, pages: 900, rating: 4.9, year: 2020 },
)
const read = (text: string, context = shop): unknown[] =>
  parseWishes(text, context).wishes.map(({ kind, subject }) =>
    subject.kind === 'range' ? [kind, subject.name, subject.min, subject.max] : [kind, subject],
  )
const unread = (text: string, context = shop): string[] => parseWishes(text, context).notUnderstood.map((it) => it.text)

const open = undefined

describe('a number in a message', () => {
  it.each<[string, string, number | undefined, number | undefined]>([
    ['price under 12', 'price', open, 12],
    ['nothing over 12 dollars', 'price', open, 12],
    ['under $12 please', 'price', open, 12],
    ['12 bucks or less', 'price', open, 12],
    ['costing less than 12', 'price', open, 12],
    ['between 5 and 12 dollars', 'price', 5, 12],
    ['$5-$12', 'price', 5, 12],
    ['价格低于10', 'price', open, 10],
    ['10块以下', 'price', open, 10],
    ['价格在10以内', 'price', open, 10],
    ['不要超过二十块的', 'price', open, 20],
    ['10到20块的', 'price', 10, 20],
    ['pages under 300', 'pages', open, 300],
    ['no more than two hundred pages', 'pages', open, 200],
    ['200 to 300 pages', 'pages', 200, 300],
    ['三百页以内', 'pages', open, 300],
    ['页数不到300', 'pages', open, 300],
    ['rated 4 or higher', 'rating', 4, open],
    ['at least 4 stars', 'rating', 4, open],
    ['评分高于4', 'rating', 4, open],
    ['四星以上', 'rating', 4, open],
    ['nothing before 2000', 'year', 2000, open],
    ['pre-1990', 'year', open, 1989],
    ['from the last ten years', 'year', 2016, open],
    ['nothing from the last 10 years', 'year', open, 2015],
    ['近十年的', 'year', 2016, open],
    ['五年内的', 'year', 2021, open],
    ['the 60s and 70s', 'year', 1960, 1979],
    ['七八十年代的', 'year', 1970, 1989],
    ['80到90年代', 'year', 1980, 1999],
    ['nothing from the seventies or earlier', 'year', 1980, open],
    ['1980到1995年之间', 'year', 1980, 1995],
    ['2010年以来的', 'year', 2010, open],
    ['98年以后的', 'year', 1999, open],
    ['上个世纪的', 'year', 1901, 2000],
  ])('is a bound of the attribute it is said of: %s', (text, name, min, max) => {
    expect(read(text)).toEqual([['only', name, min, max]])
    expect(unread(text)).toEqual([])
  })

  it('without unit or name is of the only attribute it can bound, and otherwise not understood', () => {
    expect(read('under 12')).toEqual([['only', 'price', open, 12]])
    const two = contextOf({ price: 4, minutes: 5 }, { price: 40, minutes: 90 })
    expect(read('under 12', two)).toEqual([])
    expect(unread('under 12', two)).toEqual(['under 12'])
    expect(unread('10以下', two)).toEqual(['10以下'])
    expect(read('under 12 minutes', two)).toEqual([['only', 'minutes', open, 12]])
  })

  it('of an attribute that the catalogue lacks is not understood', () => {
    const years = contextOf({ year: 1950, size: 3 }, { year: 2020, size: 40 })
    for (const text of ['price under 12', 'nothing over 12 dollars', '价格低于10', '10块以下']) {
      expect(read(text, years)).toEqual([])
      expect(unread(text, years).join()).toMatch(/1[02]/)
    }
  })

  it('finds an attribute under the catalogue’s own name for it', () => {
    const tools = contextOf({ listPrice: 5, screenSize: 4 }, { listPrice: 90, screenSize: 7 })
    expect(read('price under 12', tools)).toEqual([['only', 'listPrice', open, 12]])
    expect(read('screen size over 5', tools)).toEqual([['only', 'screenSize', 5, open]])
  })
})
