import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CountEncoder,
  isTermEncoder,
  type SparseMatrix,
  TfidfEncoder,
  type TfidfOptions,
} from '../../src/encode/index.ts'
import { describeEncoder } from '../contracts/encoder.ts'

describe('TfidfEncoder', () => {
  describeEncoder({ make: () => new TfidfEncoder(), makeOther: () => new TfidfEncoder({ sublinearTf: true }) })
})
describe('TfidfEncoder of pieces of words', () => {
  describeEncoder({
    make: () => new TfidfEncoder({ analyzer: 'char-wb', ngramRange: [2, 3] }),
    makeOther: () => new TfidfEncoder({ analyzer: 'char-wb', ngramRange: [2, 4] }),
    skip: { 'unseen words': 'shares pieces with some word' },
  })
})
describe('CountEncoder', () => {
  describeEncoder({
    make: () => new CountEncoder({ stopWords: 'en' }),
    makeOther: () => new CountEncoder({ stopWords: 'en', binary: true }),
  })
})

/** Rows as maps from term to value. */
function byTerm(encoder: TfidfEncoder, matrix: SparseMatrix): Map<string, number>[] {
  const terms = new Map([...encoder.vocabulary].map(([term, column]) => [column, term]))
  return Array.from({ length: matrix.rows }, (_, row) => {
    const entries: [string, number][] = []
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++)
      entries.push([terms.get(matrix.indices[at]!)!, matrix.values[at]!])
    return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Term to idf. */
function idfByTerm(encoder: TfidfEncoder): Map<string, number> {
  return new Map([...encoder.vocabulary].map(([term, column]): [string, number] => [term, encoder.idf[column]!]).sort())
}

describe('the vocabulary', () => {
  it('stands in code-point order, in which characters above U+FFFF come last', async () => {
    const encoder = new TfidfEncoder({ tokenizer: (text) => text.split(' ') })
    const terms = ['z', '\uff21', '\u{1d4b3}', 'ab', 'a', '', 'é', '中', '\ue000']
    await encoder.fit([terms.join(' ')])
    expect([...encoder.vocabulary.keys()]).toEqual(['', 'a', 'ab', 'z', 'é', '中', '\ue000', '\uff41', '\u{1d4b3}'])
  })

  it('is sorted however long the terms and their common beginnings are', async () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'aaaa'), minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(letters, { minLength: 1, maxLength: 60 }), async (terms) => {
        const encoder = new TfidfEncoder({ tokenizer: (text) => text.split(' ') })
        await encoder.fit([terms.join(' ')])
        expect([...encoder.vocabulary.keys()]).toEqual([...new Set(terms)].sort())
      }),
      { numRuns: 200 },
    )
  })

  it('keeps, of equally frequent terms, the first', async () => {
    const encoder = new TfidfEncoder({ maxFeatures: 2 })
    await encoder.fit(['pear fig plum fig'])
    expect([...encoder.vocabulary.keys()]).toEqual(['fig', 'pear'])
  })

  it('is as it was given, in that order, where it was given', async () => {
    const encoder = new TfidfEncoder({ vocabulary: ['pear', 'apple', 'quince'] })
    expect(encoder.dimensions).toBe(3)
    const matrix = await encoder.fitEncode(['apple pear banana', 'apple'])
    expect([...encoder.vocabulary]).toEqual([
      ['pear', 0],
      ['apple', 1],
      ['quince', 2],
    ])
    expect([...matrix.indices]).toEqual([0, 1, 1])
    await encoder.add(['banana quince'])
    expect(encoder.dimensions).toBe(3)
    expect(encoder.compactTerms()).toEqual(Int32Array.of(0, 1, 2))
  })
})

describe('words', () => {
  it('are found in Chinese and Japanese by default', async () => {
    const encoder = new TfidfEncoder()
    await encoder.fit(['机器学习入门', '深度学习', '東京に行く'])
    expect(encoder.vocabulary.has('学习')).toBe(true)
    expect(encoder.vocabulary.has('東京')).toBe(true)
  })

  it('are those of the tokenizer for plain and for other text alike', async () => {
    const encoder = new TfidfEncoder({ stopWords: false })
    await encoder.fit(["Don't <b>panic</b>, it's 3.5 C++", "don't panic it's 3.5 C++", 'DON’T PANIC 中'])
    expect([...encoder.vocabulary.keys()]).toEqual(['3.5', 'c++', "don't", 'it', 'panic', '中'])
  })

  it("are scikit-learn's with its pattern: Python's word characters, not JavaScript's", async () => {
    const encoder = new CountEncoder({ tokenPattern: 'scikit-learn' })
    await encoder.fit(['naïve Straße x_1 a I ab² Ⅻb ΑΣ İst 𐐀𐐁 𐐀 e\u0301e हिन्दी'])
    expect([...encoder.vocabulary.keys()]).toEqual(
      ['ab²', 'naïve', 'st', 'straße', 'x_1', 'ας', 'न', 'ⅻb', '𐐨𐐩'].filter((term) => [...term].length > 1),
    )
  })

  it('make phrases over the gaps that stop words leave', async () => {
    const encoder = new CountEncoder({ ngramRange: [2, 3], stopWords: ['of', 'the'] })
    await encoder.fit(['lord of the rings trilogy', 'lord rings'])
    expect([...encoder.vocabulary.keys()]).toEqual(['lord rings', 'lord rings trilogy', 'rings trilogy'])
  })

  it('of an own list are left out in the form that the tokenizer gives them', async () => {
    const encoder = new CountEncoder({ stopWords: ['Apple', 'ＰＥＡＲ'] })
    await encoder.fit(['apple pear plum'])
    expect([...encoder.vocabulary.keys()]).toEqual(['plum'])
  })

  it('leave combining marks that are no accents when accents are taken off, as Python does', async () => {
    const encoder = new CountEncoder({ analyzer: 'char', stripAccents: true })
    await encoder.fit(['é कि'])
    expect([...encoder.vocabulary.keys()]).toEqual([' ', 'e', 'क', '\u093f'])
  })
})

describe('adding and removing', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '中')
  const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '))
  const options: fc.Arbitrary<TfidfOptions> = fc.record(
    {
      minDocumentFrequency: fc.constantFrom(1, 2, 3, 0.2, 0.5),
      maxDocumentFrequency: fc.constantFrom(1, 4, 0.6, 0.9),
      maxFeatures: fc.constantFrom(1, 2, 4),
      sublinearTf: fc.boolean(),
      binary: fc.boolean(),
      smoothIdf: fc.boolean(),
      norm: fc.constantFrom<'l1' | 'l2' | false>('l1', 'l2', false),
      ngramRange: fc.constantFrom([1, 1] as const, [1, 2] as const),
    },
    { requiredKeys: [] },
  )
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('add'), texts: fc.array(text, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('remove'), pick: fc.nat() }),
      fc.record({ kind: fc.constant('compact') }),
      fc.record({ kind: fc.constant('encode') }),
    ),
    { maxLength: 10 },
  )

  it('gives, term by term, what a fresh fit on what is left gives', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(
        options,
        fc.array(text, { minLength: 1, maxLength: 8 }),
        steps,
        async (given, start, changes) => {
          const settled: TfidfOptions = { ...given, tokenizer: (all) => all.split(' ').filter((each) => each !== '') }
          let encoder: TfidfEncoder
          try {
            encoder = new TfidfEncoder(settled)
            await encoder.fit(start)
          } catch {
            return // options that leave no term
          }
          const left = [...start]
          for (const change of changes) {
            if (change.kind === 'add' && 'texts' in change) {
              await encoder.add(change.texts)
              left.push(...change.texts)
            } else if (change.kind === 'remove' && 'pick' in change && left.length > 1) {
              const [gone] = left.splice(change.pick % left.length, 1)
              await encoder.remove([gone!])
            } else if (change.kind === 'compact') encoder.compact()
            else await encoder.encode(['a b'])
          }
          const fresh = new TfidfEncoder(settled)
          try {
            await fresh.fit(left)
          } catch {
            expect(encoder.vocabulary.size).toBe(0)
            return
          }
          compared++
          const probes = [...left, 'a b c d e f 中', 'zzz a a a']
          expect(idfByTerm(encoder)).toEqual(idfByTerm(fresh))
          expect(byTerm(encoder, await encoder.encode(probes))).toEqual(byTerm(fresh, await fresh.encode(probes)))
          expect(encoder.documentCount).toBe(left.length)
          encoder.compact()
          expect([...encoder.vocabulary]).toEqual([...fresh.vocabulary])
          expect(await encoder.encode(probes)).toEqual(await fresh.encode(probes))
        },
      ),
      { numRuns: 400, seed: 7 },
    )
    expect(compared).toBeGreaterThan(200)
  })

  it('gives new terms columns at the end, and leaves the others where they are', async () => {
    const encoder = new TfidfEncoder()
    await encoder.fit(['fig plum', 'fig pear'])
    await encoder.add(['apple fig'])
    expect([...encoder.vocabulary.keys()]).toEqual(['fig', 'pear', 'plum', 'apple'])
    await encoder.remove(['fig plum'])
    expect([...encoder.vocabulary]).toEqual([
      ['fig', 0],
      ['pear', 1],
      ['apple', 3],
    ])
    expect(encoder.dimensions).toBe(4)
    expect(encoder.idf[2]).toBe(0)
    encoder.compact()
    expect([...encoder.vocabulary.keys()]).toEqual(['apple', 'fig', 'pear'])
  })

  it('refuses to remove what is not there, and then has changed nothing', async () => {
    const encoder = new TfidfEncoder()
    await encoder.fit(['fig plum', 'fig pear'])
    const before = encoder.stateHash
    await expect(encoder.remove(['fig', 'plum', 'plum'])).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(encoder.remove(['plum', 'plum'])).rejects.toMatchObject({ code: 'invalid-argument' })
    expect(encoder.stateHash).toBe(before)
  })

  it('works without a fit, and is not fitted again once everything is gone', async () => {
    const encoder = new TfidfEncoder()
    await encoder.add(['fig plum', 'fig'])
    expect((await encoder.encode(['fig'])).values).toEqual(Float32Array.of(1))
    await encoder.remove(['fig', 'fig plum'])
    await expect(encoder.encode(['fig'])).rejects.toMatchObject({ code: 'not-fitted' })
  })
})

describe('counts by term id, for an inverted index', () => {
  it('come with new ids for documents, and without unknown terms for queries', () => {
    const encoder = new TfidfEncoder()
    expect(isTermEncoder(encoder)).toBe(true)
    const counts = encoder.countTerms(['plum fig fig', 'pear fig'], 'document')
    expect(encoder.termCount).toBe(3)
    expect([0, 1, 2].map((id) => encoder.term(id))).toEqual(['plum', 'fig', 'pear'])
    expect([...counts.indices, ...counts.values]).toEqual([0, 1, 1, 2, 1, 2, 1, 1])
    expect(counts.columns).toBe(3)
    const query = encoder.countTerms(['fig quince fig'], 'query')
    expect([encoder.termCount, ...query.indices, ...query.values]).toEqual([3, 1, 2])
    expect(encoder.documentCount).toBe(0)
  })

  it('weigh as encode does', async () => {
    const encoder = new TfidfEncoder({ norm: false, sublinearTf: true, minDocumentFrequency: 2 })
    const texts = ['plum fig fig', 'pear fig plum', 'pear pear pear quince']
    encoder.addCounts(encoder.countTerms(texts, 'document'))
    const counts = encoder.countTerms(texts, 'query')
    const weights = encoder.termWeights()
    const weighted = Array.from({ length: 3 }, (_, row) => {
      const entries: [string, number][] = []
      for (let at = counts.indptr[row]!; at < counts.indptr[row + 1]!; at++) {
        const value = Math.fround(counts.values[at]! * weights[counts.indices[at]!]!)
        if (value !== 0) entries.push([encoder.term(counts.indices[at]!), value])
      }
      return new Map(entries.sort())
    })
    const encoded = byTerm(encoder, await encoder.encode(texts))
    for (const [row, terms] of encoded.entries()) {
      expect([...terms.keys()]).toEqual([...weighted[row]!.keys()])
      for (const [term, value] of terms) expect(value).toBeCloseTo(weighted[row]!.get(term)!, 5)
    }
    expect(weights[encoder.countTerms(['quince'], 'query').indices[0]!]).toBe(0)
  })

  it('count every non-zero of a sum of weighted rows as one document', async () => {
    const encoder = new TfidfEncoder()
    const counts = encoder.countTerms(['plum fig fig'], 'document')
    encoder.addCounts({ ...counts, values: counts.values.map((value) => value * 2.5) })
    const fresh = new TfidfEncoder()
    await fresh.add(['plum fig fig'])
    expect(encoder.termWeights()).toEqual(fresh.termWeights())
    expect(encoder.stateHash).toBe(fresh.stateHash)
    encoder.removeCounts(counts)
    expect([encoder.documentCount, ...encoder.termWeights()]).toEqual([0, 0, 0])
  })

  it('come into the vocabulary again when a maximum count lets them', async () => {
    const encoder = new TfidfEncoder({ maxDocumentFrequency: 2 })
    await encoder.fit(['plum', 'plum', 'plum fig'])
    expect([...encoder.vocabulary.keys()]).toEqual(['fig'])
    await encoder.remove(['plum'])
    expect(encoder.topTerms('plum', 1)).toEqual([{ term: 'plum', weight: 1 }])
    await encoder.add(['plum'])
    expect([...encoder.vocabulary.keys()]).toEqual(['fig'])
  })

  it('notice a text that was never added, though some of its words are known', async () => {
    const encoder = new TfidfEncoder()
    await encoder.fit(['red fox', 'red dog', 'red sea'])
    const before = await encoder.encode(['red fox'])
    await expect(encoder.remove(['green thing'])).rejects.toThrow(/not all in the collection/)
    expect(await encoder.encode(['red fox'])).toEqual(before)
  })

  it('get new ids without gaps, in the old order, when compacted', async () => {
    const encoder = new TfidfEncoder()
    await encoder.add(['plum fig', 'pear fig'])
    await encoder.remove(['pear fig'])
    encoder.countTerms(['never added'], 'document')
    expect(encoder.compactTerms()).toEqual(Int32Array.of(0, 1, -1, -1, -1))
    expect([encoder.termCount, encoder.term(0), encoder.term(1)]).toEqual([2, 'plum', 'fig'])
    expect([...encoder.vocabulary]).toEqual([
      ['fig', 0],
      ['plum', 1],
    ])
    expect(encoder.countTerms(['plum'], 'query').indices).toEqual(Int32Array.of(0))
  })

  it('refuse ids that were never minted', () => {
    const encoder = new TfidfEncoder()
    const counts = encoder.countTerms(['plum'], 'document')
    expect(() => encoder.addCounts({ ...counts, indices: Int32Array.of(7) })).toThrow(/no term id/)
    expect(() => encoder.term(1)).toThrow(/Expected a term id/)
    expect(encoder.documentCount).toBe(0)
  })
})

describe('saying why', () => {
  it('lists the terms of a text or a row that weigh most', async () => {
    const encoder = new TfidfEncoder()
    const matrix = await encoder.fitEncode(['fig fig plum', 'fig pear', 'plum pear quince'])
    const top = encoder.topTerms('fig fig plum', 1)
    expect(top).toEqual([{ term: 'fig', weight: matrix.values[0] }])
    const { indices, values, indptr } = matrix
    const row = { indices: indices.subarray(indptr[2]), values: values.subarray(indptr[2]) }
    expect(encoder.topTerms(row).map(({ term }) => term)).toEqual(['quince', 'pear', 'plum'])
    expect(encoder.topTerms('nothing known')).toEqual([])
    expect(() => encoder.topTerms(matrix)).toThrow(/one row/)
    expect(() => encoder.topTerms('fig', -1)).toThrow(/`n` is -1/)
  })

  it('splits the cosine of two texts over the terms that they share', async () => {
    const encoder = new TfidfEncoder()
    await encoder.fit(['fig fig plum', 'fig pear', 'plum pear quince'])
    const shares = encoder.termContributions('fig plum quince', 'quince plum plum pear')
    expect(shares.map(({ term }) => term)).toEqual(['plum', 'quince'])
    const [a, b] = await Promise.all([encoder.encode(['fig plum quince']), encoder.encode(['quince plum plum pear'])])
    const rows = [a, b].map((matrix) => new Map([...matrix.indices].map((column, at) => [column, matrix.values[at]!])))
    let cosine = 0
    for (const [column, value] of rows[0]!) cosine += value * (rows[1]!.get(column) ?? 0)
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(cosine, 9)
    expect(encoder.termContributions('fig', 'pear')).toEqual([])
  })
})

describe('what cannot be', () => {
  const refused: [TfidfOptions | Record<string, unknown>, string][] = [
    [{ analyzer: 'words' }, 'analyzer'],
    [{ ngramRange: [2, 1] }, 'ngramRange'],
    [{ ngramRange: [0, 1] }, 'ngramRange[0]'],
    [{ ngramRange: 2 }, 'ngramRange'],
    [{ minDocumentFrequency: 0 }, 'minDocumentFrequency'],
    [{ minDocumentFrequency: 1.5 }, 'minDocumentFrequency'],
    [{ maxDocumentFrequency: Number.NaN }, 'maxDocumentFrequency'],
    [{ minDocumentFrequency: 5, maxDocumentFrequency: 3 }, 'minDocumentFrequency'],
    [{ minDocumentFrequency: 0.5, maxDocumentFrequency: 0.3 }, 'minDocumentFrequency'],
    [{ maxFeatures: 0 }, 'maxFeatures'],
    [{ vocabulary: 'apple' }, 'vocabulary'],
    [{ vocabulary: [] }, 'vocabulary'],
    [{ vocabulary: ['a', 'b', 'a'] }, 'vocabulary[2]'],
    [{ stopWords: 'english' }, 'stopWords'],
    [{ stopWords: ['the', 1] }, 'stopWords[1]'],
    [{ stopWords: ['the'], analyzer: 'char' }, 'stopWords'],
    [{ tokenizer: 'split' }, 'tokenizer'],
    [{ tokenizer: () => [], tokenPattern: /a/ }, 'tokenPattern'],
    [{ tokenPattern: 'a+' }, 'tokenPattern'],
    [{ tokenPattern: /(a)(b)/ }, 'tokenPattern'],
    [{ norm: 'max' }, 'norm'],
    [{ binary: 1 }, 'binary'],
    [{ stripAccents: 'unicode' }, 'stripAccents'],
  ]
  it.each(refused)('refuses %j by name', (options, field) => {
    expect(() => new TfidfEncoder(options as TfidfOptions)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', field }),
    )
  })

  it('says so when no term is left, and keeps what it had', async () => {
    const encoder = new TfidfEncoder({ minDocumentFrequency: 2 })
    await encoder.fit(['fig plum', 'fig'])
    await expect(encoder.fit(['fig', 'plum'])).rejects.toThrow(/No term is left/)
    await expect(encoder.fit(['', '...'])).rejects.toThrow(/no term/)
    expect([...encoder.vocabulary.keys()]).toEqual(['fig'])
  })

  it('refuses a tokenizer that gives no list of words', async () => {
    const encoder = new TfidfEncoder({ tokenizer: (() => undefined) as unknown as () => string[] })
    await expect(encoder.fit(['fig'])).rejects.toMatchObject({ code: 'invalid-argument', field: 'tokenizer' })
    const numbers = new TfidfEncoder({ tokenizer: (() => [1]) as unknown as () => string[] })
    await expect(numbers.fit(['fig'])).rejects.toMatchObject({ code: 'invalid-argument', field: 'tokenizer' })
  })

  it('refuses a state that was cut or changed, and keeps what it had', async () => {
    const encoder = new TfidfEncoder({ maxFeatures: 3 })
    await encoder.fit(['fig plum', 'fig pear apple'])
    const parts = encoder.save()
    const other = new TfidfEncoder({ maxFeatures: 3 })
    await other.fit(['zebra crossing'])
    const before = other.stateHash
    for (const [name, part] of Object.entries(parts)) {
      if ('json' in part) continue
      const changed = part.slice()
      if (changed.length > 1) changed[1]! += 1
      for (const broken of [undefined, part.slice(0, -1), changed]) {
        const damaged = Object.fromEntries(
          Object.entries({ ...parts, [name]: broken }).filter(([, each]) => each !== undefined),
        )
        expect(() => other.load(damaged as typeof parts), name).toThrow(
          expect.objectContaining({ code: 'snapshot-corrupt' }),
        )
      }
    }
    expect(other.stateHash).toBe(before)
    other.load(parts)
    expect(other.stateHash).toBe(encoder.stateHash)
    await other.add(['unicorn'])
    expect(encoder.vocabulary.has('unicorn')).toBe(false)
  })
})
