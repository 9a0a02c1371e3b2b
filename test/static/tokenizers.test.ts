/** Token by token against Python's `tokenizers` (test/reference/static-tokenizers.py). */

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readTokenizer } from '../../src/static/read-tokenizer.ts'
import { TokenBuffer } from '../../src/static/token-buffer.ts'
import type { Tokenizer } from '../../src/static/tokenizer.ts'
import { agNews, bbcNews, chineseTitles } from '../encode/corpora.ts'
import { hasSharedModels, reference, sharedFolder, sharedTokenizer, tokensOf } from './models.ts'

interface Small {
  readonly texts: readonly string[]
  readonly wordpiece: { readonly tokenizer: object; readonly tokens: readonly number[][] }
  readonly unigram: { readonly tokenizer: object; readonly tokens: readonly number[][] }
}
interface Large {
  readonly texts: number
  readonly odd: readonly string[]
  readonly models: Readonly<Record<string, { readonly digests: readonly string[]; readonly odd: readonly number[][] }>>
}

const small = reference<Small>('static-small.json')
const large = reference<Large>('static-tokenizers.json')

/** One line of JSON a text, as the script writes them. */
function lines(tokenizer: Tokenizer, texts: readonly string[]): string[] {
  const into = new TokenBuffer()
  return texts.map((text) => {
    into.clear()
    tokenizer.tokenize(text, into)
    return `[${into.ids.subarray(0, into.length).join(',')}]`
  })
}

describe('small tokenisers', () => {
  for (const kind of ['wordpiece', 'unigram'] as const) {
    it(`cut texts as Python does: ${kind}`, () => {
      const { tokenizer } = readTokenizer(JSON.stringify(small[kind].tokenizer))
      for (const [at, text] of small.texts.entries())
        expect([text, tokensOf(tokenizer, text)]).toEqual([text, small[kind].tokens[at]])
    })

    it(`remember nothing that changes a later text: ${kind}`, () => {
      const { tokenizer } = readTokenizer(JSON.stringify(small[kind].tokenizer))
      const once = small.texts.map((text) => tokensOf(tokenizer, text))
      // Far more words than the cache has places, so that it empties itself on the way.
      for (let at = 0; at < 70_000; at++) tokensOf(tokenizer, `a${at}b`)
      expect(small.texts.map((text) => tokensOf(tokenizer, text))).toEqual(once)
    })
  }

  it('read half a surrogate pair as U+FFFD', () => {
    for (const kind of ['wordpiece', 'unigram'] as const) {
      const { tokenizer } = readTokenizer(JSON.stringify(small[kind].tokenizer))
      for (const text of ['a\ud800b', '\udc00', 'the \ud83d'])
        expect(tokensOf(tokenizer, text)).toEqual(tokensOf(tokenizer, text.replace(/[\ud800-\udfff]/, '\ufffd')))
    }
  })

  it('name what they cannot read', () => {
    const read = (change: object): unknown => readTokenizer(JSON.stringify({ ...small.wordpiece.tokenizer, ...change }))
    expect(() => read({ normalizer: { type: 'Rot13' } })).toThrow(/Rot13/)
    expect(() => read({ pre_tokenizer: { type: 'ByteLevel' } })).toThrow(/ByteLevel/)
    expect(() => read({ model: { type: 'BPE', vocab: {} } })).toThrow(/BPE/)
    expect(() => read({ model: undefined })).toThrow(/model\.vocab/)
    expect(() => readTokenizer('{')).toThrow(expect.objectContaining({ code: 'invalid-argument', field: 'tokenizer' }))
  })
})

describe('the tokenisers of real models', () => {
  for (const name of ['all-MiniLM-L6-v2', 'multilingual-e5-small-en-zh']) {
    it(`cut 19,825 texts and some odd ones as Python does: ${name}`, ({ skip }) => {
      if (!hasSharedModels) skip('needs the shared models and data: set PENCHANT_SHARED')
      const { tokenizer } = readTokenizer(sharedTokenizer(name))
      const { digests, odd } = large.models[name]!
      for (const [at, text] of large.odd.entries()) expect([text, tokensOf(tokenizer, text)]).toEqual([text, odd[at]])

      const texts = [...agNews(), ...bbcNews(), ...chineseTitles()]
      expect(texts.length).toBe(large.texts)
      const ours = lines(tokenizer, texts)
      const blocks = digests.map((_, block) =>
        createHash('sha256')
          .update(ours.slice(block * 1000, (block + 1) * 1000).join('\n'))
          .digest('hex'),
      )
      if (blocks.some((block, at) => block !== digests[at])) {
        // Which text it is, where Python can say so.
        const python = findPython()
        if (python !== undefined) {
          const script = fileURLToPath(new URL('../reference/static-tokenizers.py', import.meta.url))
          const printed = execFileSync(python, [script, sharedFolder, '--tokens', name], { maxBuffer: 1 << 28 })
          const theirs = printed.toString().trimEnd().split('\n')
          for (const [at, line] of ours.entries()) expect([texts[at], line]).toEqual([texts[at], theirs[at]])
        }
      }
      expect(blocks).toEqual(digests)
    })
  }

  it('agree with the Python that is here, not only with what one wrote down', ({ skip }) => {
    const python = findPython()
    if (!hasSharedModels || python === undefined)
      skip('needs the shared models and data, and a Python with `tokenizers` (PENCHANT_PYTHON, or .bench/venv)')
    const name = 'multilingual-e5-small-en-zh'
    const script = fileURLToPath(new URL('../reference/static-tokenizers.py', import.meta.url))
    const printed = execFileSync(python!, [script, sharedFolder, '--tokens', name], { maxBuffer: 1 << 28 })
    const theirs = printed.toString().trimEnd().split('\n')
    const ours = lines(readTokenizer(sharedTokenizer(name)).tokenizer, [...agNews(), ...bbcNews(), ...chineseTitles()])
    const different = ours.findIndex((line, at) => line !== theirs[at])
    expect([different, ours[different]]).toEqual([-1, theirs[different]])
  })
})

/** A Python that has the `tokenizers` package. */
function findPython(): string | undefined {
  const python =
    process.env['PENCHANT_PYTHON'] ?? fileURLToPath(new URL('../../.bench/venv/bin/python', import.meta.url))
  if (!existsSync(python)) return undefined
  return spawnSync(python, ['-c', 'import tokenizers']).status === 0 ? python : undefined
}
