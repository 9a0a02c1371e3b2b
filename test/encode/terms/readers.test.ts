import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AnalyzerOptions, CountEncoder } from '../../../src/encode/index.ts'

beforeAll(() => new CountEncoder({ analyzer: 'char' }).ready?.())

/** Terms and how often they occur, as the encoder has them. */
function counted(text: string, options: AnalyzerOptions): Map<string, number> {
  const encoder = new CountEncoder(options)
  const { indices, values } = encoder.countTerms([text], 'document')
  return new Map([...indices].map((id, at): [string, number] => [encoder.term(id), values[at]!]).sort())
}

function tally(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return new Map([...counts].sort())
}

/** Python's `\s`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are white space in Python.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u

/** `CountVectorizer._word_ngrams`, as scikit-learn has it. */
function wordNgrams(tokens: readonly string[], [shortest, longest]: readonly [number, number]): string[] {
  const grams: string[] = []
  for (let n = shortest; n <= longest; n++)
    for (let i = 0; i + n <= tokens.length; i++) grams.push(tokens.slice(i, i + n).join(' '))
  return grams
}

/** `CountVectorizer._char_ngrams`. */
function charNgrams(text: string, [shortest, longest]: readonly [number, number]): string[] {
  const characters = [...text.replace(new RegExp(`${SPACE.source}{2,}`, 'gu'), ' ')]
  const grams: string[] = []
  for (let n = shortest; n <= longest; n++)
    for (let i = 0; i + n <= characters.length; i++) grams.push(characters.slice(i, i + n).join(''))
  return grams
}

/** `CountVectorizer._char_wb_ngrams`. */
function charWbNgrams(text: string, [shortest, longest]: readonly [number, number]): string[] {
  const grams: string[] = []
  for (const word of text.split(SPACE).filter((each) => each !== '')) {
    const characters = [...` ${word} `]
    for (let n = shortest; n <= longest; n++) {
      let offset = 0
      grams.push(characters.slice(0, n).join(''))
      while (offset + n < characters.length) {
        offset++
        grams.push(characters.slice(offset, offset + n).join(''))
      }
      if (offset === 0) break
    }
  }
  return grams
}

const unit = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'aAbBzZ019_ \t\n.,-é\u00df') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('İ', 'Σ', 'ς', '中', 'か', '\u0301', '\u00a0', '\u001c', '\ufeff', '𝒳', '𐐀', '👩'),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
)
const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''))
const range = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }))
  .map(([shortest, more]): readonly [number, number] => [shortest, shortest + more])

describe('terms of any text', () => {
  it("are for words those of scikit-learn's rule", () => {
    fc.assert(
      fc.property(text, range, fc.boolean(), (given, ngramRange, lowercase) => {
        const tokens = (lowercase ? given.toLowerCase() : given).match(/[\p{L}\p{N}_]{2,}/gu) ?? []
        const expected = tally(wordNgrams(tokens, ngramRange))
        expect(counted(given, { tokenPattern: 'scikit-learn', ngramRange, lowercase })).toEqual(expected)
      }),
      { numRuns: 4000 },
    )
  })

  it('are for characters pieces of so many code points', () => {
    fc.assert(
      fc.property(text, range, (given, ngramRange) => {
        const expected = tally(charNgrams(given.toLowerCase(), ngramRange))
        expect(counted(given, { analyzer: 'char', ngramRange })).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('are for characters of words pieces of each, padded, and short words whole', () => {
    fc.assert(
      fc.property(text, range, (given, ngramRange) => {
        const expected = tally(charWbNgrams(given.toLowerCase(), ngramRange))
        expect(counted(given, { analyzer: 'char-wb', ngramRange })).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('are the same however long the text is', async () => {
    const encoder = new CountEncoder({ tokenPattern: 'scikit-learn', ngramRange: [1, 2] })
    const { values } = await encoder.fitEncode(['ab cd '.repeat(100_000), 'x'.repeat(1_000_000)])
    expect([...encoder.vocabulary.keys()].slice(0, 4)).toEqual(['ab', 'ab cd', 'cd', 'cd ab'])
    expect([...values]).toEqual([100_000, 100_000, 100_000, 99_999, 1])
  })
})
