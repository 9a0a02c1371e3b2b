import { describe, expect, test } from 'vitest'
import { createTokenizer } from '../../src/preprocess/tokenizer.ts'
import { wordTokenizer } from '../../src/preprocess/word-tokenizer.ts'

describe('wordTokenizer', () => {
  const texts = [
    'Hello <b>world</b>, 你好世界 and 東京タワー',
    `don't C++ R&B 1,000 ${'x'.repeat(65)} ${'𝒳'.repeat(64)} ${'𝒳'.repeat(65)}`,
    '',
  ]

  test.each([{}, { lowercase: false }, { stripAccents: true }])(
    'gives the words and the id of createTokenizer without stop words, %j',
    (normalize) => {
      const full = createTokenizer({ normalize, stopWords: false })
      const words = wordTokenizer(normalize)
      expect(words.id).toBe(full.id)
      for (const text of texts) expect(words(text)).toEqual(full(text))
    },
  )
})
