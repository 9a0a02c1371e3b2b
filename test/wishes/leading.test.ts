/** Exceptions that come before what they are exceptions of, and wishes on both sides of "and". */
import { describe, expect, it } from 'vitest'
import { checkDescription } from '../../src/events/index.ts'
import { wishesInForce } from '../../src/wishes/in-force.ts'
import { parseWishes } from '../../src/wishes/parse.ts'
import { Vocabulary } from '../../src/wishes/vocabulary.ts'

const tags = ['fantasy', 'romance', 'science fiction', 'mystery', '武侠', '科幻']
const vocabulary = new Vocabulary(
  ['Jane Austen', 'Stephen King', '金庸', '刘慈欣'].map((author, index) => {
    const description = checkDescription({ tags, attributes: { author: [author], pages: 100 + index } })
    return { id: `${index}`, title: `title ${index}`, description }
  }),
)
const context = { vocabulary, locale: 'en', now: Date.UTC(2026, 5, 1), titleOf: (id: string) => id } as const
const named = (subject: object): unknown => ('value' in subject ? subject.value : subject)
const read = (text: string): unknown[] =>
  parseWishes(text, context).wishes.map(({ kind, subject, except = [] }) => [
    kind,
    named(subject),
    ...except.map(named),
  ])

describe('an exception that comes first', () => {
  it.each([
    ['except for Austen, no romance', [['no', 'romance', 'Jane Austen']]],
    ['apart from Austen no romance', [['no', 'romance', 'Jane Austen']]],
    ['除了金庸不要武侠', [['no', '武侠', '金庸']]],
    ['除了金庸，不要武侠', [['no', '武侠', '金庸']]],
    ['除了刘慈欣都不要科幻', [['no', '科幻', '刘慈欣']]],
    ['不要武侠，除了金庸', [['no', '武侠', '金庸']]],
    ['anything except romance', [['no', 'romance']]],
    [
      'everything except romance, no fantasy',
      [
        ['no', 'romance'],
        ['no', 'fantasy'],
      ],
    ],
  ])('%s', (text, wishes) => {
    expect(read(text)).toEqual(wishes)
  })
})

describe('"and more"', () => {
  it.each([
    [
      'less romance and more fantasy',
      [
        ['less', 'romance'],
        ['more', 'fantasy'],
      ],
    ],
    [
      'no romance and more mystery, please',
      [
        ['no', 'romance'],
        ['more', 'mystery'],
      ],
    ],
    [
      'more fantasy and less romance',
      [
        ['more', 'fantasy'],
        ['less', 'romance'],
      ],
    ],
  ])('%s', (text, wishes) => {
    expect(read(text)).toEqual(wishes)
  })
})

it('of bounds that no number keeps together the later one stands', () => {
  const said = (text: string, at: number) => {
    const [wish] = parseWishes(text, context).wishes
    return {
      type: 'wish',
      text: JSON.stringify(wish),
      eventId: `e${at}`,
      timestamp: at,
      itemId: undefined,
      value: undefined,
      attribute: undefined,
    }
  }
  const inForce = (...texts: string[]) => wishesInForce(texts.map(said), 1000).map(({ subject }) => subject)
  expect(inForce('under 300 pages', 'over 500 pages')).toEqual([{ kind: 'range', name: 'pages', min: 500 }])
  expect(inForce('over 200 pages', 'under 300 pages')).toHaveLength(2)
})

it.each(['romance is fine', "I don't mind romance", '不讨厌武侠'])('%s is handed back, being no wish', (text) => {
  const { wishes, notUnderstood } = parseWishes(text, context)
  expect([wishes, notUnderstood.map((span) => span.text)]).toEqual([[], [text]])
  expect(parseWishes(`${text}, more fantasy`, context).notUnderstood).toEqual([])
})
