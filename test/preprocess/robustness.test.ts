import { describe, expect, it } from 'vitest'
import { createTokenizer, normalizeText } from '../../src/preprocess/index.ts'

/** A small seeded generator (mulberry32), so that a failure can be met again. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const SPECIAL = [
  ...[
    '<',
    '>',
    '</',
    '<b>',
    '<script>',
    '<!--',
    '-->',
    '="',
    "='",
    '&',
    '&amp;',
    '&#',
    '&#x',
    ';',
    '@',
    '#',
    '://',
    'www.',
    'http://',
    '.',
    ',',
    "'",
    '’',
    '++',
  ],
  ...[
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u00ad',
    '\u202e',
    '\u2066',
    '\u0000',
    '\u001b',
    '\u007f',
    '\u0085',
    '\n',
    '\r',
    '\u2028',
    '\ud800',
    '\udfff',
    '\ufe0f',
  ],
  ...[
    '\u0301',
    '\u0e33',
    '\u1100',
    '\u1161',
    '\u11a8',
    '\uff9e',
    '\u3099',
    'İ',
    'Σ',
    'ß',
    'ﷺ',
    '🇩',
    '👩🏽‍🚒',
    '__proto__',
    'constructor',
    '_',
    '1',
    '漢',
    'あ',
    'ไ',
    'שׁ',
    'ع',
  ],
]

function randomText(random: () => number): string {
  let text = ''
  for (let length = Math.floor(random() * 24); length > 0; length--) {
    const kind = random()
    if (kind < 0.4) text += SPECIAL[Math.floor(random() * SPECIAL.length)]
    else if (kind < 0.6) text += String.fromCharCode(32 + Math.floor(random() * 95))
    else if (kind < 0.85) text += String.fromCharCode(Math.floor(random() * 0x10000))
    else text += String.fromCodePoint(Math.floor(random() * 0x110000))
  }
  return text
}

describe('any string', () => {
  it('is normalised and tokenised without an error, a hundred thousand times', () => {
    const random = chance(20)
    const tokenize = createTokenizer({ stopWords: false })
    const everything = createTokenizer({
      normalize: {
        stripAccents: true,
        maxRepeats: 2,
        mentions: 'remove',
        hashtags: 'remove',
        emoji: 'remove',
        numbers: 'remove',
      },
      cjk: 'bigrams',
      stem: 'en',
      ngramRange: [1, 2],
    })
    const problems: string[] = []
    for (let run = 0; run < 100_000; run++) {
      const text = randomText(random)
      const normalized = normalizeText(text)
      const tokens = tokenize(text)
      if (run % 4 === 0) everything(text)
      const spans = tokenize.spans(text)
      const fine =
        !/\s\s|^\s|\s$/.test(normalized) &&
        spans.length === tokens.length &&
        spans.every(
          ({ token, start, end }, at) =>
            token === tokens[at] &&
            token !== '' &&
            !/[\s\ud800-\udfff]/u.test(token) &&
            0 <= start &&
            start < end &&
            end <= text.length,
        )
      if (!fine) problems.push(JSON.stringify(text))
    }
    expect(problems).toEqual([])
  }, 60_000)

  it('of a million characters is tokenised whole, however it is built', () => {
    const tokenize = createTokenizer({ stopWords: false, maxLength: Number.POSITIVE_INFINITY })
    // Each of these made a scanner start again and again if it looked ahead without a bound.
    const counts: [text: string, tokens: number][] = [
      ['a'.repeat(1_000_000), 1],
      ['a '.repeat(500_000), 500_000],
      ['<a '.repeat(333_333), 333_333],
      ['<a b="'.repeat(166_666), 333_332],
      ['<a b=\'<a c="'.repeat(83_333), 333_332],
      ['<!--'.repeat(250_000), 0],
      ['<script>'.repeat(125_000), 0],
      [`${'<a '.repeat(333_333)}>`, 333_332],
      ['&'.repeat(1_000_000), 0],
      ['&#1'.repeat(333_333), 333_333],
      ['a@'.repeat(500_000), 500_000],
      ['a.a@a.'.repeat(166_666), 166_667],
      ['http://'.repeat(142_857), 0],
      ['x://'.repeat(250_000), 0],
      ['www.'.repeat(250_000), 0],
      ["a'".repeat(500_000), 1],
      ['a.'.repeat(500_000), 1],
      ['1,000,'.repeat(166_666), 166_666],
      [`1${',000'.repeat(250_000)}`, 1],
      ['1,0,'.repeat(250_000), 500_000],
      [`e${'\u0301'.repeat(999_999)}`, 1],
      ['\ud800'.repeat(1_000_000), 0],
      ['\u200d'.repeat(1_000_000), 0],
      ['_'.repeat(1_000_000), 0],
      ['\u202e \u0000'.repeat(333_333), 0],
    ]
    for (const [text, tokens] of counts)
      expect([text.slice(0, 12), tokenize(text).length]).toEqual([text.slice(0, 12), tokens])
  }, 60_000)

  it('of a million characters is treated whole by every step that can be asked for', () => {
    const options = {
      stripAccents: true,
      maxRepeats: 2,
      mentions: 'remove',
      hashtags: 'remove',
      emoji: 'remove',
      numbers: 'remove',
    } as const
    const results: [text: string, normalized: string][] = [
      [`${'1'.repeat(1_000_000)}a`, `${'1'.repeat(1_000_000)}a`],
      [`${'1,'.repeat(500_000)}1a`, ',1a'],
      ['a'.repeat(1_000_000), 'aa'],
      ['ab'.repeat(500_000), 'ab'.repeat(500_000)],
      ['@a'.repeat(500_000), '@a'.repeat(499_999)],
      ['#'.repeat(1_000_000), '#'.repeat(1_000_000)],
      ['👨\u200d'.repeat(333_333), ''],
      ['🇩'.repeat(500_000), ''],
      [`e${'\u0301'.repeat(999_999)}`, 'e'],
      ['é'.repeat(1_000_000), 'ee'],
    ]
    for (const [text, normalized] of results) {
      const result = normalizeText(text, options)
      expect([text.slice(0, 12), result.length]).toEqual([text.slice(0, 12), normalized.length])
      expect(createTokenizer({ normalize: options }).spans(text).length).toBeLessThan(500_001)
    }
  }, 60_000)

  it('of a million Chinese characters without a break is tokenised whole', () => {
    const text = '机器学习推荐系统'.repeat(50_000)
    expect(createTokenizer({ stopWords: false })(text).join('')).toBe(text)
  })
})
