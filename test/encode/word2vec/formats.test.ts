import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trainWord2Vec, Word2Vec } from '../../../src/encode/index.ts'
import { topicCorpus } from './worlds.ts'

/** Files that gensim 4.4.0 wrote; made by test/reference/word2vec-gensim.py. */
const fixture = JSON.parse(readFileSync('test/reference/word2vec-gensim.json', 'utf8')) as {
  readonly words: readonly string[]
  readonly vectors: readonly number[]
  readonly text: string
  readonly binary: string
}
const binary = new Uint8Array(Buffer.from(fixture.binary, 'base64'))
const lines = fixture.text.split('\n')

const vectorsOf = (model: Word2Vec): number[][] => model.words.map((word) => [...model.vector(word)!])

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('the formats of word2vec', () => {
  it("read gensim's text and binary, to the same vectors", async () => {
    const fromText = await Word2Vec.fromText(lines)
    const fromBinary = await Word2Vec.fromBinary(binary)
    expect(fromText.words).toEqual(fixture.words)
    expect(vectorsOf(fromText)).toEqual(vectorsOf(fromBinary))
    expect(vectorsOf(fromBinary).flat()).toEqual(fixture.vectors.map(Math.fround))
  })

  it('write the very bytes that gensim writes', async () => {
    const model = await Word2Vec.fromBinary(binary)
    expect(model.toBinary()).toEqual(binary)
  })

  it('write text that reads back to the same bits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 40 }),
        async (values) => {
          const model = await Word2Vec.fromText([`1 ${values.length}`, `word ${values.join(' ')}`])
          const again = await Word2Vec.fromText(model.toText())
          expect([...again.vector('word')!].map((value) => value + 0)).toEqual(
            values.map((value) => Math.fround(value) + 0),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('read binaries that come in pieces of any size, with newlines between the vectors or without', async () => {
    const whole = vectorsOf(await Word2Vec.fromBinary(binary))
    for (const size of [1, 7, 64, 1000])
      expect(vectorsOf(await Word2Vec.fromBinary(pieces(binary, size)))).toEqual(whole)
    // As the original tool writes: a newline after each vector.
    const spaced: number[] = [...new TextEncoder().encode(`${fixture.words.length} 10\n`)]
    const model = await Word2Vec.fromBinary(binary)
    for (const word of model.words) {
      spaced.push(...new TextEncoder().encode(`${word} `), ...new Uint8Array(model.vector(word)!.buffer), 10)
    }
    expect(vectorsOf(await Word2Vec.fromBinary(Uint8Array.from(spaced)))).toEqual(whole)
  })

  it('read GloVe text, which has no first line, and lines in bunches', async () => {
    const model = await Word2Vec.fromText(lines)
    const glove = [...model.toText({ format: 'glove' })]
    expect(glove).toHaveLength(fixture.words.length)
    expect(vectorsOf(await Word2Vec.fromText(glove))).toEqual(vectorsOf(model))
    expect(vectorsOf(await Word2Vec.fromText([fixture.text]))).toEqual(vectorsOf(model))
    async function* slowly(): AsyncGenerator<string> {
      yield* lines
    }
    expect(vectorsOf(await Word2Vec.fromText(slowly()))).toEqual(vectorsOf(model))
  })

  it('keep the first vector of a word that comes twice', async () => {
    const model = await Word2Vec.fromText(['3 2', 'a 1 2', 'b 3 4', 'a 5 6'])
    expect(model.words).toEqual(['a', 'b'])
    expect([...model.vector('a')!]).toEqual([1, 2])
  })

  it('take fastText lines that end in a blank, Windows line ends, and an empty last line', async () => {
    const model = await Word2Vec.fromText(['2 2', 'a 1 2 \r', 'b 3 4 \r', ''])
    expect(vectorsOf(model)).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  const cut = binary.subarray(0, binary.length - 5)
  const promises = (words: number): Uint8Array => {
    const end = binary.indexOf(10)
    return Uint8Array.from([...new TextEncoder().encode(`${words} 10`), ...binary.subarray(end)])
  }
  const notANumber = (() => {
    const bytes = binary.slice()
    bytes.set([0, 0, 0xc0, 0x7f], bytes.length - 4)
    return bytes
  })()

  it.each([
    ['a truncated binary', () => Word2Vec.fromBinary(cut), 'bytes', /truncated/],
    ['a binary that promises more words', () => Word2Vec.fromBinary(promises(40)), 'bytes', /end too early/],
    ['a binary that promises fewer', () => Word2Vec.fromBinary(promises(3)), 'bytes', /More bytes follow/],
    ['a binary with NaN', () => Word2Vec.fromBinary(notANumber), 'bytes ("aunt")[9]', /finite/],
    ['bytes of something else', () => Word2Vec.fromBinary(Uint8Array.from([1, 2, 3])), 'bytes', /two whole numbers/],
    ['no bytes', () => Word2Vec.fromBinary(new Uint8Array()), 'bytes', /two whole numbers/],
    ['text with NaN', () => Word2Vec.fromText(['1 2', 'a 1 NaN']), 'lines[1][2]', /finite/],
    ['text that promises more words', () => Word2Vec.fromText(['3 2', 'a 1 2']), 'lines[0]', /but 1 follow/],
    ['text that promises fewer', () => Word2Vec.fromText(['1 2', 'a 1 2', 'b 1 2']), 'lines[0]', /more follow/],
    ['a word with a blank', () => Word2Vec.fromText(['1 2', 'new york 1 2']), 'lines[1]', /blank inside the word/],
    ['a line that is cut off', () => Word2Vec.fromText(['2 2', 'a 1 2', 'b 1']), 'lines[2]', /cut off/],
    ['a line with an empty number', () => Word2Vec.fromText(['1 3', 'a 1  2']), 'lines[1][2]', /finite/],
    ['no lines', () => Word2Vec.fromText([]), 'lines', /no vectors/],
    ['a bare string', () => Word2Vec.fromText('1 2\na 1 2'), 'lines', /split/],
  ])('refuse %s, naming the place', async (_, read, field, message) => {
    await expect(read()).rejects.toMatchObject({
      code: 'invalid-argument',
      field,
      message: expect.stringMatching(message) as string,
    })
  })

  it('refuse a first line that asks for more memory than there is', async () => {
    const read = Word2Vec.fromText(['9000000000000 9000', 'a 1'])
    await expect(read).rejects.toMatchObject({ code: 'limit-exceeded', field: 'lines[0]' })
  })

  it('refuse to write a word with a blank', async () => {
    const model = await trainWord2Vec(
      [
        ['new york', 'is', 'big'],
        ['is', 'new york', 'big'],
      ],
      { minCount: 1, dimensions: 4 },
    )
    expect(() => [...model.toText()]).toThrow(expect.objectContaining({ field: 'words', value: 'new york' }))
    expect(() => model.toBinary()).toThrow(/Replace the blanks/)
  })
})

describe('a snapshot', () => {
  const subwords = { min: 3, max: 4, buckets: 5000 }
  it.each([
    ['a plain model', {}],
    ['a model with sub-words', { subwords }],
    ['a model with a Huffman tree', { loss: 'hierarchical-softmax' as const }],
  ])('of %s answers the same and goes on learning the same', async (_, options) => {
    const corpus = topicCorpus(200)
    const model = await trainWord2Vec(corpus, { dimensions: 12, epochs: 2, ...options })
    const again = Word2Vec.fromSnapshot(model.toSnapshot())
    expect(vectorsOf(again)).toEqual(vectorsOf(model))
    expect(again.count('t0w0')).toBe(model.count('t0w0'))
    expect(again.vector('t0wunseen')).toEqual(model.vector('t0wunseen'))
    await Promise.all([model.update(corpus), again.update(corpus)])
    expect(vectorsOf(again)).toEqual(vectorsOf(model))
  })

  it('of an 8-bit model keeps its codes', async () => {
    const model = (await trainWord2Vec(topicCorpus(200), { dimensions: 12, epochs: 1 })).toInt8()
    expect(vectorsOf(Word2Vec.fromSnapshot(model.toSnapshot()))).toEqual(vectorsOf(model))
  })

  it('that is damaged, or of something else, is refused', async () => {
    const model = await trainWord2Vec(topicCorpus(50), { dimensions: 4, epochs: 1 })
    const bytes = model.toSnapshot()
    bytes[bytes.length - 9]! ^= 1
    expect(() => Word2Vec.fromSnapshot(bytes)).toThrow(expect.objectContaining({ code: 'snapshot-corrupt' }))
    expect(() => Word2Vec.load({ words: { json: [] } })).toThrow(expect.objectContaining({ code: 'snapshot-corrupt' }))
    const { vectors: _, ...rest } = model.save()
    expect(() => Word2Vec.load(rest)).toThrow(/vectors/)
  })
})
