import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanPlainText } from '../../../src/encode/terms/plain-text.ts'
import { TokenBuffer } from '../../../src/encode/terms/word-reader.ts'
import { createTokenizer } from '../../../src/preprocess/index.ts'

const tokenize = createTokenizer({ stopWords: false })

/** The words of the short cut, `undefined` where it does not answer. */
function scanned(text: string): string[] | undefined {
  const tokens = new TokenBuffer(undefined)
  if (!scanPlainText(text, tokens)) return undefined
  return Array.from({ length: tokens.length }, (_, token) =>
    String.fromCharCode(...tokens.units.subarray(tokens.spans[3 * token]!, tokens.spans[3 * token + 1]!)),
  )
}

describe('the short cut for plain text', () => {
  it('finds what the tokenizer finds in everyday English', () => {
    const text =
      "Apple's 3.5-inch U.S. phones don't cost $1,000 (or £900), says \u201cBob\u201d \u2013 the C++ & C# man; it\u2019s _so_ caf\u00c9-like."
    expect(scanned(text)).toBeUndefined() // the ampersand
    const plain = text.replace('&', 'and')
    expect(scanned(plain)).toEqual(tokenize(plain))
    expect(scanned(plain)).toContain('u.s')
  })

  it('does not answer where markup, an address or another script may be', () => {
    for (const text of [
      'a <b>c</b>',
      'R&amp;B',
      'me@example.org',
      'http://a.b',
      'WWW.example.org',
      '中文',
      'e\u0301',
      'ﬁ',
    ]) {
      expect(scanned(text), text).toBeUndefined()
    }
  })

  it('agrees with the tokenizer on any text that it answers', () => {
    const pieces = [
      ..."aBsSwW019_.,'&+#@:/<>-!\u2019 \t\n\0\u00a0\u00ad\u00e9\u00df\u00c0\u00d7\u00a3\u2014\u0130\u03a3",
      ...['www.', '://', "rock'n'roll", "l'Eau", 'U.S.', '1,000', '3.5', 'C++', 'c#', '中', '\u0301', 'x'.repeat(64)],
    ]
    let answered = 0
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const words = scanned(text)
        if (words === undefined) return
        answered++
        expect(words).toEqual(tokenize(text))
      }),
      { numRuns: 20_000, seed: 1 },
    )
    expect(answered).toBeGreaterThan(3000)
  })
})
