import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  CountEncoder,
  type CountOptions,
  HashingEncoder,
  type HashingOptions,
  type SparseMatrix,
  TfidfEncoder,
  type TfidfOptions,
} from '../../src/encode/index.ts'
import { createTokenizer } from '../../src/preprocess/index.ts'
import { agNews, bbcNews, chineseTitles, hasSharedData, missingSharedData, splitTexts } from './corpora.ts'

/** Made by test/reference/tfidf-sklearn.py. */
interface Fixture {
  readonly versions: Readonly<Record<string, string>>
  readonly speeches: { readonly learn: readonly string[]; readonly other: readonly string[] }
  readonly corpora: Readonly<Record<string, { readonly learn: number; readonly other: number; readonly hash: string }>>
  readonly cases: readonly Case[]
}
interface Case {
  readonly corpus: 'ag' | 'bbc' | 'zh' | 'speeches'
  readonly encoder: 'tfidf' | 'count' | 'hashing'
  readonly options: Readonly<Record<string, unknown>>
  readonly vocabulary?:
    | readonly string[]
    | { readonly count: number; readonly hash: string; readonly sampled: readonly string[] }
  readonly learned: Digest | Whole
  readonly encoded: Digest | Whole
  readonly idf?: { readonly sum: number; readonly first: number; readonly last: number }
}
interface Digest {
  readonly rows: number
  readonly columns: number
  readonly count: number
  readonly structure: string
  readonly sum: number
  readonly squares: number
  readonly weighted: number
  readonly sampled: readonly (readonly [number, number])[]
}
interface Whole {
  readonly rows: number
  readonly columns: number
  readonly indptr: readonly number[]
  readonly indices: readonly number[]
  readonly values: readonly number[]
}

const fixture: Fixture = JSON.parse(readFileSync(new URL('../reference/tfidf-sklearn.json', import.meta.url), 'utf8'))

const sha = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 16)

/** Relative above 1, absolute below. */
function close(received: number, expected: number, what: string, tolerance = 1e-6): void {
  const allowed = tolerance * Math.max(1, Math.abs(expected))
  expect(Math.abs(received - expected), `${what}: ${received} for ${expected}`).toBeLessThanOrEqual(allowed)
}

function compare(matrix: SparseMatrix, expected: Digest | Whole): void {
  expect([matrix.rows, matrix.columns]).toEqual([expected.rows, expected.columns])
  if ('values' in expected) {
    expect([...matrix.indptr]).toEqual(expected.indptr)
    expect([...matrix.indices]).toEqual(expected.indices)
    for (const [at, value] of expected.values.entries()) close(matrix.values[at]!, value, `value ${at}`)
    return
  }
  expect(matrix.values.length).toBe(expected.count)
  const structure = createHash('sha256').update(bytes(matrix.indptr)).update(bytes(matrix.indices)).digest('hex')
  expect(structure.slice(0, 16)).toBe(expected.structure)
  let sum = 0
  let squares = 0
  let weighted = 0
  for (const [at, value] of matrix.values.entries()) {
    sum += value
    squares += value * value
    weighted += value * ((at % 97) + 1)
  }
  close(sum, expected.sum, 'sum')
  close(squares, expected.squares, 'sum of squares')
  // Signs cancel out in it, errors do not: it is as large as its parts.
  close(weighted, expected.weighted, 'weighted sum', 1e-5)
  for (const [at, value] of expected.sampled) close(matrix.values[at]!, value, `value ${at}`)
}

const bytes = (array: Int32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

function makeEncoder({ encoder, options }: Case): TfidfEncoder | HashingEncoder {
  const settled = { ...options }
  if (settled['tokenizer'] === 'bigrams')
    settled['tokenizer'] = createTokenizer({ cjk: 'bigrams', normalize: false, stopWords: false })
  const pattern = settled['tokenPattern']
  if (typeof pattern === 'object' && pattern !== null && 'source' in pattern)
    settled['tokenPattern'] = new RegExp(String(pattern.source), 'u')
  switch (encoder) {
    case 'tfidf':
      return new TfidfEncoder(settled as TfidfOptions)
    case 'count':
      return new CountEncoder(settled as CountOptions)
    case 'hashing':
      return new HashingEncoder(settled as HashingOptions)
    default:
      return encoder satisfies never
  }
}

const corpora = new Map<string, { readonly learn: readonly string[]; readonly other: readonly string[] }>([
  ['speeches', fixture.speeches],
])

beforeAll(() => {
  if (!hasSharedData) return
  corpora.set('ag', splitTexts(agNews(), 1500, 4))
  corpora.set('bbc', splitTexts(bbcNews(), 240, 7))
  corpora.set('zh', splitTexts(chineseTitles(), 1600, 4))
})

describe(`the same numbers as scikit-learn ${fixture.versions['scikit-learn']}`, () => {
  it.skipIf(!hasSharedData)('reads the texts that the numbers were made from', () => {
    for (const [name, { hash }] of Object.entries(fixture.corpora)) {
      const { learn, other } = corpora.get(name)!
      expect(sha([...learn, ...other].join('\n')), name).toBe(hash)
    }
  })

  for (const [index, reference] of fixture.cases.entries()) {
    const { corpus, encoder: kind, options } = reference
    const title = `${index + 1}. ${kind} of ${corpus} with ${JSON.stringify(options)}`
    it(title, async ({ skip }) => {
      if (corpus !== 'speeches') skip(!hasSharedData, missingSharedData)
      const { learn, other } = corpora.get(corpus)!
      const encoder = makeEncoder(reference)
      compare(
        encoder instanceof TfidfEncoder ? await encoder.fitEncode(learn) : await encoder.encode(learn),
        reference.learned,
      )
      compare(await encoder.encode(other), reference.encoded)
      if (!(encoder instanceof TfidfEncoder)) return

      const terms = [...encoder.vocabulary.keys()]
      expect([...encoder.vocabulary.values()]).toEqual(terms.map((_, column) => column))
      const { vocabulary, idf } = reference
      if (vocabulary !== undefined && 'hash' in vocabulary) {
        expect([terms.length, sha(terms.join('\n'))]).toEqual([vocabulary.count, vocabulary.hash])
      } else expect(terms).toEqual(vocabulary)
      if (idf === undefined) return
      close(
        encoder.idf.reduce((total, each) => total + each, 0),
        idf.sum,
        'sum of idf',
        1e-9,
      )
      close(encoder.idf[0]!, idf.first, 'first idf', 1e-12)
      close(encoder.idf.at(-1)!, idf.last, 'last idf', 1e-12)
    })
  }
})
