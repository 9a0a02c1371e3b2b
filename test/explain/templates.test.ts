import { describe, expect, it } from 'vitest'
import { type Said, type Speak, templates } from '../../src/explain/index.ts'
import { type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { event, library, NOW } from '../worlds/books.ts'

const liking = (options: RecommenderOptions<Item>) => library(options, [event('ann', 'dune')])

describe('own sentences', () => {
  it('take the place of the library’s by kind and language, and leave shares and all else as they were', async () => {
    const sentences = templates({
      en: { 'similar-item': 'Up your street: you {did}[ ({terms})].', popular: 'Seen {events} times.' },
      zh: { popular: ({ events }) => `有 ${events} 人看过。` },
    })
    const [plain, own] = [await liking({}), await liking({ sentences })]
    for (const locale of ['en', 'zh'] as const) {
      const query = { userId: 'ann', k: 5, locale }
      const [before, after] = [(await plain.recommend(query)).items, (await own.recommend(query)).items]
      const withoutText = (items: typeof after) =>
        items.map(({ reasons, ...rest }) => ({ ...rest, reasons: reasons.map((one) => ({ ...one, text: '' })) }))
      expect(withoutText(after)).toEqual(withoutText(before))
      for (const [at, { reasons }] of after.entries())
        for (const [place, { kind, text }] of reasons.entries())
          if (kind !== 'similar-item' && kind !== 'popular') expect(text).toBe(before[at]!.reasons[place]!.text)
    }
    const { reasons } = await own.explain({ userId: 'ann' }, 'messiah')
    const like = reasons.find(({ kind }) => kind === 'similar-item')
    expect(like?.text).toMatch(/^Up your street: you liked “dune” \(\w+(, \w+)*\)\.$/)
    const popular = (locale: 'en' | 'zh') => own.recommend({ k: 1, locale, excludeSeen: false })
    expect((await popular('en')).items[0]!.reasons[0]!.text).toBe('Seen 1 times.')
    expect((await popular('zh')).items[0]!.reasons[0]!.text).toBe('有 1 人看过。')
  })

  it('say what they are of', async () => {
    const sentences = templates({
      en: {
        'nothing-personal': '{item} is just popular.',
        without: 'Without that: {rankWithout}, not {rank}.',
        above: '{item} beats {other} by {part}.',
        below: ({ otherId }, { titleOf, itemId }) => `${titleOf(itemId)} yields to ${titleOf(otherId)}.`,
      },
    })
    const recommender = await liking({ sentences })
    const query = { userId: 'ann' }
    const high = await recommender.explain(query, 'messiah', { than: 'emma' })
    expect(high.counterfactuals[0]!.text).toBe(`Without that: ${high.counterfactuals[0]!.rank}, not ${high.rank}.`)
    expect(high.contrast!.text).toMatch(/^messiah beats emma by \w+\.$/)
    expect((await recommender.explain(query, 'emma', { than: 'messiah' })).contrast!.text).toBe(
      'emma yields to messiah.',
    )
    const [first] = (await recommender.recommend({ k: 1 })).items
    expect(first!.reasons.at(-1)!.text).toBe('dune is just popular.')
  })

  it('give way where a placeholder has nothing to stand for, in brackets alone with these', async () => {
    const of = { locale: 'en', itemId: 'x', titleOf: (id: string) => `T ${id}`, now: NOW } as const
    const similar = { kind: 'similar-item', share: 1, itemId: 'a', behavior: 'like', terms: [], text: 'own' } as const
    const speak = templates({ en: { 'similar-item': 'Near {title}[ by {terms}][, {title}].', above: 'By {part}.' } })
    expect(speak(similar, of)).toBe('Near T a, T a.')
    expect(speak({ ...similar, terms: ['b', 'c'] }, of)).toBe('Near T a by b, c, T a.')
    // The item itself is not like itself, and what counts against an item is not said by a sentence for it.
    expect(speak({ ...similar, itemId: 'x' }, of)).toBeUndefined()
    expect(speak({ ...similar, share: -1 }, of)).toBeUndefined()
    expect(speak({ kind: 'above', otherId: 'b', text: '' }, of)).toBeUndefined()
    expect(speak({ kind: 'above', otherId: 'b', part: 'tags', text: '' }, of)).toBe('By tags.')
    expect(speak(similar, { ...of, locale: 'zh' })).toBeUndefined()
    const did = templates({ en: { together: 'You {did}.' }, zh: { together: '你{did}。' } })
    const bought = { kind: 'together', share: 1, itemId: 'a', behavior: 'purchase', text: '' } as const
    expect(did(bought, of)).toBe('You bought “T a”.')
    expect(did(bought, { ...of, locale: 'zh' })).toBe('你买过《T a》。')
    expect(did({ ...bought, behavior: 'query' }, of)).toBeUndefined()
  })

  it('have placeholders for all data of every kind', () => {
    const of = { locale: 'en', itemId: 'x', titleOf: (id: string) => id, now: NOW } as const
    const all: readonly [Said, string, string][] = [
      [{ kind: 'words', share: 1, words: 'w', behavior: 'search', terms: ['t'], text: '' }, '{words} {terms}', 'w t'],
      [{ kind: 'attribute', share: 1, name: 'n', value: 'v', text: '' }, '{name} {value}', 'n v'],
      [{ kind: 'label', share: 1, name: 'n', value: 'v', text: '' }, '{name} {value}', 'n v'],
      [{ kind: 'interest', share: 1, source: 's', terms: ['t'], text: '' }, '{source} {terms}', 's t'],
      [{ kind: 'others', share: 1, source: 's', text: '' }, '{source}', 's'],
      [{ kind: 'wish', share: 1, eventId: 'e', wish: 'w', text: '' }, '{wish}', 'w'],
      [{ kind: 'popular', share: 1, events: 1234, text: '' }, '{events}', '1,234'],
      [{ kind: 'fresh', share: 1, createdAt: NOW - 3.5 * 86_400_000, text: '' }, '{days}', '3'],
      [{ kind: 'boost', share: 1, text: '' }, '{item}', 'x'],
      [{ kind: 'moved', share: 1, by: 'b', text: '' }, '{by}', 'b'],
      [{ kind: 'nothing-known', share: 0, text: '' }, '{item}', 'x'],
      [{ kind: 'nothing-personal', share: 0, text: '' }, '{item}', 'x'],
      [{ kind: 'without', reason: 'r', rank: 1, rankWithout: 2, text: '' }, '{reason} {rank} {rankWithout}', 'r 1 2'],
      [{ kind: 'below', otherId: 'o', part: 'p', text: '' }, '{other} {part}', 'o p'],
    ]
    for (const [said, template, sentence] of all)
      expect(templates({ en: { [said.kind]: template } })(said, of), said.kind).toBe(sentence)
  })

  it.each([
    ['a language', { fr: {} }, 'templates.fr'],
    ['a kind', { en: { 'similar-to': 'x' } }, 'templates.en.similar-to'],
    ['a placeholder', { en: { popular: '{title} is liked.' } }, 'templates.en.popular'],
    ['a placeholder of objects', { en: { popular: '{constructor}' } }, 'templates.en.popular'],
    ['an open bracket', { zh: { popular: '[{events}' } }, 'templates.zh.popular'],
    ['an open brace', { en: { popular: '{events' } }, 'templates.en.popular'],
    ['a bracket within another', { en: { popular: '[[{events}]]' } }, 'templates.en.popular'],
    ['an empty sentence', { en: { popular: ' ' } }, 'templates.en.popular'],
    ['a number', { en: { popular: 5 } }, 'templates.en.popular'],
    ['templates that are none', { en: 'x' }, 'templates.en'],
    ['nothing', null, 'templates'],
  ])('are refused where they are made: %s', (_, own, field) => {
    expect(() => templates(own as never)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
  })

  it('name what is known in the error', () => {
    const make = () => templates({ en: { popular: '{title}' } })
    expect(make).toThrow(/There is no placeholder \{title\} here\. Known are: \{item\}, \{events\}\./)
  })

  it('are refused as an option where they are no function, and when they answer with what is no sentence', async () => {
    const make = (sentences: unknown) => new Recommender({ sentences: sentences as Speak })
    expect(() => make({ en: {} })).toThrow(expect.objectContaining({ field: 'sentences' }))
    for (const answer of [5, '', ' ', null]) {
      const recommender = await liking({ sentences: (() => answer) as unknown as Speak })
      await expect(recommender.recommend()).rejects.toMatchObject({ code: 'invalid-argument', field: 'sentences' })
    }
    const recommender = await liking({
      sentences() {
        throw new Error('no words')
      },
    })
    await expect(recommender.recommend()).rejects.toThrow(/`sentences` threw for what is of kind 'popular': no words/)
    expect((await recommender.recommend({ explain: false })).items).not.toHaveLength(0)
  })
})
