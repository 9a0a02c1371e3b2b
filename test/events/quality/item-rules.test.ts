/** Each rule of items at its edges. */

import { describe, expect, it } from 'vitest'
import { type CleanItemsOptions, cleanItems, type Finding, type ItemRuleName } from '../../../src/events/index.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
type Loose = Readonly<Record<string, unknown>>

async function found(
  rule: ItemRuleName,
  items: readonly Loose[],
  options: Omit<CleanItemsOptions<Loose>, 'rules'> = {},
): Promise<readonly Finding[]> {
  const { rules } = await cleanItems(items, { now: NOW, examples: 1000, ...options })
  return rules.find((one) => one.rule === rule)!.examples
}
const places = (findings: readonly Finding[]): readonly number[] => findings.map(({ index }) => index)
const texts = (...all: readonly unknown[]): Loose[] => all.map((text, at) => ({ id: `i${at}`, text }))
const cleaned = async (item: Loose): Promise<Loose> => (await cleanItems([item], { now: NOW })).kept[0]!

describe('texts', () => {
  it('are missing where there is none, or only a stand-in', async () => {
    const items = texts(
      undefined,
      '',
      ' \n',
      {},
      { title: '', body: ' - ' },
      'N/A',
      'null',
      'No description available.',
      '暂无',
      '(None)',
      'Lorem ipsum dolor sit amet',
      'Nadja',
      'Nullarbor',
      { title: 'N/A', body: 'a real one' },
    )
    expect(places(await found('missingTexts', items))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('are tiny below three words in all fields together; two Chinese characters are a word', async () => {
    const items = texts(
      'Dune',
      { title: 'It', author: 'King' },
      { title: 'It', author: 'Stephen King' },
      '三体',
      '三体全集',
      '三体全集版',
      '',
    )
    expect(places(await found('tinyTexts', items))).toEqual([0, 1, 3, 4])
    expect(places(await found('tinyTexts', items, { shortestText: 2 }))).toEqual([0, 3])
  })

  it('lose HTML and character references, also in tags and attributes, and keep what only looks like it', async () => {
    expect(
      await cleaned({
        id: 'a',
        text: { title: '<b>War</b> &amp; Peace', body: '&lt;p&gt;a < b&lt;/p&gt;' },
        tags: ['<i>war</i>', 'peace'],
        attributes: { author: ['L.&nbsp;Tolstoy'], year: 1869 },
      }),
    ).toEqual({
      id: 'a',
      text: { title: 'War & Peace', body: 'a < b' },
      tags: ['war', 'peace'],
      attributes: { author: ['L. Tolstoy'], year: 1869 },
    })
    expect(await found('html', texts('AT&T', 'a < b > c', 'List<String>', 'Tom & Jerry; again'))).toEqual([])
  })

  it('in the wrong encoding are mended, and what is lost is told', async () => {
    expect(await cleaned({ id: 'a', text: 'CafÃ© donâ€™t', tags: ['NoÃ«l'] })).toEqual({
      id: 'a',
      text: 'Café don’t',
      tags: ['Noël'],
    })
    const [lost] = await found('mojibake', texts('Caf\ufffd'))
    expect(lost!.why).toBe('`text` has U+FFFD, where a character was lost: "Caf\ufffd"')
    expect(lost!.fix).toBeUndefined()
  })
})

describe('texts beside others', () => {
  it('share boilerplate from five items on, if it is a sentence and not a name', async () => {
    const slogan = 'Visit our shop for more offers!'
    const items = Array.from({ length: 8 }, (_, at) => ({
      id: `i${at}`,
      text: {
        body: `Item number ${at} is quite unlike the others. ${at < 5 ? slogan : ''}`,
        author: 'Ursula K. Le Guin',
      },
    }))
    const findings = await found('boilerplate', items)
    expect(places(findings)).toEqual([0, 1, 2, 3, 4])
    expect(findings[0]!.why).toBe(`5 items have "${slogan}"`)
    const { kept } = await cleanItems(items, { now: NOW, rules: { boilerplate: 'repair' } })
    expect((kept[0]!.text as { body: string }).body).toBe('Item number 0 is quite unlike the others.')
    expect(await found('boilerplate', items.slice(1))).toEqual([])
  })

  it('are foreign in another script or language than most have', async () => {
    const english = Array.from(
      { length: 9 },
      (_, at) => `The story of the ${at} people who live by the sea and what they find in it`,
    )
    const other = [
      'Повесть о человеке и море',
      'Die Geschichte der Menschen, die an der See leben, und was sie dort finden und wieder verlieren',
      '三体',
    ]
    const findings = await found('foreignTexts', texts(...english, ...other))
    expect(findings.map(({ why }) => why)).toEqual([
      'written in Cyrillic, most texts in Latin',
      'looks German, most texts English',
    ])
    expect(await found('foreignTexts', texts(...english.slice(0, 2), ...other))).toEqual([]) // no main language
  })

  it('mix scripts within a word', async () => {
    const items = texts('p\u0430ypal account', 'Война and peace', 'naïve café', '東京タワー', 'x-ray of Ω particles')
    expect(places(await found('mixedScripts', items))).toEqual([0])
  })
})

describe('items', () => {
  it('of one id leave the last, as `addItems` does', async () => {
    const items = [
      { id: 'a', text: 'first of all' },
      { id: 'b', text: 'another one here' },
      { id: 'a', text: 'last of all' },
    ]
    const { kept, changes } = await cleanItems(items, { now: NOW })
    expect(kept).toEqual(items.slice(1))
    expect(changes).toMatchObject([{ rule: 'duplicateIds', kind: 'dropped', index: 0 }])
  })

  it('have their times in milliseconds; a Date, and a number of 1970, are taken as they are', async () => {
    const time = NOW - DAY
    expect(await cleaned({ id: 'a', createdAt: time / 1000, expiresAt: (NOW + DAY) * 1000 })).toEqual({
      id: 'a',
      createdAt: time,
      expiresAt: NOW + DAY,
    })
    const old = { id: 'a', createdAt: 5e8, expiresAt: new Date(NOW + DAY) }
    expect(await cleaned(old)).toBe(old)
  })

  it('have expired, or expire before they come to be', async () => {
    const items = [
      { id: 'a', expiresAt: NOW },
      { id: 'b', expiresAt: NOW + 1 },
      { id: 'c', createdAt: NOW + 5 * DAY, expiresAt: new Date(NOW + DAY) },
    ]
    expect(places(await found('expiredItems', items))).toEqual([0, 2])
  })

  it('have outliers by MAD on either side, or by quartiles; a few values, or equal ones, have none', async () => {
    const priced = (...prices: readonly number[]): Loose[] =>
      prices.map((price, at) => ({ id: `i${at}`, attributes: { price } }))
    const prices = Array.from({ length: 60 }, (_, at) => 10 + (at % 10) + (at % 7) ** 2)
    expect(places(await found('outlierAttributes', priced(...prices, 1999, -300)))).toEqual([60, 61])
    expect(places(await found('outlierAttributes', priced(...prices, 1999, -300), { outlierMethod: 'iqr' }))).toEqual([
      60, 61,
    ])
    expect(await found('outlierAttributes', priced(1, 2, 3, 1e9))).toEqual([])
    expect(await found('outlierAttributes', priced(...Array(40).fill(5), 6))).toEqual([])
  })

  it('that `addItems` refuses are told in its words', async () => {
    const items = [{ id: 7 }, { id: 'a', tags: 'a,b' }, { id: 'b', attributes: { price: Number.NaN } }, { id: 'c' }]
    const findings = await found('refused', items)
    expect(places(findings)).toEqual([0, 1, 2])
    expect(findings[1]!.why).toBe('`tags` is "a,b". Pass a list: ["a,b"].')
  })
})
