import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { RecommenderError } from '../../src/errors.ts'
import { createTokenizer, stopWords, type TokenizerOptions } from '../../src/preprocess/index.ts'

const words = createTokenizer({ stopWords: false })

describe('the default tokenizer', () => {
  const tokenize = createTokenizer()

  it('finds the words of mixed English, Chinese and Japanese texts, without grammar words', () => {
    expect(tokenize('The new iPhone 15 和旧手机')).toEqual(['new', 'iphone', '15', '旧', '手机'])
    expect(tokenize('我来到北京清华大学。')).toEqual(['来到', '北京', '清华大学'])
    expect(tokenize('東京に住んでいる友達とラーメン')).toContain('ラーメン')
    expect(tokenize('สวัสดีครับ 한국어 텍스트')).toEqual(['สวัสดี', 'ครับ', '한국어', '텍스트'])
  })

  it('drops markup and addresses', () => {
    expect(tokenize('<p>Read &lt;b&gt;this&lt;/b&gt; book: https://example.org/a or ann@example.org</p>')).toEqual([
      'read',
      'book',
    ])
  })

  it('gives nothing for texts without words', () => {
    for (const text of ['', ' \n\t', '...!?', '👍', '____', '\u0301\u0301', '\ud800', '<p></p>', 'the of and'])
      expect(tokenize(text)).toEqual([])
  })

  it('takes words that are names of object properties as words', () => {
    expect(tokenize('constructor __proto__ toString hasOwnProperty')).toEqual([
      'constructor',
      'proto',
      'tostring',
      'hasownproperty',
    ])
  })
})

describe('words', () => {
  it.each([
    ["don't won’t rock'n'roll O'Reilly's", ["don't", "won't", "rock'n'roll", "o'reilly"]],
    ["Apple's the 1980's dogs' 'quoted'", ['apple', 'the', '1980', 'dogs', 'quoted']],
    ["l'amour d’un dell'arte qu'il c't aujourd'hui", ['amour', 'un', 'arte', 'il', "c't", "aujourd'hui"]],
    [
      'U.S. e.g. U.S.A., a.b.cd J. Smith. Node.js end.Next',
      ['u.s', 'e.g', 'u.s.a', 'a.b', 'cd', 'j', 'smith', 'node', 'js', 'end', 'next'],
    ],
    [
      '3.5 1,000 1,000,000.50 1,00 1,2345 v2.0.1 2.5mm 1. 2,',
      ['3.5', '1000', '1000000.50', '1', '00', '1', '2345', 'v2.0.1', '2.5mm', '1', '2'],
    ],
    ['R&B AT&T Q&A black&white a & b', ['r&b', 'at&t', 'q&a', 'black', 'white', 'a', 'b']],
    ['C++ C# F# C#x a+b c+++ #tag', ['c++', 'c#', 'f#', 'c', 'x', 'a', 'b', 'c++', 'tag']],
    [
      'state-of-the-art well—known a/b _emphasis_ snake_case __x__',
      ['state', 'of', 'the', 'art', 'well', 'known', 'a', 'b', 'emphasis', 'snake_case', 'x'],
    ],
    [
      'naïve Ελλάδα ΟΔΟΣ İstanbul हिन्दी العربية עִבְרִית',
      ['naïve', 'ελλάδα', 'οδος', 'i̇stanbul', 'हिन्दी', 'العربية', 'עִבְרִית'],
    ],
    ['iPhone手机2024年T恤', ['iphone', '手机', '2024', '年', 't', '恤']],
    ['𐐀𐐁 𠮷 a𝔘b', ['𐐨𐐩', '𠮷', 'aub']],
  ])('of %j', (text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it('are the runs of letters, digits, marks and inner underscores, where no joining sign stands', () => {
    const alphabet = [...'abzÄé漢ßЖяα7٣²_ \t\n-/!?()"„…\u0301\u093f한글हि𐐨']
    const scan = createTokenizer({
      stopWords: false,
      normalize: false,
      cjk: 'characters',
      maxLength: Number.POSITIVE_INFINITY,
    })
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 40 }), (characters) => {
        const text = characters.join('')
        const expected = [...text.matchAll(/漢\p{M}*|(?:(?!漢)[\p{L}\p{N}_])(?:(?!漢)[\p{L}\p{N}\p{M}_])*/gu)]
          .map(([word]) => word.replace(/^_[_\p{M}]*|_+$/gu, ''))
          .filter((word) => word !== '')
        expect(scan(text)).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('scripts without spaces', () => {
  it('are cut into words, pairs, characters, or by a function', () => {
    const cut = (cjk: NonNullable<TokenizerOptions['cjk']>, text: string): string[] =>
      createTokenizer({ stopWords: false, cjk })(text)
    expect(cut('words', '北京大学')).toEqual(['北京', '大学'])
    expect(cut('bigrams', '北京大学 的 𠮷野家x')).toEqual(['北京', '京大', '大学', '的', '𠮷野', '野家', 'x'])
    expect(cut('characters', '北京𠮷กำ')).toEqual(['北', '京', '𠮷', 'กํ', 'า'])
    expect(cut((run) => [run.slice(0, 1), run.slice(1)], '北京大学ok汉字')).toEqual(['北', '京大学', 'ok', '汉', '字'])
  })

  it('are cut alike alone and in a long text', () => {
    const sentences = [
      '我来到北京清华大学',
      'ラーメンを食べました',
      'สวัสดีครับผมชื่อ',
      '今天天气很好',
      '机器学习推荐系统',
      '他说的确实在理',
    ]
    const alone = sentences.flatMap((sentence) => words(sentence))
    for (const separator of ['。', ' and ', '1', '\n', '_']) {
      const text = Array.from({ length: 40 }, () => sentences.join(separator)).join(separator)
      const cut = words(text).filter((token) => !['and', '1'].includes(token))
      expect(cut).toEqual(Array.from({ length: 40 }, () => alone).flat())
    }
  })

  it('never reach the segmenter in pieces of more than 2,000 characters, since its time grows with their square', () => {
    const Segmenter = Intl.Segmenter
    const lengths: number[] = []
    vi.spyOn(Intl, 'Segmenter').mockImplementation(function (this: unknown, ...options) {
      const segmenter = new Segmenter(...options)
      return {
        segment: (text: string) => {
          lengths.push(text.length)
          return segmenter.segment(text)
        },
      } as Intl.Segmenter
    })
    try {
      const tokenize = createTokenizer({ stopWords: false })
      const text = `${'机器学习推荐系统'.repeat(2000)} ${'𠮷'.repeat(3001)}`
      expect(tokenize(text).join('')).toBe(text.replace(' ', ''))
      expect(lengths.length).toBeGreaterThan(10)
      expect(Math.max(...lengths)).toBeLessThanOrEqual(2000)
      // Each character is segmented about once: the pieces together are as long as the text.
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(1.1 * text.length)
    } finally {
      vi.restoreAllMocks()
    }
  })
})

describe('options', () => {
  it('keep or drop stop words: built-in ones, own ones, by a function', () => {
    const keep = (stop: NonNullable<TokenizerOptions['stopWords']>): string[] =>
      createTokenizer({ stopWords: stop })('The cat 的 猫')
    expect(keep(false)).toEqual(['the', 'cat', '的', '猫'])
    expect(keep('en')).toEqual(['cat', '的', '猫'])
    expect(keep('zh')).toEqual(['the', 'cat', '猫'])
    expect(keep('all')).toEqual(['cat', '猫'])
    expect(keep(['CAT', 'Ｔｈｅ'])).toEqual(['的', '猫'])
    expect(keep(new Set([...stopWords('en'), 'cat']))).toEqual(['的', '猫'])
    expect(keep((token) => token.length === 1)).toEqual(['the', 'cat'])
    // Every entry of the English list is one that the scanner gives.
    expect([...stopWords('en')].filter((word) => words(word).join(' ') !== word)).toEqual([])
  })

  it('drop tokens by length, counted in characters', () => {
    expect(createTokenizer({ minLength: 2, stopWords: false })('a bc 𠮷 猫 def')).toEqual(['bc', 'def'])
    expect(createTokenizer({ maxLength: 2, cjk: (run) => [run] })('ab abc 𠮷𠮷 𠮷𠮷𠮷')).toEqual(['ab', '𠮷𠮷'])
    expect(createTokenizer()(`${'x'.repeat(64)} ${'y'.repeat(65)}`)).toEqual(['x'.repeat(64)])
  })

  it('put own functions in the place of each stage', () => {
    const tokenize = createTokenizer({
      normalize: (text) => text.toUpperCase(),
      split: (text) => text.split('|'),
      stopWords: ['and'],
      filter: (token) => token !== 'X',
      stem: (token) => (token === 'GONE' ? '' : token.slice(0, 3)),
    })
    expect(tokenize('apples|x|and|gone|pears')).toEqual(['APP', 'PEA'])
    expect(createTokenizer({ normalize: false, stopWords: false })('The Cat')).toEqual(['The', 'Cat'])
    expect(createTokenizer({ normalize: { stripAccents: true } })('Café')).toEqual(['cafe'])
  })

  it('stem English', () => {
    expect(createTokenizer({ stem: 'en' })('Recommendations for the running dogs of 北京')).toEqual([
      'recommend',
      'run',
      'dog',
      '北京',
    ])
  })

  it('make n-grams of words and of characters', () => {
    expect(createTokenizer({ ngramRange: [1, 3] })('red green blue sky')).toEqual([
      ...['red', 'green', 'blue', 'sky'],
      ...['red green', 'green blue', 'blue sky'],
      ...['red green blue', 'green blue sky'],
    ])
    expect(createTokenizer({ ngramRange: [2, 2] })('red')).toEqual([])
    expect(createTokenizer({ analyzer: 'char', ngramRange: [2, 3] })('A  b𠮷')).toEqual([
      'a ',
      ' b',
      'b𠮷',
      'a b',
      ' b𠮷',
    ])
    expect(createTokenizer({ analyzer: 'char' })('ab')).toEqual([])
    // As scikit-learn's char_wb: a word that is shorter than the n-gram is given once, with its spaces.
    expect(createTokenizer({ analyzer: 'char-wb', ngramRange: [3, 5], stopWords: false })('to cat')).toEqual([
      ...[' to', 'to ', ' to '],
      ...[' ca', 'cat', 'at ', ' cat', 'cat ', ' cat '],
    ])
  })

  it('out of their range are refused by name', () => {
    const cases: [TokenizerOptions, string][] = [
      [{ minLength: -1 }, 'minLength'],
      [{ minLength: 1.5 }, 'minLength'],
      [{ maxLength: Number.NaN }, 'maxLength'],
      [{ minLength: 5, maxLength: 4 }, 'maxLength'],
      [{ ngramRange: [2, 1] }, 'ngramRange'],
      [{ ngramRange: [0, 1] }, 'ngramRange'],
      [{ ngramRange: 2 as unknown as [number, number] }, 'ngramRange'],
      [{ analyzer: 'chars' as 'char' }, 'analyzer'],
      [{ cjk: 'jieba' as 'words' }, 'cjk'],
      [{ stopWords: 'english' as 'en' }, 'stopWords'],
      [{ stopWords: 7 as unknown as false }, 'stopWords'],
      [{ stopWords: [7] as unknown as string[] }, 'stopWords'],
      [{ stem: 'de' as 'en' }, 'stem'],
      [{ split: 'x' as unknown as () => string[] }, 'split'],
      [{ filter: /x/ as unknown as () => boolean }, 'filter'],
      [{ normalize: 'x' as unknown as false }, 'normalize'],
      [{ normalize: { maxRepeats: -1 } }, 'maxRepeats'],
      [{ locale: 'not a language' }, 'locale'],
    ]
    for (const [options, field] of cases) {
      let error: unknown
      try {
        createTokenizer(options)
      } catch (thrown) {
        error = thrown
      }
      expect(error, field).toBeInstanceOf(RecommenderError)
      expect((error as RecommenderError).field).toBe(field)
    }
    expect(() => words(7 as unknown as string)).toThrow('`text` is 7')
    expect(() => words.spans(null as unknown as string)).toThrow('`text` is null')
    expect(() => stopWords('toString' as 'en')).toThrow('`language`')
  })
})

describe('the fingerprint', () => {
  const id = (options?: TokenizerOptions): string => createTokenizer(options).id

  it('is the same for options that say the same', () => {
    expect(id()).toBe('tokenizer/1')
    expect(id({ minLength: 1, stopWords: 'all', stem: false, normalize: {} })).toBe(id())
    expect(id({ minLength: 2, stem: 'en' })).toBe(id({ stem: 'en', minLength: 2 }))
    expect(id({ stopWords: ['a', 'b'] })).toBe(id({ stopWords: new Set(['b', 'a']) }))
  })

  it('is another one for other options', () => {
    const options: TokenizerOptions[] = [
      {},
      { minLength: 2 },
      { stopWords: false },
      { stopWords: ['a', 'b'] },
      { stopWords: ['ab'] },
      { stopWords: 'en' },
      { ngramRange: [1, 2] },
      { ngramRange: [2, 2] },
      { normalize: { lowercase: false } },
      { normalize: false },
      { cjk: 'bigrams' },
    ]
    expect(new Set(options.map(id)).size).toBe(options.length)
  })

  it('flags functions, unless they have an id of their own', () => {
    const stem = (token: string): string => token
    expect(createTokenizer().custom).toBe(false)
    const flagged = createTokenizer({ stem })
    expect([flagged.custom, flagged.id]).toEqual([true, 'tokenizer/1{stem=custom}'])
    const named = createTokenizer({ stem: Object.assign(stem, { id: 'snowball-de' }) })
    expect([named.custom, named.id]).toEqual([false, 'tokenizer/1{stem=custom:snowball-de}'])
    expect(createTokenizer({ normalize: { urls: () => ' url ' } }).custom).toBe(true)
  })
})
