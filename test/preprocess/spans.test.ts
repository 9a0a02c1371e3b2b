import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenizer, type TokenizerOptions } from '../../src/preprocess/index.ts'

/** What each token stood for in the text. */
const sources = (text: string, options: TokenizerOptions = { stopWords: false }): [token: string, source: string][] =>
  createTokenizer(options)
    .spans(text)
    .map(({ token, start, end }) => [token, text.slice(start, end)])

describe('token spans', () => {
  it('lead back to the text as it was given, through every step of normalisation', () => {
    expect(sources('<b>Ｃａｆe\u0301</b> &amp; AT&amp;T www.x.org ﬁne co\u00adop İzmir ｶﾞｰﾄﾞ 1,000')).toEqual([
      ['café', 'Ｃａｆe\u0301'],
      ['at&t', 'AT&amp;T'],
      ['fine', 'ﬁne'],
      ['coop', 'co\u00adop'],
      ['i̇zmir', 'İzmir'],
      ['ガード', 'ｶﾞｰﾄﾞ'],
      ['1000', '1,000'],
    ])
    expect(
      sources("&#34;Crème&#34; Straße Soooo Apple's don’t", {
        normalize: { stripAccents: true, maxRepeats: 2 },
        stopWords: false,
      }),
    ).toEqual([
      ['creme', 'Crème'],
      ['strasse', 'Straße'],
      ['soo', 'Soooo'],
      ['apple', 'Apple'],
      ["don't", 'don’t'],
    ])
    expect(sources('ㅎㅏㄴ글 가\u11a8 여기 ㅋㅋ')).toEqual([
      ['하ᄂ글', 'ㅎㅏㄴ글'],
      ['각', '가\u11a8'],
      ['여기', '여기'],
      ['ᄏᄏ', 'ㅋㅋ'],
    ])
    expect(sources('H<b>e</b>llo <i>wo</i>rld')).toEqual([
      ['hello', 'H<b>e</b>llo'],
      ['world', 'wo</i>rld'],
    ])
    expect(sources('我来到　北京清华大学')).toEqual([
      ['我', '我'],
      ['来到', '来到'],
      ['北京', '北京'],
      ['清华大学', '清华大学'],
    ])
  })

  it('cover a stem, an n-gram of words, and the inside of an n-gram of characters', () => {
    expect(sources('Running the dogs', { stem: 'en', ngramRange: [1, 2] })).toEqual([
      ['run', 'Running'],
      ['dog', 'dogs'],
      ['run dog', 'Running the dogs'],
    ])
    expect(sources('Ca<b>t</b>', { analyzer: 'char-wb', ngramRange: [3, 3] })).toEqual([
      [' ca', 'Ca'],
      ['cat', 'Ca<b>t'],
      ['at ', 'a<b>t'],
    ])
    expect(sources('Ab  c', { analyzer: 'char', ngramRange: [2, 2] })).toEqual([
      ['ab', 'Ab'],
      ['b ', 'b  '],
      [' c', '  c'],
    ])
  })

  it('cover at least the source where nothing tells what was changed', () => {
    expect(sources('one -- two three', { normalize: (text) => text.replace('--', '/'), stopWords: false })).toEqual([
      ['one', 'one'],
      ['two', 'two'],
      ['three', 'three'],
    ])
    expect(sources('㉶ㄳ x')).toEqual([
      ['\uc793', '㉶ㄳ x'],
      ['x', '㉶ㄳ x'],
    ])
    expect(sources('alpha beta', { split: (text) => text.split(' ') })).toEqual([
      ['alpha', 'alpha'],
      ['beta', 'beta'],
    ])
    expect(sources('北京大学', { cjk: () => ['北京', '大學'] })).toEqual([
      ['北京', '北京'],
      ['大學', '大学'],
    ])
  })

  const pieces = [
    'Word',
    'ＷＩＤＥ',
    'e\u0301t\u00e9',
    'ﬁ',
    '½',
    '漢字',
    'ｶﾞ',
    'İ',
    'ß',
    '<b>',
    '</b>',
    '<br>',
    '&amp;',
    '&eacute;',
    ' ',
    '\u00ad',
    '\u200b',
    '한',
    '\u1112\u1161\u11ab',
    'ㅏ',
    'ㅎ',
    'ﾡ',
    '𠮷',
    '👍🏽',
    "'s",
    '3.5',
    'www.a.org ',
    'x@y.org ',
    '\ud800',
    '™',
    '_',
    'Σ',
    '…',
    '℀',
    'ǆ',
    '\u0345',
  ]
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 15 }).map((parts) => parts.join(''))

  it('name the same tokens as the plain call, in order and within the text', () => {
    const variants: TokenizerOptions[] = [
      {},
      { normalize: { stripAccents: true, maxRepeats: 1, numbers: 'remove', emoji: 'remove' }, stopWords: false },
      { normalize: { unicode: 'NFC', html: false }, cjk: 'bigrams' },
      { stem: 'en', ngramRange: [1, 2] },
      { analyzer: 'char' },
      { analyzer: 'char-wb', ngramRange: [1, 4] },
    ]
    for (const options of variants) {
      const tokenize = createTokenizer(options)
      fc.assert(
        fc.property(texts, (text) => {
          const spans = tokenize.spans(text)
          expect(spans.map((span) => span.token)).toEqual(tokenize(text))
          for (const { start, end } of spans) expect(start >= 0 && start <= end && end <= text.length).toBe(true)
        }),
      )
    }
  })

  it('hold exactly the text that gives the token', () => {
    const tokenize = createTokenizer({ stopWords: false, cjk: 'characters' })
    fc.assert(
      fc.property(texts, (text) => {
        let before = 0
        for (const { token, start, end } of tokenize.spans(text)) {
          expect(start).toBeGreaterThanOrEqual(before)
          before = start
          // A possessive or a mark that was left out may be part of no token; the token itself is made of its own source.
          // The form of a small sigma depends on what stands around the word.
          const again = tokenize(text.slice(start, end)).join('')
          expect(again.replaceAll('ς', 'σ')).toContain(token.replaceAll('ς', 'σ'))
        }
      }),
      { numRuns: 1000 },
    )
  })
})
